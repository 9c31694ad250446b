import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { answer, ask, bearer, initialize, openSession, post, reading } from '../support/raw'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

/* Sessions in use are marked so every now and then. What happens at that moment is made to happen by locks. */
const IDLE_MS = 1_000
const MARKED_EVERY_MS = 334

const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('marking-sessions.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

suite('while sessions in use are marked', () => {
  let database: Awaited<ReturnType<typeof testDatabaseConfig>>
  let server: ServerProcess
  let locker: Client
  let url: string
  let key: string

  beforeAll(async () => {
    database = await testDatabaseConfig()
    const databaseUrl = database.database.url ?? ''
    server = await startServerProcess({ DATABASE_URL: databaseUrl, SAGEMCP_SESSION_IDLE_MS: String(IDLE_MS) })
    const { admin } = server
    await admin.createTenant('acme')
    await admin.addConnector('acme', { type: 'lab' })
    key = (await admin.createKey('acme')).key
    url = `${admin.origin}/api/v1/acme/mcp`
    locker = new Client({ connectionString: databaseUrl })
    await locker.connect()
  }, 60_000)
  afterAll(async () => {
    await locker?.end()
    await server?.stop()
    await database?.drop()
  })

  const lockTable = () => locker.query('BEGIN; LOCK TABLE sagemcp.mcp_sessions IN EXCLUSIVE MODE')
  const lockRow = (id: string) => locker.query(`BEGIN; SELECT FROM sagemcp.mcp_sessions WHERE id = '${id}' FOR UPDATE`)
  const release = () => locker.query('COMMIT')
  const waiting = (count: number) =>
    until(`${count} wait`, async () => {
      // Else one transaction sees the same for ever.
      await locker.query('SELECT pg_stat_clear_snapshot()')
      const { rowCount } = await locker.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      return (rowCount ?? 0) >= count
    })
  const rpc = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 7, method, params })

  const listening = (at: string, headers: Record<string, string> = {}) =>
    reading(at, { headers: { ...bearer(key), ...headers, accept: 'text/event-stream' } })

  test('a subscription that is made stays', async () => {
    const uri = 'lab://readme'
    const session = await openSession(url, key)
    const stream = await listening(url, session.headers)
    // Who waits for a row gets it in turn: first who marks it, then who subscribes.
    await lockRow(session.id)
    await waiting(1)
    const subscribed = session.send(rpc('resources/subscribe', { uri }))
    await waiting(2)
    await release()
    expect(answer(await subscribed).error).toBeUndefined()
    await session.send(rpc('tools/call', { name: 'lab_touch', arguments: { uri } }))
    await until('it is told', () => stream.text.includes('notifications/resources/updated'))
    stream.drop()
  })

  test('a stream of HTTP+SSE that is opened is answered', async () => {
    await lockTable()
    const opening = listening(`${url}/sse`)
    await wait(2 * MARKED_EVERY_MS)
    await release()
    const stream = await opening
    await until('its address', () => stream.text.includes('sessionId='))
    const at = `${server.admin.origin}${/data: (\S+)/.exec(stream.text)?.[1]}`
    expect((await post(at, key, initialize('2024-11-05'))).status).toBe(202)
    await until('the answer', () => stream.text.includes('"id":"init"'))
    stream.drop()
  })

  test('a client that went away while its stream was opened leaves nothing', async () => {
    await lockTable()
    const opening = listening(`${url}/sse`)
    const gone = new AbortController()
    const lost = fetch(`${url}/sse`, { headers: bearer(key), signal: gone.signal }).catch(() => 'gone')
    await waiting(2)
    gone.abort()
    expect(await lost).toBe('gone')
    await wait(50)
    await release()
    ;(await opening).drop()
    const left = async () => (await locker.query('SELECT FROM sagemcp.mcp_sessions WHERE holder IS NOT NULL')).rowCount
    await until('no stream is stored', async () => (await left()) === 0)
  })

  test('a stream whose key is taken away while it is opened is not opened', async () => {
    const { id, key: taken } = await server.admin.createKey('acme')
    await lockTable()
    const opening = ask(`${url}/sse`, { headers: bearer(taken) })
    await waiting(1)
    await server.admin.deleteKey('acme', id)
    await wait(MARKED_EVERY_MS)
    await release()
    expect((await opening).status).toBe(503)
    expect((await ask(`${url}/sse`, { headers: bearer(taken) })).status).toBe(401)
  })
})
