import { createPrivateKey, type JsonWebKey, randomBytes, sign } from 'node:crypto'
import { SigningKeys } from '../../server/authorization-server/signing-keys'
import { GrantTokens } from '../../server/authorization-server/tokens'
import type { Database } from '../../server/db/database'
import { openTestDatabase } from '../support/test-db'

const ISSUER = 'https://sagemcp.example.com'
const RESOURCE = `${ISSUER}/api/v1/acme/mcp`
const HEADER = { alg: 'ES256', typ: 'at+jwt' }
const CLAIMS = {
  iss: ISSUER,
  aud: RESOURCE,
  sub: 'person',
  client_id: 'client',
  grant_id: 'grant',
  tenant_id: 'tenant',
  scope: 'mcp:read',
}

let db: Database
let keys: SigningKeys
let tokens: GrantTokens

beforeAll(async () => {
  db = await openTestDatabase()
  keys = await SigningKeys.open(db, randomBytes(32))
  tokens = new GrantTokens(db, keys, ISSUER)
})
afterAll(async () => {
  tokens?.close()
  await db?.close()
})

/** Undefined in a change leaves a claim out. */
function signed(
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): string {
  const [key] = keys.all
  const soon = Math.floor(Date.now() / 1_000) + 60
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ ...HEADER, kid: key?.kid, ...header })}.${encode({ ...CLAIMS, exp: soon, ...claims })}`
  const privateKey = createPrivateKey({ key: { ...key } as JsonWebKey, format: 'jwk' })
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

const ENDED = 'This access token has ended, or is for another endpoint.'
type Part = Readonly<Record<string, unknown>>
const change = (name: string, claims: Part, header: Part = {}) => [name, claims, header] as const

test('a token that our own key signed is read: the control of what follows', async () => {
  expect(await tokens.claims(signed())).toMatchObject({ grantId: 'grant', audience: RESOURCE, scopes: ['mcp:read'] })
})

test.each([
  change('another issuer', { iss: 'https://evil.example' }),
  change('no issuer', { iss: undefined }),
  change('several audiences', { aud: [RESOURCE, 'https://evil.example'] }),
  change('no audience', { aud: undefined }),
  change('no end', { exp: undefined }),
  change('no grant', { grant_id: undefined }),
  change('no tenant', { tenant_id: undefined }),
  change('no client', { client_id: undefined }),
  change('a beginning to come', { nbf: Math.floor(Date.now() / 1_000) + 3_600 }),
  change('the type of an id token', {}, { typ: 'JWT' }),
  change('no type', {}, { typ: undefined }),
  change('another algorithm in its header', {}, { alg: 'ES384' }),
  change('no algorithm', {}, { alg: 'none' }),
  change('an extension that must be understood', {}, { crit: ['b64'], b64: false }),
])('even our own key’s signature makes no access token of one with %s', async (_name, claims, header) => {
  const token = signed(claims, header)
  expect(await tokens.claims(token)).toBeUndefined()
  expect(await tokens.check(token, RESOURCE)).toBeUndefined()
})

test.each([
  change('has ended', { exp: Math.floor(Date.now() / 1_000) - 1 }),
  change('is for another endpoint', { aud: `${ISSUER}/api/v1/other/mcp` }),
  change('belongs to no grant that lives', {}),
])('one of ours that %s is told so', async (_name, claims) => {
  await expect(tokens.check(signed(claims), RESOURCE)).rejects.toThrow(ENDED)
})
