import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ConnectedClients } from '../../../server/contracts/clients'
import { call } from './client'
import { usePages } from './pages'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

/** Whose: one's own, or everybody's in the tenant. */
export type Whose = 'mine' | 'all'

const list = (tenant: string, whose: Whose) => (whose === 'mine' ? '/me/clients' : `${tenantPath(tenant)}/clients`)

/** AI clients that somebody allowed to use a tenant, newest first. */
export const useClients = (tenant: string, whose: Whose, q: string) =>
  usePages<typeof ConnectedClients>(tenantKey(tenant, 'clients', whose), list(tenant, whose), {
    q,
    tenant: whose === 'mine' ? tenant : undefined,
  })

/** It is refused from then on, and its streams end. */
export function useEndClient(tenant: string, whose: Whose) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      call<z.ZodVoid>(`${list(tenant, whose)}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: () => cache.invalidateQueries({ queryKey: tenantKey(tenant, 'clients') }),
  })
}
