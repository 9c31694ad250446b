import { randomUUID } from 'node:crypto'
import { In, IsNull, MoreThan, Not } from 'typeorm'
import { now, today } from '../clock'
import { Membership } from '../members/entity'
import { Connector, ConnectorTool } from '../connectors/entity'
import { disabledTools, listConnectors } from '../connectors/store'
import type { ToolSummary } from '../connectors/service'
import { ownBaseUrl } from '../credentials/addresses'
import { Credential } from '../credentials/entity'
import { APP_PROBLEMS, MENDABLE } from '../credentials/sealed-credential'
import type { EntityManager } from '../db/database'
import { Tenant } from '../tenants/entity'
import { User } from '../users/entity'
import type { OAuthAttempt } from './entity'

/** An account with its other tokens, the account's own first. */
export interface AccountRows {
  readonly main: Credential
  readonly parts: readonly Credential[]
}

/** Oldest first; one person's own when one is named. */
export async function listAccounts(em: EntityManager, tenantId: string, userId?: string): Promise<AccountRows[]> {
  const mains = await em.find(Credential, {
    where: { tenantId, mainId: IsNull(), isActive: true, ...(userId === undefined ? {} : { userId }) },
    order: { createdAt: 'ASC', id: 'ASC' },
  })
  const parts = await em.findBy(Credential, { tenantId, mainId: Not(IsNull()) })
  return mains.map((main) => ({ main, parts: [main, ...parts.filter((part) => part.mainId === main.id)] }))
}

export async function findAccount(em: EntityManager, tenantId: string, id: string): Promise<AccountRows | undefined> {
  const main = await em.findOneBy(Credential, { tenantId, id, mainId: IsNull(), isActive: true })
  return main ? { main, parts: [main, ...(await em.findBy(Credential, { tenantId, mainId: id }))] } : undefined
}

/** The enabled tools of a connector. */
export async function enabledTools(
  em: EntityManager,
  connector: Connector,
  toolsOf: (connector: Connector) => Promise<readonly ToolSummary[]>,
): Promise<readonly ToolSummary[]> {
  const off = await disabledTools(em, connector)
  const tools = await toolsOf(connector)
  return tools.filter(({ tool, effect }) => !off.has(tool) && (effect === 'read' || !connector.isReadOnly))
}

export interface ConnectorTools {
  readonly connector: Connector
  readonly tools: readonly ToolSummary[]
}

/** The enabled tools of every connector of a tenant. */
export async function toolsOfAll(
  em: EntityManager,
  tenantId: string,
  toolsOf: (connector: Connector) => Promise<readonly ToolSummary[]>,
): Promise<ConnectorTools[]> {
  const connectors = await listConnectors(em, tenantId, {})
  const off = new Set(
    (await em.findBy(ConnectorTool, { tenantId, isEnabled: false })).map((row) => `${row.connectorId} ${row.tool}`),
  )
  return Promise.all(
    connectors.map(async (connector) => ({
      connector,
      // A type that cannot say what it offers offers nothing.
      tools: (await toolsOf(connector).catch(() => [])).filter(
        ({ tool, effect }) => !off.has(`${connector.id} ${tool}`) && (effect === 'read' || !connector.isReadOnly),
      ),
    })),
  )
}

/** What failed for the sake of the application is tried again with what it is now. The state stays until that says another. */
export const forgetRefusals = (em: EntityManager, tenantId: string, provider: string): Promise<unknown> =>
  em.update(
    Credential,
    { tenantId, provider, stateReason: In([...APP_PROBLEMS]), isActive: true },
    { failures: 0, retryAt: null },
  )

/**
 * The same account again, or what the person had: whoever uses that row goes on with the new tokens. `covers` says whether
 * they are enough for it: another connector must not lose what it was granted.
 */
export async function findReplaced(
  em: EntityManager,
  connector: Connector,
  { tenantId, provider, userId }: OAuthAttempt,
  accountId: string,
  baseUrl: string | null,
  covers: (parts: readonly Credential[]) => boolean,
): Promise<Credential | null> {
  const where = { tenantId, provider, mainId: IsNull(), baseUrl: baseUrl ?? IsNull(), isActive: true }
  const lock = { mode: 'pessimistic_write' } as const
  if (userId !== null) return em.findOne(Credential, { where: { ...where, userId }, lock })
  const same = { ...where, userId: IsNull(), kind: 'oauth' as const, providerUserId: accountId }
  const rows = await em.find(Credential, { where: same, order: { createdAt: 'ASC', id: 'ASC' }, lock })
  const own = rows.find(({ id }) => id === connector.credentialId)
  if (own) return own
  for (const row of rows) if (covers([row, ...(await em.findBy(Credential, { tenantId, mainId: row.id }))])) return row
  return null
}

/** The same moment as refreshDue() in credentials/sealed-credential.ts, so that what is not due takes nobody's place. */
const DUE = `greatest(
  c.obtainedAt + (c.expiresAt - c.obtainedAt) * 0.5,
  least(c.obtainedAt + (c.expiresAt - c.obtainedAt) * 0.8, c.expiresAt - interval '5 minutes')
)`

/**
 * Accounts to renew: due, or left in the middle by a process that died; nobody's lease, no back-off. Of all tenants, so this
 * needs the system's view. What ends first comes first.
 */
export const dueForRefresh = (em: EntityManager, providers: readonly string[], most: number): Promise<Credential[]> =>
  em
    .createQueryBuilder(Credential, 'c')
    .innerJoin(Tenant, 't', 't.id = c.tenantId AND t.isActive')
    .where(`c.kind = 'oauth' AND c.isActive AND c.refreshToken IS NOT NULL AND c.provider = ANY (:providers)`)
    .andWhere(`(c.state <> 'reconnect_needed' OR c.stateReason = ANY (:mendable))`)
    .andWhere('(c.leaseUntil IS NULL OR c.leaseUntil < clock_timestamp())')
    .andWhere('(c.retryAt IS NULL OR c.retryAt < now())')
    .andWhere(`(c.leaseUntil IS NOT NULL OR ${DUE} <= now())`)
    .setParameters({ providers, mendable: [...MENDABLE] })
    // In turns: the accounts of one tenant at one vendor, which may let everybody wait, come after the first of each other.
    .orderBy('row_number() OVER (PARTITION BY c.tenant_id, c.provider ORDER BY c.expires_at)')
    .addOrderBy('c.expiresAt')
    .limit(most)
    .getMany()

/** Accounts that ended and whose tokens nobody is giving back. Of all tenants, so this needs the system's view. */
export const dueForRetirement = (em: EntityManager, most: number): Promise<Credential[]> =>
  em
    .createQueryBuilder(Credential, 'c')
    .where('NOT c.isActive AND c.mainId IS NULL')
    .andWhere('(c.leaseUntil IS NULL OR c.leaseUntil < clock_timestamp())')
    .orderBy('c.updatedAt')
    .limit(most)
    .getMany()

/** Holds the row until the transaction ends. */
export const lockCredential = (em: EntityManager, tenantId: string, id: string): Promise<Credential | null> =>
  em.findOne(Credential, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } })

/** By the database's clock: those of two machines may differ by more than a lease. */
export async function isLeased(em: EntityManager, { tenantId, id }: Credential): Promise<boolean> {
  const query = em.createQueryBuilder(Credential, 'c').where('c.tenantId = :tenantId', { tenantId })
  return query.andWhere('(c.id = :id OR c.mainId = :id) AND c.leaseUntil > clock_timestamp()', { id }).getExists()
}

/** Taken by whoever holds the row. Returns the name of the lease. */
export async function takeLease(em: EntityManager, { tenantId, id }: Credential, seconds: number): Promise<string> {
  const leaseId = randomUUID()
  const leaseUntil = () => `clock_timestamp() + interval '${seconds} seconds'`
  await em.update(Credential, { tenantId, id }, { leaseId, leaseUntil })
  return leaseId
}

export interface AccountCount {
  readonly tenant: string
  readonly provider: string
  readonly state: string
  readonly count: number
}

/** How many accounts there are of each kind, in all tenants: this needs the system's view. */
export async function countAccounts(em: EntityManager): Promise<AccountCount[]> {
  const rows = await em
    .createQueryBuilder(Credential, 'c')
    .innerJoin(Tenant, 't', 't.id = c.tenantId')
    .where('c.isActive AND c.mainId IS NULL')
    .groupBy('t.slug, c.provider, c.condition')
    .select(['t.slug AS tenant', 'c.provider AS provider', 'c.condition AS state', 'count(*)::int AS count'])
    .getRawMany<AccountCount>()
  return rows
}

/** Tenants with accounts whose condition changes by the time alone. Of all tenants, so this needs the system's view. */
export async function tenantsToCheck(em: EntityManager, soonMs: number): Promise<string[]> {
  const end = `CASE WHEN c.kind = 'oauth' AND c.refreshToken IS NOT NULL THEN c.refreshExpiresAt ELSE c.expiresAt END`
  // How an account is stands in its own row, for its other tokens too.
  const told = 'coalesce(m.condition, c.condition)'
  const rows = await em
    .createQueryBuilder(Credential, 'c')
    .leftJoin(Credential, 'm', 'm.tenantId = c.tenantId AND m.id = c.mainId')
    .where('c.isActive')
    .andWhere(
      `((c.state = 'rate_limited' AND ${told} = 'rate_limited' AND coalesce(c.stateUntil, c.retryAt) <= :now)
        OR (${told} = 'ok' AND ${end} <= :soon)
        OR (${told} <> 'reconnect_needed' AND ${end} <= :now))`,
    )
    .setParameters({ now: today(), soon: new Date(now() + soonMs) })
    .select('DISTINCT c.tenantId', 'tenantId')
    .getRawMany<{ tenantId: string }>()
  return rows.map(({ tenantId }) => tenantId)
}

/** Tenants that have any account; this needs the system's view too. */
export async function tenantsWithAccounts(em: EntityManager): Promise<string[]> {
  const query = em.createQueryBuilder(Credential, 'c').select('DISTINCT c.tenantId', 'tenantId')
  return (await query.getRawMany<{ tenantId: string }>()).map(({ tenantId }) => tenantId)
}

/** The connectors that work with an account, by slug. `types` are those of its provider. */
export async function connectorsUsing(
  em: EntityManager,
  { tenantId, id, userId, baseUrl }: Credential,
  types: readonly string[],
): Promise<Connector[]> {
  const order = { slug: 'ASC' } as const
  if (userId === null) return em.find(Connector, { where: { tenantId, account: 'shared', credentialId: id }, order })
  const all = await em.find(Connector, { where: { tenantId, account: 'personal', type: In([...types]) }, order })
  return all.filter((connector) => (ownBaseUrl(connector) ?? null) === baseUrl)
}

const MOST_TOLD = 20

/** E-mail addresses of who can mend an application: every admin. */
export const whoAdministers = (em: EntityManager, { tenantId }: Credential): Promise<string[]> =>
  whoMends(em, { tenantId, userId: null, connectedBy: null })

/** E-mail addresses of who can connect an account again: its person; for a shared one who connected it, else every admin. */
export async function whoMends(
  em: EntityManager,
  { tenantId, userId, connectedBy }: Pick<Credential, 'tenantId' | 'userId' | 'connectedBy'>,
): Promise<string[]> {
  const all = await em
    .createQueryBuilder(Membership, 'm')
    .innerJoin(User, 'u', 'u.id = m.userId AND u.isActive')
    .where('m.tenantId = :tenantId', { tenantId })
    .andWhere(userId === null ? `m.role IN ('owner', 'admin')` : 'm.userId = :userId', { userId })
    .orderBy('u.email')
    .limit(MOST_TOLD)
    .select(['m.userId AS "userId"', 'u.email AS email'])
    .getRawMany<{ userId: string; email: string }>()
  const one = all.filter((person) => person.userId === connectedBy)
  return (one.length > 0 ? one : all).map(({ email }) => email)
}

/** A while ago: of this account, or of any that the same application was told of. */
export async function wasTold(
  em: EntityManager,
  { tenantId, provider, toldAt, id }: Credential,
  isApp: boolean,
  withinMs: number,
): Promise<boolean> {
  const since = new Date(Date.now() - withinMs)
  if (!isApp) return toldAt !== null && toldAt > since
  const where = { tenantId, provider, stateReason: In([...APP_PROBLEMS]), toldAt: MoreThan(since) }
  // Of two at once one waits here.
  await em.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`told ${tenantId} ${provider}`])
  return (
    (await em.existsBy(Credential, where)) || (await em.existsBy(Credential, { tenantId, id, toldAt: MoreThan(since) }))
  )
}
