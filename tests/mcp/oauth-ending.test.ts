import { startTestApp, type TestApp, withLab } from '../support/app'
import { type Browser, claimsOf, member, RawClient, type Tokens } from '../support/oauth'
import { bearer, initialize, modern, open, openSession, RawSocket } from '../support/raw'
import { until } from '../support/until'

let app: TestApp
let acme: Awaited<ReturnType<typeof withLab>>
let url: string

beforeAll(async () => {
  app = await startTestApp()
  acme = await withLab(app, 'acme')
  url = acme.url
})
afterAll(() => app?.close())

const status = async (token: string, at = url) => (await modern(at, token, 'tools/list')).status
const PROMPTLY = 1_000
let people = 0
const person = () => member(app, 'acme', `person-${(people += 1)}`)
const grantOf = (tokens: Tokens) => String(claimsOf(tokens.access_token).grant_id)

/** What a person's browser asks of the API. */
async function ask(browser: Browser, method: string, path: string, csrf?: string) {
  const cookie = browser.cookieHeader('/')
  const headers = { cookie, ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }) }
  const reply = await fetch(`${app.origin}/api/v1/admin${path}`, { method, headers })
  const text = await reply.text()
  return {
    status: reply.status,
    body: (text === '' ? {} : JSON.parse(text)) as { items: { id: string }[]; csrf: string },
  }
}

/** Every kind of connection that lives on, opened with a token; `ended` settles when all of them have. */
async function channels(at: string, token: string) {
  const socket = await RawSocket.connect(at, bearer(token))
  socket.send(initialize())
  await until('the socket answers', () => socket.received.length > 0)
  const stream = await open(`${at}/sse`, { headers: { accept: 'text/event-stream', ...bearer(token) } })
  let streamEnded = false
  stream.on('close', () => (streamEnded = true)).resume()
  const session = await openSession(at, token)
  const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' }
  expect((await session.send(list)).status).toBe(200)
  return {
    isOpen: () => socket.closed === undefined && !streamEnded,
    ended: async () => {
      await until('socket and stream end', () => socket.closed !== undefined && streamEnded, PROMPTLY)
      expect(socket.closed?.code).toBe(4401)
      expect((await session.send(list)).status).toBe(401)
    },
  }
}

const endings: readonly [string, (browser: Browser, client: RawClient, tokens: Tokens) => Promise<unknown>][] = [
  [
    'the client revokes its access token',
    async (_browser, client, tokens) => {
      const body = new URLSearchParams({ token: tokens.access_token, client_id: client.id })
      expect((await fetch(`${app.origin}/oauth/revoke`, { method: 'POST', body })).status).toBe(200)
    },
  ],
  [
    'the client revokes its refresh token',
    async (_browser, client, tokens) => {
      const body = new URLSearchParams({ token: tokens.refresh_token, client_id: client.id })
      expect((await fetch(`${app.origin}/oauth/revoke`, { method: 'POST', body })).status).toBe(200)
    },
  ],
  [
    'the person ends it',
    async (browser, _client, tokens) => {
      const { csrf } = (await ask(browser, 'GET', '/me')).body
      expect((await ask(browser, 'DELETE', `/me/clients/${grantOf(tokens)}`, csrf)).status).toBe(204)
    },
  ],
  [
    'an admin ends it',
    async (_b, _c, tokens) => app.must('DELETE', `${app.tenant('acme')}/clients/${grantOf(tokens)}`),
  ],
  [
    'the membership ends',
    async (_b, _c, tokens) =>
      app.must('DELETE', `${app.tenant('acme')}/members/${String(claimsOf(tokens.access_token).sub)}`),
  ],
  [
    'the account is deactivated',
    async (_b, _c, tokens) =>
      app.must('PATCH', `/users/${String(claimsOf(tokens.access_token).sub)}`, { isActive: false }),
  ],
]

test.each(endings)('when %s, every path ends, streams included', async (_name, end) => {
  const { browser } = await person()
  const client = await RawClient.make(app.origin, url)
  const tokens = await client.tokens(browser)
  const kept = await RawClient.make(app.origin, url)
  const keptTokens = await kept.tokens((await person()).browser)
  const [live, others] = [await channels(url, tokens.access_token), await channels(url, keptTokens.access_token)]
  await end(browser, client, tokens)
  await until('the token is refused', async () => (await status(tokens.access_token)) === 401, PROMPTLY)
  await live.ended()
  expect((await client.refresh(tokens.refresh_token)).status).toBe(400)
  expect(others.isOpen()).toBe(true)
  expect(await status(keptTokens.access_token)).toBe(200)
})

test('what was allowed on a connector dies with it, even when another comes in its place', async () => {
  const lab = await app.addConnector('acme', { type: 'lab', slug: 'short' })
  const at = app.endpoint('acme', 'short')
  const { browser } = await person()
  const client = await RawClient.make(app.origin, at)
  const tokens = await client.tokens(browser)
  expect(await status(tokens.access_token, at)).toBe(200)
  await app.must('DELETE', `${app.tenant('acme')}/connectors/${lab.id}`)
  await app.addConnector('acme', { type: 'lab', slug: 'short' })
  await until('the token is refused', async () => (await status(tokens.access_token, at)) === 401, PROMPTLY)
  expect((await client.refresh(tokens.refresh_token)).status).toBe(400)
})

test('streams outlive the token that opened them', async () => {
  const { browser } = await person()
  const client = await RawClient.make(app.origin, url)
  const tokens = await client.tokens(browser)
  const live = await channels(url, tokens.access_token)
  const now = Date.now()
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 901_000)
  await new Promise((resolve) => setTimeout(resolve, 1_500)) // more than one sweep of what has expired
  expect(live.isOpen()).toBe(true)
  clock.mockRestore()
  await app.must('DELETE', `${app.tenant('acme')}/clients/${grantOf(tokens)}`)
  await live.ended()
})

test('a stranger’s revocation ends nothing', async () => {
  const client = await RawClient.make(app.origin, url)
  const tokens = await client.tokens((await person()).browser)
  const stranger = await RawClient.make(app.origin, url)
  for (const token of [tokens.access_token, tokens.refresh_token, 'nonsense']) {
    const body = new URLSearchParams({ token, client_id: stranger.id })
    await fetch(`${app.origin}/oauth/revoke`, { method: 'POST', body })
  }
  expect(await status(tokens.access_token)).toBe(200)
  expect((await client.refresh(tokens.refresh_token)).status).toBe(200)
})

test('a person sees their own clients, an admin those of the tenant, and nobody ends another’s', async () => {
  const [one, two] = [await person(), await person()]
  const client = await RawClient.make(app.origin, url, { client_name: 'Seen client' })
  const tokens = await client.tokens(one.browser)
  const mine = await ask(one.browser, 'GET', '/me/clients')
  expect(mine.body.items).toEqual([
    {
      id: grantOf(tokens),
      name: 'Seen client',
      clientId: client.id,
      redirectHost: '127.0.0.1:33418',
      url,
      tenant: 'acme',
      connector: null,
      scopes: ['mcp:read', 'mcp:call'],
      user: { id: claimsOf(tokens.access_token).sub, name: one.name, email: one.email },
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
    },
  ])
  expect((await ask(two.browser, 'GET', '/me/clients')).body.items).toEqual([])
  const { csrf } = (await ask(two.browser, 'GET', '/me')).body
  expect((await ask(two.browser, 'DELETE', `/me/clients/${grantOf(tokens)}`, csrf)).status).toBe(404)
  expect((await ask(two.browser, 'GET', '/tenants/acme/clients')).status).toBe(403)
  const all = await app.must<{ items: { id: string }[] }>('GET', `${app.tenant('acme')}/clients`)
  expect(all.items.map((item) => item.id)).toContain(grantOf(tokens))
  await app.createTenant('elsewhere')
  expect((await app.ask('DELETE', `/tenants/elsewhere/clients/${grantOf(tokens)}`)).status).toBe(404)
  expect((await app.must<{ items: unknown[] }>('GET', '/tenants/elsewhere/clients')).items).toEqual([])
  expect(await status(tokens.access_token)).toBe(200)
})
