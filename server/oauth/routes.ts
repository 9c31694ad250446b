import { z } from 'zod'
import { callerIn } from '../auth/callers'
import { requirePermission } from '../auth/permissions'
import {
  ConnectLink,
  OAuthConfig,
  OAuthConfigList,
  ProviderParams,
  PutOAuthConfig,
  RemovedAccount,
  StartOAuth,
  VendorAccount,
  VendorAccountList,
} from '../contracts/accounts'
import { checked, type Validate } from '../connectors/token-check'
import { PutCredential } from '../contracts/connectors'
import type { Database } from '../db/database'
import { notFound } from '../errors'
import { endpoint, type Endpoint } from '../http/endpoint'
import { requireActive } from '../http/mount'
import type { Tenants } from '../tenants/service'
import type { OAuthConfigs } from './configs'
import type { ConnectLink as Link, Connects } from './connect'
import type { VendorAccounts } from './service'

const TENANT = '/api/v1/admin/tenants/:tenant'
const CONFIGS = `${TENANT}/oauth-configs` as const
const ACCOUNTS = `${TENANT}/oauth-credentials` as const
const MINE = `${TENANT}/my-accounts` as const
const accountParams = z.object({ id: z.uuid() })
const connectorParams = z.object({ id: z.string().max(50).describe('Id or slug.') })

export interface OAuthRouteParts {
  readonly db: Database
  readonly tenants: Pick<Tenants, 'find'>
  readonly configs: OAuthConfigs
  readonly connects: Connects
  readonly accounts: VendorAccounts
}

const present = ({ url, expiresAt }: Link) => ({ url, expiresAt: expiresAt.toISOString() })

export const oauthRoutes = (
  { db, tenants, configs, connects, accounts }: OAuthRouteParts,
  validate: Validate,
): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: CONFIGS,
    summary: 'List the OAuth applications of a tenant, one for each provider',
    permission: 'accounts:read',
    audit: null,
    reply: OAuthConfigList,
    handle: async ({ tenant }) => ({ items: await configs.list(tenant) }),
  }),
  endpoint({
    method: 'GET',
    path: `${CONFIGS}/:provider`,
    summary: 'Read the OAuth application of a provider',
    permission: 'accounts:read',
    audit: null,
    params: ProviderParams,
    reply: OAuthConfig,
    handle: ({ tenant, params: { provider } }) => configs.get(tenant, provider),
  }),
  endpoint({
    method: 'PUT',
    path: `${CONFIGS}/:provider`,
    summary: 'Store the OAuth application of a provider; its secret is never shown again',
    permission: 'accounts:write',
    audit: 'oauth-config.store',
    params: ProviderParams,
    body: PutOAuthConfig,
    reply: OAuthConfig,
    handle: ({ tenant, params: { provider }, body, audit }) => configs.put(tenant, provider, body, audit),
  }),
  endpoint({
    method: 'DELETE',
    path: `${CONFIGS}/:provider`,
    summary: 'Forget the OAuth application of a provider; that of the platform, if any, is used again',
    permission: 'accounts:write',
    audit: 'oauth-config.delete',
    params: ProviderParams,
    reply: null,
    handle: ({ tenant, params: { provider }, audit }) => configs.remove(tenant, provider, audit),
  }),
  endpoint({
    method: 'GET',
    path: ACCOUNTS,
    summary: 'List the vendor accounts of a tenant and how they are',
    permission: 'accounts:read',
    audit: null,
    reply: VendorAccountList,
    handle: async ({ tenant }) => ({ items: await accounts.list(tenant) }),
  }),
  endpoint({
    method: 'GET',
    path: `${ACCOUNTS}/:id`,
    summary: 'Read a vendor account and how it is',
    permission: 'accounts:read',
    audit: null,
    params: accountParams,
    reply: VendorAccount,
    handle: ({ tenant, params: { id } }) => accounts.get(tenant, id),
  }),
  endpoint({
    method: 'DELETE',
    path: `${ACCOUNTS}/:id`,
    summary: 'Take an account away, and give it back to the vendor where that is possible',
    permission: 'accounts:write',
    audit: 'credential.delete',
    params: accountParams,
    reply: RemovedAccount,
    handle: async ({ tenant, params: { id }, audit }) => ({ atVendor: await accounts.remove(tenant, id, audit) }),
  }),
  endpoint({
    method: 'POST',
    path: `${TENANT}/connectors/:id/connect`,
    summary: 'Make the link where a person connects the account of a connector',
    permission: 'accounts:connect',
    audit: 'credential.link',
    params: connectorParams,
    reply: ConnectLink,
    handle: async ({ tenant, caller, params: { id }, audit }) =>
      present(await connects.create(caller, tenant, id, audit)),
  }),
  endpoint({
    method: 'POST',
    path: '/api/v1/oauth/:provider/auth',
    summary: 'The same, by provider: of the connector that is named, or the first one of that provider',
    permission: 'tenants:read',
    audit: 'credential.link',
    params: ProviderParams,
    body: StartOAuth,
    reply: ConnectLink,
    handle: async ({ caller: visitor, signedIn, params: { provider }, body, audit }) => {
      const tenant = await tenants.find(body.tenant)
      const caller = signedIn ? await callerIn(db, signedIn, tenant) : visitor
      const isIn = caller.role === 'platform_admin' || (tenant !== undefined && caller.tenantId === tenant.id)
      if (!tenant || !isIn) throw notFound('Tenant')
      requireActive(caller, tenant)
      requirePermission(caller, 'accounts:connect')
      const connector = body.connector ?? (await connects.connectorOf(tenant, provider))
      return present(await connects.create(caller, tenant, connector, audit, provider))
    },
  }),
  endpoint({
    method: 'GET',
    path: MINE,
    summary: 'List my own vendor accounts in a tenant',
    permission: 'own-accounts:read',
    audit: null,
    reply: VendorAccountList,
    handle: async ({ tenant, caller }) => ({
      items: caller.userId === undefined ? [] : await accounts.list(tenant, caller.userId),
    }),
  }),
  endpoint({
    method: 'PUT',
    path: `${TENANT}/connectors/:id/my-credential`,
    summary: 'Store my own token for a connector with personal accounts; it is never shown again',
    permission: 'own-accounts:write',
    audit: 'credential.store',
    params: connectorParams,
    body: PutCredential,
    reply: VendorAccount,
    handle: async ({ tenant, caller, params, body, audit, signal }) => {
      const { id } = await accounts.takingOwnToken(tenant, caller, params.id)
      const pasted = await checked(body, (token) => validate(caller, tenant, id, signal, token))
      return accounts.storeOwnToken(tenant, caller, id, pasted, audit)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${MINE}/:id`,
    summary: 'Take my own account away, and give it back to the vendor where that is possible',
    permission: 'own-accounts:write',
    audit: 'credential.delete',
    params: accountParams,
    reply: RemovedAccount,
    handle: async ({ tenant, caller, params: { id }, audit }) => {
      if (caller.userId === undefined) throw notFound('Account')
      return { atVendor: await accounts.remove(tenant, id, audit, caller.userId) }
    },
  }),
]
