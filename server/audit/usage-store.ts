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

export const CALLS = `sagemcp.tool_calls (id, tenant_id, connector_id, tool, actor, actor_name, user_id, transport, started_at,
    duration_ms, outcome, arguments, result_bytes, request_id)`

/*
 * One statement and one parameter for a whole batch: with a parameter per value the rows would cost more than the calls.
 * Rows of a tenant that was deleted in the meantime are left out, so that they do not hold up the others. So are rows that
 * are there already: the database may have died between storing them and saying so.
 */
export const INSERT_CALLS = `
  INSERT INTO ${CALLS}
  SELECT r.id, r."tenantId", r."connectorId", r.tool, r.actor, r."actorName", r."userId", r.transport, r."startedAt",
    r."durationMs", r.outcome, r.arguments, r."resultBytes", r."requestId"
  FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "tenantId" uuid, "connectorId" uuid, tool text, actor text,
    "actorName" text, "userId" uuid, transport text, "startedAt" timestamptz, "durationMs" int, outcome text, arguments jsonb, "resultBytes" int,
    "requestId" text)
  WHERE EXISTS (SELECT FROM sagemcp.tenants t WHERE t.id = r."tenantId")
  ON CONFLICT DO NOTHING`
