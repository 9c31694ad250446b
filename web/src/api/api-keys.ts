import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ApiKeyPage, CreateApiKey, CreatedApiKey } from '../../../server/contracts/api-keys'
import { call } from './client'
import { usePages } from './pages'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

interface KeyFilter {
  readonly q?: string | undefined
  readonly scope?: string | undefined
  /** Only those of this person. */
  readonly user?: string | undefined
}

const list = (tenant: string) => `${tenantPath(tenant)}/api-keys`

/** Those of a tenant, without their secrets; whoever is no admin gets their own. */
export const useApiKeys = (tenant: string, { q, scope, user }: KeyFilter) =>
  usePages<typeof ApiKeyPage>(tenantKey(tenant, 'api-keys'), list(tenant), { q, scope, user })

function useKeysChanged(tenant: string) {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: tenantKey(tenant, 'api-keys') })
}

/** The reply is the only time that the key is shown. */
export function useCreateApiKey(tenant: string) {
  const changed = useKeysChanged(tenant)
  return useMutation({
    mutationFn: (body: z.input<typeof CreateApiKey>) =>
      call<typeof CreatedApiKey>(list(tenant), { method: 'POST', body }),
    // It must not stay in memory once the page is left.
    gcTime: 0,
    onSettled: changed,
  })
}

export function useDeleteApiKey(tenant: string) {
  const changed = useKeysChanged(tenant)
  return useMutation({
    mutationFn: (id: string) => call<z.ZodVoid>(`${list(tenant)}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: changed,
  })
}
