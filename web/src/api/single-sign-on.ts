import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  ConfiguredProvider,
  Provider,
  SetProvider,
  TenantDomain,
  TenantDomainList,
} from '../../../server/contracts/single-sign-on'
import { call } from './client'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

const providerPath = (tenant: string) => `${tenantPath(tenant)}/identity-provider`
const domainPath = (tenant: string, domain = '') =>
  `${tenantPath(tenant)}/domains${domain === '' ? '' : `/${encodeURIComponent(domain)}`}`
const key = (tenant: string, ...rest: readonly string[]) => tenantKey(tenant, 'single-sign-on', ...rest)

/** Null where there is none. */
export const useProvider = (tenant: string) =>
  useQuery({
    queryKey: key(tenant, 'provider'),
    queryFn: ({ signal }) => call<typeof ConfiguredProvider>(providerPath(tenant), { signal }),
    select: ({ identityProvider }) => identityProvider,
  })

export const useDomains = (tenant: string) =>
  useQuery({
    queryKey: key(tenant, 'domains'),
    queryFn: ({ signal }) => call<typeof TenantDomainList>(domainPath(tenant), { signal }),
    select: ({ items }) => items,
  })

function useChanged(tenant: string) {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: key(tenant) })
}

export function useSetProvider(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (body: z.input<typeof SetProvider>) =>
      call<typeof Provider>(providerPath(tenant), { method: 'PUT', body }),
    onSuccess: changed,
  })
}

export function useRemoveProvider(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: () => call<z.ZodVoid>(providerPath(tenant), { method: 'DELETE' }),
    onSuccess: changed,
  })
}

export function useAddDomain(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (domain: string) => call<typeof TenantDomain>(domainPath(tenant), { method: 'POST', body: { domain } }),
    onSuccess: changed,
  })
}

/** Looks for the DNS record; a platform admin may do without it. */
export function useProveDomain(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: ({ domain, by }: { domain: string; by: 'dns' | 'platform' }) =>
      by === 'dns'
        ? call<typeof TenantDomain>(`${domainPath(tenant, domain)}/verify`, { method: 'POST' })
        : call<typeof TenantDomain>(domainPath(tenant, domain), { method: 'PUT' }),
    onSuccess: changed,
  })
}

export function useRemoveDomain(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (domain: string) => call<z.ZodVoid>(domainPath(tenant, domain), { method: 'DELETE' }),
    onSuccess: changed,
  })
}
