import type { Admin } from '../support/admin'
import { makePerson } from '../support/person'
import { modern, open } from '../support/raw'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe

if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('live-two-processes.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

suite('two processes on one PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof testDatabaseConfig>>
  let processes: ServerProcess[] = []

  beforeAll(async () => {
    database = await testDatabaseConfig()
    const env = { DATABASE_URL: database.database.url ?? '' }
    processes = [await startServerProcess(env), await startServerProcess(env)]
  }, 60_000)
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()))
    await database?.drop()
  })

  test('who watches in one hears of a client and a call in the other', async () => {
    const [here, there] = processes.map(({ admin }) => admin) as [Admin, Admin]
    await here.createTenant('acme')
    await here.addConnector('acme', { type: 'lab' })
    const ana = await makePerson(here, 'acme', 'ana', 'admin')
    const stream = await open(`${here.origin}/api/v1/admin/tenants/acme/events`, {
      headers: { accept: 'text/event-stream', cookie: ana.browser.cookieHeader('/') },
    })
    expect(stream.statusCode).toBe(200)
    let text = ''
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await until('the stream is open', () => text.includes('id: '))
    const echo = { name: 'lab_echo', arguments: { text: 'x' } }
    await modern(`${there.origin}/api/v1/acme/mcp`, ana.key, 'tools/call', echo)
    await until('both', () => text.includes('event: call') && text.includes('event: client'))
    expect(text).toContain('"tool":"lab_echo"')
    stream.destroy()
  })
})
