import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm'
import type { Caller, Origin } from '../auth/caller'
import type { AuditQuery, CallQuery } from '../contracts/audit'
import { AuditEvent, ToolCall } from './entity'

export type AuditAction =
  | 'tenant.create'
  | 'tenant.update'
  | 'tenant.delete'
  | 'connector.create'
  | 'connector.update'
  | 'connector.delete'
  | 'connector.tools'
  | 'credential.store'
  | 'credential.delete'
  | 'credential.revoke'
  | 'credential.link'
  | 'credential.connect'
  | 'oauth-config.store'
  | 'oauth-config.delete'
  | 'credential.state'
  | 'key.create'
  | 'key.delete'
  | 'member.join'
  | 'member.update'
  | 'member.remove'
  | 'member.leave'
  | 'invitation.create'
  | 'invitation.renew'
  | 'invitation.delete'
  | 'user.create'
  | 'user.update'
  | 'user.password'
  | 'user.reset-link'
  | 'user.second-factor'
  | 'identity.connect'
  | 'identity.disconnect'
  | 'identity-provider.set'
  | 'identity-provider.delete'
  | 'domain.add'
  | 'domain.verify'
  | 'domain.delete'
  | 'session.create'
  | 'session.end'
  | 'access-rule.set'
  | 'access-rule.delete'
  | 'client.allow'
  | 'client.end'
  | 'tool.call'

export interface AuditEntry {
  /** Null: a row of the platform, which no tenant sees. */
  readonly tenantId: string | null
  readonly caller: Pick<Caller, 'id' | 'name' | 'role' | 'userId'>
  readonly origin: Origin
  readonly action: AuditAction
  readonly target: string
  /** Default `ok`. */
  readonly outcome?: string
  readonly callId?: string
  /** Never a secret and never a value that a tenant typed into a configuration. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Adds one row in the transaction of what it tells about, so that there is neither without the other. */
export async function record(em: EntityManager, entry: AuditEntry): Promise<void> {
  const { id, name, role, userId } = entry.caller
  // Not em.insert: it reads generated columns back, which the tenant role need not be able to do.
  await em
    .createQueryBuilder()
    .insert()
    .into(AuditEvent)
    .values({
      tenantId: entry.tenantId,
      actor: { id, name, role, ...(userId === undefined ? {} : { userId }) },
      action: entry.action,
      target: entry.target,
      outcome: entry.outcome ?? 'ok',
      callId: entry.callId ?? null,
      // TypeORM has no type for a column of free-form JSON.
      details: { ...entry.details } as Record<string, string>,
      address: entry.origin.address,
      requestId: entry.origin.requestId,
    })
    .updateEntity(false)
    .execute()
}

/** Newest first. `tenantId` null: the platform's own rows. */
export function listEvents(
  em: EntityManager,
  tenantId: string | null,
  { action, actor, outcome, from, to, limit }: AuditQuery,
  before: string | undefined,
): Promise<AuditEvent[]> {
  const query = em
    .createQueryBuilder(AuditEvent, 'e')
    .orderBy('e.id', 'DESC')
    .limit(limit + 1)
  const where = filters(query)
  if (tenantId === null) query.andWhere('e.tenantId IS NULL')
  where('e.tenantId = :tenantId', { tenantId: tenantId ?? undefined })
  where('e.action = :action', { action })
  where(`e.actor ->> 'id' = :actor`, { actor })
  where('e.outcome = :outcome', { outcome })
  where('e.at >= :from', { from })
  where('e.at < :to', { to })
  where('e.id < :before', { before })
  return query.getMany()
}

/** Newest first. */
export function listCalls(
  em: EntityManager,
  tenantId: string,
  { tool, actor, outcome, from, to, limit }: CallQuery,
  before: { startedAt: string; id: string } | undefined,
): Promise<ToolCall[]> {
  const query = em
    .createQueryBuilder(ToolCall, 'c')
    .orderBy({ 'c.startedAt': 'DESC', 'c.id': 'DESC' })
    .limit(limit + 1)
  const where = filters(query)
  where('c.tenantId = :tenantId', { tenantId })
  where('c.tool = :tool', { tool })
  where('c.actor = :actor', { actor })
  where('c.outcome = :outcome', { outcome })
  where('c.startedAt >= :from', { from })
  where('c.startedAt < :to', { to })
  where('(c.startedAt, c.id) < (:startedAt, :id)', { startedAt: before?.startedAt, id: before?.id })
  return query.getMany()
}

/** Adds a condition whose values are all there, and leaves out one that was not asked for. */
const filters =
  <T extends ObjectLiteral>(query: SelectQueryBuilder<T>) =>
  (condition: string, values: Readonly<Record<string, string | undefined>>): void => {
    if (Object.values(values).every((value) => value !== undefined)) query.andWhere(condition, values)
  }
