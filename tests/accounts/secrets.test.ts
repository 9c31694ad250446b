import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLog } from '../../server/observability/log'
import { AccountsApp, appOf, IDENTITY, type Person } from '../support/accounts'
import { ADMIN_KEY } from '../support/app'
import { altered, CONNECTED, elsewhere, failed, goOut, linkFor, parameter } from '../support/connecting'
import { CLIENTS } from '../support/clients'
import { CLIENT, type IdentityProvider, startIdentityProvider } from '../support/identity-provider'
import { type MailServer, openMailServer } from '../support/mail-server'
import { lookThroughClients, lookThroughTicket } from '../support/mcp-surfaces'
import { PAGE_CLIENTS } from '../support/page-clients'
import { startServerProcess } from '../support/server-process'
import { plantOwnOAuth, plantPerson, plantSent, plantVendors, readEverything } from '../support/exposure'
import { Browser, PASSWORD } from '../support/oauth'
import { modern } from '../support/raw'
import { dumpEmbedded, dumpOnServer, SecretHunt } from '../support/secrets'
import { TEST_DATABASE_URL } from '../support/test-db'
import { echoVendor } from '../support/vendors/echo'
import type { VendorName } from '../support/vendors/oauth/stand-ins'

const VENDORS = [
  'github',
  'slack',
  'zoom',
  'google',
  'notion',
  'jira',
  'linear',
] as const satisfies readonly VendorName[]
const METRICS_TOKEN = 'metrics-canary-0123456789abcdef'
const PASTED = `pasted-canary-${'a1B2'.repeat(8)}`
const OWN_PASTED = `own-pasted-canary-${'c3D4'.repeat(8)}`
/** In the form of a word, so that only the comparison with what was sent keeps it out of an error's code. */
const ECHO = { access: 'accesscanaryqwertzuiop', refresh: 'refreshcanaryasdfghjkl', secret: 'secretcanaryyxcvbnmqw' }

const MAIL_LOGIN = { user: 'ada', password: 'mail-canary-0123456789abcdef' }
const DATABASE_PASSWORD = 'database-canary-0123456789'
const MASTER_KEY = Buffer.alloc(32, 7)
/** Places that repeat the token of their own form to who has its cookie. */
const OF_FORMS = ['CSRF token']

const hunt = new SecretHunt()
let log = ''
let printed = ''
let silentAddresses: readonly string[] | undefined
let world: AccountsApp
let isOpen = false
let mail: MailServer
let mailPasswords: readonly string[] = []
let idp: IdentityProvider
let ana: Person
let mia: Person

const tool = async (tenant: string, person: Person, name: string, args: object = {}) => {
  const { text, headers } = await modern(world.app.endpoint(tenant), person.key, 'tools/call', {
    name,
    arguments: args,
  })
  hunt.look(`the result of ${name}`, `${JSON.stringify(headers)} ${text}`, ['link'])
  return text
}
const admin = async (method: string, path: string, body?: object) => {
  const reply = await world.app.ask(method, path, body)
  hunt.look(
    `${method} ${path}`,
    JSON.stringify([[...reply.headers], reply.body]),
    path.endsWith('/connect') ? ['link'] : [],
  )
  return reply
}
/** Somebody at the vendor and back; every address on the way is looked at. */
async function connect(person: Person, tenant: string, slug: string, decision = {}) {
  const way = await goOut(world, person, tenant, slug, decision)
  await plantPerson(hunt, person)
  hunt.plant('link', parameterOfLink(way.link))
  hunt.plant('state', parameter(way.vendorUrl, 'state'))
  hunt.plant('code', parameter(way.back, 'code'))
  hunt.look('the address at the vendor', way.vendorUrl.href, ['state'])
  return way
}
const parameterOfLink = (link: string) => link.slice(link.lastIndexOf('/') + 1)
async function land(person: Person, url: URL): Promise<string> {
  const first = await person.browser.send(url.href)
  hunt.look('what the callback answers', `${JSON.stringify([...first.headers])} ${first.text}`)
  const page = await person.browser.open(first.headers.get('location') ?? '/')
  hunt.look('the last page', page.text, OF_FORMS)
  return first.headers.get('location') ?? ''
}

/** Everything that people and programs do with accounts, and every way in which that fails. */
async function live(): Promise<void> {
  for (const name of VENDORS) {
    const configuration = name === 'jira' ? { configuration: { place: 'pier.atlassian.net' } } : {}
    const { slug } = await world.addConnector('acme', name, configuration)
    const way = await connect(ana, 'acme', slug)
    expect(await land(ana, way.back)).toBe(CONNECTED)
    await land(ana, way.back)
    await land(ana, altered(way.back, { state: 'x'.repeat(43) }))
    await tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
    plantVendors(hunt, world, [name])
    await admin('POST', `/tenants/acme/connectors/${slug}/validate`)
    for (const fault of ['error', 'broken_json', 'html', 'limited', 'cut'] as const) {
      world.vendors.of(name).fail(fault, { on: 'api', times: 3 })
      await tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
      world.vendors.of(name).fail(fault, { on: 'exchange' })
      await land(ana, (await connect(ana, 'acme', slug)).back)
      plantVendors(hunt, world, [name])
      world.vendors.of(name).reset()
    }
    expect(await land(ana, (await connect(ana, 'acme', slug)).back)).toBe(CONNECTED)
    plantVendors(hunt, world, [name])
    world.vendors.of(name).expire('ada')
    await tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
    plantVendors(hunt, world, [name])
    world.vendors.of(name).expire('ada')
    world.vendors.of(name).fail('error', { on: 'refresh' })
    await tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
    world.vendors.of(name).revokeGrant('ada')
    await tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
    expect(await land(ana, (await connect(ana, 'acme', slug, { deny: true })).back)).toBe(failed('denied'))
    expect(await land(ana, (await connect(ana, 'acme', slug)).back)).toBe(CONNECTED)
    plantVendors(hunt, world, [name])
  }
  await world.addConnector('acme', 'github', { slug: 'pasted' })
  await admin('PUT', '/tenants/acme/connectors/pasted/credential', { token: PASTED })
  await tool('acme', ana, 'pasted_get_me')
  await admin('POST', '/tenants/acme/connectors/pasted/validate')
  await world.addConnector('acme', 'github', { slug: 'own', account: 'personal' })
  expect(await land(mia, (await connect(mia, 'acme', 'own', { account: 'ben' })).back)).toBe(CONNECTED)
  await tool('acme', mia, 'own_get_me')
  await tool('acme', ana, 'own_get_me')
  await world.addConnector('acme', 'slack', { slug: 'own_slack', account: 'personal' })
  const stored = await mia.ask('PUT', '/tenants/acme/connectors/own_slack/my-credential', { token: OWN_PASTED })
  hunt.look('the reply to an own token', JSON.stringify(stored))
  await tool('acme', mia, 'own_slack_auth_test')
  const other = await elsewhere(world, ana)
  await land(other, (await connect(ana, 'acme', 'github')).back)
  await plantPerson(hunt, other)
  const { items } = await world.app.must<{ items: { id: string; provider: string; kind: string }[] }>(
    'GET',
    '/tenants/acme/oauth-credentials',
  )
  for (const { id } of items.slice(1, 3)) await admin('DELETE', `/tenants/acme/oauth-credentials/${id}`)
  await admin('PUT', '/tenants/acme/oauth-configs/github', {
    clientId: 'x',
    clientSecret: 'y',
    baseUrl: 'http://[::1]/',
  })
  await lookAround()
  const left = await linkFor(world, ana, 'acme', 'github')
  hunt.plant('link', parameterOfLink(left))
  hunt.look('the page of a link', (await ana.browser.open(left)).text, ['link', ...OF_FORMS])
  hunt.look('the page of a used link', (await ana.browser.open(`/connect/${'x'.repeat(43)}`)).text)
  hunt.look('the account page', (await ana.browser.open('/account')).text, OF_FORMS)
  hunt.look('a sign-in page', (await new Browser(world.app.origin).open(left)).text, ['link', ...OF_FORMS])
}

/** What programs see over every transport, and the addresses of the API that answer a question. */
async function lookAround(): Promise<void> {
  const surface = {
    url: world.app.endpoint('acme'),
    works: `linear_${IDENTITY.linear.tool}`,
    lacks: `lacking_${IDENTITY.notion.tool}`,
    resource: 'github://o/r/contents/README.md',
    prompt: 'github_triage_issues',
  }
  await world.addConnector('acme', 'notion', { slug: 'lacking', account: 'personal' })
  await lookThroughClients(hunt, surface, ana)
  await lookThroughTicket(hunt, surface, mia)
  await plantOwnOAuth(hunt, ana, surface.url, async (token) => {
    const { text } = await modern(surface.url, token, 'tools/list')
    expect(text).toContain(surface.works)
    hunt.look('tools/list with a token of our own', text)
  })
  for (const name of VENDORS) {
    const reply = await fetch(
      `${world.app.origin}/api/v1/oauth/${name === 'google' ? 'google' : IDENTITY[name].type}/auth`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${ana.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tenant: 'acme' }),
      },
    )
    const answer = await reply.text()
    if (reply.ok) hunt.plant('link', parameterOfLink((JSON.parse(answer) as { url: string }).url))
    hunt.look('POST /api/v1/oauth/:provider/auth', `${JSON.stringify([...reply.headers])} ${answer}`, ['link'])
  }
  for (const about of [{ user: mia.email }, { user: ana.userId }, { user: 'nobody@example.com' }]) {
    const query = new URLSearchParams({ ...about, tool: surface.works }).toString()
    await admin('GET', `/tenants/acme/access/explain?${query}`)
  }
}

/** A server whose database cannot be reached says so without the password. */
async function startInVain(): Promise<void> {
  const url = `postgres://sagemcp:${DATABASE_PASSWORD}@127.0.0.1:1/sagemcp`
  hunt.plant('database password', DATABASE_PASSWORD)
  const said = await startServerProcess({ DATABASE_URL: url, LOG_LEVEL: 'trace' }).then(
    () => 'it did start',
    (error: unknown) => String(error),
  )
  expect(said).toContain('ECONNREFUSED')
  hunt.look('what a server without its database says', said)
}

/** A vendor that shouts every secret back. */
async function endure(): Promise<void> {
  const { server, mode } = await echoVendor(
    () => ({ access_token: ECHO.access, refresh_token: ECHO.refresh, expires_in: 3_600, scope: 'repo' }),
    { id: 7, login: 'ada', name: 'Ada', html_url: 'https://own.example/ada', type: 'User' },
  )
  const baseUrl = `${server.url}/api/v3`
  await world.app.createTenant('echo')
  const eva = await world.person('echo', 'eva')
  await admin('PUT', '/tenants/echo/oauth-configs/github', {
    clientId: 'own-client',
    clientSecret: ECHO.secret,
    baseUrl,
  })
  await world.addConnector('echo', 'github', { slug: 'echo', configuration: { baseUrl } })
  const arrive = async () => {
    const vendorUrl = new URL(await world.toVendor(eva.browser, await linkFor(world, eva, 'echo', 'echo')))
    hunt.plant('state', parameter(vendorUrl, 'state'))
    const code = `code-canary-${'e5F6'.repeat(6)}`
    hunt.plant('code', code)
    const back = altered(new URL(parameter(vendorUrl, 'redirect_uri')), { code, state: parameter(vendorUrl, 'state') })
    return land(eva, back)
  }
  for (const token of [200, 302, 400, 401, 403, 429, 500]) {
    Object.assign(mode, { token, api: undefined })
    expect(await arrive()).toMatch(/^\/oauth\/error\?status=(vendor_down|vendor_refused|app_refused)$/)
  }
  for (const api of [302, 400, 403, 404, 409, 422, 429, 500]) {
    Object.assign(mode, { token: undefined, api })
    await arrive()
    mode.api = undefined
    await arrive()
    mode.api = api
    expect(await tool('echo', eva, 'echo_get_me')).toContain('isError')
    await admin('POST', '/tenants/echo/connectors/echo/validate')
  }
  for (const token of [200, 302, 400, 401, 403, 429, 500]) {
    Object.assign(mode, { token: undefined, api: undefined })
    expect(await arrive()).toBe(CONNECTED)
    Object.assign(mode, { token, api: 401 })
    expect(await tool('echo', eva, 'echo_get_me')).toContain('isError')
    await tool('echo', eva, 'echo_get_me')
    for (const path of ['oauth-credentials', 'connectors', 'connectors/echo'])
      await admin('GET', `/tenants/echo/${path}`)
  }
  await readAll('echo', eva)
  Object.assign(mode, { token: undefined, api: undefined })
  await arrive()
  mode.api = 500
  const { items } = await world.app.must<{ items: { id: string }[] }>('GET', '/tenants/echo/oauth-credentials')
  for (const { id } of items) await admin('DELETE', `/tenants/echo/oauth-credentials/${id}`)
  await arrive()
  for (const { headers, text } of server.requests) plantSent(hunt, { headers, body: text })
}

const ids = async (path: string) =>
  (await world.app.must<{ items: { id?: string; userId?: string }[] }>('GET', path)).items.flatMap(
    ({ id, userId }) => id ?? userId ?? [],
  )

/** Every address that answers a GET, as the platform's key and as somebody at a browser. */
async function readAll(tenant: string, person: Person): Promise<void> {
  const at = `/tenants/${tenant}`
  const { items } = await world.app.must<{ items: { slug: string; id: string }[] }>('GET', `${at}/connectors`)
  const tools = (await world.app.ask<{ items?: { name: string }[] }>('GET', `${at}/connectors/${items[0]?.slug}/tools`))
    .body
  const values = {
    tenant: [tenant],
    id: [
      ...items.map(({ slug }) => slug),
      ...(await ids(`${at}/oauth-credentials`)),
      ...(await ids(`${at}/api-keys`)),
      ...(await ids('/api-keys')),
    ],
    user: [person.userId],
    provider: [...VENDORS],
    tool: (tools.items ?? []).map(({ name }) => name).slice(0, 2),
    type: ['github', 'slack'],
    name: ['github'],
  }
  // Who is signed in is told the token for their changes.
  const see = (path: string, text: string) => hunt.look(`GET ${path}`, text, path.endsWith('/me') ? OF_FORMS : [])
  const asAdmin = { authorization: `Bearer ${ADMIN_KEY}` }
  const unseen = [
    await readEverything(world.app.origin, asAdmin, values, see),
    await readEverything(world.app.origin, { cookie: person.browser.cookieHeader('/') }, values, see),
  ] as const
  const now = unseen[0].filter((path) => unseen[1].includes(path))
  silentAddresses = (silentAddresses ?? now).filter((path) => now.includes(path))
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagemcp-secrets-'))
  const outputs = [process.stderr, process.stdout].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed += String(chunk)
      return true
    }),
  )
  const consoles = (['log', 'info', 'warn', 'error'] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((...all) => void (printed += all.map(String).join(' '))),
  )
  mail = await openMailServer({ startTls: false, login: MAIL_LOGIN })
  idp = await startIdentityProvider()
  try {
    world = await AccountsApp.start({
      vendors: VENDORS,
      keepData: true,
      log: makeLog('trace', { write: (line) => void (log += line) }),
      env: {
        SAGEMCP_DATA_DIR: folder,
        SAGEMCP_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
        SAGEMCP_METRICS_TOKEN: METRICS_TOKEN,
        SAGEMCP_SMTP_URL: mail.url('127.0.0.1', MAIL_LOGIN),
        SAGEMCP_MAIL_FROM: 'no-reply@example.com',
        SAGEMCP_OAUTH_LINEAR_CLIENT_ID: 'linear-of-the-platform',
        SAGEMCP_OAUTH_LINEAR_CLIENT_SECRET: 'platform-canary-0123456789',
      },
    })
    isOpen = true
    hunt.plant('client secret', 'platform-canary-0123456789', ECHO.secret)
    hunt.plant('client secret', ...VENDORS.map((name) => appOf(name, world.app.origin).clientSecret))
    hunt.plant('pasted token', PASTED, OWN_PASTED)
    hunt.plant('access token', ECHO.access)
    hunt.plant('refresh token', ECHO.refresh)
    hunt.plant('API key', ADMIN_KEY)
    hunt.plant('metrics token', METRICS_TOKEN)
    hunt.plant(
      'master key',
      ...(['base64', 'base64url', 'hex', 'latin1'] as const).map((how) => MASTER_KEY.toString(how)),
    )
    hunt.plant('mail password', MAIL_LOGIN.password)
    hunt.plant('password', PASSWORD)
    hunt.plant('secret of the identity provider', CLIENT.clientSecret)
    // That of this run, where it has one.
    hunt.plant('database password', TEST_DATABASE_URL && decodeURIComponent(new URL(TEST_DATABASE_URL).password))
    await world.tenant('acme', VENDORS)
    ana = await world.person('acme', 'ana')
    mia = await world.person('acme', 'mia', 'member')
    for (const person of [ana, mia]) await plantPerson(hunt, person)
    for (const at of ['', '/tenants/acme']) {
      const provider = { name: 'Company login', issuer: idp.issuer, ...CLIENT }
      expect((await admin('PUT', `${at}/identity-provider`, provider)).status).toBe(200)
    }
    await startInVain()
    await live()
    plantVendors(hunt, world, VENDORS)
    await readAll('acme', ana)
    await readAll('acme', mia)
    await endure()
    const metrics = await fetch(`${world.app.origin}/metrics`, {
      headers: { authorization: `Bearer ${METRICS_TOKEN}` },
    })
    hunt.look('/metrics', await metrics.text())
    const running = TEST_DATABASE_URL === undefined ? undefined : await dumpOnServer('acme')
    await world.close()
    isOpen = false
    for (const [table, rows] of running ?? (await dumpEmbedded(folder))) {
      // Each page shows it again. It is worth nothing without the cookie, of which there is only a hash.
      hunt.look(`the table ${table}`, rows, table === 'browser_sessions' ? OF_FORMS : [])
    }
    hunt.look('the log', log)
    hunt.look('what the process printed', printed)
    for (const { raw, text, html } of mail.received) hunt.look('a mail', `${raw} ${text} ${html}`)
    mailPasswords = mail.passwords
  } finally {
    await mail.close()
    await idp.close()
    if (isOpen) await world.close()
    for (const spy of [...outputs, ...consoles]) spy.mockRestore()
    rmSync(folder, { recursive: true, force: true })
  }
}, 400_000)

it('planted every kind of secret', () => {
  expect(hunt.kinds).toEqual([
    ...['API key', 'CSRF token', 'access token', 'client secret', 'code', 'cookie', 'database password', 'link'],
    ...[
      'mail password',
      'master key',
      'metrics token',
      'own access token',
      'own code',
      'own refresh token',
      'password',
    ],
    ...['pasted token', 'refresh token', 'secret of the identity provider', 'state', 'ticket', 'verifier'],
  ])
  // The mail server was given its password: mails were sent.
  expect(new Set(mailPasswords)).toEqual(new Set([MAIL_LOGIN.password]))
})

it('no secret is anywhere', () => {
  expect(hunt.found()).toEqual([])
})

it('looked where something is', () => {
  for (const place of [
    ...['the log', '/metrics', 'the table oauth_credentials', 'the table audit_events', 'a mail'],
    ...['POST /api/v1/oauth/:provider/auth', 'what a WebSocket says', 'prompts/get, in a session'],
    ...Object.keys(CLIENTS).flatMap((name) => [`the tools of ${name}`, `a result of ${name}`]),
    ...Object.keys(PAGE_CLIENTS).map((name) => `the question of ${name}`),
  ]) {
    expect(hunt.places).toContain(place)
  }
  const control = new SecretHunt()
  control.look('the log', log)
  control.plant('a word of the log', 'an account was not connected', 'an account could not be refreshed')
  expect(control.found()).toEqual(['a word of the log in the log'])
  // What answers only a question was asked one.
  expect(silentAddresses?.filter((path) => !path.endsWith('/access/explain'))).toEqual([])
  expect(hunt.places.filter((place) => place.includes('/access/explain?'))).not.toEqual([])
})

it.each([
  ['as it is', (text: string) => text],
  ['in an address', encodeURIComponent],
  ['in JSON', (text: string) => JSON.stringify({ text })],
  ['as bytes', (text: string) => `\\x${Buffer.from(text).toString('hex')}`],
  ['in base64', (text: string) => Buffer.from(text).toString('base64')],
])('would be found %s', (_, spell) => {
  const control = new SecretHunt()
  const secret = 'secret of github &=+%"'
  control.plant('a secret', secret)
  control.look('a place', `before ${spell(secret)} after`)
  control.look('another place', 'before and after')
  expect(control.found()).toEqual(['a secret in a place'])
})
