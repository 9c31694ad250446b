import { startTestApp, type TestApp, withLab } from '../support/app'
import { seen } from '../support/lab'
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
import { until } from '../support/until'

let app: TestApp
let tenants = 0
let lab: Awaited<ReturnType<typeof withLab>>

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  lab = await withLab(app, `t${(tenants += 1)}`)
})
afterAll(() => app?.close())

const call = (name: string, args: object) => ({ name, arguments: args })
const rpc = (method: string, params: object = {}, id: number | string = 5) => ({ jsonrpc: '2.0', id, method, params })

/** Everything through which a tool can be listed or called, opened before a change and used after it. */
async function everyWay(connectorUrl: string) {
  const session = await openSession(lab.url, lab.key)
  const socket = await RawSocket.connect(lab.url, bearer(lab.key))
  socket.send(initialize())
  socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  await until('the socket is ready', () => socket.received.length > 0)
  let next = 100
  const onSocket = async (method: string, params: object) => {
    const id = (next += 1)
    socket.send(rpc(method, params, id))
    await until('an answer or the end', () => socket.closed !== undefined || socket.received.some((m) => m.id === id))
    return socket.received.find((m) => m.id === id) ?? { error: { code: 0, message: 'closed' } }
  }
  const ways: Record<string, (method: string, params: object) => Promise<ReturnType<typeof answer>>> = {
    'newest revision': async (method, params) => answer(await modern(lab.url, lab.key, method, { ...params })),
    "connector's endpoint": async (method, params) =>
      answer(await modern(connectorUrl, lab.key, method, { ...params })),
    'open session': async (method, params) => answer(await session.send(rpc(method, params))),
    'open socket': onSocket,
  }
  return { ways, close: () => socket.close() }
}

describe('what an admin switches off cannot be used by any way, also one that was open before', () => {
  const offs: [string, () => Promise<unknown>][] = [
    ['a tool', () => app.setTool(lab.tenant, lab.connectorId, 'lab_write', false)],
    ['a connector', () => app.updateConnector(lab.tenant, lab.connectorId, { isEnabled: false })],
    ['writing, by a read-only connector', () => app.updateConnector(lab.tenant, lab.connectorId, { isReadOnly: true })],
    ['a tenant', () => app.setTenantActive(lab.tenant, false)],
    ['a connector that is deleted', () => app.must('DELETE', `/tenants/${lab.tenant}/connectors/${lab.connectorId}`)],
    ['a tenant that is deleted', () => app.must('DELETE', `/tenants/${lab.tenant}`)],
  ]

  test.each(offs)('%s', async (name, switchOff) => {
    const { ways, close } = await everyWay(app.endpoint(lab.tenant, 'lab'))
    for (const [way, send] of Object.entries(ways)) {
      const reply = await send('tools/call', call('lab_write', { text: `${name} ${way} before` }))
      expect({ way, done: reply.result !== undefined }).toEqual({ way, done: true })
    }
    await switchOff()
    for (const [way, send] of Object.entries(ways)) {
      const written = seen.writes.length
      const reply = await send('tools/call', call('lab_write', { text: 'after' }))
      expect({ way, refused: reply.error !== undefined }).toEqual({ way, refused: true })
      expect(seen.writes).toHaveLength(written)
      const { result } = await send('tools/list', {})
      const names = ((result?.tools ?? []) as { name: string }[]).map((tool) => tool.name)
      expect(names).not.toContain('lab_write')
    }
    close()
  })
})

test('a read-only key sees and calls only what reads', async () => {
  const { key } = await app.createKey(lab.tenant, { readOnly: true })
  const { result } = answer(await modern(lab.url, key, 'tools/list'))
  const names = ((result?.tools ?? []) as { name: string }[]).map((tool) => tool.name)
  expect(names).toContain('lab_echo')
  expect(names).not.toContain('lab_write')
  const written = seen.writes.length
  const refused = answer(await modern(lab.url, key, 'tools/call', call('lab_write', { text: 'x' })))
  expect(refused.error?.code).toBe(-32602)
  expect(seen.writes).toHaveLength(written)
  expect(answer(await modern(lab.url, key, 'tools/call', call('lab_echo', { text: 'x' }))).result).toBeDefined()
})

test("a connector's endpoint serves that connector alone", async () => {
  await app.addConnector(lab.tenant, { type: 'lab', slug: 'second' })
  const names = async (url: string) =>
    ((answer(await modern(url, lab.key, 'tools/list')).result?.tools ?? []) as { name: string }[]).map((t) => t.name)
  const [all, first, second] = [
    await names(lab.url),
    await names(app.endpoint(lab.tenant, 'lab')),
    await names(app.endpoint(lab.tenant, 'second')),
  ]
  expect(first.every((name) => name.startsWith('lab_'))).toBe(true)
  expect(second.every((name) => name.startsWith('second_'))).toBe(true)
  expect(all).toEqual([...first, ...second])
  const across = answer(
    await modern(app.endpoint(lab.tenant, 'second'), lab.key, 'tools/call', call('lab_echo', { text: 'x' })),
  )
  expect(across.error?.code).toBe(-32602)
  const resource = await modern(app.endpoint(lab.tenant, 'second'), lab.key, 'resources/read', { uri: 'lab://readme' })
  expect(answer(resource).error).toBeDefined()
})

test("a tenant's changes are announced to nobody else", async () => {
  const other = await withLab(app, `t${(tenants += 1)}`)
  const heard = async (url: string, key: string) => {
    let text = ''
    const stream = await open(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: BOTH,
        ...bearer(key),
        ...modernHeaders('subscriptions/listen'),
      },
      body: JSON.stringify(
        rpc('subscriptions/listen', { _meta: envelope(), notifications: { toolsListChanged: true } }),
      ),
    })
    stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    stream.on('error', () => {})
    await until('the acknowledgement', () => text.includes('acknowledged'))
    return { changed: () => text.includes('tools/list_changed'), end: () => stream.destroy() }
  }
  const [mine, theirs] = [await heard(lab.url, lab.key), await heard(other.url, other.key)]
  await app.setTool(lab.tenant, lab.connectorId, 'lab_note', false)
  await until('the announcement', mine.changed)
  // The control: their own change is heard, so silence until here meant something.
  expect(theirs.changed()).toBe(false)
  await app.setTool(other.tenant, other.connectorId, 'lab_note', false)
  await until('their own announcement', theirs.changed)
  mine.end()
  theirs.end()
})

describe('a key that is deleted takes with it what it had opened', () => {
  const channels: [string, (url: string, key: string) => Promise<() => boolean>][] = [
    [
      'a WebSocket',
      async (url, key) => {
        const socket = await RawSocket.connect(url, bearer(key))
        return () => socket.closed?.code === 4401
      },
    ],
    ['an SSE stream', (url, key) => ended(`${url}/sse`, { headers: bearer(key) })],
    [
      "a session's stream",
      async (url, key) => {
        const session = await openSession(url, key)
        return ended(url, { headers: { ...bearer(key), ...session.headers, accept: 'text/event-stream' } })
      },
    ],
    [
      'a listen stream',
      (url, key) =>
        ended(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: BOTH,
            ...bearer(key),
            ...modernHeaders('subscriptions/listen'),
          },
          body: JSON.stringify(
            rpc('subscriptions/listen', { _meta: envelope(), notifications: { toolsListChanged: true } }),
          ),
        }),
    ],
  ]

  async function ended(url: string, options: Parameters<typeof open>[1]) {
    const stream = await open(url, options)
    expect(stream.statusCode).toBe(200)
    let over = false
    stream.on('close', () => (over = true))
    stream.on('error', () => {})
    stream.resume()
    return () => over
  }

  test.each(channels)('%s ends at once', async (_name, connect) => {
    const { id, key } = await app.createKey(lab.tenant)
    const control = await connect(lab.url, lab.key)
    const over = await connect(lab.url, key)
    expect(over()).toBe(false)
    await app.deleteKey(lab.tenant, id)
    await until('the end', over)
    expect(control()).toBe(false)
  })

  test.each(channels)('%s ends when the key expires', async (_name, connect) => {
    const { key } = await app.createKey(lab.tenant, { expiresAt: new Date(Date.now() + 1_500).toISOString() })
    const over = await connect(lab.url, key)
    await until('the end', over)
  })
})

describe('what a tool may say of its failure', () => {
  test.each(['crash', 'wrong_output'])('%s: nothing of the inside, but a request id', async (how) => {
    const { result } = answer(await modern(lab.url, lab.key, 'tools/call', call('lab_fail', { how })))
    const text = JSON.stringify(result)
    expect(result?.isError).toBe(true)
    expect(text).not.toMatch(/SELECT|\/srv|index\.ts|at .*\(|node_modules/)
    expect(text).toContain('internal')
  })

  test.each([
    ['a resource', 'resources/read', { uri: 'lab://broken' }],
    ['a prompt', 'prompts/get', { name: 'lab_broke' }],
  ])('%s that fails: nothing of the inside either, in both eras', async (_name, method, params) => {
    const session = await openSession(lab.url, lab.key)
    const name = 'uri' in params ? String(params.uri) : params.name
    const body = { ...rpc(method, { ...params, _meta: envelope() }) }
    const replies = [
      await post(lab.url, lab.key, body, modernHeaders(method, name)),
      await session.send(rpc(method, params)),
    ]
    for (const reply of replies) {
      expect(answer(reply).error?.code).toBe(-32603)
      expect(reply.text).not.toMatch(/SELECT|\/srv|index\.ts|node_modules/)
    }
  })

  test('known: its own words, with the code and the next step', async () => {
    const { result } = answer(await modern(lab.url, lab.key, 'tools/call', call('lab_fail', { how: 'known' })))
    expect(result?.isError).toBe(true)
    const [block] = (result?.content ?? []) as { text: string }[]
    expect(JSON.parse(block?.text ?? '')).toEqual({
      code: 'conflict',
      message: 'The lab refuses.',
      hint: 'Ask differently.',
    })
  })
})
