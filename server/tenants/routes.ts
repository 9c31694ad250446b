import { z } from 'zod'
import type { Caller } from '../auth/caller'
import { may } from '../auth/permissions'
import type { Config } from '../config'
import { CreateTenant, Tenant, TenantPage, TenantQuery, UpdateTenant } from '../contracts/tenants'
import type { Database } from '../db/database'
import { notFound } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import type { Tenant as TenantRow } from './entity'
import { mcpUrl } from './mcp-url'
import type { Tenants } from './service'
import { findTenant, listTenants, type Seen } from './store'

const ALL = '/api/v1/admin/tenants'
const ONE = `${ALL}/:tenant` as const

/** What the server lets each tenant have. */
export type ServerLimits = Pick<
  Config['limits'],
  | 'tenantCallsPerMinute'
  | 'callerCallsPerMinute'
  | 'tenantCallsPerDay'
  | 'callerCallsPerDay'
  | 'maxSessionsPerTenant'
  | 'maxStreamsPerTenant'
  | 'maxStreamsPerCaller'
>

export function tenantRoutes(db: Database, tenants: Tenants, publicUrl: string, limits: ServerLimits): Endpoint[] {
  const present = (row: TenantRow): Tenant => ({
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    contactEmail: row.contactEmail,
    settings: row.settings,
    allowedTypes: row.allowedTypes,
    limits: {
      callsPerMinute: row.callsPerMinute,
      callsPerDay: row.callsPerDay,
      callerCallsPerDay: row.callerCallsPerDay,
      streams: row.streams,
      callerStreams: row.callerStreams,
    },
    effectiveLimits: {
      callsPerMinute: row.callsPerMinute ?? limits.tenantCallsPerMinute,
      callerCallsPerMinute: limits.callerCallsPerMinute,
      callsPerDay: row.callsPerDay ?? limits.tenantCallsPerDay ?? null,
      callerCallsPerDay: row.callerCallsPerDay ?? limits.callerCallsPerDay ?? null,
      sessions: limits.maxSessionsPerTenant,
      ...streamLimits(row, limits),
    },
    isActive: row.isActive,
    mcpUrl: mcpUrl(publicUrl, row.slug),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  })
  return [
    endpoint({
      method: 'POST',
      path: ALL,
      summary: 'Make a tenant',
      permission: 'tenants:manage',
      audit: 'tenant.create',
      body: CreateTenant,
      reply: Tenant,
      location: (made) => `${ALL}/${made.slug}`,
      handle: async ({ caller, body, audit }) => present(await tenants.create(caller, body, audit)),
    }),
    endpoint({
      method: 'GET',
      path: ALL,
      summary: 'List the tenants you may see',
      permission: 'tenants:read',
      audit: null,
      query: TenantQuery,
      reply: TenantPage,
      handle: async ({ caller, query: { limit, cursor, ...filter } }) => {
        const after = decodeCursor(cursor, z.string(), filter)
        const rows = await db.withSystem((em) => listTenants(em, { seen: seenBy(caller), ...filter, after, limit }))
        return toPage(rows, limit, present, (row) => row.slug, filter)
      },
    }),
    endpoint({
      method: 'GET',
      path: ONE,
      summary: 'Read a tenant',
      permission: 'tenants:read',
      audit: null,
      reply: Tenant,
      handle: async ({ tenant }) => {
        const row = await db.withSystem((em) => findTenant(em, tenant.id))
        if (!row) throw notFound('Tenant')
        return present(row)
      },
    }),
    endpoint({
      method: 'PATCH',
      path: ONE,
      summary: 'Change a tenant',
      permission: 'tenants:write',
      audit: 'tenant.update',
      body: UpdateTenant,
      reply: Tenant,
      handle: async ({ caller, tenant, body, audit }) => present(await tenants.update(caller, tenant, body, audit)),
    }),
    endpoint({
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a tenant with everything of it',
      permission: 'tenants:manage',
      audit: 'tenant.delete',
      reply: null,
      handle: ({ tenant, audit }) => tenants.remove(tenant, audit),
    }),
  ]
}

function streamLimits(row: TenantRow, limits: ServerLimits): { streams: number; callerStreams: number } {
  const streams = row.streams ?? limits.maxStreamsPerTenant
  return { streams, callerStreams: Math.min(streams, row.callerStreams ?? limits.maxStreamsPerCaller ?? streams) }
}

/** A key sees its tenant, a person those they are a member of, the platform all. */
function seenBy(caller: Caller): Seen {
  if (may(caller, 'tenants:manage')) return 'all'
  if (caller.tenantId !== undefined) return { tenantId: caller.tenantId }
  if (caller.userId !== undefined) return { userId: caller.userId }
  throw new Error('a caller that is nobody anywhere')
}
