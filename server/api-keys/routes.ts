import { z } from 'zod'
import { permissionsOf } from '../auth/permissions'
import {
  ApiKey,
  ApiKeyPage,
  ApiKeyQuery,
  CreateApiKey,
  CreatedApiKey,
  CreatePlatformKey,
  WhoAmI,
} from '../contracts/api-keys'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import type { Tenants } from '../tenants/service'
import type { ApiKey as ApiKeyRow } from './entity'
import type { ApiKeys } from './service'

const PLATFORM = '/api/v1/admin/api-keys'
const TENANT = '/api/v1/admin/tenants/:tenant/api-keys'
const params = z.object({ id: z.string().regex(/^[A-Za-z0-9]{1,64}$/) })
const After = z.tuple([z.string(), z.string()])

export const apiKeyRoutes = (keys: ApiKeys, tenants: Tenants): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/whoami',
    summary: 'Read what your key is and may do',
    permission: 'self:read',
    audit: null,
    reply: WhoAmI,
    handle: async ({ caller }) => ({
      keyId: caller.keyId,
      name: caller.name,
      scope: caller.scope,
      readOnly: caller.readOnly,
      expiresAt: caller.expiresAt?.toISOString() ?? null,
      tenant: caller.tenantId === undefined ? null : ((await tenants.find(caller.tenantId)) ?? null),
      permissions: [...permissionsOf(caller)],
    }),
  }),
  endpoint({
    method: 'POST',
    path: TENANT,
    summary: 'Make an API key; the reply shows it once',
    permission: 'keys:write',
    audit: 'key.create',
    body: CreateApiKey,
    reply: CreatedApiKey,
    location: (made, { tenant }) => `${TENANT.replace(':tenant', tenant.slug)}/${made.id}`,
    handle: async ({ tenant, caller, body, audit }) => presentNew(await keys.create(tenant, caller, body, audit)),
  }),
  endpoint({
    method: 'GET',
    path: TENANT,
    summary: 'List the API keys of a tenant',
    permission: 'keys:read',
    audit: null,
    query: ApiKeyQuery,
    reply: ApiKeyPage,
    handle: async ({ tenant, query: { limit, cursor } }) =>
      toPage(await keys.list(tenant, { after: decodeCursor(cursor, After), limit }), limit, present, (k) => [
        k.name,
        k.id,
      ]),
  }),
  endpoint({
    method: 'GET',
    path: `${TENANT}/:id`,
    summary: 'Read an API key, without its secret',
    permission: 'keys:read',
    audit: null,
    params,
    reply: ApiKey,
    handle: async ({ tenant, params: { id } }) => present(await keys.get(tenant, id)),
  }),
  endpoint({
    method: 'DELETE',
    path: `${TENANT}/:id`,
    summary: 'Delete an API key; whoever uses it is refused at once',
    permission: 'keys:write',
    audit: 'key.delete',
    params,
    reply: null,
    handle: ({ tenant, params: { id }, audit }) => keys.remove(tenant, id, audit),
  }),
  endpoint({
    method: 'POST',
    path: PLATFORM,
    summary: 'Make a platform key; the reply shows it once',
    permission: 'platform-keys:write',
    audit: 'key.create',
    body: CreatePlatformKey,
    reply: CreatedApiKey,
    location: (made) => `${PLATFORM}/${made.id}`,
    handle: async ({ caller, body, audit }) =>
      presentNew(await keys.create(undefined, caller, { ...body, scope: 'platform_admin', readOnly: false }, audit)),
  }),
  endpoint({
    method: 'GET',
    path: PLATFORM,
    summary: 'List the platform keys',
    permission: 'platform-keys:read',
    audit: null,
    query: ApiKeyQuery,
    reply: ApiKeyPage,
    handle: async ({ query: { limit, cursor } }) =>
      toPage(await keys.list(undefined, { after: decodeCursor(cursor, After), limit }), limit, present, (k) => [
        k.name,
        k.id,
      ]),
  }),
  endpoint({
    method: 'GET',
    path: `${PLATFORM}/:id`,
    summary: 'Read a platform key, without its secret',
    permission: 'platform-keys:read',
    audit: null,
    params,
    reply: ApiKey,
    handle: async ({ params: { id } }) => present(await keys.get(undefined, id)),
  }),
  endpoint({
    method: 'DELETE',
    path: `${PLATFORM}/:id`,
    summary: 'Delete a platform key',
    permission: 'platform-keys:write',
    audit: 'key.delete',
    params,
    reply: null,
    handle: ({ params: { id }, audit }) => keys.remove(undefined, id, audit),
  }),
]

const present = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  readOnly: row.readOnly,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
})

const presentNew = ({ row, key }: { row: ApiKeyRow; key: string }) => ({ ...present(row), key })
