import { type AddressInfo, createServer, type Socket } from 'node:net'
import { pino } from 'pino'
import { until } from '../../tests/support/until'
import { Changes } from './change-feed'
import { Listener } from './listener'

const AUTHENTICATED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0])
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])
const DONE = Buffer.from([0x43, 0, 0, 0, 11, ...Buffer.from('LISTEN\0')])
const QUERY = 0x51

test('a connection that breaks off while it begins to listen is tried again', async () => {
  let connections = 0
  let current: Socket | undefined
  const server = createServer((socket) => {
    const number = (connections += 1)
    current = socket
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(Buffer.concat([AUTHENTICATED, READY]))
      socket.on('data', (data) => {
        if (data[0] !== QUERY) return
        if (number === 2) socket.destroy()
        else socket.write(Buffer.concat([DONE, READY]))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const changes = new Changes()
  let resets = 0
  changes.subscribe({ changed: () => {}, reset: () => (resets += 1) })
  const listener = new Listener(`postgres://u:p@127.0.0.1:${port}/d`, changes, pino({ level: 'silent' }))
  await listener.start()
  current?.destroy()
  const lostAt = performance.now()
  await until('it listens again', () => changes.heardAt > lostAt)
  // Once when it began, once after the loss.
  expect({ connections, resets }).toEqual({ connections: 3, resets: 2 })
  await listener.close()
  server.close()
})
