import { withOwnKey } from '../support/own-key'
import { claimsOf, RawClient } from '../support/oauth'
import {
  ask,
  bearer,
  BOTH,
  envelope,
  initialize,
  modern,
  modernHeaders,
  open,
  openSession,
  type RawRequest,
  RawSocket,
  refusal,
} from '../support/raw'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const PROMPTLY = 1_000
const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe

if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('oauth-two-processes.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

/** A way that goes on after it was opened. */
interface Live {
  readonly name: string
  isOpen(): boolean
}

/** A stream of events that has said something. */
async function streaming(name: string, url: string, options: RawRequest): Promise<Live> {
  const stream = await open(url, options)
  expect([name, stream.statusCode]).toEqual([name, 200])
  let isOpen = true
  stream.on('error', () => {}).on('close', () => (isOpen = false))
  stream.resume()
  return { name, isOpen: () => isOpen }
}

/** Each kind of connection that lives on, opened at one process with one credential. */
async function lives(at: string, of: string, credential: string): Promise<Live[]> {
  const events = { accept: 'text/event-stream', ...bearer(credential) }
  const session = await openSession(at, credential)
  const socket = await RawSocket.connect(at, bearer(credential))
  socket.send(initialize())
  await until('the socket answers', () => socket.received.length > 0)
  const params = { _meta: envelope(), notifications: { toolsListChanged: true } }
  return [
    { name: `WebSocket of ${of}`, isOpen: () => socket.closed === undefined },
    await streaming(`stream of a session of ${of}`, at, { headers: { ...events, ...session.headers } }),
    await streaming(`SSE of ${of}`, `${at}/sse`, { headers: events }),
    await streaming(`listen stream of ${of}`, at, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: BOTH,
        ...bearer(credential),
        ...modernHeaders('subscriptions/listen'),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params }),
    }),
  ]
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

  const origins = () => [first, second].map((each) => each.admin.origin)

  /** Somebody with all that a person has: a browser, a key of their own and an AI client that they allowed. */
  async function somebody(name: string) {
    const { origin } = first.admin
    const { browser, key, userId } = await withOwnKey(first.admin, 'acme', name)
    const client = await RawClient.make(origin, `${origin}/api/v1/acme/mcp`)
    const { access_token: token, refresh_token: refresh } = await client.tokens(browser)
    expect(claimsOf(token).sub).toBe(userId)
    const cookie = browser.cookieHeader('/')
    const credentials: Readonly<Record<string, string>> = { key, token }
    const paths: Record<string, () => Promise<number>> = {}
    for (const [i, origin] of origins().entries()) {
      const admin = async (path: string, headers: Record<string, string>) =>
        (await fetch(`${origin}/api/v1/admin${path}`, { headers })).status
      paths[`browser at ${i}`] = () => admin('/tenants/acme', { cookie })
      paths[`key at the admin API of ${i}`] = () => admin('/tenants/acme', bearer(key))
      for (const [of, credential] of Object.entries(credentials)) {
        const at = `${origin}/api/v1/acme/mcp`
        const { send } = await openSession(at, credential)
        paths[`call with ${of} at ${i}`] = async () =>
          (await modern(at, credential, 'tools/call', { name: 'lab_echo', arguments: { text: 'x' } })).status
        paths[`session of ${of} at ${i}`] = async () =>
          (await send({ jsonrpc: '2.0', id: 2, method: 'tools/list' })).status
      }
    }
    const live: Live[] = []
    const tickets: string[] = []
    for (const [i, origin] of origins().entries()) {
      for (const [of, credential] of Object.entries(credentials)) {
        const at = `${origin}/api/v1/acme/mcp`
        live.push(...(await lives(at, `${of} at ${i}`, credential)))
        const made = await ask(`${at}/ticket`, { method: 'POST', headers: bearer(credential) })
        const { ticket } = JSON.parse(made.text) as { ticket: string }
        tickets.push(`${at}?ticket=${ticket}`)
      }
    }
    const statuses = async () =>
      Object.fromEntries(await Promise.all(Object.entries(paths).map(async ([name, ask]) => [name, await ask()])))
    return { userId, client, refresh, live, tickets, statuses: statuses as () => Promise<Record<string, number>> }
  }

  const allOf = (statuses: Record<string, number>, expected: (path: string) => number) =>
    Object.entries(statuses).filter(([path, status]) => status !== expected(path))

  test('removing a member in one cuts every path of theirs in both within a second, streams included', async () => {
    const leaver = await somebody('leaver')
    const stayer = await somebody('stayer')
    expect(allOf(await leaver.statuses(), () => 200)).toEqual([])
    expect(leaver.live.filter((each) => !each.isOpen())).toEqual([])

    await first.admin.must('DELETE', `/tenants/acme/members/${leaver.userId}`)
    const end = Date.now() + PROMPTLY
    // A session in a browser lives on, for the person still is somebody: the tenant is not there for them any more.
    const refused = (path: string) => (path.startsWith('browser') ? 404 : 401)
    const left = async () => [
      ...allOf(await leaver.statuses(), refused).map(([path, status]) => `${path}: ${status}`),
      ...leaver.live.filter((each) => each.isOpen()).map(({ name }) => name),
    ]
    let open = await left()
    while (open.length > 0 && Date.now() < end) open = await left()
    expect(open).toEqual([])
    expect((await leaver.client.refresh(leaver.refresh)).status).toBe(400)
    for (const ticket of leaver.tickets) expect(await refusal(ticket)).toBe(401)

    // The control: somebody else in the same tenant goes on.
    expect(allOf(await stayer.statuses(), () => 200)).toEqual([])
    expect(stayer.live.filter((each) => !each.isOpen())).toEqual([])
    for (const ticket of stayer.tickets) expect(await refusal(ticket)).toBe(101)
  })
})
