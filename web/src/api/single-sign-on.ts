import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { Provider, type SetProvider, TenantDomain, TenantDomainList } from '../../../server/contracts/single-sign-on'
import { call, Problem } from './client'
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
    queryFn: ({ signal }) =>
      call(Provider, providerPath(tenant), { signal }).catch((error: unknown) => {
        if (error instanceof Problem && error.status === 404) return null
        throw error
      }),
  })

export const useDomains = (tenant: string) =>
  useQuery({
    queryKey: key(tenant, 'domains'),
    queryFn: ({ signal }) => call(TenantDomainList, domainPath(tenant), { signal }),
    select: ({ items }) => items,
  })

function useChanged(tenant: string) {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: key(tenant) })
}

export function useSetProvider(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (body: z.input<typeof SetProvider>) => call(Provider, providerPath(tenant), { method: 'PUT', body }),
    onSuccess: changed,
  })
}

export function useRemoveProvider(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: () => call(z.unknown(), providerPath(tenant), { method: 'DELETE' }),
    onSuccess: changed,
  })
}

export function useAddDomain(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (domain: string) => call(TenantDomain, domainPath(tenant), { method: 'POST', body: { domain } }),
    onSuccess: changed,
  })
}

/** Looks for the DNS record; a platform admin may do without it. */
export function useProveDomain(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: ({ domain, by }: { domain: string; by: 'dns' | 'platform' }) =>
      by === 'dns'
        ? call(TenantDomain, `${domainPath(tenant, domain)}/verify`, { method: 'POST' })
        : call(TenantDomain, domainPath(tenant, domain), { method: 'PUT' }),
    onSuccess: changed,
  })
}

export function useRemoveDomain(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (domain: string) => call(z.unknown(), domainPath(tenant, domain), { method: 'DELETE' }),
    onSuccess: changed,
  })
}
