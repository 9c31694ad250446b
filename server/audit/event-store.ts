import type { EntityManager, SelectQueryBuilder } from 'typeorm'
import type { AuditEvent as Contract, TenantAuditQuery } from '../contracts/audit'
import { searchIn } from '../db/search'
import { AuditEvent, ToolCall } from './entity'
import { connectorId, filtersOf, fromOf, outcomeIs, personId, UUID } from './filter-store'

export type EventFilters = Omit<TenantAuditQuery, 'limit' | 'cursor'>

/** `tenantId` null: the platform's own rows. */
function events(em: EntityManager, tenantId: string | null): SelectQueryBuilder<AuditEvent> {
  const query = em.createQueryBuilder(AuditEvent, 'e').orderBy('e.id', 'DESC')
  return tenantId === null ? query.where('e.tenantId IS NULL') : query.where('e.tenantId = :tenantId', { tenantId })
}

/** Newest first. */
export async function listEvents(
  em: EntityManager,
  tenantId: string | null,
  filters: EventFilters,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<AuditEvent[]> {
  const { action, actor, outcome, tool, to } = filters
  const query = events(em, tenantId).limit(limit + 1)
  const where = filtersOf(query)
  where('e.action = :action', { action })
  where(`e.actor ->> 'id' = :actor`, { actor })
  where(`e.actor ->> 'userId' = :person`, { person: await personIn(em, tenantId, filters.person) })
  // An intent is no failure.
  where(...outcomeIs('e.outcome', outcome, ['intent']))
  where(`e.action = 'tool.call' AND e.target = :tool`, { tool })
  where('e.at >= :from', { from: fromOf(filters) })
  where('e.at < :to', { to })
  searchIn(query, filters.q, 'e.action', 'e.target', 'e.requestId', `(e.actor ->> 'name')`)
  where('e.id < :before', { before })
  if (tenantId !== null && filters.connector !== undefined) {
    const id = await connectorId(em, tenantId, filters.connector)
    const called = query.subQuery().select('1').from(ToolCall, 'c').where('c.id = e.callId AND c.connectorId = :id')
    // Audit rows name a connector by its slug.
    const slug = (await slugOf(em, tenantId, filters.connector)) ?? filters.connector
    where(`(e.target = :slug OR EXISTS ${called.getQuery()})`, { id, slug })
  }
  return query.getMany()
}

export const findEvent = (em: EntityManager, tenantId: string, id: string): Promise<AuditEvent | null> =>
  events(em, tenantId).andWhere('e.id = :id', { id }).getOne()

/** The newest of those after `seq`, newest first. */
export const eventsAfter = (
  em: EntityManager,
  tenantId: string,
  { seq, not, limit }: { seq: number; not: readonly number[]; limit: number },
): Promise<AuditEvent[]> =>
  events(em, tenantId).andWhere('e.id > :seq AND e.id <> ALL (:not)', { seq, not }).limit(limit).getMany()

/** The intent and the outcome of one call, in this order. */
export const eventsOfCall = (em: EntityManager, tenantId: string, callId: string): Promise<AuditEvent[]> =>
  events(em, tenantId).andWhere('e.callId = :callId', { callId }).orderBy('e.id', 'ASC').limit(10).getMany()

/** On the platform people are named by id only. */
const personIn = async (em: EntityManager, tenantId: string | null, person: string | undefined) =>
  tenantId === null ? person?.toLowerCase() : personId(em, tenantId, person)

async function slugOf(em: EntityManager, tenantId: string, idOrSlug: string): Promise<string | undefined> {
  if (!UUID.test(idOrSlug)) return idOrSlug
  const [row] = (await em.query('SELECT slug FROM sagemcp.connectors WHERE tenant_id = $1 AND id = $2', [
    tenantId,
    idOrSlug,
  ])) as { slug: string }[]
  return row?.slug
}

export const presentEvent = (row: AuditEvent): Contract => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor as Contract['actor'],
  action: row.action,
  target: row.target,
  outcome: row.outcome,
  callId: row.callId,
  details: row.details,
  address: row.address,
  requestId: row.requestId,
})
