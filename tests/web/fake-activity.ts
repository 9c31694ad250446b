import type { SeenClient } from '../../server/contracts/activity'
import type { AuditEvent, CallDetail, ToolCall } from '../../server/contracts/audit'
import type { Overview } from '../../server/contracts/overview'
import { NOW, uuid } from './fake-api'

/** A call as the API tells it. */
export const aCall = (n: number, more: Partial<ToolCall> = {}): ToolCall => ({
  ...{ id: uuid(5_000 + n), startedAt: NOW, durationMs: 120, tool: 'github_get_me', connectorId: uuid(2_001) },
  ...{ connector: 'github', actor: `user:${uuid(1)}`, actorKind: 'user', actorName: 'Ana', transport: 'http' },
  ...{ person: { id: uuid(1), name: 'Ana', email: 'ana@example.com' }, outcome: 'ok', arguments: {} },
  ...{ resultBytes: 1_234, requestId: `req_call_${n}` },
  ...more,
})

export const aDetail = (call: ToolCall, audit: readonly AuditEvent[] = []): CallDetail => ({
  ...call,
  audit: [...audit],
})

export const anEvent = (n: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  ...{ id: String(n), at: NOW, action: 'connector.create', target: 'github', outcome: 'ok', callId: null },
  ...{ actor: { id: `user:${uuid(1)}`, name: 'Ana', role: 'owner', userId: uuid(1) }, details: {} },
  ...{ address: '192.0.2.7', requestId: `req_event_${n}` },
  ...more,
})

export const aClient = (n: number): SeenClient & { at: string } => ({
  ...{ id: uuid(6_000 + n), clientName: 'Cursor', clientVersion: '2', transport: 'http', connector: null },
  ...{ actor: 'grant:g', actorKind: 'grant', actorName: 'Cursor', person: null, firstSeenAt: NOW, lastSeenAt: NOW },
  at: NOW,
})

const NONE = { calls: 0, errors: 0, p50Ms: null, p95Ms: null }

/** Seven quiet days; `more` says what was not quiet. */
export const anOverview = (more: Partial<Overview> = {}): Overview => ({
  ...{ scope: 'tenant', from: '2026-11-14T12:00:00.000Z', to: '2026-11-21T12:00:00.000Z', attention: [] },
  ...{ totals: NONE, previous: NONE, bucketMinutes: 360, busiestTools: [] },
  buckets: Array.from({ length: 28 }, (_, i) => ({
    ...{ at: new Date(Date.parse('2026-11-14T12:00:00.000Z') + i * 21_600_000).toISOString() },
    ...NONE,
  })),
  counts: { connectors: 2, tools: 40, members: 3, clients: 1 },
  ...more,
})
