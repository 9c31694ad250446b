import { ADMIN_KEY, startTestApp, type TestApp, withLab } from '../support/app'
import { DOORS, everywhere, knock } from '../support/doors'
import { ask, bearer, modern, post, RawSocket, refusal } from '../support/raw'

let app: TestApp
let acme: Awaited<ReturnType<typeof withLab>>
let other: Awaited<ReturnType<typeof withLab>>

beforeAll(async () => {
  app = await startTestApp()
  acme = await withLab(app, 'acme')
  other = await withLab(app, 'other')
})
afterAll(() => app?.close())

/** What a valid key finds, as the control of every refusal below. */
const OPEN = {
  'POST of the newest revision': 200,
  'POST of initialize': 200,
  'GET of a session stream': 405,
  'DELETE of a session': 405,
  'GET of SSE': 200,
  'POST of an SSE message': 404,
  'POST of a ticket': 201,
  'WebSocket upgrade': 101,
}

const METADATA =
  /^Bearer realm="sagemcp", resource_metadata="http:.*\/\.well-known\/oauth-protected-resource\/api\/v1\/.*\/mcp", scope="mcp:read mcp:call"$/

describe('without a valid key', () => {
  const wrong: [string, () => Record<string, string>][] = [
    ['no key', () => ({})],
    ['a word that is no key', () => bearer('hello')],
    ['an unknown key', () => bearer(`sk_nobody_${'x'.repeat(40)}`)],
    ['the right id with a wrong secret', () => bearer(`sk_${acme.keyId}_${'x'.repeat(40)}`)],
    ['basic authentication', () => ({ authorization: `Basic ${Buffer.from(`x:${acme.key}`).toString('base64')}` })],
    [
      'the key in a cookie',
      () => ({ cookie: `key=${acme.key}; authorization=Bearer ${acme.key}; session=${acme.key}` }),
    ],
  ]

  test.each(wrong)('%s is refused at every door', async (_name, headers) => {
    expect(await knock(acme.url, headers())).toEqual(everywhere(401))
  })

  test.each(Object.keys(DOORS))(
    '%s answers alike for every well-formed slug and says where to authenticate',
    async (door) => {
      const urls = [acme.url, app.endpoint('nobody'), app.endpoint('acme', 'lab'), app.endpoint('acme', 'nothing')]
      const replies = await Promise.all(urls.map((url) => DOORS[door]?.(url, {})))
      for (const reply of replies) {
        expect(reply?.status).toBe(401)
        expect(reply?.headers['www-authenticate']).toMatch(METADATA)
      }
    },
  )

  test('the whole answer is the same for a tenant that exists and one that does not', async () => {
    const [real, unreal] = await Promise.all([
      modern(acme.url, undefined, 'tools/list'),
      modern(app.endpoint('nobody'), undefined, 'tools/list'),
    ])
    expect(real.text).toBe(unreal.text)
    expect(Object.keys(real.headers).sort()).toEqual(Object.keys(unreal.headers).sort())
  })

  test('a key in the query is not looked at', async () => {
    for (const name of ['key', 'token', 'access_token', 'api_key', 'apiKey', 'authorization', 'x-api-key', 'ticket']) {
      const query = `?${name}=${encodeURIComponent(acme.key)}`
      expect((await ask(`${acme.url}${query}`, { method: 'POST' })).status).toBe(401)
      expect((await ask(`${acme.url}/sse${query}`)).status).toBe(401)
      expect(await refusal(`${acme.url}${query}`)).toBe(401)
    }
  })

  test('the body is not read before the key: malformed JSON answers 401', async () => {
    expect((await post(acme.url, undefined, '{"jsonrpc":')).status).toBe(401)
  })
})

describe('with a valid key', () => {
  test('every door is open to the bearer form, on both shapes', async () => {
    expect(await knock(acme.url, bearer(acme.key))).toEqual(OPEN)
    expect(await knock(app.endpoint('acme', 'lab'), bearer(acme.key))).toEqual(OPEN)
  })

  test('every door is open to X-API-Key', async () => {
    expect(await knock(acme.url, { 'x-api-key': acme.key })).toEqual(OPEN)
  })

  test('a cookie beside it changes nothing', async () => {
    expect(await knock(acme.url, { ...bearer(acme.key), cookie: 'session=x' })).toEqual(OPEN)
  })

  test("another tenant's key and a platform key find what an unknown tenant's address gives: 404", async () => {
    for (const key of [other.key, ADMIN_KEY]) {
      expect(await knock(acme.url, bearer(key))).toEqual(everywhere(404))
      expect(await knock(app.endpoint('acme', 'lab'), bearer(key))).toEqual(everywhere(404))
      const [theirs, nobody] = [
        await modern(acme.url, key, 'tools/list'),
        await modern(app.endpoint('nobody'), key, 'tools/list'),
      ]
      expect(theirs.text).toBe(nobody.text)
    }
  })

  test('a connector that does not exist is 404', async () => {
    expect(await knock(app.endpoint('acme', 'nothing'), bearer(acme.key))).toEqual(everywhere(404))
  })

  test('a valid key is never refused for the failures of others at its address', async () => {
    for (let i = 0; i < 300; i += 1) await modern(acme.url, `sk_nobody_${'y'.repeat(40)}`, 'tools/list')
    expect((await modern(acme.url, `sk_nobody_${'y'.repeat(40)}`, 'tools/list')).status).toBe(429)
    expect((await modern(acme.url, acme.key, 'tools/list')).status).toBe(200)
    ;(await RawSocket.connect(acme.url, bearer(acme.key))).close()
  })
})

describe('a key that has ended', () => {
  test('by its date: refused everywhere', async () => {
    const { key } = await app.createKey('acme', { expiresAt: new Date(Date.now() + 300).toISOString() })
    expect((await modern(acme.url, key, 'tools/list')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect((await modern(acme.url, key, 'tools/list')).status).not.toBe(200)
  })

  test('by deletion: refused everywhere', async () => {
    const { id, key } = await app.createKey('acme')
    expect((await modern(acme.url, key, 'tools/list')).status).toBe(200)
    await app.deleteKey('acme', id)
    const statuses = Object.values(await knock(acme.url, bearer(key)))
    for (const status of statuses) expect([401, 429]).toContain(status)
  })
})
