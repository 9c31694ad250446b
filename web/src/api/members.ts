import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Member, MemberPage, UpdateMember } from '../../../server/contracts/members'
import { call } from './client'
import { ME } from './me'
import { usePages } from './pages'
import { platformKey, tenantKey } from './query'
import { tenantPath } from './tenants'

const list = (tenant: string) => `${tenantPath(tenant)}/members`

export const useMembers = (tenant: string, filter: { q: string; role: string }) =>
  usePages<typeof MemberPage>(tenantKey(tenant, 'members'), list(tenant), filter)

const one = (tenant: string, id: string) =>
  queryOptions({
    queryKey: tenantKey(tenant, 'members', id),
    queryFn: ({ signal }) => call<typeof Member>(`${list(tenant)}/${id}`, { signal }),
    staleTime: 5_000,
  })

/** Nobody where the id is ''. */
export const useMember = (tenant: string, id: string) => useQuery({ ...one(tenant, id), enabled: id !== '' })

/** The best matches for what is typed, for a field to choose somebody in; who is chosen is always among all. */
export function useFindMembers(tenant: string) {
  const cache = useQueryClient()
  return async (q: string, chosen = ''): Promise<readonly Member[]> => {
    const found = await cache.fetchQuery({
      queryKey: tenantKey(tenant, 'members', 'find', q),
      queryFn: ({ signal }) => call<typeof MemberPage>(list(tenant), { params: { q, limit: 30 }, signal }),
      staleTime: 30_000,
    })
    if (q !== '' || chosen === '' || found.items.some(({ userId }) => userId === chosen)) return found.items
    return [await cache.fetchQuery(one(tenant, chosen)), ...found.items]
  }
}

/** Who somebody is decides what they see: their own navigation, the rules, the invitations that they sent. */
function useMembersChanged(tenant: string) {
  const cache = useQueryClient()
  return () =>
    Promise.all([
      ...['members', 'access', 'invitations', 'api-keys'].map((noun) =>
        cache.invalidateQueries({ queryKey: tenantKey(tenant, noun) }),
      ),
      cache.invalidateQueries({ queryKey: ME }),
    ])
}

export function useSetRole(tenant: string) {
  const changed = useMembersChanged(tenant)
  return useMutation({
    mutationFn: ({ id, role }: { id: string } & z.input<typeof UpdateMember>) =>
      call<typeof Member>(`${list(tenant)}/${id}`, { method: 'PATCH', body: { role } }),
    onSettled: changed,
  })
}

export function useRemoveMember(tenant: string) {
  const changed = useMembersChanged(tenant)
  return useMutation({
    mutationFn: (id: string) => call<z.ZodVoid>(`${list(tenant)}/${id}`, { method: 'DELETE' }),
    onSuccess: changed,
  })
}

/** Ends my own membership. */
export function useLeaveTenant(tenant: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: () => call<z.ZodVoid>(`${tenantPath(tenant)}/membership`, { method: 'DELETE' }),
    onSuccess: async () => {
      cache.removeQueries({ queryKey: tenantKey(tenant), type: 'inactive' })
      await Promise.all([
        cache.invalidateQueries({ queryKey: ME }),
        cache.invalidateQueries({ queryKey: platformKey('tenants') }),
      ])
    },
  })
}
