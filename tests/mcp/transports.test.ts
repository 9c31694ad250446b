import { request } from 'node:http'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { DOORS, knock } from '../support/doors'
import {
  answer,
  ask,
  bearer,
  BOTH,
  envelope,
  initialize,
  LEGACY,
  messages,
  MODERN,
  modern,
  modernHeaders,
  openSession,
  post,
  RawSocket,
  refusal,
} from '../support/raw'
import { until } from '../support/until'

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>

beforeAll(async () => {
  app = await startTestApp({ env: { SAGEMCP_ALLOWED_ORIGINS: 'https://chat.example.com' } })
  lab = await withLab(app)
})
afterAll(() => app?.close())

describe('who may ask from a browser, and under which name', () => {
  test('a foreign Origin is refused at every door', async () => {
    const refused = [
      'https://evil.example',
      'https://chat.example.com.evil.example',
      'http://chat.example.com',
      'https://chat.example.com:8443',
      'http://127.0.0.1:1',
      'null',
    ]
    for (const origin of refused) {
      const statuses = await knock(lab.url, { ...bearer(lab.key), origin })
      expect({ origin, statuses: [...new Set(Object.values(statuses))] }).toEqual({ origin, statuses: [403] })
    }
  })

  test('our own origin and a listed one pass', async () => {
    for (const origin of [app.origin, 'https://chat.example.com']) {
      const statuses = Object.values(await knock(lab.url, { ...bearer(lab.key), origin }))
      expect(statuses).not.toContain(403)
    }
  })

  test('a foreign Host is refused at every door, but health answers', async () => {
    for (const host of [
      'evil.example',
      'evil.example:80',
      '127.0.0.1.evil.example',
      `evil.example:${new URL(app.origin).port}`,
    ]) {
      for (const [name, door] of Object.entries(DOORS)) {
        const { status } = await door(lab.url, { ...bearer(lab.key), host })
        expect({ name, host, refused: status >= 400 && status < 500 && status !== 404 && status !== 405 }).toEqual({
          name,
          host,
          refused: true,
        })
      }
      expect((await ask(`${app.origin}/health/live`, { headers: { host } })).status).toBe(200)
    }
  })
})

describe('the newest revision over HTTP', () => {
  const list = { jsonrpc: '2.0', id: 7, method: 'tools/list', params: { _meta: envelope() } }
  const headers = modernHeaders('tools/list')
  const without = (name: string) => Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))

  test('answers with the id of the request and its result type', async () => {
    const reply = await post(lab.url, lab.key, list, headers)
    expect(reply.status).toBe(200)
    expect(answer(reply)).toMatchObject({ id: 7, result: { resultType: 'complete' } })
    expect(reply.headers['mcp-session-id']).toBeUndefined()
  })

  test.each([
    ['an absent method header', without('mcp-method'), list, -32020],
    ['a method header that lies', { ...headers, 'mcp-method': 'prompts/list' }, list, -32020],
    ['an absent version header', without('mcp-protocol-version'), list, -32020],
    ['a version header that lies', { ...headers, 'mcp-protocol-version': LEGACY }, list, -32020],
  ])('%s is 400', async (_name, sent, body, code) => {
    const reply = await post(lab.url, lab.key, body, sent as Record<string, string>)
    expect(reply.status).toBe(400)
    expect(answer(reply).error?.code).toBe(code)
  })

  test('a version that nobody speaks is 400 and names those that we speak', async () => {
    const meta = { ...envelope(), 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }
    const body = { ...list, params: { _meta: meta } }
    const reply = await post(lab.url, lab.key, body, { ...headers, 'mcp-protocol-version': '2099-01-01' })
    expect(reply.status).toBe(400)
    expect(answer(reply).error).toMatchObject({ code: -32022, data: { supported: expect.arrayContaining([MODERN]) } })
  })

  test('a name header that lies is 400', async () => {
    const params = { name: 'lab_echo', arguments: { text: 'x' }, _meta: envelope() }
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
    const reply = await post(lab.url, lab.key, body, modernHeaders('tools/call', 'lab_note'))
    expect(reply.status).toBe(400)
    expect(answer(reply).error?.code).toBe(-32020)
  })

  test.each(['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'no/such/method'])(
    '%s does not exist: 404',
    async (method) => {
      const reply = await modern(lab.url, lab.key, method)
      expect(reply.status).toBe(404)
      expect(answer(reply).error?.code).toBe(-32601)
    },
  )

  test('a batch is refused', async () => {
    const reply = await post(lab.url, lab.key, [list, list], headers)
    expect(reply.status).toBe(400)
  })

  test('lists are private to their caller', async () => {
    for (const method of [
      'tools/list',
      'prompts/list',
      'resources/list',
      'resources/templates/list',
      'server/discover',
    ]) {
      expect(answer(await modern(lab.url, lab.key, method)).result).toMatchObject({ cacheScope: 'private' })
    }
  })

  test('a client that goes away cancels: the stream of a listener is let go', async () => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'subscriptions/listen',
      params: { _meta: envelope(), notifications: { toolsListChanged: true } },
    })
    const received: string[] = []
    const sent = request(lab.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: BOTH,
        ...bearer(lab.key),
        ...modernHeaders('subscriptions/listen'),
      },
    })
    sent.on('response', (reply) => reply.on('data', (chunk: Buffer) => received.push(chunk.toString('utf8'))))
    sent.on('error', () => {})
    sent.end(body)
    await until('the acknowledgement', () => received.join('').includes('acknowledged'))
    expect(messages(received.join(''))[0]?.method).toBe('notifications/subscriptions/acknowledged')
    sent.destroy()
    expect((await modern(lab.url, lab.key, 'tools/list')).status).toBe(200)
  })
})

describe('WebSocket', () => {
  const meta = (version: string) => ({ ...envelope(), 'io.modelcontextprotocol/protocolVersion': version })

  test('speaks the subprotocol mcp and no other', async () => {
    const socket = await RawSocket.connect(lab.url, bearer(lab.key))
    expect(socket.socket.protocol).toBe('mcp')
    socket.close()
    expect(await refusal(lab.url, bearer(lab.key), 'graphql-ws')).not.toBe(101)
    expect(await refusal(`${app.origin}/api/v1/acme`, bearer(lab.key))).toBe(404)
  })

  test('checks the version of every message, not only of the first', async () => {
    const socket = await RawSocket.connect(lab.url, bearer(lab.key))
    socket.send({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: meta(MODERN) } })
    await until('the first answer', () => socket.received.some((m) => m.id === 1))
    expect(socket.received.find((m) => m.id === 1)?.result).toBeDefined()
    socket.send({ jsonrpc: '2.0', id: 2, method: 'tools/list', params: { _meta: meta('2099-01-01') } })
    await until('the second answer', () => socket.received.some((m) => m.id === 2))
    expect(socket.received.find((m) => m.id === 2)?.error?.code).toBe(-32022)
    socket.close()
  })

  test('a connection of an older revision refuses messages of the newest', async () => {
    const socket = await RawSocket.connect(lab.url, bearer(lab.key))
    socket.send(initialize())
    await until('initialize', () => socket.received.length > 0)
    socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    socket.send({ jsonrpc: '2.0', id: 2, method: 'tools/list', params: { _meta: meta(MODERN) } })
    await until('the answer', () => socket.received.some((m) => m.id === 2))
    expect(socket.received.find((m) => m.id === 2)?.error).toBeDefined()
    socket.close()
  })

  test('binary frames end the connection', async () => {
    const socket = await RawSocket.connect(lab.url, bearer(lab.key))
    socket.send(Buffer.from(JSON.stringify(initialize())))
    await until('the end', () => socket.closed !== undefined)
    expect(socket.closed?.code).toBe(1003)
  })
})

describe('HTTP+SSE', () => {
  test('says where to post; answers come on the stream', async () => {
    const stream = request(`${lab.url}/sse`, { headers: bearer(lab.key) })
    const text: string[] = []
    stream.on('response', (reply) => reply.on('data', (chunk: Buffer) => text.push(chunk.toString('utf8'))))
    stream.on('error', () => {})
    stream.end()
    await until('the endpoint event', () => text.join('').includes('event: endpoint'))
    const path = /data: (\S+)/.exec(text.join(''))?.[1] ?? ''
    const posted = await post(new URL(path, app.origin).href, lab.key, initialize('2024-11-05'))
    expect(posted.status).toBe(202)
    await until('the answer', () => text.join('').includes('"serverInfo"'))
    stream.destroy()
  })
})

describe('sessions of the older revisions', () => {
  test.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('%s is echoed', async (version) => {
    const reply = await post(lab.url, lab.key, initialize(version))
    expect(answer(reply).result).toMatchObject({ protocolVersion: version })
  })

  test('an unknown version gets our latest', async () => {
    const reply = await post(lab.url, lab.key, initialize('1999-01-01'))
    expect(answer(reply).result).toMatchObject({ protocolVersion: LEGACY })
  })

  test('a version header that nobody speaks is 400; none is tolerated', async () => {
    const session = await openSession(lab.url, lab.key)
    const ping = { jsonrpc: '2.0', id: 2, method: 'ping' }
    const wrong = await post(lab.url, lab.key, ping, {
      'mcp-session-id': session.id,
      'mcp-protocol-version': '1999-01-01',
    })
    expect(wrong.status).toBe(400)
    const none = await post(lab.url, lab.key, ping, { 'mcp-session-id': session.id })
    expect(none.status).toBe(200)
  })

  test('batches are refused from 2025-06-18 on and allowed where the revision has them', async () => {
    const batch = [
      { jsonrpc: '2.0', id: 2, method: 'ping' },
      { jsonrpc: '2.0', id: 3, method: 'ping' },
    ]
    for (const version of ['2025-06-18', '2025-11-25']) {
      const session = await openSession(lab.url, lab.key, version)
      expect({ version, status: (await session.send(batch)).status }).toEqual({ version, status: 400 })
    }
    const old = await openSession(lab.url, lab.key, '2025-03-26')
    const reply = await old.send(batch)
    expect(reply.status).toBe(200)
    expect(
      messages(reply.text)
        .flat()
        .map((m) => m.id)
        .sort(),
    ).toEqual([2, 3])
  })
})
