import type { Database, EntityManager } from '../db/database'
import type { ToolCall } from './entity'

export type UsageRow = Pick<
  ToolCall,
  | 'id'
  | 'tenantId'
  | 'connectorId'
  | 'tool'
  | 'actor'
  | 'actorName'
  | 'userId'
  | 'transport'
  | 'startedAt'
  | 'durationMs'
  | 'outcome'
  | 'arguments'
  | 'resultBytes'
  | 'requestId'
>

const TABLE = `sagemcp.tool_calls (id, tenant_id, connector_id, tool, actor, actor_name, user_id, transport, started_at,
    duration_ms, outcome, arguments, result_bytes, request_id)`

/*
 * One statement and one parameter for a whole batch: with a parameter per value the rows would cost more than the calls.
 * Rows of a tenant that was deleted in the meantime are left out, so that they do not hold up the others. So are rows that
 * are there already: the database may have died between storing them and saying so.
 */
const INSERT_CALLS = `
  INSERT INTO ${TABLE}
  SELECT r.id, r."tenantId", r."connectorId", r.tool, r.actor, r."actorName", r."userId", r.transport, r."startedAt",
    r."durationMs", r.outcome, r.arguments, r."resultBytes", r."requestId"
  FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "tenantId" uuid, "connectorId" uuid, tool text, actor text,
    "actorName" text, "userId" uuid, transport text, "startedAt" timestamptz, "durationMs" int, outcome text, arguments jsonb, "resultBytes" int,
    "requestId" text)
  WHERE EXISTS (SELECT FROM sagemcp.tenants t WHERE t.id = r."tenantId")
  ON CONFLICT DO NOTHING`

export async function insertCalls(em: EntityManager, rows: readonly UsageRow[]): Promise<void> {
  await em.query(INSERT_CALLS, [JSON.stringify(rows)])
}

/** The same for half the price, where nobody else can delete a tenant meanwhile. All fail when one is there already. */
export async function copyCalls(
  copy: NonNullable<Database['copy']>,
  em: EntityManager,
  rows: readonly UsageRow[],
): Promise<void> {
  const named = [...new Set(rows.map(({ tenantId }) => tenantId))]
  const found = (await em.query('SELECT id FROM sagemcp.tenants WHERE id = ANY ($1)', [named])) as { id: string }[]
  const there = new Set(found.map(({ id }) => id))
  await copy(TABLE, rows.map((row) => (there.has(row.tenantId) ? lineOf(row) : '')).join(''))
}

const lineOf = (row: UsageRow): string =>
  `${[
    row.id,
    row.tenantId,
    row.connectorId ?? NULL,
    escaped(row.tool),
    escaped(row.actor),
    escaped(row.actorName),
    row.userId ?? NULL,
    escaped(row.transport),
    row.startedAt.toISOString(),
    row.durationMs,
    escaped(row.outcome),
    escaped(JSON.stringify(row.arguments)),
    row.resultBytes,
    escaped(row.requestId),
  ].join('\t')}\n`

/** As COPY reads it: PostgreSQL's manual, COPY, "Text Format". */
const NULL = '\\N'
const SPECIAL = /[\\\t\n\r]/
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (special) => ESCAPES[special] ?? special) : text
