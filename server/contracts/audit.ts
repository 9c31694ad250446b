import { z } from 'zod'
import { page, PageQuery, timestamp } from './common'

const word = z.string().regex(/^[A-Za-z0-9_.:-]{1,100}$/)
const period = {
  from: timestamp().optional().describe('From this moment on.'),
  to: timestamp().optional().describe('Before this moment.'),
}

export const AuditQuery = PageQuery.extend({
  action: word.optional(),
  actor: word.optional().describe('A caller: key:<id>, user:<id> or grant:<id>.'),
  outcome: word.optional(),
  ...period,
})
export type AuditQuery = z.output<typeof AuditQuery>

export const CallQuery = PageQuery.extend({
  tool: word.optional().describe('A full tool name.'),
  actor: word.optional().describe('A caller: key:<id>, user:<id> or grant:<id>.'),
  outcome: word.optional().describe('ok, or the code of the error.'),
  ...period,
})
export type CallQuery = z.output<typeof CallQuery>

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

export const ToolCall = z
  .object({
    id: z.uuid(),
    startedAt: timestamp(),
    durationMs: z.int(),
    tool: z.string(),
    connectorId: z.string().nullable(),
    actor: z.string(),
    transport: z.string(),
    outcome: z.string(),
    arguments: z.record(z.string(), z.unknown()).describe('Names and sizes, never values.'),
    resultBytes: z.int(),
    requestId: z.string(),
  })
  .meta({ id: 'ToolCall' })
export type ToolCall = z.output<typeof ToolCall>

export const AuditPage = page(AuditEvent)
export const CallPage = page(ToolCall)
