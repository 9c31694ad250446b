import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { type CreateTenant, Tenant, TenantPage } from '../../../server/contracts/tenants'
import { call } from './client'
import { usePages } from './pages'

const LIST = '/tenants'
export const tenantPath = (tenant: string): string => `${LIST}/${encodeURIComponent(tenant)}`

export const useTenants = () => usePages(TenantPage, LIST)

export const useTenant = (tenant: string) =>
  useQuery({ queryKey: [tenantPath(tenant)], queryFn: () => call(Tenant, tenantPath(tenant)) })

export function useCreateTenant() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof CreateTenant>) => call(Tenant, LIST, { method: 'POST', body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: [LIST] }),
  })
}
