import { connect } from 'node:net'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { answer, bearer, initialize, modern, openSession, RawSocket, refusal } from '../support/raw'
import { until } from '../support/until'

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>

beforeAll(async () => {
  app = await startTestApp()
  lab = await withLab(app)
})
afterAll(() => app?.close())

const rpc = (method: string, params: object = {}, id: number | string = 5) => ({ jsonrpc: '2.0', id, method, params })
const echo = (args: object) => modern(lab.url, lab.key, 'tools/call', { name: 'lab_echo', arguments: args })

test('argument names that the database cannot hold do not keep the calls of others from being recorded', async () => {
  await echo({ 'a\0b': 1, '\ud800': 1 })
  await echo({ text: 'after' })
  type Page = { items: { arguments: Record<string, number> }[] }
  await until('both calls are recorded', async () => {
    const page = (await app.must('GET', `/tenants/${lab.tenant}/calls`)) as unknown as Page
    return page.items.length === 2
  })
})

test('a client that asks and does not read is cut off', async () => {
  const raw = await RawSocket.connect(lab.url, bearer(lab.key))
  raw.send(initialize())
  raw.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  await until('the handshake', () => raw.received.length > 0)
  raw.socket.pause()
  const big = { name: 'lab_big', arguments: { bytes: 90_000, shape: 'text' } }
  for (let id = 0; id < 400; id += 1) {
    raw.send(rpc('tools/call', big, id))
    // In small groups, so that the cap of requests at once is not what stops it.
    if (id % 20 === 0) await echo({ text: 'x' })
  }
  raw.socket.resume()
  await until('the end of the connection', () => raw.closed !== undefined)
  expect(raw.received.length).toBeLessThan(400)
})

test('a long batch is refused: each of its messages would be answered in full', async () => {
  const session = await openSession(lab.url, lab.key, '2025-03-26')
  const batch = (count: number) => Array.from({ length: count }, (_, i) => rpc('tools/list', {}, i))
  expect((await session.send(batch(3))).status).toBe(200)
  const reply = await session.send(batch(1_000))
  expect(reply.status).toBe(400)
  expect(answer(reply).error).toBeDefined()
})

test('a connection cannot watch any number of resources', async () => {
  const session = await openSession(lab.url, lab.key)
  let refused = 0
  for (let i = 0; i < 510; i += 1) {
    const reply = answer(await session.send(rpc('resources/subscribe', { uri: `lab://notes/${i}` }, i)))
    if (reply.error) refused += 1
  }
  expect(refused).toBe(10)
})

test('guessing tickets is limited like guessing keys, and a valid key still enters', async () => {
  const guess = () => refusal(`${lab.url}?ticket=${'a'.repeat(43)}`)
  const statuses: number[] = []
  for (let i = 0; i < 40; i += 1) statuses.push(await guess())
  expect(statuses[0]).toBe(401)
  expect(statuses.at(-1)).toBe(429)
  const raw = await RawSocket.connect(lab.url, bearer(lab.key))
  raw.close()
})

test('a refused upgrade does not leave half a connection open', async () => {
  const { host, hostname, port, pathname } = new URL(lab.url)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  let closed = false
  socket.on('error', () => {})
  socket.on('close', () => (closed = true))
  socket.resume()
  const lines = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: eA==']
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\n${lines.join('\r\n')}\r\n\r\n`)
  await until('the other half is gone', () => {
    if (!socket.destroyed && socket.readableEnded) socket.write('still here')
    return closed
  })
})
