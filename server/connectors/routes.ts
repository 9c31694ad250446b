import { z } from 'zod'
import {
  Connector,
  ConnectorPage,
  ConnectorQuery,
  CreateConnector,
  CredentialInfo,
  PutCredential,
  UpdateConnector,
  UpdatedConnector,
  Validation,
} from '../contracts/connectors'
import { endpoint, type Endpoint } from '../http/endpoint'
import { requirePermission } from '../auth/permissions'
import type { TenantRef } from '../tenants/tenant-ref'
import { decodeCursor, toPage } from '../http/paging'
import { mcpUrl } from '../tenants/mcp-url'
import type { Loaded, LoadedCredential } from './loaded'
import type { Connectors } from './service'
import { checked, type Validate } from './token-check'
import type { ConnectorTokens } from './tokens'

export const ALL = '/api/v1/admin/tenants/:tenant/connectors'
export const ONE = `${ALL}/:id` as const
export const params = z.object({ id: z.string().max(50).describe('Id or slug.') })

export interface ConnectorRouteParts {
  readonly connectors: Connectors
  readonly tokens: ConnectorTokens
  readonly publicUrl: string
  readonly validate: Validate
}

export function connectorRoutes({ connectors, tokens, publicUrl, validate }: ConnectorRouteParts): Endpoint[] {
  const present = (tenant: TenantRef, { row, credential, tools }: Loaded): Connector => ({
    id: row.id,
    type: row.type,
    slug: row.slug,
    name: row.name,
    description: row.description,
    configuration: row.configuration,
    isEnabled: row.isEnabled,
    isReadOnly: row.isReadOnly,
    account: row.account,
    credential: credential ? presentCredential(credential) : null,
    tools,
    mcpUrl: mcpUrl(publicUrl, tenant.slug, row.slug),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  })
  return [
    endpoint({
      method: 'POST',
      path: ALL,
      summary: 'Add a connector',
      permission: 'connectors:write',
      audit: 'connector.create',
      body: CreateConnector,
      reply: Connector,
      location: (made, { tenant }) => `${ALL.replace(':tenant', tenant.slug)}/${made.id}`,
      handle: async ({ tenant, body, audit }) => present(tenant, await connectors.create(tenant, body, audit)),
    }),
    endpoint({
      method: 'GET',
      path: ALL,
      summary: 'List the connectors of a tenant',
      permission: 'connectors:read',
      audit: null,
      query: ConnectorQuery,
      reply: ConnectorPage,
      handle: async ({ tenant, query: { limit, cursor, ...filter } }) => {
        const after = decodeCursor(cursor, z.string(), filter)
        const rows = await connectors.list(tenant, { ...filter, after, limit })
        return toPage(
          rows,
          limit,
          (each) => present(tenant, each),
          ({ row }) => row.slug,
          filter,
        )
      },
    }),
    endpoint({
      method: 'GET',
      path: ONE,
      summary: 'Read a connector',
      permission: 'connectors:read',
      audit: null,
      params,
      reply: Connector,
      handle: async ({ tenant, params: { id } }) => present(tenant, await connectors.get(tenant, id)),
    }),
    endpoint({
      method: 'PATCH',
      path: ONE,
      summary: 'Change a connector; a new address discards its credential',
      permission: 'connectors:write',
      audit: 'connector.update',
      params,
      body: UpdateConnector,
      reply: UpdatedConnector,
      handle: async ({ tenant, params: { id }, body, audit }) => {
        const { credentialDiscarded, ...loaded } = await connectors.update(tenant, id, body, audit)
        return { ...present(tenant, loaded), credentialDiscarded }
      },
    }),
    endpoint({
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a connector',
      permission: 'connectors:write',
      audit: 'connector.delete',
      params,
      reply: null,
      handle: ({ tenant, params: { id }, audit }) => connectors.remove(tenant, id, audit),
    }),
    endpoint({
      method: 'PUT',
      path: `${ONE}/credential`,
      summary: 'Store the token of a connector; it is never shown again',
      permission: 'connectors:write',
      audit: 'credential.store',
      params,
      body: PutCredential,
      reply: CredentialInfo,
      handle: async ({ tenant, caller, params, body, audit, signal }) => {
        const { id } = await tokens.taking(tenant, params.id)
        const pasted = await checked(body, (token) => validate(caller, tenant, id, signal, token))
        return presentCredential(await tokens.store(tenant, caller, id, pasted, audit))
      },
    }),
    endpoint({
      method: 'DELETE',
      path: `${ONE}/credential`,
      summary: 'Take the credential away from a connector',
      permission: 'connectors:write',
      audit: 'credential.delete',
      params,
      reply: null,
      handle: ({ tenant, params: { id }, audit }) => tokens.remove(tenant, id, audit),
    }),
    endpoint({
      method: 'POST',
      path: `${ONE}/validate`,
      summary: 'Ask the vendor whether the credential works',
      permission: 'accounts:connect',
      audit: null,
      params,
      reply: Validation,
      handle: async ({ caller, tenant, params: { id }, signal }) => {
        const { row } = await connectors.get(tenant, id)
        // Everybody may ask about their own; the shared one is for those who can mend it.
        if (row.account === 'shared') requirePermission(caller, 'connectors:write')
        return validate(caller, tenant, row.id, signal)
      },
    }),
  ]
}

const presentCredential = ({ row, connectedBy }: LoadedCredential): CredentialInfo => ({
  id: row.id,
  provider: row.provider,
  origins: row.origins,
  username: row.providerUsername,
  storedAt: row.createdAt.toISOString(),
  connectedBy,
  state: row.condition,
  stateSince: row.stateSince.toISOString(),
})
