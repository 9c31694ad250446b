import { z } from 'zod'
import {
  AddDomain,
  ConfiguredPlatformProvider,
  ConfiguredProvider,
  Domain,
  PlatformProvider,
  Provider,
  SetPlatformProvider,
  SetProvider,
  TenantDomain,
  TenantDomainList,
} from '../contracts/single-sign-on'
import { endpoint, type Endpoint } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { recordOf } from './domains'
import type { IdentityProvider, TenantDomain as DomainRow } from './entity'
import type { SingleSignOn } from './single-sign-on'

const PLATFORM = '/api/v1/admin/identity-provider'
const TENANT = '/api/v1/admin/tenants/:tenant'
const PROVIDER = `${TENANT}/identity-provider` as const
const DOMAINS = `${TENANT}/domains` as const
const DOMAIN = `${DOMAINS}/:domain` as const
const params = z.object({ domain: Domain })

export function singleSignOnRoutes(singleSignOn: SingleSignOn): Endpoint[] {
  const { providers, domains, publicUrl } = singleSignOn
  const common = (row: IdentityProvider, tenant: TenantRef | null) => ({
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.clientId,
    scopes: row.scopes,
    isActive: row.isActive,
    redirectUri: singleSignOn.redirectUriOf(tenant),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  })
  const present = (row: IdentityProvider, tenant: TenantRef) => ({
    ...common(row, tenant),
    groupsClaim: row.groupsClaim,
    groupRoles: row.groupRoles,
    defaultRole: row.defaultRole,
    signInUrl: `${publicUrl}/sign-in/sso/${tenant.slug}`,
  })
  return [
    endpoint({
      method: 'GET',
      path: PLATFORM,
      summary: 'Read the sign-in provider of the platform; null: there is none',
      permission: 'platform-sign-on:read',
      audit: null,
      reply: ConfiguredPlatformProvider,
      handle: async () => {
        const row = await providers.find('platform')
        return { identityProvider: row && common(row, null) }
      },
    }),
    endpoint({
      method: 'PUT',
      path: PLATFORM,
      summary: 'Set the sign-in provider of the platform; it is asked before anything is stored',
      permission: 'platform-sign-on:write',
      audit: 'identity-provider.set',
      body: SetPlatformProvider,
      reply: PlatformProvider,
      handle: async ({ caller, body, audit }) => common(await providers.set('platform', caller, body, audit), null),
    }),
    endpoint({
      method: 'DELETE',
      path: PLATFORM,
      summary: 'Remove the sign-in provider of the platform',
      permission: 'platform-sign-on:write',
      audit: 'identity-provider.delete',
      reply: null,
      handle: ({ audit }) => providers.remove('platform', audit),
    }),
    endpoint({
      method: 'GET',
      path: PROVIDER,
      summary: 'Read the sign-in provider of a tenant; null: there is none',
      permission: 'sign-on:read',
      audit: null,
      reply: ConfiguredProvider,
      handle: async ({ tenant }) => {
        const row = await providers.find(tenant)
        return { identityProvider: row && present(row, tenant) }
      },
    }),
    endpoint({
      method: 'PUT',
      path: PROVIDER,
      summary: 'Set the sign-in provider of a tenant; it is asked before anything is stored',
      permission: 'sign-on:write',
      audit: 'identity-provider.set',
      body: SetProvider,
      reply: Provider,
      handle: async ({ tenant, caller, body, audit }) =>
        present(await providers.set(tenant, caller, body, audit), tenant),
    }),
    endpoint({
      method: 'DELETE',
      path: PROVIDER,
      summary: 'Remove the sign-in provider of a tenant; sessions that it began end at once',
      permission: 'sign-on:write',
      audit: 'identity-provider.delete',
      reply: null,
      handle: ({ tenant, audit }) => providers.remove(tenant, audit),
    }),
    endpoint({
      method: 'GET',
      path: DOMAINS,
      summary: 'List the domains of a tenant and the DNS records that prove them',
      permission: 'sign-on:read',
      audit: null,
      reply: TenantDomainList,
      handle: async ({ tenant }) => ({ items: (await domains.list(tenant)).map(presentDomain) }),
    }),
    endpoint({
      method: 'POST',
      path: DOMAINS,
      summary: 'Claim a domain; the reply tells the DNS record that proves it',
      permission: 'sign-on:write',
      audit: 'domain.add',
      body: AddDomain,
      reply: TenantDomain,
      handle: async ({ tenant, caller, body: { domain }, audit }) =>
        presentDomain(await domains.add(tenant, caller, domain, audit)),
    }),
    endpoint({
      method: 'POST',
      path: `${DOMAIN}/verify`,
      summary: 'Look for the DNS record that proves a domain',
      permission: 'sign-on:write',
      audit: 'domain.verify',
      params,
      reply: TenantDomain,
      handle: async ({ tenant, caller, params: { domain }, audit }) =>
        presentDomain(await domains.verify(tenant, caller, domain, audit)),
    }),
    endpoint({
      method: 'PUT',
      path: DOMAIN,
      summary: 'Bind a domain to a tenant without a DNS record',
      permission: 'tenants:manage',
      audit: 'domain.verify',
      params,
      reply: TenantDomain,
      handle: async ({ tenant, caller, params: { domain }, audit }) =>
        presentDomain(await domains.bind(tenant, caller, domain, audit)),
    }),
    endpoint({
      method: 'DELETE',
      path: DOMAIN,
      summary: 'Give up a domain; accounts with an address there stay',
      permission: 'sign-on:write',
      audit: 'domain.delete',
      params,
      reply: null,
      handle: ({ tenant, params: { domain }, audit }) => domains.remove(tenant, domain, audit),
    }),
  ]
}

const presentDomain = (row: DomainRow): z.input<typeof TenantDomain> => ({
  domain: row.domain,
  verifiedAt: row.verifiedAt?.toISOString() ?? null,
  verifiedBy: row.verifiedBy,
  record: recordOf(row),
})
