import type { ToolCall } from '../../server/audit/entity'

/** A call as it is written down: of a key that nobody in particular has. */
export const callRow = (tenantId: string, more: Partial<ToolCall> = {}) => ({
  tenantId,
  connectorId: null,
  tool: 'depot_get_thing',
  actor: 'key:k',
  actorName: 'Laptop',
  userId: null,
  transport: 'http',
  startedAt: new Date(),
  durationMs: 10,
  outcome: 'ok',
  arguments: {},
  resultBytes: 2,
  requestId: 'r',
  ...more,
})
