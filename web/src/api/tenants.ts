import { useMutation, usePrefetchQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { CreateTenant, Tenant, TenantPage, UpdateTenant } from '../../../server/contracts/tenants'
import { call, Problem } from './client'
import { ME } from './me'
import { usePages } from './pages'
import { platformKey, tenantKey } from './query'

const LIST = '/tenants'
const LIST_KEY = platformKey('tenants')
export const tenantPath = (tenant: string): string => `${LIST}/${encodeURIComponent(tenant)}`

/** Platform admins see all, others theirs. */
export const useTenants = (filter: { q: string; isActive: string }) =>
  usePages<typeof TenantPage>([...LIST_KEY, 'list'], LIST, filter)

export function useTenant(tenant: string) {
  const query = {
    queryKey: tenantKey(tenant, 'tenant'),
    queryFn: ({ signal }: { signal: AbortSignal }) => call<typeof Tenant>(tenantPath(tenant), { signal }),
  }
  // Before it is on the screen, which waits for the code of the page below it.
  usePrefetchQuery(query)
  return useQuery(query)
}

/** Whether a new tenant could have this slug; nothing is asked while there is none. */
export const useSlugIsFree = (slug: string | undefined) =>
  useQuery({
    queryKey: [...LIST_KEY, 'slug', slug],
    queryFn: ({ signal }) =>
      call<typeof Tenant>(tenantPath(slug ?? ''), { signal }).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Problem && error.status === 404) return true
          throw error
        },
      ),
    enabled: slug !== undefined,
  })

/** What a person may see changes with their tenants. */
function useTenantsChanged() {
  const cache = useQueryClient()
  return (tenant: string) =>
    Promise.all([
      cache.invalidateQueries({ queryKey: LIST_KEY }),
      cache.invalidateQueries({ queryKey: ME }),
      cache.invalidateQueries({ queryKey: tenantKey(tenant) }),
    ])
}

export function useCreateTenant() {
  const changed = useTenantsChanged()
  return useMutation({
    mutationFn: (body: z.input<typeof CreateTenant>) => call<typeof Tenant>(LIST, { method: 'POST', body }),
    onSuccess: ({ slug }) => changed(slug),
  })
}

export function useUpdateTenant(tenant: string) {
  const changed = useTenantsChanged()
  return useMutation({
    mutationFn: (body: z.input<typeof UpdateTenant>) =>
      call<typeof Tenant>(tenantPath(tenant), { method: 'PATCH', body }),
    onSuccess: () => changed(tenant),
  })
}

/** Whoever deletes it leaves its pages first: nothing of it answers any more. */
export function useDeleteTenant(tenant: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => call<z.ZodVoid>(tenantPath(tenant), { method: 'DELETE' }),
    onSuccess: () =>
      Promise.all([cache.invalidateQueries({ queryKey: LIST_KEY }), cache.invalidateQueries({ queryKey: ME })]),
  })
}
