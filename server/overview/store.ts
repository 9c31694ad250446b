import { NO_ERRORS } from '../audit/filter-store'
import type { Own } from '../audit/own'
import type { EntityManager } from '../db/database'
import { Membership } from '../members/entity'

/** Calls from one moment to another, of one tenant; `own`: one caller's. */
export interface Span {
  readonly tenantId: string
  readonly own: Own
  readonly from: Date
  readonly to: Date
}

export interface Figures {
  readonly calls: number
  readonly errors: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

const FIGURES = `
  count(*)::int AS calls,
  (count(*) FILTER (WHERE c.outcome <> ALL ('{${NO_ERRORS.join()}}')))::int AS errors,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY c.duration_ms) AS "p50Ms",
  percentile_cont(0.95) WITHIN GROUP (ORDER BY c.duration_ms) AS "p95Ms"`

/** What was refused here never ran: it would make tools look fast and broken. */
const CALLS = `
  sagemcp.tool_calls c WHERE c.tenant_id = $1 AND c.started_at >= $2 AND c.started_at < $3 AND c.outcome <> 'not_allowed'`

/** The condition and its value, which is the fourth. */
function ownOnly(own: Own): readonly [string, readonly string[]] {
  if (!own) return ['', []]
  return own.userId === undefined ? ['AND c.actor = $4', [own.id]] : ['AND c.user_id = $4', [own.userId]]
}

async function query<T>(em: EntityManager, span: Span, sql: (where: string) => string, more: unknown[] = []) {
  const [where, values] = ownOnly(span.own)
  return (await em.query(sql(`${CALLS} ${where}`), [span.tenantId, span.from, span.to, ...values, ...more])) as T[]
}

export async function totals(em: EntityManager, span: Span): Promise<Figures> {
  const [row] = await query<Figures>(em, span, (calls) => `SELECT ${FIGURES} FROM ${calls}`)
  return row as Figures
}

export interface Bucket extends Figures {
  readonly at: Date
}

/** Only buckets that have a call. They begin at `from`. */
export const buckets = (em: EntityManager, span: Span, minutes: number): Promise<Bucket[]> =>
  query<Bucket>(
    em,
    span,
    (calls) => `SELECT date_bin('${minutes} minutes', c.started_at, $2) AS at, ${FIGURES} FROM ${calls} GROUP BY 1`,
  )

export interface ToolFigures extends Figures {
  readonly tool: string
  readonly connectorId: string | null
  readonly lastCalledAt: Date
  readonly firstErrorAt: Date | null
}

const BY_TOOL = `
  c.tool, c.connector_id AS "connectorId", max(c.started_at) AS "lastCalledAt",
  min(c.started_at) FILTER (WHERE c.outcome <> ALL ('{${NO_ERRORS.join()}}')) AS "firstErrorAt", ${FIGURES}`

/** The busiest first. */
export const byTool = (em: EntityManager, span: Span, most: number, connectorId?: string): Promise<ToolFigures[]> => {
  const n = span.own ? 5 : 4
  return query<ToolFigures>(
    em,
    span,
    (calls) => `SELECT ${BY_TOOL} FROM ${calls} ${connectorId === undefined ? '' : `AND c.connector_id = $${n}`}
      GROUP BY c.tool, c.connector_id ORDER BY calls DESC, c.tool LIMIT ${most}`,
    connectorId === undefined ? [] : [connectorId],
  )
}

/** Those of which most calls fail, the worst first. */
export const failingTools = (em: EntityManager, span: Span, leastCalls: number, most: number): Promise<ToolFigures[]> =>
  query<ToolFigures>(
    em,
    span,
    (calls) => `SELECT * FROM (SELECT ${BY_TOOL} FROM ${calls} GROUP BY c.tool, c.connector_id) t
      WHERE t.calls >= ${leastCalls} AND t.errors * 2 > t.calls ORDER BY t.errors DESC, t.tool LIMIT ${most}`,
  )

export interface ConnectorFigures extends Figures {
  readonly connectorId: string
  readonly lastCalledAt: Date
}

export const byConnector = (em: EntityManager, span: Span): Promise<ConnectorFigures[]> =>
  query<ConnectorFigures>(
    em,
    span,
    (calls) => `SELECT c.connector_id AS "connectorId", max(c.started_at) AS "lastCalledAt", ${FIGURES} FROM ${calls}
      AND c.connector_id IS NOT NULL GROUP BY c.connector_id`,
  )

export const countMembers = (em: EntityManager, tenantId: string): Promise<number> =>
  em.countBy(Membership, { tenantId })
