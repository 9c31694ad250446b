import { startTestApp, type TestApp, withLab } from '../support/app'
import { CLIENTS } from '../support/clients'
import { knock } from '../support/doors'
import { type Browser, claimsOf, member } from '../support/oauth'
import { answer, bearer, initialize, modern, open, openSession, post, RawSocket } from '../support/raw'
import { until } from '../support/until'
import { setClockLater } from './pages/clock'

interface Token {
  readonly token: string
  readonly expiresAt: string
  readonly mcpUrl: string
  readonly wsUrl: string
  readonly sseUrl: string
  readonly ticketUrl: string
}

const PROMPTLY = 1_000
const MINUTE = 60_000

let app: TestApp
let acme: Awaited<ReturnType<typeof withLab>>
beforeAll(async () => {
  app = await startTestApp()
  acme = await withLab(app)
})
afterAll(() => app?.close())
afterEach(() => jest.useRealTimers())

let people = 0
const person = (role?: string) => member(app, 'acme', `person-${(people += 1)}`, role)

async function ask<T = Record<string, unknown>>(
  browser: Browser,
  method: string,
  path: string,
  { csrf, body }: { csrf?: string; body?: object } = {},
) {
  const headers = {
    cookie: browser.cookieHeader('/'),
    'content-type': 'application/json',
    ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
  }
  const reply = await fetch(`${app.origin}/api/v1/admin${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await reply.text()
  return { status: reply.status, body: (text === '' ? {} : JSON.parse(text)) as T }
}

const csrfOf = async (browser: Browser) => (await ask<{ csrf: string }>(browser, 'GET', '/me')).body.csrf

async function trade(browser: Browser, body: object = {}, tenant = 'acme') {
  const csrf = await csrfOf(browser)
  return ask<Token & { detail?: string }>(browser, 'POST', `/tenants/${tenant}/playground-token`, { csrf, body })
}

async function opened(browser: Browser, body: object = {}): Promise<Token> {
  const reply = await trade(browser, body)
  expect([reply.status, reply.body]).toEqual([200, expect.objectContaining({ token: expect.any(String) })])
  return reply.body
}

const status = async ({ mcpUrl, token }: Token) => (await modern(mcpUrl, token, 'tools/list')).status

describe('a person at a browser', () => {
  test.each([
    'v1 over Streamable HTTP',
    'v1 over SSE',
    'v1 over WebSocket',
    'v2 over HTTP, pinned',
    'v2 over WebSocket, pinned',
  ])('calls a tool as themselves: %s', async (way) => {
    const { browser } = await person()
    const { token, mcpUrl } = await opened(browser)
    const client = await CLIENTS[way]?.(mcpUrl, token)
    expect(await client?.tools()).toContain('lab_echo')
    expect((await client?.call('lab_echo', { text: 'hello' }))?.content).toEqual([
      expect.objectContaining({ text: expect.stringContaining('hello') }),
    ])
    await client?.close()
  })

  test('is told everything that a page needs, and the token is a person’s with an end', async () => {
    const { browser } = await person()
    const before = Date.now()
    const { token, expiresAt, ...urls } = await opened(browser, { connector: 'lab' })
    const url = app.endpoint('acme', 'lab')
    expect(urls).toEqual({
      mcpUrl: url,
      sseUrl: `${url}/sse`,
      wsUrl: url.replace('http', 'ws'),
      ticketUrl: `${url}/ticket`,
    })
    const left = new Date(expiresAt).getTime() - before
    expect(left).toBeGreaterThan(4 * MINUTE)
    expect(left).toBeLessThan(6 * MINUTE)
    expect(claimsOf(token)).toMatchObject({ aud: url, client_id: 'playground', exp: expect.any(Number) })
  })

  test('opens the endpoint of a connector by its id as well', async () => {
    const { browser } = await person()
    expect((await opened(browser, { connector: acme.connectorId })).mcpUrl).toBe(app.endpoint('acme', 'lab'))
    expect((await trade(browser, { connector: 'missing' })).status).toBe(404)
  })

  test('may open it from a page of this server, and from no other', async () => {
    const { browser } = await person()
    const { mcpUrl, token } = await opened(browser)
    const from = (origin: string) => ({ ...bearer(token), origin })
    const found = async (origin: string) => (await post(mcpUrl, undefined, initialize(), from(origin))).status
    expect([await found(app.origin), await found('https://elsewhere.example')]).toEqual([200, 403])
    const { url } = (await (
      await fetch(`${mcpUrl}/ticket`, { method: 'POST', headers: { ...bearer(token), origin: app.origin } })
    ).json()) as { url: string }
    const socket = await RawSocket.connect(url, { origin: app.origin })
    socket.close()
    // A ticket works once.
    await expect(RawSocket.connect(url, { origin: app.origin })).rejects.toMatchObject({ status: 401 })
  })

  test('is in the audit log, and is no client that was allowed', async () => {
    const { browser } = await person()
    const { token } = await opened(browser, { connector: 'lab' })
    const { items } = await app.must<{ items: { action: string; target: string; details: object }[] }>(
      'GET',
      '/tenants/acme/audit?action=playground.open&limit=1',
    )
    const grant = claimsOf(token).grant_id
    expect(items).toEqual([expect.objectContaining({ action: 'playground.open', target: 'lab', details: { grant } })])
    expect(JSON.stringify(items)).not.toContain(token)
    for (const path of ['/me/clients', '/tenants/acme/clients']) {
      expect(JSON.stringify((await ask(browser, 'GET', path)).body)).not.toContain(grant)
    }
    expect(JSON.stringify(await app.must('GET', '/tenants/acme/clients'))).not.toContain(grant)
  })

  test('has no more than thirty at once', async () => {
    const { browser } = await person()
    const csrf = await csrfOf(browser)
    const path = '/tenants/acme/playground-token'
    for (let i = 0; i < 30; i += 1) {
      expect((await ask(browser, 'POST', path, { csrf, body: {} })).status).toBe(200)
    }
    expect((await ask(browser, 'POST', path, { csrf, body: {} })).status).toBe(429)
  })
})

describe('nobody else gets one', () => {
  const path = '/tenants/acme/playground-token'

  test('a request without the proof that a page of ours sent it', async () => {
    const { browser } = await person()
    for (const csrf of [{}, { csrf: 'x'.repeat(43) }]) {
      expect((await ask(browser, 'POST', path, { body: {}, ...csrf })).status).toBe(403)
    }
  })

  test('a key, of a person too', async () => {
    const { browser } = await person()
    const csrf = await csrfOf(browser)
    const own = await ask<{ key: string }>(browser, 'POST', '/tenants/acme/api-keys', {
      csrf,
      body: { name: 'mine', scope: 'tenant_user' },
    })
    for (const key of [acme.key, own.body.key, app.key]) {
      const reply = await fetch(`${app.origin}/api/v1/admin${path}`, {
        method: 'POST',
        headers: { ...bearer(key), 'content-type': 'application/json' },
        body: '{}',
      })
      expect(reply.status).toBe(403)
    }
  })

  test('a platform admin who is no member is told why; one who is a member uses it as that', async () => {
    const { browser } = await person('owner')
    const { user } = (await ask<{ user: { id: string } }>(browser, 'GET', '/me')).body
    await app.must('PATCH', `/users/${user.id}`, { isPlatformAdmin: true })
    await app.createTenant('others')
    const refused = await trade(browser, {}, 'others')
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining('Only members')])
    expect(await status(await opened(browser))).toBe(200)
  })

  test('a person of another tenant does not find this one', async () => {
    await app.createTenant('globex')
    const { browser } = await member(app, 'globex', 'stranger')
    expect((await trade(browser)).status).toBe(404)
  })
})

describe('it opens one endpoint and nothing else', () => {
  test('not the other endpoints of the tenant, nor of another', async () => {
    const { browser } = await person()
    const [whole, one] = [await opened(browser), await opened(browser, { connector: 'lab' })]
    expect([await status(whole), await status(one)]).toEqual([200, 200])
    const refused = [
      [app.endpoint('acme', 'lab'), whole],
      [app.endpoint('acme'), one],
      [app.endpoint('nowhere'), whole],
    ] as const
    for (const [url, { token }] of refused) {
      for (const [door, code] of Object.entries(await knock(url, bearer(token))))
        expect([door, code]).toEqual([door, 401])
    }
  })

  test('not the admin API, and it is not renewed', async () => {
    const { browser } = await person('owner')
    const { token, mcpUrl } = await opened(browser)
    for (const path of ['/me', '/whoami', '/tenants/acme']) {
      expect((await fetch(`${app.origin}/api/v1/admin${path}`, { headers: bearer(token) })).status).toBe(401)
    }
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: 'playground' })
    expect((await fetch(`${app.origin}/oauth/token`, { method: 'POST', body: form })).status).toBeGreaterThanOrEqual(
      400,
    )
    const again = await fetch(`${app.origin}/api/v1/admin/tenants/acme/playground-token`, {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'application/json' },
      body: '{}',
    })
    expect(again.status).toBe(401)
    // Nor from a cookie or the address.
    expect((await modern(`${mcpUrl}?token=${token}&access_token=${token}`, undefined, 'tools/list')).status).toBe(401)
  })
})

/** Every kind of connection that lives on. */
async function channels({ mcpUrl, token }: Token) {
  const socket = await RawSocket.connect(mcpUrl, bearer(token))
  socket.send(initialize())
  await until('the socket answers', () => socket.received.length > 0)
  const stream = await open(`${mcpUrl}/sse`, { headers: { accept: 'text/event-stream', ...bearer(token) } })
  let streamEnded = false
  stream.on('close', () => (streamEnded = true)).resume()
  const session = await openSession(mcpUrl, token)
  const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' }
  expect((await session.send(list)).status).toBe(200)
  return {
    isOpen: () => socket.closed === undefined && !streamEnded,
    ended: async (within = PROMPTLY) => {
      await until('socket and stream end', () => socket.closed !== undefined && streamEnded, within)
      expect(socket.closed?.code).toBe(4401)
      expect((await session.send(list)).status).toBe(401)
    },
  }
}

const endings: readonly [string, (browser: Browser, userId: string) => Promise<unknown>][] = [
  [
    'they sign out',
    async (browser) => {
      const page = await browser.open('/account')
      const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
      expect((await browser.send('/sign-out', { csrf })).status).toBe(303)
    },
  ],
  [
    'the session is ended from the list',
    async (browser) => {
      const csrf = await csrfOf(browser)
      const { items } = (await ask<{ items: { id: string }[] }>(browser, 'GET', '/me/sessions')).body
      expect((await ask(browser, 'DELETE', `/me/sessions/${items[0]?.id}`, { csrf })).status).toBe(204)
    },
  ],
  [
    'all sessions are ended',
    async (browser) => {
      const csrf = await csrfOf(browser)
      expect((await ask(browser, 'DELETE', '/me/sessions', { csrf })).status).toBe(204)
    },
  ],
  ['they are removed from the tenant', (_browser, id) => app.must('DELETE', `/tenants/acme/members/${id}`)],
  ['the account is deactivated', (_browser, id) => app.must('PATCH', `/users/${id}`, { isActive: false })],
]

test.each(endings)('when %s, it is refused within a second and its streams end', async (_name, end) => {
  const { browser } = await person()
  const token = await opened(browser)
  const kept = await opened((await person()).browser)
  const [live, others] = [await channels(token), await channels(kept)]
  await end(browser, String(claimsOf(token.token).sub))
  await until('the token is refused', async () => (await status(token)) === 401, PROMPTLY)
  await live.ended()
  expect(others.isOpen()).toBe(true)
  expect(await status(kept)).toBe(200)
})

test('what was allowed falls with the role and the rules, without a new token', async () => {
  const { browser } = await person()
  const token = await opened(browser)
  const tools = async () => {
    const { result } = answer(await modern(token.mcpUrl, token.token, 'tools/list'))
    return ((result?.tools ?? []) as { name: string }[]).map(({ name }) => name)
  }
  expect(await tools()).toContain('lab_echo')
  await app.setTool('acme', acme.connectorId, 'lab_echo', false)
  expect(await tools()).not.toContain('lab_echo')
  await app.setTool('acme', acme.connectorId, 'lab_echo', true)
  expect(await tools()).toContain('lab_echo')
})

test('after five minutes it is over at every door, and streams that it opened end', async () => {
  const { browser } = await person()
  const token = await opened(browser)
  const live = await channels(token)
  setClockLater(4 * MINUTE)
  expect(await status(token)).toBe(200)
  expect(live.isOpen()).toBe(true)
  setClockLater(2 * MINUTE)
  for (const [door, code] of Object.entries(await knock(token.mcpUrl, bearer(token.token)))) {
    expect([door, code]).toEqual([door, 401])
  }
  // The sweep of what has expired runs each second.
  await live.ended(3 * PROMPTLY)
})

test('a ticket dies with what asked for it', async () => {
  const { browser } = await person()
  const { ticketUrl, token } = await opened(browser)
  const { url } = (await (await fetch(ticketUrl, { method: 'POST', headers: bearer(token) })).json()) as { url: string }
  const csrf = await csrfOf(browser)
  await ask(browser, 'DELETE', '/me/sessions', { csrf })
  await expect(RawSocket.connect(url)).rejects.toMatchObject({ status: 401 })
})
