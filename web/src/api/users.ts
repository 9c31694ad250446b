import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { CreateUser, ResetLink, UpdateUser, User, UserPage } from '../../../server/contracts/users'
import { call } from './client'
import { ME } from './me'
import { usePages } from './pages'
import { platformKey } from './query'

const LIST = '/users'
const KEY = platformKey('users')
const one = (id: string, rest = '') => `${LIST}/${encodeURIComponent(id)}${rest}`

/** Everybody with an account; `isActive` is a text, as in an address. */
export const useUsers = (filter: { q: string; isActive: string }) =>
  usePages<typeof UserPage>([...KEY, 'list'], LIST, filter)

const findUsers = (cache: QueryClient, q: string) =>
  cache.fetchQuery({
    queryKey: [...KEY, 'find', q],
    queryFn: ({ signal }) => call<typeof UserPage>(LIST, { params: { q, limit: 200 }, signal }),
    staleTime: 30_000,
  })

/** The best matches for what is typed, for a field to choose somebody in. */
export function useFindUsers() {
  const cache = useQueryClient()
  return async (q: string): Promise<readonly User[]> => (await findUsers(cache, q)).items
}

/** What people are called, by their id: of the first 200. */
export function useUserNames(): (id: string) => string | undefined {
  const cache = useQueryClient()
  const { data } = useQuery({
    queryKey: [...KEY, 'names'],
    queryFn: () => findUsers(cache, ''),
    select: ({ items }) => new Map(items.map(({ id, name }) => [id, name])),
  })
  return (id) => data?.get(id)
}

/** I may be one of them; and what somebody did is a row of the audit. */
function useChanged() {
  const cache = useQueryClient()
  return () =>
    Promise.all(
      [KEY, ME, platformKey('audit'), platformKey('keys')].map((queryKey) => cache.invalidateQueries({ queryKey })),
    )
}

export function useCreateUser() {
  const changed = useChanged()
  return useMutation({
    mutationFn: (body: z.input<typeof CreateUser>) => call<typeof User>(LIST, { method: 'POST', body }),
    onSuccess: changed,
  })
}

export function useUpdateUser() {
  const changed = useChanged()
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string } & z.input<typeof UpdateUser>) =>
      call<typeof User>(one(id), { method: 'PATCH', body }),
    onSuccess: changed,
  })
}

/** The reply is the only time that the link is shown. */
export const useMakeResetLink = () =>
  useMutation({
    mutationFn: (id: string) => call<typeof ResetLink>(one(id, '/reset-link'), { method: 'POST' }),
    // It must not stay in memory once the page is left.
    gcTime: 0,
  })

export function useResetSecondFactor() {
  const changed = useChanged()
  return useMutation({
    mutationFn: (id: string) => call<z.ZodVoid>(one(id, '/second-factor'), { method: 'DELETE' }),
    onSuccess: changed,
  })
}
