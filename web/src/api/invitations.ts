import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { CreatedInvitation, CreateInvitation, InvitationPage } from '../../../server/contracts/invitations'
import { call } from './client'
import { usePages } from './pages'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

const list = (tenant: string) => `${tenantPath(tenant)}/invitations`
const key = (tenant: string) => tenantKey(tenant, 'invitations')

export const useInvitations = (tenant: string, filter: { q: string; state: 'pending' | 'expired' }) =>
  usePages<typeof InvitationPage>(key(tenant), list(tenant), filter)

function useChanged(tenant: string) {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: key(tenant) })
}

export function useInvite(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (body: z.input<typeof CreateInvitation>) =>
      call<typeof CreatedInvitation>(list(tenant), { method: 'POST', body }),
    onSuccess: changed,
  })
}

/** A new link in place of the old one, mailed again where there is an address. */
export function useRenewInvitation(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (id: string) => call<typeof CreatedInvitation>(`${list(tenant)}/${id}/link`, { method: 'POST' }),
    onSuccess: changed,
  })
}

export function useTakeBackInvitation(tenant: string) {
  const changed = useChanged(tenant)
  return useMutation({
    mutationFn: (id: string) => call<z.ZodVoid>(`${list(tenant)}/${id}`, { method: 'DELETE' }),
    onSuccess: changed,
  })
}
