import { z } from 'zod'
import { keyIdOf } from '../auth/key-directory'
import { permissionsOf, scopeOf } from '../auth/permissions'
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
import type { ApiKeys, NamedKey } from './service'
import type { KeyList } from './store'

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
      keyId: keyIdOf(caller.id) ?? null,
      name: caller.name,
      role: caller.role,
      scope: scopeOf(caller),
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
    permission: 'own-keys:write',
    audit: 'key.create',
    body: CreateApiKey,
    reply: CreatedApiKey,
    location: (made, { tenant }) => `${TENANT.replace(':tenant', tenant.slug)}/${made.id}`,
    handle: async ({ tenant, caller, body, audit }) => presentNew(await keys.create(tenant, caller, body, audit)),
  }),
  endpoint({
    method: 'GET',
    path: TENANT,
    summary: 'List the API keys of a tenant; your own when you are no admin',
    permission: 'own-keys:read',
    audit: null,
    query: ApiKeyQuery,
    reply: ApiKeyPage,
    handle: ({ tenant, caller, query }) => listed(query, (wanted) => keys.list(tenant, caller, wanted)),
  }),
  endpoint({
    method: 'GET',
    path: `${TENANT}/:id`,
    summary: 'Read an API key, without its secret',
    permission: 'own-keys:read',
    audit: null,
    params,
    reply: ApiKey,
    handle: async ({ tenant, caller, params: { id } }) => present(await keys.get(tenant, caller, id)),
  }),
  endpoint({
    method: 'DELETE',
    path: `${TENANT}/:id`,
    summary: 'Delete an API key; whoever uses it is refused at once',
    permission: 'own-keys:write',
    audit: 'key.delete',
    params,
    reply: null,
    handle: ({ tenant, caller, params: { id }, audit }) => keys.remove(tenant, caller, id, audit),
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
    handle: ({ caller, query }) => listed(query, (wanted) => keys.list(undefined, caller, wanted)),
  }),
  endpoint({
    method: 'GET',
    path: `${PLATFORM}/:id`,
    summary: 'Read a platform key, without its secret',
    permission: 'platform-keys:read',
    audit: null,
    params,
    reply: ApiKey,
    handle: async ({ caller, params: { id } }) => present(await keys.get(undefined, caller, id)),
  }),
  endpoint({
    method: 'DELETE',
    path: `${PLATFORM}/:id`,
    summary: 'Delete a platform key',
    permission: 'platform-keys:write',
    audit: 'key.delete',
    params,
    reply: null,
    handle: ({ caller, params: { id }, audit }) => keys.remove(undefined, caller, id, audit),
  }),
]

async function listed(
  { limit, cursor, ...filter }: z.output<typeof ApiKeyQuery>,
  list: (wanted: KeyList) => Promise<NamedKey[]>,
) {
  const rows = await list({ ...filter, after: decodeCursor(cursor, After, filter), limit })
  return toPage(rows, limit, present, ({ name, id }) => [name, id], filter)
}

const present = (row: NamedKey): ApiKey => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  readOnly: row.readOnly,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  userId: row.userId,
  userName: row.userName ?? null,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
})

const presentNew = ({ row, key }: { row: NamedKey; key: string }) => ({ ...present(row), key })
