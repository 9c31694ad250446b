import { Client, StreamableHTTPClientTransport as Http } from '@modelcontextprotocol/client'
import { Admin } from '../support/admin'
import { Browser, CALLBACK, claimsOf, PASSWORD, RawClient } from '../support/oauth'
import { modern } from '../support/raw'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { testDatabaseConfig } from '../support/test-db'

/** Each test goes on where the one before it stopped: one way from nothing to a tool call, over HTTP, with real cookies. */
let database: Awaited<ReturnType<typeof testDatabaseConfig>>
let server: ServerProcess
let origin: string

beforeAll(async () => {
  database = await testDatabaseConfig()
  const { url } = database.database
  const env = { LOG_LEVEL: 'info', ...(url === undefined ? {} : { DATABASE_URL: url }) }
  server = await startServerProcess(env, { fromNothing: true })
  origin = server.admin.origin
}, 60_000)
afterAll(async () => {
  await server?.stop()
  await database?.drop()
})

const ANA = { name: 'Ana', email: 'ana@example.com', password: PASSWORD }
const BEN = { name: 'Ben', email: 'ben@example.com', password: PASSWORD }
const ana = { browser: undefined as unknown as Browser, csrf: '' }
let invitation: string
let url: string
let token: string

/** The admin API as script on a page of ours reaches it. */
async function api(browser: Browser, method: string, path: string, body?: object, csrf?: string) {
  const reply = await fetch(`${origin}/api/v1/admin${path}`, {
    method,
    headers: {
      cookie: browser.cookieHeader('/api'),
      origin,
      'content-type': 'application/json',
      ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  return { status: reply.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
}

const asAna = (method: string, path: string, body?: object) => api(ana.browser, method, path, body, ana.csrf)

test('the link in the log makes the first admin, once, and ends the bootstrap key', async () => {
  expect((await server.admin.ask('GET', '/tenants')).body).toEqual({ items: [] })
  const [setup = ''] = /http:\/\/[^"\s]*\/setup\/[\w-]+/.exec(server.log()) ?? []
  expect(new URL(setup).origin).toBe(origin)
  const [first, second] = [new Browser(origin), new Browser(origin)]
  const [page, samePage] = [await first.open(setup), await second.open(setup)]
  expect([page.status, samePage.status]).toEqual([200, 200])
  expect((await first.submit(page, { ...ANA, password: 'short' })).status).toBe(400)

  const home = await first.submit(page, ANA)
  expect([home.status, new URL(home.url).pathname]).toEqual([200, '/'])
  expect((await first.open('/account')).text).toContain(ANA.email)

  expect((await second.open(setup)).status).toBe(404)
  expect((await second.submit(samePage, { ...ANA, email: 'late@example.com' })).status).toBe(404)
  expect((await api(second, 'GET', '/me')).status).toBe(401)
  expect((await server.admin.ask('GET', '/tenants')).status).toBe(401)

  const me = await api(first, 'GET', '/me')
  expect(me.status).toBe(200)
  Object.assign(ana, { browser: first, csrf: String(me.body.csrf) })
})

test('the admin makes a tenant and a connector with cookie and CSRF value, and not without the value', async () => {
  const acme = { slug: 'acme', name: 'Acme Robotics' }
  expect((await api(ana.browser, 'POST', '/tenants', acme)).status).toBe(403)
  expect((await api(new Browser(origin), 'POST', '/tenants', acme, ana.csrf)).status).toBe(401)
  for (const tenant of [acme, { slug: 'globex', name: 'Globex' }]) {
    expect((await asAna('POST', '/tenants', tenant)).status).toBe(201)
    const lab = { type: 'lab', name: 'Lab' }
    expect((await asAna('POST', `/tenants/${tenant.slug}/connectors`, lab)).status).toBe(201)
  }
  url = `${origin}/api/v1/acme/mcp`
})

test('a member joins by the invitation, once', async () => {
  const made = await asAna('POST', '/tenants/acme/invitations', { role: 'member' })
  expect(made.status).toBe(201)
  invitation = String(made.body.url)
  const [ben, eve] = [new Browser(origin), new Browser(origin)]
  const [page, samePage] = [await ben.open(invitation), await eve.open(invitation)]
  expect(page.text).toContain('Join Acme Robotics')
  const home = await ben.submit(page, BEN)
  expect([home.status, new URL(home.url).pathname]).toEqual([200, '/tenants/acme'])
  const account = await ben.open('/account')
  expect(account.text).toContain('Acme Robotics')
  expect(account.text).not.toContain('Globex')

  expect((await eve.open(invitation)).status).toBe(404)
  expect((await eve.submit(samePage, { ...BEN, email: 'eve@example.com' })).status).toBe(404)
  expect((await api(eve, 'GET', '/me')).status).toBe(401)

  const { csrf } = (await api(ben, 'GET', '/me')).body
  const post = (path: string, body: object) => api(ben, 'POST', path, body, String(csrf))
  expect((await post('/tenants/acme/invitations', { role: 'member' })).status).toBe(403)
  expect((await post('/tenants', { slug: 'own', name: 'Own' })).status).toBe(403)
  expect((await api(ben, 'GET', '/tenants/acme')).status).toBe(200)
  expect((await api(ben, 'GET', '/tenants/globex')).status).toBe(404)
})

/** A program that knows an address and has a person with a browser; everything else it must find. */
class Host {
  readonly redirectUrl = CALLBACK
  readonly clientMetadata = { client_name: 'A new client', redirect_uris: [CALLBACK] }
  readonly pages: string[] = []
  back: URL | undefined
  #client: unknown
  #tokens: { access_token: string } | undefined
  #verifier = ''
  #discovered: unknown

  constructor(private readonly browser: Browser) {}

  state = () => 'a-state'
  clientInformation = () => this.#client as never
  saveClientInformation = (client: unknown) => void (this.#client = client)
  tokens = () => this.#tokens as never
  saveTokens = (tokens: unknown) => void (this.#tokens = tokens as { access_token: string })
  saveCodeVerifier = (verifier: string) => void (this.#verifier = verifier)
  codeVerifier = () => this.#verifier
  saveDiscoveryState = (state: unknown) => void (this.#discovered = state)
  discoveryState = () => this.#discovered as never
  accessToken = () => this.#tokens?.access_token ?? ''

  redirectToAuthorization = async (to: URL) => {
    const signIn = await this.browser.open(to.href)
    const consent = await this.browser.submit(signIn, { email: BEN.email, password: BEN.password })
    for (const page of [signIn, consent]) this.pages.push(/<title>([^<]*)</.exec(page.text)?.[1] ?? '')
    this.back = new URL((await this.browser.submit(consent, { decision: 'allow' })).url)
  }
}

/** What went over the wire, by method, path and status. */
function recorded() {
  const asked: string[] = []
  const record: typeof fetch = async (input, init) => {
    const reply = await fetch(input, init)
    const at = new URL(input instanceof Request ? input.url : input)
    asked.push(`${init?.method ?? 'GET'} ${at.pathname} ${reply.status}`)
    return reply
  }
  return { asked, fetch: record }
}

test("a client that knows nothing but the tenant's URL is sent to sign in, and then lists and calls tools", async () => {
  const host = new Host(new Browser(origin))
  const wire = recorded()
  const connect = (transport: Http) => new Client({ name: 'sdk', version: '1' }).connect(transport as never)
  const first = new Http(new URL(url), { authProvider: host, fetch: wire.fetch })
  await expect(connect(first)).rejects.toThrow(/unauthorized/i)
  expect(wire.asked).toEqual([
    'POST /api/v1/acme/mcp 401',
    'GET /.well-known/oauth-protected-resource/api/v1/acme/mcp 200',
    'GET /.well-known/oauth-authorization-server 200',
    'POST /oauth/register 201',
  ])
  expect(host.pages).toEqual([expect.stringContaining('Sign in'), expect.stringContaining('Allow A new client?')])
  const back = host.back?.searchParams ?? new URLSearchParams()
  expect([back.get('iss'), back.get('state')]).toEqual([origin, 'a-state'])
  await first.finishAuth(back)
  expect(wire.asked.at(-1)).toBe('POST /oauth/token 200')

  const client = new Client({ name: 'sdk', version: '1' })
  await client.connect(new Http(new URL(url), { authProvider: host, fetch: wire.fetch }) as never)
  const { tools } = await client.listTools()
  expect(tools.map((tool) => tool.name)).toEqual(expect.arrayContaining(['lab_echo', 'lab_write']))
  const result = await client.callTool({ name: 'lab_echo', arguments: { text: 'hello' } })
  expect(result.structuredContent).toEqual({ text: 'hello' })
  await client.close()
  token = host.accessToken()
})

test('the token opens nothing but what was allowed', async () => {
  expect(claimsOf(token)).toMatchObject({ aud: url, iss: origin })
  expect((await modern(url, token, 'tools/list')).status).toBe(200)
  for (const elsewhere of ['globex/mcp', 'acme/connectors/lab/mcp']) {
    expect((await modern(`${origin}/api/v1/${elsewhere}`, token, 'tools/list')).status).toBe(401)
  }
  expect((await new Admin(origin, token).ask('GET', '/tenants/acme')).status).toBe(401)
})

test('the member is allowed nothing on another tenant', async () => {
  const browser = new Browser(origin)
  await browser.submit(await browser.open('/sign-in'), { email: BEN.email, password: BEN.password })
  const client = await RawClient.make(origin, `${origin}/api/v1/globex/mcp`)
  const page = await browser.open(client.authorizeUrl())
  expect([page.status, page.text.includes('There is no such endpoint for this account.')]).toEqual([403, true])
  // The control: the same browser at the tenant it is in.
  const own = await RawClient.make(origin, url)
  expect((await own.allow(browser)).searchParams.has('code')).toBe(true)
})
