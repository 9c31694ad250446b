import { z } from 'zod'
import { page, PageQuery, timestamp } from './common'

const word = z.string().regex(/^[A-Za-z0-9_.:-]{1,100}$/)
const period = {
  from: timestamp().optional().describe('From this moment on.'),
  to: timestamp().optional().describe('Before this moment.'),
}
const Who = {
  person: z
    .string()
    .max(320)
    .regex(/^[^\s]+$/)
    .optional()
    .describe('A user id or e-mail: all that this person did, at a browser, with a key or through a client.'),
  actor: word.optional().describe('One caller: key:<id>, user:<id> or grant:<id>.'),
}
const Outcome = word.optional().describe('ok, error (anything that failed), or one code.')
const Connector = word.optional().describe('Id or slug.')

const EventFilters = {
  ...Who,
  action: word.optional(),
  outcome: Outcome,
  ...period,
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe('Part of the action, target, name or request id. Without from, the last 30 days are searched.'),
}
const TenantEventFilters = {
  ...EventFilters,
  connector: Connector,
  tool: word.optional().describe('A full tool name.'),
}
const CallFilters = {
  ...Who,
  connector: Connector,
  tool: word.optional().describe('A full tool name.'),
  outcome: Outcome,
  transport: word.optional().describe('http, http-session, websocket or sse.'),
  ...period,
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe('Part of the tool, outcome, name or request id. Without from, the last 30 days are searched.'),
}
const ExportFormat = { format: z.enum(['csv', 'jsonl']).default('csv') }

export const AuditQuery = PageQuery.extend(EventFilters)
export type AuditQuery = z.output<typeof AuditQuery>
export const TenantAuditQuery = PageQuery.extend(TenantEventFilters)
export type TenantAuditQuery = z.output<typeof TenantAuditQuery>
export const AuditExportQuery = z.strictObject({ ...TenantEventFilters, ...ExportFormat })
export type AuditExportQuery = z.output<typeof AuditExportQuery>

export const CallQuery = PageQuery.extend(CallFilters)
export type CallQuery = z.output<typeof CallQuery>
export const CallExportQuery = z.strictObject({ ...CallFilters, ...ExportFormat })
export type CallExportQuery = z.output<typeof CallExportQuery>

/** Who did what to what, when and from where. */
export const AuditEvent = z
  .object({
    id: z.string(),
    at: timestamp(),
    actor: z.object({ id: z.string(), name: z.string(), role: z.string(), userId: z.string().optional() }),
    action: z.string(),
    target: z.string(),
    outcome: z.string(),
    callId: z.string().nullable().describe('Joins the intent and the outcome of one call that writes.'),
    details: z.record(z.string(), z.unknown()),
    address: z.string(),
    requestId: z.string(),
  })
  .meta({ id: 'AuditEvent' })
export type AuditEvent = z.output<typeof AuditEvent>

/** Who called, in words; the ids stay what they were when a key or a person is gone. */
export const Actor = {
  actor: z.string().describe('key:<id>, user:<id> or grant:<id>.'),
  actorKind: z.enum(['user', 'key', 'grant']).describe('A browser, an API key, or an AI client that a person allowed.'),
  actorName: z.string().describe('The name that it had then.'),
  person: z
    .object({ id: z.uuid(), name: z.string().nullable(), email: z.string().nullable() })
    .nullable()
    .describe('Null for a service key. Name and e-mail are those of a member; null for somebody who left.'),
}

export const ToolCall = z
  .object({
    id: z.uuid(),
    startedAt: timestamp(),
    durationMs: z.int(),
    tool: z.string(),
    connectorId: z.string().nullable(),
    connector: z.string().nullable().describe('The slug; null when the connector is gone.'),
    ...Actor,
    transport: z.string(),
    outcome: z.string().describe('ok, or the code of the error.'),
    arguments: z.record(z.string(), z.unknown()).describe('Names and sizes, never values.'),
    resultBytes: z.int(),
    requestId: z.string(),
  })
  .meta({ id: 'ToolCall' })
export type ToolCall = z.output<typeof ToolCall>

export const CallDetail = ToolCall.extend({
  audit: z
    .array(AuditEvent)
    .describe('The intent and the outcome of a call that writes. Only whoever reads the audit sees them.'),
}).meta({ id: 'CallDetail' })
export type CallDetail = z.output<typeof CallDetail>

export const AuditPage = page(AuditEvent)
export const CallPage = page(ToolCall)

export const AuditVerifyQuery = z.strictObject({
  from: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('nextSegment of an answer before.'),
  anchor: z
    .string()
    .regex(/^[1-9]\d{0,14}:[0-9a-f]{64}$/, 'Must be <position>:<hash>.')
    .optional()
    .describe('<position>:<hash> of a head that you kept: whether the chain still says the same there.'),
})
export type AuditVerifyQuery = z.output<typeof AuditVerifyQuery>

/** Whether sealed rows are as they were when they were sealed. */
export const AuditVerification = z
  .object({
    ok: z.boolean().describe('Nothing that was looked at is broken.'),
    chain: z.string().describe('The id of the tenant, or platform.'),
    segments: z.int().describe('Looked at, those whose rows are removed too.'),
    rows: z.int().describe('Computed again.'),
    removed: z
      .object({ segments: z.int(), rows: z.int() })
      .describe('Taken away by retention: their checkpoints are there.'),
    head: z
      .object({ segment: z.int(), position: z.int(), hash: z.string(), sealedAt: z.string() })
      .nullable()
      .describe(
        'The last checkpoint that was looked at. Keep <position>:<hash> elsewhere to prove later that nothing was put back.',
      ),
    broken: z
      .object({
        segment: z.int().describe('The first one that is broken.'),
        position: z.int().optional(),
        why: z.enum([
          'checkpoint_missing',
          'signature',
          'link',
          'row_missing',
          'row_changed',
          'row_added',
          'removal',
          'anchor',
        ]),
      })
      .nullable(),
    unsealed: z
      .object({ rows: z.int(), since: z.string().nullable() })
      .describe('The tail: rows that no checkpoint covers yet, and when the oldest was written.'),
    nextSegment: z.int().optional().describe('There is more: ask again with from.'),
  })
  .meta({ id: 'AuditVerification' })
export type AuditVerification = z.output<typeof AuditVerification>
