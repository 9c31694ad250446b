import { RATE_LIMITED } from '../../server/mcp/rpc'
import type { Admin } from '../support/admin'
import { answer, modern } from '../support/raw'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'

const PER_MINUTE = 240
const RUN_MS = 12_000

const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe

if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('limits-two-processes.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

suite('limits of two processes on one PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof testDatabaseConfig>>
  let processes: ServerProcess[] = []

  beforeAll(async () => {
    database = await testDatabaseConfig()
    const env = {
      DATABASE_URL: database.database.url ?? '',
      SAGEMCP_CALLER_CALLS_PER_MINUTE: String(PER_MINUTE),
      SAGEMCP_TENANT_CALLS_PER_MINUTE: '100000',
    }
    // One after the other: the first migrates.
    processes = [await startServerProcess(env), await startServerProcess(env)]
  }, 60_000)
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()))
    await database?.drop()
  })

  async function tenant(slug: string, limits: object = {}): Promise<string> {
    const admin = processes[0]?.admin as Admin
    await admin.createTenant(slug)
    await admin.must('PATCH', `/tenants/${slug}`, { limits })
    await admin.addConnector(slug, { type: 'lab' })
    return (await admin.createKey(slug)).key
  }

  const call = (server: ServerProcess, slug: string, key: string) =>
    modern(`${server.admin.origin}/api/v1/${slug}/mcp`, key, 'tools/call', {
      name: 'lab_echo',
      arguments: { text: 'x' },
    })

  it('are those of one, at most a tenth over, however the calls are spread', async () => {
    const key = await tenant('acme')
    const started = Date.now()
    let allowed = 0
    const refusals = new Set<number | undefined>()
    const worker = async (server: ServerProcess) => {
      while (Date.now() - started < RUN_MS) {
        const reply = await call(server, 'acme', key)
        const { error } = answer(reply)
        if (reply.status === 200 && !error) allowed++
        else refusals.add(reply.status === 200 ? error?.code : reply.status)
      }
    }
    await Promise.all(processes.flatMap((each) => [worker(each), worker(each), worker(each)]))
    const due = PER_MINUTE * (1 + (Date.now() - started) / 60_000)
    process.stdout.write(`limits-two-processes: ${allowed} calls allowed, ${Math.round(due)} by the limit\n`)
    // Two that waited for the same token were both let in: the second hears it in its answer.
    refusals.delete(RATE_LIMITED)
    expect([...refusals]).toEqual([429])
    expect(allowed).toBeLessThanOrEqual(due * 1.1)
    expect(allowed).toBeGreaterThanOrEqual(PER_MINUTE * 0.9)
  }, 60_000)

  it('let calls through that come at once at one of them, though most of what is left is not there', async () => {
    const key = await tenant('initech')
    const [first] = processes as [ServerProcess]
    const burst = await Promise.all(Array.from({ length: PER_MINUTE / 4 }, () => call(first, 'initech', key)))
    expect(burst.map((reply) => answer(reply).error)).toEqual(burst.map(() => undefined))
  }, 60_000)

  it('of a day are kept by both, and by a process that comes later', async () => {
    const key = await tenant('globex', { callsPerDay: 6 })
    const [first, second] = processes as [ServerProcess, ServerProcess]
    for (let n = 0; n < 3; n++) expect((await call(first, 'globex', key)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect((await call(second, 'globex', key)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const more = []
    for (let n = 0; n < 5; n++) more.push((await call(second, 'globex', key)).status)
    expect(more).toEqual([200, 200, 429, 429, 429])
  }, 60_000)
})
