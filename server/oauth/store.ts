import { In, IsNull, LessThan, MoreThan, Not } from 'typeorm'
import { hashToken, isToken, newToken } from '../auth/secret-token'
import { Membership } from '../members/entity'
import { Connector, ConnectorTool } from '../connectors/entity'
import { disabledTools, listConnectors } from '../connectors/store'
import type { ToolSummary } from '../connectors/service'
import { Credential } from '../credentials/entity'
import type { Database, EntityManager } from '../db/database'
import { Tenant } from '../tenants/entity'
import { User } from '../users/entity'
import { OAuthAttempt } from './entity'
import { setState } from './state'

/** An account with its other tokens, the account's own first. */
export interface AccountRows {
  readonly main: Credential
  readonly parts: readonly Credential[]
}

/** Oldest first; one person's own when one is named. */
export async function listAccounts(em: EntityManager, tenantId: string, userId?: string): Promise<AccountRows[]> {
  const mains = await em.find(Credential, {
    where: { tenantId, mainId: IsNull(), ...(userId === undefined ? {} : { userId }) },
    order: { createdAt: 'ASC', id: 'ASC' },
  })
  const parts = await em.findBy(Credential, { tenantId, mainId: Not(IsNull()) })
  return mains.map((main) => ({ main, parts: [main, ...parts.filter((part) => part.mainId === main.id)] }))
}

export async function findAccount(em: EntityManager, tenantId: string, id: string): Promise<AccountRows | undefined> {
  const main = await em.findOneBy(Credential, { tenantId, id, mainId: IsNull() })
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

/** Nobody uses it any more. */
export async function deleteAccount(em: EntityManager, { tenantId, id }: Credential): Promise<void> {
  await em.update(Connector, { tenantId, credentialId: id }, { credentialId: null })
  await em.delete(Credential, { tenantId, id })
}

/** What was refused for the sake of the application is tried again with another secret. */
export async function forgetRefusals(
  em: EntityManager,
  db: Database,
  tenantId: string,
  provider: string,
  clientId: string,
): Promise<void> {
  const where = { tenantId, provider, clientId, stateReason: In(['app_refused', 'app_changed']) }
  for (const row of await em.find(Credential, { where, lock: { mode: 'pessimistic_write' } })) {
    await em.update(Credential, { tenantId, id: row.id }, { failures: 0, retryAt: null })
    await setState(em, db, row, 'ok', null)
  }
}

/** The same account again, or what the person had: whoever uses that row goes on with the new tokens. */
export async function findReplaced(
  em: EntityManager,
  connector: Connector,
  { tenantId, provider, userId }: OAuthAttempt,
  accountId: string,
  baseUrl: string | null,
): Promise<Credential | null> {
  const where = { tenantId, provider, mainId: IsNull(), baseUrl: baseUrl ?? IsNull() }
  if (userId !== null) return em.findOneBy(Credential, { ...where, userId })
  const rows = await em.findBy(Credential, { ...where, userId: IsNull(), kind: 'oauth', providerUserId: accountId })
  return rows.find(({ id }) => id === connector.credentialId) ?? rows[0] ?? null
}

const ATTEMPT_MS = 10 * 60_000
/** Links that one person or service key, and one tenant, may have open: more are made by programs, not people. */
const MAX_OF_CALLER = 20
const MAX_OF_TENANT = 500

const open = () => ({ expiresAt: MoreThan(new Date()) })

/** Returns the token of the link, the only time that it exists. */
export async function addAttempt(
  em: EntityManager,
  attempt: Pick<OAuthAttempt, 'tenantId' | 'provider' | 'connectorId' | 'userId' | 'createdBy' | 'scopes'>,
): Promise<{ token: string; expiresAt: Date }> {
  const { tenantId, createdBy } = attempt
  await em.delete(OAuthAttempt, { tenantId, expiresAt: LessThan(new Date()) })
  // The oldest make room, one's own first: whoever asks again means the newest, and nobody keeps the others from asking.
  await makeRoom(em, { tenantId, createdBy }, MAX_OF_CALLER)
  await makeRoom(em, { tenantId }, MAX_OF_TENANT)
  const token = newToken()
  const expiresAt = new Date(Date.now() + ATTEMPT_MS)
  await em.insert(OAuthAttempt, { ...attempt, linkHash: hashToken(token), expiresAt })
  return { token, expiresAt }
}

async function makeRoom(
  em: EntityManager,
  where: Pick<OAuthAttempt, 'tenantId'> & Partial<Pick<OAuthAttempt, 'createdBy'>>,
  most: number,
): Promise<void> {
  const rows = await em.find(OAuthAttempt, {
    select: { id: true },
    where,
    order: { createdAt: 'DESC' },
    skip: most - 1,
  })
  if (rows.length > 0) await em.delete(OAuthAttempt, { tenantId: where.tenantId, id: In(rows.map(({ id }) => id)) })
}

/** What a link leads to. The tenant is not known before, so this needs the system's view. */
export async function findByLink(em: EntityManager, token: string): Promise<OAuthAttempt | null> {
  return isToken(token) ? em.findOneBy(OAuthAttempt, { linkHash: hashToken(token), ...open() }) : null
}

/** Every attempt that a `state` could belong to: at most one. It stays. */
export async function findByState(em: EntityManager, state: string): Promise<OAuthAttempt | null> {
  return isToken(state) ? em.findOneBy(OAuthAttempt, { stateHash: hashToken(state) }) : null
}

/** Deletes the row, so that of two takers one loses. */
export async function takeAttempt(em: EntityManager, { id, stateHash }: OAuthAttempt): Promise<boolean> {
  if (stateHash === null) return false
  const { affected } = await em.delete(OAuthAttempt, { id, stateHash })
  return (affected ?? 0) > 0
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
    .where(`c.kind = 'oauth' AND c.isActive AND c.refreshToken IS NOT NULL AND c.provider = ANY (:providers)`)
    .andWhere(`(c.state <> 'reconnect_needed' OR c.stateReason = 'app_refused')`)
    .andWhere('(c.leaseUntil IS NULL OR c.leaseUntil < now()) AND (c.retryAt IS NULL OR c.retryAt < now())')
    .andWhere(`(c.leaseUntil IS NOT NULL OR ${DUE} <= now())`)
    .setParameters({ providers })
    .orderBy('c.expiresAt')
    .limit(most)
    .getMany()

/** Holds the row until the transaction ends. */
export const lockCredential = (em: EntityManager, tenantId: string, id: string): Promise<Credential | null> =>
  em.findOne(Credential, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } })

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
  const rows = await em
    .createQueryBuilder(Credential, 'c')
    .where('c.isActive')
    .andWhere(
      `((c.state = 'rate_limited' AND c.condition = 'rate_limited' AND coalesce(c.stateUntil, c.retryAt) <= :now)
        OR (c.condition = 'ok' AND ${end} <= :soon)
        OR (c.condition <> 'reconnect_needed' AND ${end} <= :now))`,
    )
    .setParameters({ now: new Date(Date.now()), soon: new Date(Date.now() + soonMs) })
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
export const connectorsUsing = (
  em: EntityManager,
  { tenantId, id, userId }: Credential,
  types: readonly string[],
): Promise<Connector[]> =>
  em.find(Connector, {
    where:
      userId === null
        ? { tenantId, account: 'shared', credentialId: id }
        : { tenantId, account: 'personal', type: In([...types]) },
    order: { slug: 'ASC' },
  })

const MOST_TOLD = 20

/** E-mail addresses of who can connect an account again: its person; for a shared one who connected it, else every admin. */
export async function whoMends(em: EntityManager, { tenantId, userId, connectedBy }: Credential): Promise<string[]> {
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
