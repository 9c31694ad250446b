import { z } from 'zod'
import {
  AuditEvent as EventContract,
  AuditExportQuery,
  AuditPage,
  AuditQuery,
  CallDetail,
  CallExportQuery,
  CallPage,
  CallQuery,
  TenantAuditQuery,
} from '../contracts/audit'
import { may } from '../auth/permissions'
import type { Database } from '../db/database'
import { patiently } from '../db/patiently'
import { notFound } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import { type Stream, StreamOf } from '../http/stream'
import { type CallKey, type CallRow, findCall, listCalls, presentCall } from './call-store'
import type { AuditEvent } from './entity'
import { type EventFilters, eventsOfCall, findEvent, listEvents, presentEvent } from './event-store'
import { exported, type Exported, type Format, TYPES } from './export'
import { ownOf } from './own'

const TENANT = '/api/v1/admin/tenants/:tenant'
const EventKey = z.string().regex(/^\d{1,18}$/)
const CallKey = z.object({ startedAt: z.iso.datetime(), id: z.uuid() })
const FILE = new StreamOf('text/csv', 'application/jsonl')

export const auditRoutes = (db: Database): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: `${TENANT}/audit`,
    summary: 'List what was changed in a tenant, newest first',
    permission: 'audit:read',
    audit: null,
    query: TenantAuditQuery,
    reply: AuditPage,
    handle: async ({ tenant, query: { limit, cursor, ...filters } }) => {
      const before = decodeCursor(cursor, EventKey, filters)
      const rows = await patiently(db, tenant.id, (em) => listEvents(em, tenant.id, filters, { limit, before }))
      return toPage(rows, limit, presentEvent, (row) => row.id, filters)
    },
  }),
  endpoint({
    method: 'GET',
    path: `${TENANT}/audit/export`,
    summary: 'Save what was changed in a tenant as a file, newest first',
    permission: 'audit:read',
    audit: 'audit.export',
    query: AuditExportQuery,
    reply: FILE,
    handle: async ({ tenant, query: { format, ...filters }, audit }) => {
      await db.withTenant(tenant.id, (em) => audit(em, { target: 'audit', details: { format, ...filters } }))
      return file(format, `audit-${tenant.slug}`, exportedEvents(db, tenant.id, filters))
    },
  }),
  endpoint({
    method: 'GET',
    path: `${TENANT}/audit/:id`,
    summary: 'Show one row of the audit of a tenant',
    permission: 'audit:read',
    audit: null,
    params: z.object({ id: EventKey }),
    reply: EventContract,
    handle: ({ tenant, params: { id } }) =>
      db.withTenant(tenant.id, async (em) => {
        const row = await findEvent(em, tenant.id, id)
        if (!row) throw notFound('Audit row')
        return presentEvent(row)
      }),
  }),
  endpoint({
    method: 'GET',
    path: `${TENANT}/calls`,
    summary: 'List the tool calls of a tenant, newest first; a member sees their own',
    permission: 'activity:read',
    audit: null,
    query: CallQuery,
    reply: CallPage,
    handle: async ({ caller, tenant, query: { limit, cursor, ...filters } }) => {
      const before = decodeCursor(cursor, CallKey, filters)
      const rows = await patiently(db, tenant.id, (em) =>
        listCalls(em, tenant.id, ownOf(caller), filters, { limit, before }),
      )
      return toPage(rows, limit, presentCall, keyOf, filters)
    },
  }),
  endpoint({
    method: 'GET',
    path: `${TENANT}/calls/export`,
    summary: 'Save the tool calls of a tenant as a file, newest first; a member saves their own',
    permission: 'activity:read',
    audit: 'audit.export',
    query: CallExportQuery,
    reply: FILE,
    handle: async ({ caller, tenant, query: { format, ...filters }, audit }) => {
      await db.withTenant(tenant.id, (em) => audit(em, { target: 'calls', details: { format, ...filters } }))
      const page: CallsPage = (limit, before) =>
        patiently(db, tenant.id, (em) => listCalls(em, tenant.id, ownOf(caller), filters, { limit, before }))
      return file(format, `calls-${tenant.slug}`, exportedCalls(page))
    },
  }),
  endpoint({
    method: 'GET',
    path: `${TENANT}/calls/:id`,
    summary: 'Show one tool call',
    permission: 'activity:read',
    audit: null,
    params: z.object({ id: z.uuid() }),
    reply: CallDetail,
    handle: ({ caller, tenant, params: { id } }) =>
      db.withTenant(tenant.id, async (em) => {
        const row = await findCall(em, tenant.id, ownOf(caller), id)
        if (!row) throw notFound('Call')
        const rows = may(caller, 'audit:read') ? await eventsOfCall(em, tenant.id, id) : []
        return { ...presentCall(row), audit: rows.map(presentEvent) }
      }),
  }),
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/audit',
    summary: 'List what was changed on the platform, newest first',
    permission: 'platform-audit:read',
    audit: null,
    query: AuditQuery,
    reply: AuditPage,
    handle: async ({ query: { limit, cursor, ...filters } }) => {
      const before = decodeCursor(cursor, EventKey, filters)
      const rows = await db.withSystem((em) => listEvents(em, null, filters, { limit, before }))
      return toPage(rows, limit, presentEvent, (row) => row.id, filters)
    },
  }),
]

const keyOf = (row: CallRow): CallKey => ({ startedAt: row.startedAt.toISOString(), id: row.id })

type CallsPage = Exported<CallRow, CallKey>['page']

const exportedCalls = (page: CallsPage): Exported<CallRow, CallKey> => ({
  page,
  key: keyOf,
  item: presentCall,
  columns: [
    ...['startedAt', 'tool', 'connector', 'outcome', 'durationMs', 'actorName', 'actorKind', 'personName'],
    ...['personEmail', 'transport', 'arguments', 'resultBytes', 'actor', 'requestId', 'id'],
  ],
  cells: (row) => {
    const { arguments: sizes, person, ...call } = presentCall(row)
    return {
      ...call,
      arguments: JSON.stringify(sizes),
      personName: person?.name ?? null,
      personEmail: person?.email ?? null,
    }
  },
})

const exportedEvents = (db: Database, tenantId: string, filters: EventFilters): Exported<AuditEvent, string> => ({
  page: (limit, before) => patiently(db, tenantId, (em) => listEvents(em, tenantId, filters, { limit, before })),
  key: (row) => row.id,
  item: presentEvent,
  columns: [
    ...['at', 'action', 'target', 'outcome', 'actorName', 'actorRole', 'actor', 'details', 'address', 'requestId'],
    ...['callId', 'id'],
  ],
  cells: (row) => {
    const { actor, details, ...event } = presentEvent(row)
    return {
      ...event,
      actor: actor.id,
      actorName: actor.name,
      actorRole: actor.role,
      details: JSON.stringify(details),
    }
  },
})

const file = <Row, Key>(format: Format, name: string, what: Exported<Row, Key>): Stream => ({
  type: TYPES[format],
  fileName: `${name}-${new Date().toISOString().slice(0, 10)}.${format}`,
  pieces: exported(format, what),
})
