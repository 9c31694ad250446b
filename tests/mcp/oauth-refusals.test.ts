import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { CALLBACK, claimsOf, member, RawClient, register } from '../support/oauth'
import { modern } from '../support/raw'

let app: TestApp
let ada: Awaited<ReturnType<typeof member>>
let url: string
let client: RawClient
let good: string

beforeAll(async () => {
  app = await startTestApp()
  url = (await withLab(app, 'acme')).url
  await withLab(app, 'other')
  ada = await member(app, 'acme', 'ada')
  client = await RawClient.make(app.origin, url)
  good = (await client.tokens(ada.browser)).access_token
})
afterAll(() => app?.close())

const status = async (token: string, at = url) => (await modern(at, token, 'tools/list')).status
const challengeFor = (path: string, error = ', error="invalid_token"') =>
  `Bearer realm="sagemcp"${error}, resource_metadata="${app.origin}/.well-known/oauth-protected-resource${path}", scope="mcp:read mcp:call"`

describe('an access token', () => {
  test('opens the endpoint that it names, and no other: not another tenant, not a connector, not the admin API', async () => {
    expect(await status(good)).toBe(200)
    for (const at of [app.endpoint('other'), app.endpoint('acme', 'lab'), app.endpoint('nobody')]) {
      const reply = await modern(at, good, 'tools/list')
      expect(reply.status).toBe(401)
      expect(reply.headers['www-authenticate']).toBe(challengeFor(new URL(at).pathname))
    }
    const admin = await fetch(`${app.origin}/api/v1/admin/whoami`, { headers: { authorization: `Bearer ${good}` } })
    expect(admin.status).toBe(401)
  })

  test('one for a connector does not open the tenant', async () => {
    const narrow = await RawClient.make(app.origin, app.endpoint('acme', 'lab'))
    const { access_token: token } = await narrow.tokens(ada.browser)
    expect(await status(token, app.endpoint('acme', 'lab'))).toBe(200)
    expect(await status(token)).toBe(401)
  })

  test('is refused with any other signature, algorithm, issuer, type, audience or end', async () => {
    const [head = '', body = '', signature = ''] = good.split('.')
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string; alg: string }
    expect(header.alg).toBe('ES256')
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = claimsOf(good)
    const { keys } = (await (await fetch(`${app.origin}/oauth/jwks`)).json()) as { keys: object[] }
    expect(JSON.stringify(keys)).not.toContain('"d":')
    const pem = createPublicKey({ key: keys[0] as object as never, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    })
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const signed = (h: object, c: object) => {
      const text = `${encode(h)}.${encode(c)}`
      return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
    }
    const hmac = (key: string | Buffer) => {
      const text = `${encode({ ...header, alg: 'HS256' })}.${body}`
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
    }
    const forged = {
      'no algorithm': `${encode({ ...header, alg: 'none' })}.${body}.`,
      'no algorithm, some signature': `${encode({ ...header, alg: 'none' })}.${body}.${signature}`,
      'the public key as a secret': hmac(pem),
      'the JWK as a secret': hmac(JSON.stringify(keys[0])),
      'a key of its own': signed(header, claims),
      'a key of its own in the header': signed({ ...header, jwk: privateKey.export({ format: 'jwk' }) }, claims),
      'an unknown key': signed({ ...header, kid: 'mine' }, claims),
      'other claims': `${head}.${encode({ ...claims, tenant_id: 'x' })}.${signature}`,
      'a later end': `${head}.${encode({ ...claims, exp: Number(claims.exp) + 1 })}.${signature}`,
      'no signature': `${head}.${body}.`,
    }
    for (const [name, token] of Object.entries(forged)) expect([name, await status(token)]).toEqual([name, 401])
    expect(await status(good)).toBe(200)
  })

  test('is refused when it has ended', async () => {
    const now = Date.now()
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 901_000)
    try {
      const reply = await modern(url, good, 'tools/list')
      expect(reply.status).toBe(401)
      expect(reply.headers['www-authenticate']).toBe(challengeFor('/api/v1/acme/mcp'))
    } finally {
      clock.mockRestore()
    }
    expect(await status(good)).toBe(200)
  })

  test('that is refused is no failed guess: it locks nobody out', async () => {
    for (let i = 0; i < 60; i += 1) expect(await status(good, app.endpoint('acme', 'lab'))).toBe(401)
  })
})

test('without anything, the challenge names no error', async () => {
  const reply = await modern(url, undefined, 'tools/list')
  expect(reply.headers['www-authenticate']).toBe(challengeFor('/api/v1/acme/mcp', ''))
})

describe('authorize', () => {
  const errorOf = async (change: Readonly<Record<string, string | undefined>>) => {
    const page = await ada.browser.open(client.authorizeUrl(change))
    return new URL(page.url).searchParams.get('error')
  }

  test('wants PKCE with S256', async () => {
    expect(await errorOf({ code_challenge: undefined, code_challenge_method: undefined })).toBe('invalid_request')
    expect(await errorOf({ code_challenge_method: 'plain' })).toBe('invalid_request')
    expect(await errorOf({ code_challenge_method: undefined })).toBe('invalid_request')
  })

  test('wants one endpoint of this server', async () => {
    const bad = [
      undefined,
      'https://evil.example/api/v1/acme/mcp',
      `${url}/`,
      `${url}?x=1`,
      `${url}/sse`,
      `${app.origin}/api/v1/ACME/mcp`,
      `${app.origin}/api/v1/other/../acme/mcp`,
      `${app.origin}@evil.example/api/v1/acme/mcp`,
    ]
    for (const resource of bad) expect([resource, await errorOf({ resource })]).toEqual([resource, 'invalid_target'])
  })

  test('answers an unknown client or redirect on a page of its own, and leads nowhere', async () => {
    const wrong = [
      { redirect_uri: 'https://evil.example/callback' },
      { redirect_uri: 'http://127.0.0.1:33418/other' },
      { redirect_uri: 'http://127.0.0.1.evil.example/callback' },
      { redirect_uri: `${CALLBACK}?x=1` },
      { client_id: 'nobody' },
    ]
    for (const change of wrong) {
      const page = await ada.browser.open(client.authorizeUrl(change))
      expect([change, page.status, new URL(page.url).origin]).toEqual([change, 400, app.origin])
      expect(page.text).not.toContain('evil.example/callback"')
    }
  })

  test('lets a program on the person’s own computer choose its port', async () => {
    const back = await client.allow(ada.browser, { redirect_uri: 'http://127.0.0.1:50001/callback' })
    expect(back.origin).toBe('http://127.0.0.1:50001')
    expect(back.searchParams.get('code')).not.toBeNull()
  })
})

describe('a code', () => {
  const code = async () => (await client.allow(ada.browser)).searchParams.get('code') ?? ''
  const errorOf = async (reply: Response) => [reply.status, ((await reply.json()) as { error: string }).error]

  test('works once; the second time ends what came of the first', async () => {
    const once = await code()
    const first = (await (await client.redeem(once)).json()) as { access_token: string; refresh_token: string }
    expect(await status(first.access_token)).toBe(200)
    expect(await errorOf(await client.redeem(once))).toEqual([400, 'invalid_grant'])
    expect(await status(first.access_token)).toBe(401)
    expect(await errorOf(await client.refresh(first.refresh_token))).toEqual([400, 'invalid_grant'])
  })

  test('of two at the same moment at most one gets tokens', async () => {
    const once = await code()
    const replies = await Promise.all([client.redeem(once), client.redeem(once), client.redeem(once)])
    expect(replies.filter((reply) => reply.status === 200).length).toBeLessThanOrEqual(1)
  })

  test('needs its verifier, its redirect and its client', async () => {
    const stranger = await RawClient.make(app.origin, url)
    const invalid = [400, 'invalid_grant']
    expect(await errorOf(await client.redeem(await code(), { code_verifier: 'x'.repeat(43) }))).toEqual(invalid)
    expect(await errorOf(await client.redeem(await code(), { redirect_uri: 'http://127.0.0.1:33418/x' }))).toEqual(
      invalid,
    )
    expect(await errorOf(await client.redeem(await code(), { client_id: stranger.id }))).toEqual(invalid)
    expect((await client.redeem(await code(), { code_verifier: '' })).status).toBe(400)
  })

  test('gives no token for another endpoint than the one that was allowed', async () => {
    const reply = await client.redeem(await code(), { resource: app.endpoint('other') })
    expect(await errorOf(reply)).toEqual([400, 'invalid_target'])
  })
})

describe('a refresh token', () => {
  test('is replaced at each use; a used one ends the whole family', async () => {
    const first = await client.tokens(ada.browser)
    const second = (await (await client.refresh(first.refresh_token)).json()) as typeof first
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await status(second.access_token)).toBe(200)
    expect((await client.refresh(first.refresh_token)).status).toBe(400)
    expect((await client.refresh(second.refresh_token)).status).toBe(400)
    expect(await status(second.access_token)).toBe(401)
    expect(await status(first.access_token)).toBe(401)
  })

  test('is no use to another client', async () => {
    const tokens = await client.tokens(ada.browser)
    const stranger = await RawClient.make(app.origin, url)
    expect((await stranger.refresh(tokens.refresh_token)).status).toBe(400)
    expect((await client.refresh(tokens.refresh_token)).status).toBe(200)
  })
})

describe('registration', () => {
  test('refuses redirects that lead to no program', async () => {
    const bad = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'blob:https://x.example/1',
      'vbscript:x',
      'about:blank',
      'http://example.com/callback',
      'http://127.0.0.1.evil.example/',
      'https://user:pass@example.com/',
      'https://example.com/#fragment',
      'nonsense',
    ]
    for (const uri of bad) {
      const { status, body } = await register(app.origin, { redirect_uris: [CALLBACK, uri] })
      expect([uri, status, body.error]).toEqual([uri, 400, 'invalid_redirect_uri'])
    }
    for (const redirect_uris of [undefined, [], 'x', [7], Array.from({ length: 11 }, () => CALLBACK)]) {
      expect((await register(app.origin, { redirect_uris })).status).toBe(400)
    }
  })
})

describe('clients as they are', () => {
  let other: TestApp
  beforeAll(async () => {
    other = await startTestApp()
  })
  afterAll(() => other?.close())

  test('a custom scheme or loopback makes it native, whatever it says; unknown scopes and grants count for nothing', async () => {
    const cursor = { redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback'], application_type: 'web' }
    const code = { redirect_uris: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'] }
    for (const given of [cursor, code, { ...cursor, application_type: undefined }]) {
      const { status, body } = await register(other.origin, {
        ...given,
        scope: 'openid everything',
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      })
      expect([status, body.application_type, body.scope]).toEqual([201, 'native', undefined])
      expect(body.grant_types).toEqual(['authorization_code', 'refresh_token'])
      expect(body.redirect_uris).toEqual(given.redirect_uris)
    }
    const web = await register(other.origin, { redirect_uris: ['https://claude.ai/api/mcp/auth_callback'] })
    expect([web.status, web.body.application_type]).toEqual([201, 'web'])
  })

  test('nobody chooses a client’s id, and a flood from one address is stopped', async () => {
    const chosen = await register(other.origin, { client_id: 'mine', client_secret: 'mine' })
    expect(chosen.body.client_id).not.toBe('mine')
    expect(chosen.body.client_secret).toBeUndefined()
    const statuses = []
    for (let i = 0; i < 40; i += 1) statuses.push((await register(other.origin)).status)
    expect(statuses[0]).toBe(201)
    expect(statuses.at(-1)).toBe(429)
  })
})
