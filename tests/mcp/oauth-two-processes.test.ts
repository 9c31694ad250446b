import { claimsOf, member, RawClient } from '../support/oauth'
import { bearer, modern, open } from '../support/raw'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const PROMPTLY = 1_000
const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe

if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('oauth-two-processes.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

suite('two processes on one PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof testDatabaseConfig>>
  let first: ServerProcess
  let second: ServerProcess

  beforeAll(async () => {
    database = await testDatabaseConfig()
    const env = { DATABASE_URL: database.database.url ?? '' }
    first = await startServerProcess(env)
    second = await startServerProcess({ ...env, SAGEMCP_PUBLIC_URL: first.admin.origin })
    await first.admin.createTenant('acme')
    await first.admin.addConnector('acme', { type: 'lab' })
  }, 60_000)
  afterAll(async () => {
    await Promise.all([first?.stop(), second?.stop()])
    await database?.drop()
  })

  test('a token of one opens both, and removing the member closes both at once, streams included', async () => {
    const { origin } = first.admin
    const urls = [first, second].map((each) => `${each.admin.origin}/api/v1/acme/mcp`)
    const { browser } = await member(first.admin, 'acme', 'ada')
    const client = await RawClient.make(origin, `${origin}/api/v1/acme/mcp`)
    const { access_token: token, refresh_token: refresh } = await client.tokens(browser)
    const statuses = () => Promise.all(urls.map(async (url) => (await modern(url, token, 'tools/list')).status))
    expect(await statuses()).toEqual([200, 200])
    let openStreams = urls.length
    for (const url of urls) {
      const stream = await open(`${url}/sse`, { headers: { accept: 'text/event-stream', ...bearer(token) } })
      expect(stream.statusCode).toBe(200)
      stream.on('close', () => (openStreams -= 1)).resume()
    }
    await first.admin.must('DELETE', `/tenants/acme/members/${String(claimsOf(token).sub)}`)
    await until('both refuse it', async () => (await statuses()).join() === '401,401', PROMPTLY)
    await until('both streams end', () => openStreams === 0, PROMPTLY)
    expect((await client.refresh(refresh)).status).toBe(400)
  })
})
