import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { BaseConnector, type CallContext, connector, type Input, noAuth, path, tool, z } from '../../connectors/sdk'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { Lab } from '../support/lab'
import {
  answer,
  bearer,
  BOTH,
  envelope,
  initialize,
  modern,
  modernHeaders,
  open,
  openSession,
  post,
  RawSocket,
} from '../support/raw'

const Nothing = z.strictObject({})
@connector({
  type: 'probe',
  title: 'P',
  description: 'p',
  baseUrls: { default: 'https://p.invalid' },
  auth: [noAuth()],
})
class Probe extends BaseConnector {
  @tool({ description: 'w', input: Nothing, effect: 'write', scopes: [] })
  async push(_: Input<typeof Nothing>) {
    return (await this.http.post(path`/x`, { body: {} })).body
  }
  @tool({ description: 'w', input: Nothing, effect: 'write', scopes: [] })
  async hang(_: Input<typeof Nothing>, ctx: CallContext) {
    await new Promise((r) => ctx.signal.addEventListener('abort', r, { once: true }))
    throw ctx.signal.reason
  }
  @tool({ description: 'w', input: Nothing, effect: 'write', scopes: [] })
  async ask(_: Input<typeof Nothing>, ctx: CallContext) {
    await ctx.requestInput({ sure: { kind: 'elicit', message: 'Sure?', schema: { type: 'object', properties: {} } } })
    return {}
  }
}
const crashes: unknown[] = []
process.on('unhandledRejection', (e) => crashes.push(e))

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>
beforeAll(async () => {
  app = await startTestApp({
    types: [Lab, Probe],
    env: {
      SAGEMCP_CALL_TIMEOUT_MS: '400',
      SAGEMCP_MAX_SESSIONS_PER_TENANT: '5',
      SAGEMCP_CALLER_CALLS_PER_MINUTE: '100000',
      SAGEMCP_TENANT_CALLS_PER_MINUTE: '100000',
    },
  })
  lab = await withLab(app)
  await app.addConnector('acme', { type: 'probe' })
})
afterAll(() => app?.close())
const rpc = (method: string, params: object = {}, id: number | string = 5) => ({ jsonrpc: '2.0', id, method, params })

test('1 a call cancelled while its intent is stored does not crash', async () => {
  const s = await RawSocket.connect(lab.url, bearer(lab.key))
  s.send(initialize())
  s.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  await wait(200)
  for (let i = 0; i < 5; i++) {
    s.send(rpc('tools/call', { name: 'probe_push', arguments: {} }, 100 + i))
    s.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 100 + i } })
  }
  await wait(500)
  s.close()
  expect(crashes).toEqual([])
})

test('2 argument names that cannot be stored do not block usage', async () => {
  await modern(lab.url, lab.key, 'tools/call', { name: 'lab_echo', arguments: { 'a\0b': 1, '\ud800': 2 } })
  await modern(lab.url, lab.key, 'tools/call', { name: 'lab_echo', arguments: { text: 'ok' } })
  await wait(1500)
  const calls = (await app.must('GET', '/tenants/acme/calls')) as { body: unknown }
  console.log('CALLS', JSON.stringify(calls).slice(0, 600))
})

test('3 audit outcomes', async () => {
  console.log(
    'hang',
    answer(await modern(lab.url, lab.key, 'tools/call', { name: 'probe_hang', arguments: {} })).result,
  )
  await modern(lab.url, lab.key, 'tools/call', { name: 'probe_ask', arguments: {} })
  const ac = request(lab.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: BOTH,
      ...bearer(lab.key),
      ...modernHeaders('tools/call', 'probe_hang'),
    },
  })
  ac.on('error', () => {})
  ac.end(JSON.stringify(rpc('tools/call', { name: 'probe_hang', arguments: {}, _meta: envelope() })))
  await wait(100)
  ac.destroy()
  await wait(300)
  const a = (await app.must('GET', '/tenants/acme/audit?action=tool.call')) as any
  console.log('AUDIT', JSON.stringify((a.body ?? a).items?.map((r: any) => [r.target, r.outcome])))
})

test('4 chunked 413', async () => {
  const r = await new Promise<string>((resolve) => {
    const req = request(
      lab.url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: BOTH,
          ...bearer(lab.key),
          'transfer-encoding': 'chunked',
        },
      },
      (res) => resolve(String(res.statusCode)),
    )
    req.on('error', (e) => resolve('error ' + e.message))
    const chunk = Buffer.alloc(65536, 0x20)
    let n = 0
    const go = () => {
      if (n++ > 90) return req.end()
      req.write(chunk, () => setImmediate(go))
    }
    go()
  })
  console.log('413', r)
})

test('5 session cap under concurrency', async () => {
  const rs = await Promise.all(Array.from({ length: 60 }, () => post(lab.url, lab.key, initialize())))
  console.log('SESSIONS', rs.filter((r) => r.headers['mcp-session-id']).length)
})

test('6 refused upgrade leaves no socket', async () => {
  const u = new URL(lab.url)
  const s = connect({ port: Number(u.port), host: u.hostname, allowHalfOpen: true })
  s.write(
    `GET ${u.pathname} HTTP/1.1\r\nHost: ${u.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  let ended = false,
    closed = false
  s.on('data', () => {})
  s.on('end', () => (ended = true))
  s.on('close', () => (closed = true))
  s.on('error', (e) => (closed = true))
  await wait(500)
  // a write to a destroyed peer gives RST
  s.write('x')
  await wait(200)
  s.write('y')
  await wait(200)
  console.log('UPGRADE', { ended, closed })
  s.destroy()
})

test('7 bad tickets are counted', async () => {
  const st: number[] = []
  for (let i = 0; i < 45; i++) {
    try {
      await RawSocket.connect(lab.url + '?ticket=' + 'a'.repeat(43))
    } catch (e) {
      st.push((e as any).status)
    }
  }
  console.log('TICKETS', st.slice(-3))
})

test('8 a socket whose client does not read', async () => {
  const s = await RawSocket.connect(lab.url, bearer(lab.key))
  s.send(initialize())
  s.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  await wait(200)
  const inner = (s.socket as any)._socket
  inner.pause()
  const before = process.memoryUsage().rss
  for (let i = 0; i < 6000; i++) {
    s.send(rpc('tools/call', { name: 'lab_big', arguments: { bytes: 90000, shape: 'text' } }, 1000 + i))
    if (i % 50 === 0) await wait(5)
  }
  await wait(1500)
  console.log('RSS MB', (process.memoryUsage().rss - before) / 2 ** 20, s.closed)
  inner.resume()
  await wait(100)
  s.close()
}, 60000)

test('9 shutdown', async () => {
  const two = await startTestApp()
  const l = await withLab(two)
  const socket = await RawSocket.connect(l.url, bearer(l.key))
  socket.send(initialize())
  socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const session = await openSession(l.url, l.key)
  await wait(100)
  const a = modern(l.url, l.key, 'tools/call', { name: 'lab_slow', arguments: { steps: 5, ms: 200 } }).then(
    (r) => r.text,
    (e) => String(e),
  )
  const b = session.send(rpc('tools/call', { name: 'lab_slow', arguments: { steps: 5, ms: 200 } })).then(
    (r) => r.text,
    (e) => String(e),
  )
  socket.send(rpc('tools/call', { name: 'lab_slow', arguments: { steps: 5, ms: 200 } }, 77))
  await wait(300)
  const t = Date.now()
  const closing = two.close()
  console.log('MODERN', await a, '\nSESSION', await b)
  await closing
  console.log(
    'CLOSED IN',
    Date.now() - t,
    'WS',
    socket.received.find((m) => m.id === 77),
    socket.closed,
  )
}, 60000)
