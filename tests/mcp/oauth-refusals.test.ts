import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { CALLBACK, claimsOf, member, RawClient } from '../support/oauth'
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

  test('one for a connector opens neither the tenant nor another connector', async () => {
    const narrow = await RawClient.make(app.origin, app.endpoint('acme', 'lab'))
    const { access_token: token } = await narrow.tokens(ada.browser)
    expect(await status(token, app.endpoint('acme', 'lab'))).toBe(200)
    expect(await status(token)).toBe(401)
    await app.addConnector('acme', { type: 'lab', slug: 'second' })
    for (const at of [app.endpoint('acme', 'second'), app.endpoint('other', 'lab')]) {
      expect([at, await status(token, at)]).toEqual([at, 401])
    }
  })

  test('is refused with any other signature, algorithm, claim or end', async () => {
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
      { redirect_uri: `${CALLBACK}/` },
      { redirect_uri: `${CALLBACK}/../other` },
      { redirect_uri: `${CALLBACK}#x` },
      { redirect_uri: CALLBACK.replace('127.0.0.1', 'localhost') },
      { redirect_uri: CALLBACK.replace('127.0.0.1', '127.0.0.1:33418@evil.example') },
      { redirect_uri: CALLBACK.replace('http:', 'https:') },
      { redirect_uri: 'javascript:alert(1)' },
      { client_id: 'nobody' },
      { client_id: undefined },
    ]
    for (const change of wrong) {
      const page = await ada.browser.open(client.authorizeUrl(change))
      expect([change, page.status, new URL(page.url).origin]).toEqual([change, 400, app.origin])
      expect(page.text).not.toContain('evil.example/callback"')
    }
  })

  test('takes no form: there is no second way in, with other defaults', async () => {
    const asked = new URL(client.authorizeUrl({ scope: undefined }))
    for (const scope of ['', 'mcp:read']) {
      const page = await ada.browser.send('/oauth/authorize', { ...Object.fromEntries(asked.searchParams), scope })
      expect([page.status, page.headers.get('allow'), page.headers.get('location')]).toEqual([405, 'GET', null])
    }
  })

  test('takes no parameter twice: no second redirect, client or endpoint', async () => {
    const second = {
      redirect_uri: 'https://evil.example/callback',
      client_id: 'nobody',
      resource: app.endpoint('other'),
    }
    for (const [name, value] of Object.entries(second)) {
      const more = `${name}=${encodeURIComponent(value)}`
      const [before, after] = client.authorizeUrl().split('?')
      for (const address of [`${before}?${more}&${after}`, `${before}?${after}&${more}`]) {
        const page = await ada.browser.open(address)
        expect([name, new URL(page.url).hostname]).toEqual([name, '127.0.0.1'])
        const back = page.status === 200 ? await ada.browser.submit(page, { decision: 'allow' }) : page
        expect([name, back.url]).toEqual([name, expect.not.stringContaining('code=')])
      }
    }
  })

  test('lets only a program on the person’s own computer choose its port: another site has the one that it named', async () => {
    const web = await RawClient.make(app.origin, url, { redirect_uris: ['https://web.example/callback'] })
    const redirect_uri = 'https://web.example:8443/callback'
    expect((await ada.browser.open(web.authorizeUrl({ redirect_uri }))).status).toBe(400)
    expect((await web.allow(ada.browser, { redirect_uri: 'https://web.example/callback' })).host).toBe('web.example')
  })

  test('says in every answer whose it is, so that no client takes it to another server', async () => {
    const changes = [
      {},
      { code_challenge_method: 'plain' },
      { resource: 'https://evil.example/mcp' },
      { response_type: 'token' },
      { prompt: 'none' },
    ]
    for (const change of changes) {
      const back = await client.allow(ada.browser, change)
      const said = back.hash === '' ? back.searchParams : new URLSearchParams(back.hash.slice(1))
      expect([change, said.getAll('iss'), said.getAll('state')]).toEqual([change, [app.origin], ['a-state']])
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
    // As if it had asked with "plain".
    const challenge = new URL(client.authorizeUrl()).searchParams.get('code_challenge') ?? ''
    expect(await errorOf(await client.redeem(await code(), { code_verifier: challenge }))).toEqual(invalid)
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
