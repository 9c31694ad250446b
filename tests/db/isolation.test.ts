import { randomUUID } from 'node:crypto'
import { ApiKey } from '../../server/api-keys/entity'
import { AuditEvent } from '../../server/audit/entity'
import { Connector, ConnectorTool } from '../../server/connectors/entity'
import { Credential, TenantKey } from '../../server/credentials/entity'
import type { Database } from '../../server/db/database'
import { entities } from '../../server/db/entities'
import { isUniqueViolation } from '../../server/db/errors'
import { Ticket } from '../../server/mcp/entity'
import { Invitation } from '../../server/invitations/entity'
import { Membership } from '../../server/members/entity'
import { User } from '../../server/users/entity'
import { Tenant } from '../../server/tenants/entity'
import { openTestDatabase } from '../support/test-db'

let db: Database
const acme = randomUUID()
const globex = randomUUID()

const credential = (tenantId: string) => ({
  tenantId,
  provider: 'github',
  kind: 'token' as const,
  accessToken: Buffer.of(1),
  origins: ['https://api.github.com'],
})
const connector = (tenantId: string, slug: string) => ({ tenantId, slug, type: 'github', name: slug })
const invitation = (tenantId: string, token: string) => ({
  tenantId,
  tokenHash: Buffer.from(token),
  role: 'member' as const,
  invitedBy: 'key:k',
  expiresAt: new Date(),
})
const event = (tenantId: string | null) => ({
  tenantId,
  actor: { id: 'key:k' },
  action: 'connector.create',
  target: 'github',
  outcome: 'ok',
  address: '127.0.0.1',
  requestId: 'r1',
})

beforeAll(async () => {
  db = await openTestDatabase()
  await db.withSystem(async (em) => {
    for (const [id, slug] of [
      [acme, 'acme'],
      [globex, 'globex'],
    ] as const) {
      await em.insert(Tenant, { id, slug, name: slug })
      await em.insert(TenantKey, { tenantId: id, wrapped: Buffer.of(1), keyId: 'main' })
      const { identifiers } = await em.insert(User, { email: `${slug}@example.com`, name: slug })
      await em.insert(Membership, { tenantId: id, userId: identifiers[0]?.id as string, role: 'owner' })
      await em.insert(Invitation, invitation(id, slug))
      await em.insert(ApiKey, {
        id: slug,
        tenantId: id,
        name: slug,
        scope: 'tenant_admin',
        secretHash: Buffer.of(1),
        createdBy: 'x',
      })
      await em.insert(Connector, connector(id, 'github'))
      await em.insert(AuditEvent, event(id))
      await em.insert(Ticket, {
        hash: Buffer.from(slug),
        tenantId: id,
        callerId: `key:${slug}`,
        endpoint: '/',
        expiresAt: new Date(),
      })
    }
    await em.insert(AuditEvent, event(null))
  })
})
afterAll(() => db.close())

const DENIED = /permission denied|row-level security/

it('shows a query without a tenant clause the rows of its tenant only', async () => {
  await db.withTenant(acme, async (em) => {
    expect((await em.find(Tenant)).map((t) => t.slug)).toEqual(['acme'])
    for (const entity of [TenantKey, ApiKey, Connector, AuditEvent, Ticket, Membership, Invitation]) {
      const rows = await em.find<{ tenantId: string | null }>(entity)
      expect(rows.map((row) => row.tenantId)).toEqual([acme])
    }
  })
})

it('shows nothing to a tenant that does not exist', async () => {
  await db.withTenant(randomUUID(), async (em) => {
    expect(await em.find(Tenant)).toEqual([])
    expect(await em.find(Connector)).toEqual([])
  })
})

it('shows a tenant the names of its own members and of nobody else', async () => {
  const rows = await db.withTenant(acme, (em) => em.query('SELECT email FROM sagemcp.users'))
  expect(rows).toEqual([{ email: 'acme@example.com' }])
})

it('shows everything to the system', async () => {
  expect(await db.withSystem((em) => em.count(Connector))).toBe(2)
  expect(await db.withSystem((em) => em.count(AuditEvent))).toBe(3)
})

it('does not carry a tenant into the next transaction', async () => {
  await db.withTenant(acme, (em) => em.find(Tenant))
  const [after] = await db.withSystem((em) =>
    em.query(`SELECT current_setting('app.tenant', true) AS tenant, current_user = session_user AS owner`),
  )
  expect(after).toEqual({ tenant: '', owner: true })
})

it('changes and deletes nothing of another tenant', async () => {
  await db.withTenant(acme, async (em) => {
    expect((await em.update(Connector, { tenantId: globex }, { name: 'taken' })).affected).toBe(0)
    expect((await em.delete(ApiKey, { tenantId: globex })).affected).toBe(0)
  })
})

it.each([
  ['connector', Connector, connector(globex, 'mine')],
  ['audit row', AuditEvent, event(globex)],
  ['platform audit row', AuditEvent, event(null)],
  ['credential', Credential, credential(globex)],
  ['membership', Membership, { tenantId: globex, userId: randomUUID(), role: 'owner' }],
  ['invitation', Invitation, invitation(globex, 'planted')],
  [
    'platform key',
    ApiKey,
    { id: 'p', tenantId: null, name: 'p', scope: 'platform_admin', secretHash: Buffer.of(1), createdBy: 'x' },
  ],
] as const)('refuses to insert a %s outside the tenant', async (_, entity, row) => {
  await expect(db.withTenant(acme, (em) => em.insert<object>(entity, row))).rejects.toThrow(DENIED)
})

it('refuses to move a row to another tenant', async () => {
  await expect(
    db.withTenant(acme, (em) => em.update(Connector, { slug: 'github' }, { tenantId: globex })),
  ).rejects.toThrow(DENIED)
})

it.each([
  ['change an audit row', `UPDATE sagemcp.audit_events SET outcome = 'changed'`],
  ['delete an audit row', 'DELETE FROM sagemcp.audit_events'],
  ['truncate the audit', 'TRUNCATE sagemcp.audit_events'],
  ['delete the tenant', 'DELETE FROM sagemcp.tenants'],
  ['rename the slug', `UPDATE sagemcp.tenants SET slug = 'other'`],
  ['make a tenant', `INSERT INTO sagemcp.tenants (slug, name) VALUES ('new', 'new')`],
  ['delete the data key', 'DELETE FROM sagemcp.tenant_keys'],
  ['replace the data key', `UPDATE sagemcp.tenant_keys SET wrapped = ''`],
  ['read password hashes', 'SELECT password_hash FROM sagemcp.users'],
  ['change a person', `UPDATE sagemcp.users SET is_platform_admin = true`],
  ['read browser sessions', 'SELECT * FROM sagemcp.browser_sessions'],
  ['read links', 'SELECT * FROM sagemcp.one_time_links'],
  ['allow itself a type', `UPDATE sagemcp.tenants SET allowed_types = NULL`],
  ['read the platform keys', 'SELECT * FROM sagemcp.platform_keys'],
  ['read the migrations', 'SELECT * FROM sagemcp.migrations'],
  ['switch row-level security off', 'ALTER TABLE sagemcp.connectors DISABLE ROW LEVEL SECURITY'],
])('does not let a tenant %s', async (_, sql) => {
  await expect(db.withTenant(acme, (em) => em.query(sql))).rejects.toThrow(/permission denied|must be owner/)
})

it('refers to another table inside the tenant only', async () => {
  const foreign = await db.withTenant(globex, async (em) => {
    const { identifiers } = await em.insert(Credential, credential(globex))
    return identifiers[0]?.id as string
  })
  await expect(
    db.withTenant(acme, (em) => em.insert(Connector, { ...connector(acme, 'borrowed'), credentialId: foreign })),
  ).rejects.toThrow(/foreign key/)
})

it('keeps the connector and its tenant when its credential is deleted', async () => {
  await db.withTenant(acme, async (em) => {
    const { identifiers } = await em.insert(Credential, credential(acme))
    const credentialId = identifiers[0]?.id as string
    await em.insert(Connector, { ...connector(acme, 'shared'), credentialId })
    await em.delete(Credential, { id: credentialId })
    expect(await em.findOneBy(Connector, { slug: 'shared' })).toMatchObject({ tenantId: acme, credentialId: null })
  })
})

it('tells a unique violation by its constraint', async () => {
  const insert = () => db.withTenant(acme, (em) => em.insert(Connector, connector(acme, 'github')))
  const error = await insert().catch((e: unknown) => e)
  expect(isUniqueViolation(error)).toBe(true)
  expect(isUniqueViolation(error, 'connectors_tenant_id_slug_key')).toBe(true)
  expect(isUniqueViolation(error, 'tenants_slug_key')).toBe(false)
  expect(isUniqueViolation(new Error('23505'))).toBe(false)
})

it('protects every table that has a tenant', async () => {
  const tables = (await db.withSystem((em) =>
    em.query(`SELECT relname AS name, relrowsecurity AS protected,
        EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'tenant_id') AS owned
      FROM pg_class c WHERE relnamespace = 'sagemcp'::regnamespace AND relkind = 'r'`),
  )) as { name: string; protected: boolean; owned: boolean }[]
  expect(tables.length).toBe(entities.length + 1) // and the list of migrations
  const open = tables.filter((t) => !t.protected).map((t) => t.name)
  expect(open.sort()).toEqual([
    'identities',
    'migrations',
    ...open.filter((name) => name.startsWith('oauth_')).sort(),
    'one_time_links',
    'platform_keys',
    'used_sign_ins',
  ])
  expect(tables.filter((t) => t.owned && !t.protected)).toEqual([])
})

it('removes everything of a tenant with its row, and keeps the platform audit', async () => {
  const initech = randomUUID()
  await db.withSystem(async (em) => {
    await em.insert(Tenant, { id: initech, slug: 'initech', name: 'initech' })
    await em.insert(TenantKey, { tenantId: initech, wrapped: Buffer.of(1), keyId: 'main' })
    const { identifiers } = await em.insert(Credential, credential(initech))
    const credentialId = identifiers[0]?.id as string
    const made = await em.insert(Connector, { ...connector(initech, 'github'), credentialId })
    await em.insert(ConnectorTool, {
      tenantId: initech,
      connectorId: made.identifiers[0]?.id as string,
      tool: 'get_me',
      isEnabled: false,
    })
    await em.insert(AuditEvent, event(initech))
    await em.delete(Tenant, { id: initech })
  })
  await db.withSystem(async (em) => {
    const owned = entities.filter((e) => em.connection.getMetadata(e).findColumnWithPropertyName('tenantId'))
    expect(owned.length).toBeGreaterThan(10)
    for (const entity of owned) {
      expect(await em.countBy<{ tenantId: string }>(entity, { tenantId: initech })).toBe(0)
    }
    expect(await em.count(AuditEvent)).toBe(3)
  })
})
