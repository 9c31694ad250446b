import { randomBytes } from 'node:crypto'
import { Credential, PlatformKey, TenantKey } from '../../server/credentials/entity'
import { Keyring } from '../../server/credentials/keyring'
import { verifyKeyring } from '../../server/credentials/platform-key'
import { credentialAad, dataKeyAad, open, seal } from '../../server/credentials/seal'
import type { Database } from '../../server/db/database'
import { Tenant } from '../../server/tenants/entity'
import { openTestDatabase } from '../support/test-db'

const main = { id: 'main', key: randomBytes(32) }
const keyring = new Keyring([main])
let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

describe('at start', () => {
  it('makes one platform key, however many come at once', async () => {
    const keys = await Promise.all([1, 2, 3].map(() => verifyKeyring(db, keyring)))
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    expect(await db.withSystem((em) => em.count(PlatformKey))).toBe(1)
  })

  it.each([
    ['another key', [{ id: 'other', key: randomBytes(32) }]],
    ['another key of that name', [{ id: 'main', key: randomBytes(32) }]],
  ])('refuses %s in words and leaves the row alone', async (_, keys) => {
    await expect(verifyKeyring(db, new Keyring(keys))).rejects.toThrow(
      'SAGEMCP_SECRET_KEYS does not open this database: it was made with the key "main"',
    )
    await verifyKeyring(db, keyring)
  })

  it('goes on with a new key as long as the old one is given too', async () => {
    const before = await verifyKeyring(db, keyring)
    const after = await verifyKeyring(db, new Keyring([{ id: 'new', key: randomBytes(32) }, main]))
    expect(after.equals(before)).toBe(true)
  })
})

it('a stored ciphertext opens in its own row and in no other', async () => {
  const store = async (slug: string) => {
    const { identifiers } = await db.withSystem((em) => em.insert(Tenant, { slug, name: slug }))
    const tenantId = identifiers[0]?.id as string
    const dataKey = Keyring.newDataKey()
    await db.withTenant(tenantId, async (em) => {
      const wrapped = keyring.wrap(dataKey, dataKeyAad(tenantId))
      await em.insert(TenantKey, { tenantId, wrapped, keyId: keyring.currentKeyId })
      for (const id of [crypto.randomUUID(), crypto.randomUUID()]) {
        const accessToken = seal(dataKey, `token of ${slug}`, credentialAad(tenantId, id, 'access_token'))
        await em.insert(Credential, { id, tenantId, provider: 'github', kind: 'token', accessToken, origins: [] })
      }
    })
    return tenantId
  }
  const tokens = (tenantId: string) =>
    db.withTenant(tenantId, async (em) => {
      const { wrapped } = await em.findOneByOrFail(TenantKey, { tenantId })
      const dataKey = keyring.unwrap(wrapped, dataKeyAad(tenantId))
      return (await em.find(Credential)).map((row) =>
        open(dataKey, row.accessToken, credentialAad(row.tenantId, row.id, 'access_token')),
      )
    })
  const [acme, globex] = [await store('acme'), await store('globex')]
  expect(await tokens(acme)).toEqual(['token of acme', 'token of acme'])

  const foreign = 'SELECT access_token FROM sagemcp.oauth_credentials WHERE tenant_id = $1 LIMIT 1'
  const move = `UPDATE sagemcp.oauth_credentials SET access_token = (${foreign}) WHERE tenant_id = $2`
  await db.withSystem((em) => em.query(move, [globex, globex])) // to another row
  await expect(tokens(globex)).rejects.toThrow('does not open')
  await db.withSystem((em) => em.query(move, [globex, acme])) // to another tenant
  await expect(tokens(acme)).rejects.toThrow('does not open')

  const moveKey = `UPDATE sagemcp.tenant_keys SET wrapped = (SELECT wrapped FROM sagemcp.tenant_keys WHERE tenant_id = $1) WHERE tenant_id = $2`
  await db.withSystem((em) => em.query(moveKey, [globex, acme])) // with its key
  await expect(tokens(acme)).rejects.toThrow('does not open')
})
