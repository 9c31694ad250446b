import { z } from 'zod'
import { AuditEvent, AuditPage, AuditQuery, CallPage, CallQuery, ToolCall } from '../contracts/audit'
import type { Database } from '../db/database'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import type { AuditEvent as AuditRow, ToolCall as CallRow } from './entity'
import { listCalls, listEvents } from './store'

const TENANT = '/api/v1/admin/tenants/:tenant'
const EventKey = z.string().regex(/^\d{1,18}$/)
const CallKey = z.object({ startedAt: z.iso.datetime(), id: z.uuid() })

export const auditRoutes = (db: Database): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: `${TENANT}/audit`,
    summary: 'List what was changed in a tenant, newest first',
    permission: 'audit:read',
    audit: null,
    query: AuditQuery,
    reply: AuditPage,
    handle: async ({ tenant, query }) => {
      const before = decodeCursor(query.cursor, EventKey)
      const rows = await db.withTenant(tenant.id, (em) => listEvents(em, tenant.id, query, before))
      return toPage(rows, query.limit, presentEvent, (row) => row.id)
    },
  }),
  endpoint({
    method: 'GET',
    path: `${TENANT}/calls`,
    summary: 'List the tool calls of a tenant, newest first',
    permission: 'audit:read',
    audit: null,
    query: CallQuery,
    reply: CallPage,
    handle: async ({ tenant, query }) => {
      const before = decodeCursor(query.cursor, CallKey)
      const rows = await db.withTenant(tenant.id, (em) => listCalls(em, tenant.id, query, before))
      return toPage(rows, query.limit, presentCall, (row) => ({ startedAt: row.startedAt.toISOString(), id: row.id }))
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/audit',
    summary: 'List what was changed on the platform, newest first',
    permission: 'platform-audit:read',
    audit: null,
    query: AuditQuery,
    reply: AuditPage,
    handle: async ({ query }) => {
      const before = decodeCursor(query.cursor, EventKey)
      const rows = await db.withSystem((em) => listEvents(em, null, query, before))
      return toPage(rows, query.limit, presentEvent, (row) => row.id)
    },
  }),
]

const presentEvent = (row: AuditRow): AuditEvent => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor as AuditEvent['actor'],
  action: row.action,
  target: row.target,
  outcome: row.outcome,
  callId: row.callId,
  details: row.details,
  address: row.address,
  requestId: row.requestId,
})

const presentCall = (row: CallRow): ToolCall => ({
  id: row.id,
  startedAt: row.startedAt.toISOString(),
  durationMs: row.durationMs,
  tool: row.tool,
  connectorId: row.connectorId,
  actor: row.actor,
  transport: row.transport,
  outcome: row.outcome,
  arguments: row.arguments,
  resultBytes: row.resultBytes,
  requestId: row.requestId,
})
