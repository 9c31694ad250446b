import { BaseConnector, connector, type Input, noAuth, tool, z } from '../../connectors/sdk'
import { startTestApp } from '../support/app'
import { answer, bearer, initialize, modern, openSession, RawSocket } from '../support/raw'
import { until } from '../support/until'

const Nothing = z.strictObject({})
let started = 0
let release = () => {}
let lock = Promise.resolve()

@connector({
  type: 'lock',
  title: 'Lock',
  description: 'A call that ends when the test says so.',
  baseUrls: { default: 'https://lock.invalid' },
  auth: [noAuth()],
})
class Lock extends BaseConnector {
  @tool({ description: 'Waits.', input: Nothing, effect: 'read', scopes: [] })
  async pass(_: Input<typeof Nothing>) {
    started += 1
    await lock
    return { passed: true }
  }
}

async function start() {
  const app = await startTestApp({ types: [Lock] })
  await app.createTenant('acme')
  await app.addConnector('acme', { type: 'lock' })
  const { key } = await app.createKey('acme')
  return { app, key, url: app.endpoint('acme') }
}

const params = { name: 'lock_pass', arguments: {} }
const call = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params })
const PASSED = { structuredContent: { passed: true } }

/** Calls that run, one on every transport. `passed` is over when all were answered and the server has stopped. */
async function callEverywhere() {
  const { app, key, url } = await start()
  const session = await openSession(url, key)
  const socket = await RawSocket.connect(url, bearer(key))
  socket.send(initialize())
  socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const before = started
  lock = new Promise((resolve) => (release = resolve))
  const http = modern(url, key, 'tools/call', params)
  const inSession = session.send(call(1))
  socket.send(call(2))
  await until('all three run', () => started === before + 3)
  const passed = async (closing: Promise<void>) => {
    expect(answer(await http).result).toMatchObject(PASSED)
    expect(answer(await inSession).result).toMatchObject(PASSED)
    await closing
    expect(socket.received.find((m) => m.id === 2)?.result).toMatchObject(PASSED)
  }
  return { app, passed }
}

test('a server that is stopped finishes the calls in flight first, on every transport', async () => {
  const { app, passed } = await callEverywhere()
  const closing = app.close()
  release()
  await passed(closing)
})

test('a call that ended in the very turn in which the server is stopped is answered, on every transport', async () => {
  const { app, passed } = await callEverywhere()
  release()
  // They end by promises alone, and no turn passes in them.
  for (let i = 0; i < 500; i++) await Promise.resolve()
  await passed(app.close())
})

test('a socket whose client does not answer the closing does not hold it up', async () => {
  const { app, key, url } = await start()
  const { socket } = await RawSocket.connect(url, bearer(key))
  socket.pause()
  await app.close()
  socket.terminate()
})
