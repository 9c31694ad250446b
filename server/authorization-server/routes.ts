import { z } from 'zod'
import type { Caller } from '../auth/caller'
import type { Whose } from '../auth/sign-in-sessions'
import { ConnectedClient, ConnectedClients as Listed } from '../contracts/clients'
import { notFound } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import { resourceOf } from './resource'
import type { ConnectedClients } from './service'
import type { ListedGrant } from './store'

const MINE = '/api/v1/admin/me/clients'
const TENANT = '/api/v1/admin/tenants/:tenant/clients'
const params = z.object({ grant: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) })

export const clientRoutes = (clients: ConnectedClients, publicUrl: string): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: MINE,
    summary: 'List the AI clients that you allowed, newest first',
    permission: 'sessions:read',
    audit: null,
    reply: Listed,
    handle: async ({ caller }) => ({
      items: (await clients.listOf(person(caller))).map((grant) => present(grant, publicUrl)),
    }),
  }),
  endpoint({
    method: 'DELETE',
    path: `${MINE}/:grant`,
    summary: 'End what you allowed an AI client; it is refused at once',
    permission: 'sessions:write',
    audit: 'client.end',
    params,
    reply: null,
    handle: ({ caller, params: { grant }, audit }) => clients.endOwn(person(caller), grant, audit),
  }),
  endpoint({
    method: 'GET',
    path: TENANT,
    summary: 'List the AI clients that members of a tenant allowed, newest first',
    permission: 'clients:read',
    audit: null,
    reply: Listed,
    handle: async ({ tenant }) => ({ items: (await clients.list(tenant)).map((grant) => present(grant, publicUrl)) }),
  }),
  endpoint({
    method: 'DELETE',
    path: `${TENANT}/:grant`,
    summary: 'End what a member allowed an AI client; it is refused at once',
    permission: 'clients:write',
    audit: 'client.end',
    params,
    reply: null,
    handle: ({ tenant, params: { grant }, audit }) => clients.end(tenant, grant, audit),
  }),
]

/** Service keys belong to nobody, so they allowed nothing. */
function person({ userId, tenantId }: Caller): Whose {
  if (userId === undefined) throw notFound('Person')
  return { userId, onlyTenantId: tenantId }
}

const present = (grant: ListedGrant, publicUrl: string): z.input<typeof ConnectedClient> => ({
  id: grant.id,
  name: grant.clientName,
  clientId: grant.clientId,
  redirectHost: grant.redirectHost,
  url: resourceOf(publicUrl, { tenant: grant.tenantSlug, connector: grant.connectorSlug }),
  tenant: grant.tenantSlug,
  connector: grant.connectorSlug ?? null,
  scopes: grant.scopes,
  user: grant.user,
  createdAt: grant.createdAt.toISOString(),
  lastUsedAt: grant.lastUsedAt?.toISOString() ?? null,
})
