import { startTestApp, type TestApp, withLab } from '../support/app'
import { answer, ask, bearer, BOTH, initialize, open, openSession, post, RawSocket } from '../support/raw'
import { until } from '../support/until'

const ping = { jsonrpc: '2.0', id: 2, method: 'ping' }

describe('a session', () => {
  let app: TestApp
  let lab: Awaited<ReturnType<typeof withLab>>

  beforeAll(async () => {
    app = await startTestApp()
    lab = await withLab(app)
  })
  afterAll(() => app?.close())

  test('has an id that cannot be guessed', async () => {
    const [a, b] = [await openSession(lab.url, lab.key), await openSession(lab.url, lab.key)]
    expect(a.id).toMatch(/^[\x21-\x7e]{32,}$/)
    expect(a.id).not.toBe(b.id)
  })

  test('serves the key that opened it and no other, not even of the same tenant', async () => {
    const session = await openSession(lab.url, lab.key)
    const colleague = await app.createKey('acme')
    const stranger = await withLab(app, 'other')
    expect((await session.send(ping)).status).toBe(200)
    expect((await session.send(ping, colleague.key)).status).toBe(404)
    expect((await session.send(ping, stranger.key)).status).toBe(404)
    for (const method of ['GET', 'DELETE']) {
      const headers = { ...session.headers, ...bearer(colleague.key), accept: 'text/event-stream' }
      expect((await ask(lab.url, { method, headers })).status).toBe(404)
    }
    expect((await session.send(ping)).status).toBe(200)
  })

  test('is of one endpoint: the address of its connector, or of another tenant, does not know it', async () => {
    const session = await openSession(lab.url, lab.key)
    expect((await post(app.endpoint('acme', 'lab'), lab.key, ping, session.headers)).status).toBe(404)
  })

  test('ends by DELETE; after that it is unknown', async () => {
    const session = await openSession(lab.url, lab.key)
    const gone = await ask(lab.url, { method: 'DELETE', headers: { ...session.headers, ...bearer(lab.key) } })
    expect(gone.status).toBe(200)
    expect((await session.send(ping)).status).toBe(404)
  })

  test('is asked for: without its id nothing but initialize is served', async () => {
    const reply = await post(lab.url, lab.key, ping)
    expect(reply.status).toBe(400)
    expect(answer(reply).error).toBeDefined()
  })

  test('unknown ids are 404, whatever they look like', async () => {
    for (const id of [
      'x',
      '00000000-0000-4000-8000-000000000000',
      "' OR 1=1 --",
      '../../etc/passwd',
      'a'.repeat(5_000),
    ]) {
      expect((await post(lab.url, lab.key, ping, { 'mcp-session-id': id })).status).toBe(404)
    }
  })

  test('a stream that broke goes on where it was, and only with the right key', async () => {
    const session = await openSession(lab.url, lab.key)
    const call = {
      jsonrpc: '2.0',
      id: 9,
      method: 'tools/call',
      params: { name: 'lab_slow', arguments: { steps: 10, ms: 50 }, _meta: { progressToken: 'p' } },
    }
    const stream = await open(lab.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: BOTH, ...bearer(lab.key), ...session.headers },
      body: JSON.stringify(call),
    })
    let text = ''
    stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    stream.on('error', () => {})
    await until('the first report', () => text.includes('notifications/progress'))
    stream.destroy()
    const last = [...text.matchAll(/^id: ?(\S+)$/gm)].pop()?.[1] ?? ''
    const headers = { ...session.headers, accept: 'text/event-stream', 'last-event-id': last }
    const colleague = await app.createKey('acme')
    expect((await ask(lab.url, { headers: { ...headers, ...bearer(colleague.key) } })).status).toBe(404)
    const resumed = await open(lab.url, { headers: { ...headers, ...bearer(lab.key) } })
    let rest = ''
    resumed.on('data', (chunk: Buffer) => (rest += chunk.toString('utf8')))
    resumed.on('error', () => {})
    await until('the answer on the new stream', () => rest.includes('"id":9'))
    resumed.destroy()
  })
})

describe('limits of sessions and streams', () => {
  let app: TestApp
  let lab: Awaited<ReturnType<typeof withLab>>

  beforeAll(async () => {
    app = await startTestApp({
      env: {
        SAGEMCP_MAX_SESSIONS_PER_TENANT: '4',
        SAGEMCP_MAX_STREAMS_PER_TENANT: '3',
        SAGEMCP_SESSION_IDLE_MS: '1000',
      },
    })
    lab = await withLab(app)
  })
  afterAll(() => app?.close())

  test('a tenant may have so many sessions, even when they are asked for at once; others are not concerned', async () => {
    const replies = await Promise.all(Array.from({ length: 12 }, () => post(lab.url, lab.key, initialize())))
    expect(replies.filter((r) => r.status === 200)).toHaveLength(4)
    const refused = replies.filter((r) => r.status !== 200)
    expect(new Set(refused.map((r) => r.status))).toEqual(new Set([429]))
    for (const reply of refused) expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
    const other = await withLab(app, 'other')
    expect((await post(other.url, other.key, initialize())).status).toBe(200)
  })

  test('idle ones are ended and make room', async () => {
    const room = async () => (await post(lab.url, lab.key, initialize())).status === 200
    await until('room for a session', room, 15_000)
  })

  const kinds: [string, (url: string, key: string) => Promise<{ status: number; end(): void }>][] = [
    [
      'WebSockets',
      (url, key) =>
        RawSocket.connect(url, bearer(key)).then(
          (socket) => ({ status: 200, end: () => socket.close() }),
          (error: { status: number }) => ({ status: error.status, end: () => {} }),
        ),
    ],
    ['SSE streams', (url, key) => stream(`${url}/sse`, { headers: bearer(key) })],
    ['listen streams', (url, key) => stream(url, listen(key))],
  ]

  test.each(kinds)('a tenant may have so many %s', async (kind, connect) => {
    const { url, key } = await withLab(app, kind.toLowerCase().replaceAll(' ', '-'))
    const opened = await Promise.all(Array.from({ length: 8 }, () => connect(url, key)))
    expect(opened.map((o) => o.status).sort()).toEqual([200, 200, 200, 429, 429, 429, 429, 429])
    opened.find((o) => o.status === 200)?.end()
    const again = async () => {
      const next = await connect(url, key)
      if (next.status !== 200) return false
      next.end()
      return true
    }
    await until('room after one ended', again)
    for (const each of opened) each.end()
  })
})

async function stream(url: string, options: Parameters<typeof open>[1]) {
  const reply = await open(url, options)
  reply.on('error', () => {})
  reply.resume()
  return { status: reply.statusCode ?? 0, end: () => void reply.destroy() }
}

function listen(key: string): NonNullable<Parameters<typeof open>[1]> {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const params = { _meta: meta, notifications: { toolsListChanged: true } }
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: BOTH,
      ...bearer(key),
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'subscriptions/listen',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params }),
  }
}
