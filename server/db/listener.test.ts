import { type AddressInfo, createServer, type Socket } from 'node:net'
import { pino } from 'pino'
import { until } from '../../tests/support/until'
import { Changes } from './change-feed'
import { BLIND_MS } from './fresh-cache'
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

test('a server that takes everything and answers nothing is silent, until it answers', async () => {
  let isMute = false
  const all = new Set<Socket>()
  const server = createServer((socket) => {
    all.add(socket)
    socket.on('error', () => {})
    let isIn = false
    socket.on('data', () => {
      if (isMute) return
      socket.write(isIn ? Buffer.concat([DONE, READY]) : Buffer.concat([AUTHENTICATED, READY]))
      isIn = true
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const told = jest.fn()
  const listener = new Listener(
    `postgres://u:p@127.0.0.1:${port}/d`,
    new Changes(),
    pino({ level: 'silent' }),
    undefined,
    told,
  )
  await listener.start()
  expect(listener.isSilent).toBe(false)
  isMute = true
  await until('it is silent', () => listener.isSilent, 20_000)
  expect(told).toHaveBeenCalled()
  isMute = false
  await until('it is heard again', () => !listener.isSilent, 20_000)
  // One that refuses is no riddle.
  told.mockClear()
  server.close()
  for (const socket of all) socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, BLIND_MS + 2_500))
  expect({ isSilent: listener.isSilent, told: told.mock.calls }).toEqual({ isSilent: false, told: [] })
  await listener.close()
}, 60_000)
