import { startTestApp, type TestApp, withLab } from '../support/app'
import { answer, modern, openSession, post, RawSocket, bearer, initialize } from '../support/raw'
import { until } from '../support/until'

type Result = { isError?: boolean; content: { text: string }[]; structuredContent?: Record<string, unknown> }

const call = (name: string, args: object, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
})

describe('how often', () => {
  let app: TestApp
  let lab: Awaited<ReturnType<typeof withLab>>
  let tenants = 0

  beforeAll(async () => {
    app = await startTestApp({
      env: { SAGEMCP_CALLER_CALLS_PER_MINUTE: '5', SAGEMCP_TENANT_CALLS_PER_MINUTE: '8' },
    })
  })
  beforeEach(async () => {
    lab = await withLab(app, `t${(tenants += 1)}`)
  })
  afterAll(() => app?.close())

  const echo = (key = lab.key) => modern(lab.url, key, 'tools/call', { name: 'lab_echo', arguments: { text: 'x' } })

  test('a caller that calls too often is told when to come back', async () => {
    for (let i = 0; i < 5; i += 1) expect((await echo()).status).toBe(200)
    const refused = await echo()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(answer(refused).error).toBeDefined()
  })

  test('lists are not counted', async () => {
    for (let i = 0; i < 20; i += 1) expect((await modern(lab.url, lab.key, 'tools/list')).status).toBe(200)
    expect((await echo()).status).toBe(200)
  })

  test('callers of one tenant share its limit, other tenants are not concerned', async () => {
    const { key } = await app.createKey(lab.tenant)
    const statuses = []
    for (let i = 0; i < 5; i += 1) statuses.push((await echo()).status)
    for (let i = 0; i < 5; i += 1) statuses.push((await echo(key)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 429, 429])
    const other = await withLab(app, `t${(tenants += 1)}`)
    const reply = await modern(other.url, other.key, 'tools/call', { name: 'lab_echo', arguments: { text: 'x' } })
    expect(reply.status).toBe(200)
  })

  test('a tenant with a limit of its own has that one, as soon as it is set', async () => {
    const { key } = await app.createKey(lab.tenant)
    const limit = (callsPerMinute: number | null) =>
      app.must('PATCH', `/tenants/${lab.tenant}`, { limits: { callsPerMinute } })
    await limit(2)
    const statuses = [await echo(), await echo(), await echo(), await echo(key)].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 429, 429])
    expect((await modern(lab.url, lab.key, 'tools/list')).status).toBe(200)
    const other = await withLab(app, `t${(tenants += 1)}`)
    const reply = await modern(other.url, other.key, 'tools/call', { name: 'lab_echo', arguments: { text: 'x' } })
    expect(reply.status).toBe(200)
  })

  test('calls are counted, not requests: a session and a socket have the same limit', async () => {
    const session = await openSession(lab.url, lab.key)
    for (let i = 0; i < 4; i += 1)
      expect(answer(await session.send(call('lab_echo', { text: 'x' }))).result).toBeDefined()
    const socket = await RawSocket.connect(lab.url, bearer(lab.key))
    socket.send(initialize())
    socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    for (const id of [11, 12]) socket.send(call('lab_echo', { text: 'x' }, id))
    await until('both answers', () => [11, 12].every((id) => socket.received.some((m) => m.id === id)))
    const answers = [11, 12].map((id) => socket.received.find((m) => m.id === id))
    expect(answers.map((a) => (a?.result ? 'result' : 'refused')).sort()).toEqual(['refused', 'result'])
    const refused = answers.find((a) => a?.error)?.error
    expect(Number(refused?.data?.retry_after_s)).toBeGreaterThan(0)
    socket.close()
  })

  test('the calls of a day are used up with a word about when there are more', async () => {
    await app.must('PATCH', `/tenants/${lab.tenant}`, { limits: { callerCallsPerDay: 2, callsPerDay: 3 } })
    const { key } = await app.createKey(lab.tenant)
    const statuses = [await echo(), await echo(), await echo(), await echo(key), await echo(key)]
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429, 200, 429])
    const [, , own, , all] = statuses.map((reply) => reply.status === 429 && answer(reply).error?.message)
    expect([own, all]).toEqual([expect.stringContaining('this caller'), expect.stringContaining('this tenant')])
    const wait = Number(statuses[2]?.headers['retry-after'])
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(86_400)
    await app.must('PATCH', `/tenants/${lab.tenant}`, { limits: { callerCallsPerDay: null, callsPerDay: null } })
    expect((await echo()).status).toBe(200)
  })

  test('one caller has its part of the open streams, and the tenant as many as it may', async () => {
    await app.must('PATCH', `/tenants/${lab.tenant}`, { limits: { callerStreams: 1, streams: 2 } })
    const keys = [lab.key, (await app.createKey(lab.tenant)).key, (await app.createKey(lab.tenant)).key]
    const connect = (key = '') => RawSocket.connect(lab.url, bearer(key))
    const open = [await connect(keys[0])]
    await expect(connect(keys[0])).rejects.toThrow('429')
    open.push(await connect(keys[1]))
    await expect(connect(keys[2])).rejects.toThrow('429')
    for (const socket of open) socket.close()
  })

  test('a batch counts each of its calls', async () => {
    const session = await openSession(lab.url, lab.key, '2025-03-26')
    const reply = await session.send(Array.from({ length: 10 }, (_, i) => call('lab_echo', { text: 'x' }, i)))
    const data = reply.text
      .split('\n')
      .filter((line) => line.startsWith('data: {') || line.startsWith('{') || line.startsWith('['))
    const found = data.flatMap((line) => JSON.parse(line.replace(/^data: /, '')) as unknown as { result?: unknown }[])
    expect(found.filter((m) => m.result !== undefined)).toHaveLength(5)
  })
})

describe('how much and how long', () => {
  let app: TestApp
  let lab: Awaited<ReturnType<typeof withLab>>

  beforeAll(async () => {
    app = await startTestApp({ env: { SAGEMCP_MAX_RESULT_BYTES: '20000', SAGEMCP_CALL_TIMEOUT_MS: '500' } })
    lab = await withLab(app)
  })
  afterAll(() => app?.close())

  const tool = async (name: string, args: object) => {
    const reply = await modern(lab.url, lab.key, 'tools/call', { name, arguments: args })
    return { reply, result: answer(reply).result as unknown as Result }
  }

  test.each(['items', 'text'])('a result with too many bytes of %s is cut and says so', async (shape) => {
    const { reply, result } = await tool('lab_big', { bytes: 1_000_000, shape })
    expect(result.isError ?? false).toBe(false)
    expect(result.structuredContent).toMatchObject({ truncated: true, hint: expect.any(String) })
    // Once as text, once as structure.
    expect(Buffer.byteLength(reply.text)).toBeLessThan(3 * 20_000)
  })

  test('a result made of blocks is held to the same size', async () => {
    const { reply } = await tool('lab_big', { bytes: 1_000_000, shape: 'content' })
    expect(Buffer.byteLength(reply.text)).toBeLessThan(3 * 20_000)
    expect(reply.text).toMatch(/truncated|too_large/)
  })

  test('a result that fits is left alone', async () => {
    const { result } = await tool('lab_big', { bytes: 5_000, shape: 'items' })
    expect(result.structuredContent).not.toHaveProperty('truncated')
    expect(result.structuredContent?.items).toHaveLength(5)
  })

  test('pages go on with next_cursor until each item came once', async () => {
    const numbers: number[] = []
    let cursor: string | undefined
    do {
      const { result } = await tool('lab_list_numbers', { limit: 100, ...(cursor === undefined ? {} : { cursor }) })
      const page = result.structuredContent as { items: { n: number }[]; next_cursor?: string; has_more: boolean }
      numbers.push(...page.items.map((item) => item.n))
      expect(page.has_more).toBe(page.next_cursor !== undefined)
      cursor = page.next_cursor
    } while (cursor !== undefined)
    expect(numbers).toEqual(Array.from({ length: 250 }, (_, i) => i + 1))
  })

  test('a call that takes too long ends', async () => {
    const { result } = await tool('lab_fail', { how: 'hang' })
    expect(result.isError).toBe(true)
    expect(JSON.parse(result.content[0]?.text ?? '')).toMatchObject({ code: 'timeout' })
  })

  test('a body over the limit is refused before it is read whole', async () => {
    const reply = await post(lab.url, lab.key, Buffer.alloc(5 * 2 ** 20, 0x20))
    expect(reply.status).toBe(413)
    expect(answer(reply).error).toBeDefined()
  })
})
