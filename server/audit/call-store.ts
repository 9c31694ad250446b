import type { EntityManager, SelectQueryBuilder } from 'typeorm'
import { Connector } from '../connectors/entity'
import type { CallQuery, ToolCall as Contract } from '../contracts/audit'
import { searchIn } from '../db/search'
import { User } from '../users/entity'
import { actorOf, type ActorRow } from './actor'
import { ToolCall } from './entity'
import { connectorId, filtersOf, fromOf, outcomeIs, personId } from './filter-store'
import type { Own } from './own'

/** One call with the names of what its ids stand for. */
export interface CallRow extends Omit<ToolCall, 'tenantId' | keyof ActorRow>, ActorRow {
  readonly connector: string | null
}

export type CallFilters = Omit<CallQuery, 'limit' | 'cursor'>

/** Where the next page begins. */
export interface CallKey {
  readonly startedAt: string
  readonly id: string
}

const COLUMNS = [
  ...['id', 'seq', 'startedAt', 'durationMs', 'tool', 'connectorId', 'actor', 'actorName', 'userId', 'transport'],
  ...['outcome', 'arguments', 'resultBytes', 'requestId'],
].map((name) => `c.${name} AS "${name}"`)

function calls(em: EntityManager, tenantId: string, own: Own): SelectQueryBuilder<ToolCall> {
  const query = em
    .createQueryBuilder(ToolCall, 'c')
    .leftJoin(Connector, 'k', 'k.tenantId = c.tenantId AND k.id = c.connectorId')
    .leftJoin(User, 'u', 'u.id = c.userId')
    .where('c.tenantId = :tenantId', { tenantId })
    .select(COLUMNS)
    .addSelect(['k.slug AS connector', 'u.name AS "personName"', 'u.email AS "personEmail"'])
  if (own?.userId !== undefined) query.andWhere('c.userId = :ownUser', { ownUser: own.userId })
  else if (own) query.andWhere('c.actor = :ownActor', { ownActor: own.id })
  return query
}

/** Newest first. */
export async function listCalls(
  em: EntityManager,
  tenantId: string,
  own: Own,
  filters: CallFilters,
  { limit, before }: { limit: number; before: CallKey | undefined },
): Promise<CallRow[]> {
  const { tool, actor, outcome, transport, to } = filters
  const query = calls(em, tenantId, own)
    .orderBy({ 'c.startedAt': 'DESC', 'c.id': 'DESC' })
    .limit(limit + 1)
  const where = filtersOf(query)
  where('c.tool = :tool', { tool })
  where('c.actor = :actor', { actor })
  where('c.transport = :transport', { transport })
  where('c.userId = :person', { person: await personId(em, tenantId, filters.person) })
  where('c.connectorId = :connectorId', { connectorId: await connectorId(em, tenantId, filters.connector) })
  where(...outcomeIs('c.outcome', outcome))
  where('c.startedAt >= :from', { from: fromOf(filters) })
  where('c.startedAt < :to', { to })
  searchIn(query, filters.q, 'c.tool', 'c.outcome', 'c.actorName', 'c.requestId', 'u.name', 'u.email')
  where('(c.startedAt, c.id) < (:startedAt, :id)', { startedAt: before?.startedAt, id: before?.id })
  return query.getRawMany<CallRow>()
}

export const findCall = (em: EntityManager, tenantId: string, own: Own, id: string): Promise<CallRow | undefined> =>
  calls(em, tenantId, own).andWhere('c.id = :id', { id }).getRawOne<CallRow>()

/** The newest of those that were stored after `seq`, newest first. */
export const callsAfter = (
  em: EntityManager,
  tenantId: string,
  { seq, not, limit }: { seq: number; not: readonly number[]; limit: number },
): Promise<CallRow[]> =>
  calls(em, tenantId, undefined)
    .andWhere('c.seq > :seq AND c.seq <> ALL (:not)', { seq, not })
    .orderBy('c.seq', 'DESC')
    .limit(limit)
    .getRawMany<CallRow>()

export const presentCall = (row: CallRow): Contract => ({
  id: row.id,
  startedAt: row.startedAt.toISOString(),
  durationMs: row.durationMs,
  tool: row.tool,
  connectorId: row.connectorId,
  connector: row.connector,
  ...actorOf(row),
  transport: row.transport,
  outcome: row.outcome,
  arguments: row.arguments,
  resultBytes: row.resultBytes,
  requestId: row.requestId,
})
