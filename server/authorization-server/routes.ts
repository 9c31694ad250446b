import { z } from 'zod'
import type { Caller } from '../auth/caller'
import type { Whose } from '../auth/sign-in-sessions'
import { ClientQuery, ConnectedClient, ConnectedClients as Listed, OwnClientQuery } from '../contracts/clients'
import { notFound } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import { resourceOf } from './resource'
import type { ConnectedClients } from './service'
import type { GrantPage, ListedGrant } from './store'

const MINE = '/api/v1/admin/me/clients'
const TENANT = '/api/v1/admin/tenants/:tenant/clients'
const After = z.tuple([z.iso.datetime(), z.string()])
const params = z.object({ grant: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) })

export const clientRoutes = (clients: ConnectedClients, publicUrl: string): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: MINE,
    summary: 'List the AI clients that you allowed, newest first',
    permission: 'sessions:read',
    audit: null,
    query: OwnClientQuery,
    reply: Listed,
    handle: ({ caller, query }) => listed(query, (page) => clients.listOf(person(caller), page), publicUrl),
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
    query: ClientQuery,
    reply: Listed,
    handle: ({ tenant, query }) => listed(query, (page) => clients.list(tenant, page), publicUrl),
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

async function listed(
  { limit, cursor, ...filter }: z.output<typeof OwnClientQuery>,
  list: (page: GrantPage) => Promise<ListedGrant[]>,
  publicUrl: string,
) {
  const rows = await list({ ...filter, after: decodeCursor(cursor, After, filter), limit })
  const key = (row: ListedGrant) => [row.createdAt.toISOString(), row.id]
  return toPage(rows, limit, (row) => present(row, publicUrl), key, filter)
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
