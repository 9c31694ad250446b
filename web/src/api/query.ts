import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './client'

/** Asks again only when nobody answered: what the server refused it will refuse again. */
const retry = (failures: number, error: unknown) => Problem.from(error).code === 'unreachable' && failures < 2

export function newQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: (error, { queryKey }) => lookAgain(error, queryKey) }),
    mutationCache: new MutationCache({ onError: (error) => lookAgain(error, []) }),
    defaultOptions: {
      queries: { retry, staleTime: 5_000 },
      // A change that nobody answered may have been made: only a person decides to repeat it.
      mutations: { retry: false },
    },
  })
  /** Something that was there is not: perhaps not that, but the tenant, for whoever was removed from it. */
  function lookAgain(error: unknown, failed: readonly unknown[]): void {
    if (Problem.from(error).status !== 404 || isTenantItself(failed)) return
    void client.invalidateQueries({ predicate: ({ queryKey }) => isTenantItself(queryKey) || isMe(queryKey) })
  }
  return client
}

const isTenantItself = ([of, , noun, ...rest]: readonly unknown[]) =>
  of === 'tenant' && noun === 'tenant' && rest.length === 0
const isMe = ([of, noun]: readonly unknown[]) => of === 'platform' && noun === 'me'

/** Every key begins with whose it is, so that nothing of one tenant is shown in another. */
export const tenantKey = (tenant: string, ...rest: readonly unknown[]) => ['tenant', tenant, ...rest] as const
export const platformKey = (...rest: readonly unknown[]) => ['platform', ...rest] as const
