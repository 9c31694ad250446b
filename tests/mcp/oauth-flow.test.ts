import { auth } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { Browser, CALLBACK, claimsOf, member, RawClient } from '../support/oauth'
import { answer, ask, bearer, initialize, modern, RawSocket } from '../support/raw'
import { until } from '../support/until'

let app: TestApp
let ada: Awaited<ReturnType<typeof member>>
let eve: Awaited<ReturnType<typeof member>>
let url: string

beforeAll(async () => {
  app = await startTestApp()
  url = (await withLab(app, 'acme')).url
  await withLab(app, 'other')
  ada = await member(app, 'acme', 'ada')
  eve = await member(app, 'other', 'eve')
})
afterAll(() => app?.close())

/** What the SDK asks of its host program, with a person's browser behind it. */
class Host {
  information: unknown
  saved: Record<string, string> | undefined
  verifier = ''
  back: URL | undefined
  readonly redirectUrl = CALLBACK
  readonly clientMetadata = { client_name: 'An SDK client', redirect_uris: [CALLBACK] }

  constructor(private readonly browser: Browser) {}

  clientInformation = () => this.information as never
  saveClientInformation = (information: unknown) => void (this.information = information)
  tokens = () => this.saved as never
  saveTokens = (tokens: unknown) => void (this.saved = tokens as Record<string, string>)
  saveCodeVerifier = (verifier: string) => void (this.verifier = verifier)
  codeVerifier = () => this.verifier
  redirectToAuthorization = async (to: URL) => {
    const page = await this.browser.open(to.href)
    this.back = new URL((await this.browser.submit(page, { decision: 'allow' })).url)
  }
}

test('the v1 SDK finds everything from the URL alone, registers, is allowed, lists and calls', async () => {
  const host = new Host(ada.browser)
  const first = new HttpV1(new URL(url), { authProvider: host })
  await expect(new ClientV1({ name: 'sdk', version: '1' }).connect(first as never)).rejects.toThrow('Unauthorized')
  expect(host.back?.searchParams.get('iss')).toBe(app.origin)
  await first.finishAuth(host.back?.searchParams.get('code') ?? '')
  const client = new ClientV1({ name: 'sdk', version: '1' })
  await client.connect(new HttpV1(new URL(url), { authProvider: host }) as never)
  const tools = (await client.listTools()).tools.map((tool) => tool.name)
  expect(tools).toEqual(expect.arrayContaining(['lab_echo', 'lab_write']))
  const result = await client.callTool({ name: 'lab_echo', arguments: { text: 'hello' } })
  expect(result.structuredContent).toEqual({ text: 'hello' })
  expect(await auth(host, { serverUrl: url })).toBe('AUTHORIZED') // refreshes
  expect((await client.listTools()).tools.length).toBe(tools.length)
  await client.close()
})

test('a token says for whom, for which endpoint and for how long, and no more', async () => {
  const client = await RawClient.make(app.origin, url)
  const tokens = await client.tokens(ada.browser)
  expect(tokens).toMatchObject({ expires_in: 900, scope: 'mcp:read mcp:call', refresh_token: expect.any(String) })
  const claims = claimsOf(tokens.access_token)
  expect(Object.keys(claims).sort()).toEqual(
    'aud client_id endpoint_id exp grant_id iat iss jti scope sub tenant_id user_id'.split(' '),
  )
  expect(claims).toMatchObject({ aud: url, iss: app.origin, client_id: client.id })
  expect(claims.sub).toBe(claims.user_id)
})

test('the page names the client, where the answer goes, the endpoint and its tools, and lets the form go only there', async () => {
  const client = await RawClient.make(app.origin, url, { client_name: 'A <b>bold</b> client' })
  const page = await ada.browser.open(client.authorizeUrl())
  for (const text of ['A &#60;b&#62;bold', '127.0.0.1:33418', url, 'that read', 'that change things', 'ada']) {
    expect(page.text).toContain(text)
  }
  const policy = page.headers.get('content-security-policy')
  expect(policy).toContain("form-action 'self' http://127.0.0.1:33418;")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("default-src 'none'")
  const cursor = 'cursor://anysphere.cursor-mcp/oauth/callback'
  const custom = await RawClient.make(app.origin, url, { redirect_uris: [cursor] })
  const other = await ada.browser.open(custom.authorizeUrl({ redirect_uri: cursor }))
  expect(other.text).toContain('<code>cursor://anysphere.cursor-mcp</code>')
  expect(other.headers.get('content-security-policy')).toContain("form-action 'self' cursor:;")
  const sent = await ada.browser.submit(other, { decision: 'allow' })
  expect(sent.url).toMatch(/^cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?code=/)
})

test('every authorization asks anew, and a form without the session’s csrf value is refused', async () => {
  const client = await RawClient.make(app.origin, url)
  await client.tokens(ada.browser)
  const again = await ada.browser.open(client.authorizeUrl())
  expect(again.url).toContain('/oauth/consent/')
  expect((await ada.browser.submit(again, { decision: 'allow', csrf: 'x' })).status).toBe(403)
  const silent = await ada.browser.open(client.authorizeUrl({ prompt: 'none' }))
  expect(new URL(silent.url).searchParams.get('error')).toBe('login_required')
})

test('whoever is not signed in signs in first and comes back', async () => {
  const client = await RawClient.make(app.origin, url)
  const browser = new Browser(app.origin)
  const signIn = await browser.open(client.authorizeUrl())
  expect(new URL(signIn.url).pathname).toBe('/sign-in')
  const page = await browser.submit(signIn, { email: ada.email, password: 'a long enough pass phrase' })
  expect(page.url).toContain('/oauth/consent/')
  expect((await browser.submit(page, { decision: 'allow' })).url).toContain('code=')
})

test('a page that another browser began does not work in this one', async () => {
  const client = await RawClient.make(app.origin, url)
  const page = await ada.browser.open(client.authorizeUrl())
  expect((await eve.browser.open(page.url)).status).toBe(400)
})

test('refusing says so, and no token comes of it', async () => {
  const client = await RawClient.make(app.origin, url)
  const back = await client.allow(ada.browser, {}, 'refuse')
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    error: 'access_denied',
    state: 'a-state',
    iss: app.origin,
  })
})

test('who is not a member hears what an unknown tenant or connector gets', async () => {
  const answers = []
  for (const resource of [url, app.endpoint('nobody'), app.endpoint('other', 'nothing')]) {
    const client = await RawClient.make(app.origin, resource)
    const page = await eve.browser.open(client.authorizeUrl())
    const back = /href="([^"]*\/oauth\/authorize\/[^"]*)"/.exec(page.text)?.[1] ?? ''
    const { searchParams } = new URL((await eve.browser.open(back)).url)
    expect(page.text).toContain(eve.email)
    answers.push([
      page.status,
      page.text.replace(back, ''),
      searchParams.get('error'),
      searchParams.get('error_description'),
    ])
  }
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
  expect([answers[0]?.[0], answers[0]?.[2]]).toEqual([403, 'access_denied'])
})

describe('scopes', () => {
  test('a request without any gets both, unknown ones count for nothing', async () => {
    for (const scope of [undefined, '', 'openid profile', 'everything']) {
      const client = await RawClient.make(app.origin, url)
      expect((await client.tokens(ada.browser, { scope })).scope).toBe('mcp:read mcp:call')
    }
  })

  test('mcp:read lists and calls what reads; what changes something asks to step up', async () => {
    const client = await RawClient.make(app.origin, url)
    const { access_token: token } = await client.tokens(ada.browser, { scope: 'mcp:read' })
    const read = await modern(url, token, 'tools/call', { name: 'lab_echo', arguments: { text: 'x' } })
    expect(read.status).toBe(200)
    const refused = await modern(url, token, 'tools/call', { name: 'lab_write', arguments: { text: 'x' } })
    expect(refused.status).toBe(403)
    expect(refused.headers['www-authenticate']).toBe(
      `Bearer realm="sagemcp", error="insufficient_scope", error_description="This tool changes something: it needs mcp:call.", ` +
        `resource_metadata="${app.origin}/.well-known/oauth-protected-resource/api/v1/acme/mcp", scope="mcp:read mcp:call"`,
    )
    const more = await client.tokens(ada.browser, { scope: 'mcp:read mcp:call' })
    const done = await modern(url, more.access_token, 'tools/call', { name: 'lab_write', arguments: { text: 'x' } })
    expect(done.status).toBe(200)
    expect(answer(done).result?.isError).toBeFalsy()
  })

  test('a ticket is no wider than the token that asked for it', async () => {
    const client = await RawClient.make(app.origin, url)
    const { refresh_token } = await client.tokens(ada.browser)
    const narrow = await client.token({ grant_type: 'refresh_token', refresh_token, scope: 'mcp:read' })
    const { access_token, scope } = (await narrow.json()) as { access_token: string; scope: string }
    expect(scope).toBe('mcp:read')
    const asked = await ask(`${url}/ticket`, { method: 'POST', headers: bearer(access_token) })
    expect(asked.status).toBe(201)
    const socket = await RawSocket.connect((JSON.parse(asked.text) as { url: string }).url)
    socket.send(initialize())
    const call = (id: number, name: string) =>
      socket.send({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: { text: 'x' } } })
    call(1, 'lab_echo')
    call(2, 'lab_write')
    await until('both answers', () => [1, 2].every((id) => socket.received.some((m) => m.id === id)))
    expect(socket.received.find((m) => m.id === 1)?.result).toBeDefined()
    expect(socket.received.find((m) => m.id === 2)?.error).toMatchObject({ code: -32_602 })
    socket.close()
  })

  test('a person may allow only reading', async () => {
    const client = await RawClient.make(app.origin, url)
    const back = await client.allow(ada.browser, {}, 'read')
    const tokens = (await (await client.redeem(back.searchParams.get('code') ?? '')).json()) as { scope: string }
    expect(tokens.scope).toBe('mcp:read')
  })
})
