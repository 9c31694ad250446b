import type { Admin } from '../support/admin'
import { ask, bearer, BOTH, initialize, messages, openSession, post, reading } from '../support/raw'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const ping = { jsonrpc: '2.0', id: 2, method: 'ping' }
const rpc = (method: string, params: object = {}, id: number | string = 3) => ({ jsonrpc: '2.0', id, method, params })
const call = (name: string, args: object = {}, id: number | string = 3) =>
  rpc('tools/call', { name, arguments: args, _meta: { progressToken: 'p' } }, id)
const endpoint = (server: ServerProcess, tenant = 'acme') => `${server.admin.origin}/api/v1/${tenant}/mcp`

const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe

if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('sessions-two-processes.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

suite('a session of an older revision on two processes', () => {
  let database: Awaited<ReturnType<typeof testDatabaseConfig>>
  let processes: ServerProcess[] = []
  let key: string
  let ends: (() => void)[] = []

  const env = () => ({ DATABASE_URL: database.database.url ?? '' })
  const first = () => processes[0] as ServerProcess
  const second = () => processes[1] as ServerProcess

  beforeAll(async () => {
    database = await testDatabaseConfig()
    processes = [await startServerProcess(env())]
    processes.push(await startServerProcess(env()))
    const admin = first().admin as Admin
    await admin.createTenant('acme')
    await admin.addConnector('acme', { type: 'lab' })
    key = (await admin.createKey('acme')).key
  }, 120_000)
  afterEach(() => {
    for (const end of ends) end()
    ends = []
  })
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()))
    await database?.drop()
  })

  async function followed(...about: Parameters<typeof reading>) {
    const stream = await reading(...about)
    ends.push(stream.drop)
    return stream
  }
  const posting = (at: ServerProcess, headers: Record<string, string>, body: unknown) =>
    followed(endpoint(at), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: BOTH, ...bearer(key), ...headers },
      body: JSON.stringify(body),
    })
  const listening = (at: ServerProcess, headers: Record<string, string>) =>
    followed(endpoint(at), { headers: { ...bearer(key), ...headers, accept: 'text/event-stream' } })

  test('is served by both, for the key that opened it and no other', async () => {
    const session = await openSession(endpoint(first()), key)
    const colleague = await first().admin.createKey('acme')
    await until(
      'the key is known',
      async () => (await post(endpoint(second()), colleague.key, initialize())).status === 200,
    )
    expect((await post(endpoint(second()), colleague.key, ping, session.headers)).status).toBe(404)
    for (const each of processes) expect((await post(endpoint(each), key, ping, session.headers)).status).toBe(200)
  })

  test('ends in both by DELETE in one', async () => {
    const session = await openSession(endpoint(first()), key)
    expect((await post(endpoint(second()), key, ping, session.headers)).status).toBe(200)
    const gone = await ask(endpoint(second()), { method: 'DELETE', headers: { ...session.headers, ...bearer(key) } })
    expect(gone.status).toBe(200)
    await until('it has ended', async () => (await post(endpoint(first()), key, ping, session.headers)).status === 404)
  })

  test('a question of the server is answered through the other process', async () => {
    const session = await openSession(endpoint(first()), key, '2025-11-25', { elicitation: { form: {} } })
    const running = await posting(first(), session.headers, call('lab_confirm'))
    await until('the question', () => running.text.includes('elicitation/create'))
    const question = messages(running.text).find(({ method }) => method === 'elicitation/create')
    const reply = { jsonrpc: '2.0', id: question?.id, result: { action: 'accept', content: { yes: true } } }
    expect((await post(endpoint(second()), key, reply, session.headers)).status).toBe(202)
    await until('the answer', () => running.text.includes('"id":3'))
    expect(running.text).toContain('accept')
  })

  test('a call is cancelled through the other process', async () => {
    const session = await openSession(endpoint(first()), key)
    const running = await posting(first(), session.headers, call('lab_wait_for_cancel', { id: 'x' }, 7))
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } }
    let isOver = false
    running.stream.once('end', () => (isOver = true))
    expect((await post(endpoint(second()), key, cancel, session.headers)).status).toBe(202)
    await until('its stream ends', () => isOver)
  })

  test('a stream that broke goes on in the other process', async () => {
    const session = await openSession(endpoint(first()), key)
    const running = await posting(first(), session.headers, call('lab_slow', { steps: 20, ms: 100 }, 9))
    await until('the first report', () => running.text.includes('notifications/progress'))
    running.drop()
    const last = [...running.text.matchAll(/^id: ?(\S+)$/gm)].pop()?.[1] ?? ''
    const resumed = await listening(second(), { ...session.headers, 'last-event-id': last })
    await until('the answer', () => resumed.text.includes('"id":9'))
    const steps = messages(running.text + resumed.text).flatMap(({ params }) => params?.progress ?? [])
    expect(steps).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  test('the stand-alone stream hears what changed in the other, and is where it was opened last', async () => {
    const session = await openSession(endpoint(first()), key)
    const here = await listening(first(), session.headers)
    let isOver = false
    here.stream.once('end', () => (isOver = true))
    await post(endpoint(second()), key, rpc('resources/subscribe', { uri: 'lab://readme' }), session.headers)
    const touch = () => post(endpoint(second()), key, call('lab_touch', { uri: 'lab://readme' }), session.headers)
    await until('the change', async () => (await touch()) && here.text.includes('resources/updated'))
    const there = await listening(second(), session.headers)
    await until('the first is closed', () => isOver)
    await until('the change there', async () => (await touch()) && there.text.includes('resources/updated'))
  })

  test('a message of HTTP+SSE is taken by the process that does not hold the stream', async () => {
    const stream = await followed(`${endpoint(first())}/sse`, { headers: bearer(key) })
    await until('its address', () => stream.text.includes('sessionId='))
    const path = /data: (\S+)/.exec(stream.text)?.[1] ?? ''
    const colleague = await first().admin.createKey('acme')
    const to = `${second().admin.origin}${path}`
    expect((await post(to, key, initialize('2024-11-05'))).status).toBe(202)
    await until('the answer', () => stream.text.includes('"id":"init"'))
    await until('the key is known', async () => (await post(to, colleague.key, ping)).status === 404)
  })

  test('no session is lost with the process that made it, and who waits for a call that ran there is told', async () => {
    const third = await startServerProcess(env())
    const sessions = await Promise.all(Array.from({ length: 5 }, () => openSession(endpoint(third), key)))
    const [session] = sessions as [(typeof sessions)[number]]
    const running = await posting(third, session.headers, call('lab_slow', { steps: 100, ms: 200 }, 9))
    const told = /^id: ?(\S+)\ndata: .*notifications\/progress/m
    await until('the first report', () => told.test(running.text))
    const [, last = ''] = told.exec(running.text) ?? []
    await until(
      'it is stored',
      async () => (await listening(second(), { ...session.headers, 'last-event-id': last })).status === 200,
    )
    await third.kill()
    for (const { headers } of sessions) expect((await post(endpoint(second()), key, ping, headers)).status).toBe(200)
    const resumed = await listening(second(), { ...session.headers, 'last-event-id': last })
    await until('its end', () => resumed.text.includes('"id":9'), 20_000)
    expect(messages(resumed.text).find(({ id }) => id === 9)?.error?.code).toBe(-32_603)
  }, 90_000)

  test('what is passed on to other processes is limited for each caller', async () => {
    const third = await startServerProcess({ ...env(), SAGEMCP_CALLER_CALLS_PER_MINUTE: '4' })
    ends.push(() => void third.stop())
    const { key: own } = await first().admin.createKey('acme')
    const { headers } = await openSession(endpoint(third), own)
    const cancel = (requestId: number) => ({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } })
    const statuses = []
    for (let id = 0; id < 6; id++) statuses.push((await post(endpoint(third), own, cancel(id), headers)).status)
    expect(statuses).toEqual([202, 202, 202, 202, 429, 429])
    const other = await openSession(endpoint(third), key)
    expect((await post(endpoint(third), key, cancel(1), other.headers)).status).toBe(202)
  }, 60_000)

  test('goes with its tenant', async () => {
    await first().admin.createTenant('brief')
    await first().admin.addConnector('brief', { type: 'lab' })
    const short = await first().admin.createKey('brief')
    const session = await openSession(endpoint(first(), 'brief'), short.key)
    expect((await first().admin.ask('DELETE', '/tenants/brief')).status).toBeLessThan(300)
    const refused = async () => (await post(endpoint(second(), 'brief'), short.key, ping, session.headers)).status
    await until('it is refused', async () => [401, 404].includes(await refused()))
  })
})
