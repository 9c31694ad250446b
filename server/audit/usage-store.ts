import { BinaryRows } from '../db/binary-rows'
import type { ChangeFeed, Database, EntityManager } from '../db/database'
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

const ROW_BYTES = 400

/** The same for less, where nobody else can delete a tenant meanwhile. All fail when one is there already. */
export class CallCopier {
  /** Tenants that there are: to ask for a thousand with each batch costs as much as a part of the rows. */
  readonly #there = new Set<string>()
  readonly #unsubscribe: () => void

  constructor(
    private readonly copy: NonNullable<Database['copy']>,
    changes: ChangeFeed,
  ) {
    this.#unsubscribe = changes.subscribe({
      changed: (tenantId) => void this.#there.delete(tenantId),
      reset: () => this.#there.clear(),
    })
  }

  async insert(em: EntityManager, rows: readonly UsageRow[]): Promise<void> {
    await this.#lookFor(em, rows)
    const copied = new BinaryRows(rows.length * ROW_BYTES)
    for (const row of rows) if (this.#there.has(row.tenantId)) write(copied, row)
    await this.copy(TABLE, copied)
  }

  close(): void {
    this.#unsubscribe()
  }

  async #lookFor(em: EntityManager, rows: readonly UsageRow[]): Promise<void> {
    const unknown = new Set<string>()
    for (const { tenantId } of rows) if (!this.#there.has(tenantId)) unknown.add(tenantId)
    if (unknown.size === 0) return
    const found = await em.query('SELECT id FROM sagemcp.tenants WHERE id = ANY ($1)', [[...unknown]])
    for (const { id } of found as { id: string }[]) this.#there.add(id)
  }
}

/** In the order of the columns of {@link TABLE}. */
const write = (into: BinaryRows, row: UsageRow): BinaryRows =>
  into
    .row(14)
    .uuid(row.id)
    .uuid(row.tenantId)
    .uuid(row.connectorId)
    .text(row.tool)
    .text(row.actor)
    .text(row.actorName)
    .uuid(row.userId)
    .text(row.transport)
    .timestamptz(row.startedAt)
    .integer(row.durationMs)
    .text(row.outcome)
    .jsonb(row.arguments)
    .integer(row.resultBytes)
    .text(row.requestId)
