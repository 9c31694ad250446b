import { randomBytes } from 'node:crypto'
import { Artifacts } from '../../server/authorization-server/adapter'
import { SigningKeys } from '../../server/authorization-server/signing-keys'
import { sweep } from '../../server/authorization-server/store'
import type { Database } from '../../server/db/database'
import { startTestApp, type TestApp } from '../support/app'
import { CALLBACK } from '../support/oauth'
import { ask } from '../support/raw'
import { openTestDatabase } from '../support/test-db'

describe('behind a proxy', () => {
  const PUBLIC = 'https://sagemcp.example.com'
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ env: { SAGEMCP_PUBLIC_URL: PUBLIC, SAGEMCP_TRUST_PROXY: '1' } })
  })
  afterAll(() => app?.close())

  const headers = {
    host: 'sagemcp.example.com',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '203.0.113.7',
    forwarded: 'host=evil.example;proto=http',
  }
  const get = async (path: string) => {
    const { status, text, headers: found } = await ask(`${app.origin}${path}`, { headers })
    return { status, found, text, body: () => JSON.parse(text) as Record<string, unknown> }
  }

  test('every address is built from the public URL, whatever the headers say', async () => {
    const server = await get('/.well-known/oauth-authorization-server')
    expect(server.text).not.toContain('evil')
    expect(server.body()).toMatchObject({
      issuer: PUBLIC,
      authorization_endpoint: `${PUBLIC}/oauth/authorize`,
      token_endpoint: `${PUBLIC}/oauth/token`,
      registration_endpoint: `${PUBLIC}/oauth/register`,
      revocation_endpoint: `${PUBLIC}/oauth/revoke`,
      jwks_uri: `${PUBLIC}/oauth/jwks`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      authorization_response_iss_parameter_supported: true,
    })
    expect(server.body().token_endpoint_auth_methods_supported).toContain('none')
    expect((await get('/.well-known/openid-configuration')).body()).toEqual(server.body())
  })

  test('each endpoint has its own metadata, the same for tenants that do not exist; what is no endpoint has none', async () => {
    for (const path of ['/api/v1/acme/mcp', '/api/v1/nobody/connectors/nothing/mcp']) {
      expect((await get(`/.well-known/oauth-protected-resource${path}`)).body()).toEqual({
        resource: `${PUBLIC}${path}`,
        authorization_servers: [PUBLIC],
        scopes_supported: ['mcp:read', 'mcp:call'],
        bearer_methods_supported: ['header'],
        resource_name: 'SageMCP',
      })
      const refused = await get(path)
      expect(refused.status).toBe(401)
      expect(refused.found['www-authenticate']).toContain(
        `resource_metadata="${PUBLIC}/.well-known/oauth-protected-resource${path}"`,
      )
    }
    for (const path of [
      '',
      '/',
      '/api/v1/ACME/mcp',
      '/api/v1/acme/mcp/',
      '/api/v1/acme/mcp/sse',
      '/x/api/v1/acme/mcp',
    ]) {
      expect([path, (await get(`/.well-known/oauth-protected-resource${path}`)).status]).toEqual([path, 404])
    }
  })

  test('the cookies of a flow are for https only, and another site’s page is refused', async () => {
    const register = (origin: object) =>
      ask(`${app.origin}/oauth/register`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', ...origin },
        body: JSON.stringify({ redirect_uris: [CALLBACK] }),
      })
    expect((await register({ origin: 'https://evil.example' })).status).toBe(403)
    const client = await register({})
    expect(client.status).toBe(201)
    const query = new URLSearchParams({
      client_id: (JSON.parse(client.text) as { client_id: string }).client_id,
      response_type: 'code',
      redirect_uri: CALLBACK,
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
      resource: `${PUBLIC}/api/v1/acme/mcp`,
    })
    const { status, found } = await get(`/oauth/authorize?${query.toString()}`)
    expect([status, found.location]).toEqual([303, expect.stringMatching(/^\/oauth\/consent\/[\w-]+$/)])
    expect(found['set-cookie']?.length).toBeGreaterThan(0)
    for (const cookie of found['set-cookie'] ?? []) {
      expect(cookie.toLowerCase()).toMatch(/; secure/)
      expect(cookie.toLowerCase()).toMatch(/; httponly/)
      expect(cookie.toLowerCase()).toMatch(/; samesite=lax/)
    }
  })
})

describe('what is stored', () => {
  const DAY_MS = 86_400_000
  const platformKey = randomBytes(32)
  let db: Database
  beforeAll(async () => {
    db = await openTestDatabase()
  })
  afterAll(() => db?.close())
  const rows = (table: string) =>
    db.withSystem((em) => em.query(`SELECT * FROM sagemcp.${table}`) as Promise<Record<string, unknown>[]>)

  test('signing keys are shared, sealed and rotated; the last ones still verify, also where nobody told of a new one', async () => {
    const one = await SigningKeys.open(db, platformKey)
    const two = await SigningKeys.open(db, platformKey)
    const [first] = one.all
    expect(two.all).toEqual(one.all)
    expect(JSON.stringify(await rows('oauth_signing_keys'))).not.toContain(String(first?.d))
    expect(await one.rotate()).toBe(false)
    expect(await one.rotate(Date.now() + 31 * DAY_MS)).toBe(true)
    expect(one.all.map((key) => key.kid)).toEqual([expect.not.stringMatching(String(first?.kid)), first?.kid])
    expect((await two.publicKey(one.all[0]?.kid)).asymmetricKeyType).toBe('ec')
    await expect(two.publicKey('unknown')).rejects.toThrow('no such signing key')
    await expect(SigningKeys.open(db, randomBytes(32))).rejects.toThrow('does not open')
    await one.rotate(Date.now() + 62 * DAY_MS)
    expect(one.all.map((key) => key.kid)).not.toContain(first?.kid)
  })

  test('ids are hashed and contents sealed; a client that nobody allowed anything is forgotten after a day', async () => {
    const artifacts = new Artifacts(db, randomBytes(32))
    const clients = artifacts.adapterFor('Client')
    for (const id of ['unused', 'used']) await clients.upsert(id, { client_id: id, client_secret: 'hush' } as never, 0)
    await artifacts.keepClient('used', new Date(Date.now() + 9 * DAY_MS))
    expect(await clients.find('unused')).toEqual({ client_id: 'unused', client_secret: 'hush' })
    const stored = (await rows('oauth_artifacts')).map((row) => (row.payload as Buffer).toString('latin1'))
    expect(stored.join()).not.toMatch(/hush|unused/)
    await db.withSystem((em) =>
      em.query(`UPDATE sagemcp.oauth_artifacts SET expires_at = expires_at - interval '25 hours'`),
    )
    expect(await clients.find('unused')).toBeUndefined()
    expect(await clients.find('used')).toBeDefined()
    await db.withSystem(sweep)
    expect((await rows('oauth_artifacts')).length).toBe(1)
  })

  test('of two that use the same thing up, one is refused', async () => {
    const codes = new Artifacts(db, randomBytes(32)).adapterFor('AuthorizationCode')
    await codes.upsert('code', { jti: 'code' } as never, 60)
    await codes.consume('code')
    expect(await codes.find('code')).toMatchObject({ consumed: expect.any(Number) })
    await expect(codes.consume('code')).rejects.toThrow('invalid_grant')
  })
})
