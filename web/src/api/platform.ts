import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ApiKeyPage, CreatedApiKey, CreatePlatformKey } from '../../../server/contracts/api-keys'
import type { AuditPage } from '../../../server/contracts/audit'
import type {
  ConfiguredPlatformProvider,
  PlatformProvider,
  SetPlatformProvider,
} from '../../../server/contracts/single-sign-on'
import { call, type Params } from './client'
import { usePages } from './pages'
import { platformKey } from './query'

const KEYS = '/api-keys'
const PROVIDER = '/identity-provider'

/** What was done on the platform; not in its tenants. */
export const usePlatformAudit = (filters: Params) =>
  usePages<typeof AuditPage>(platformKey('audit', 'list'), '/audit', filters)

export const usePlatformKeys = (filter: { q: string }) =>
  usePages<typeof ApiKeyPage>(platformKey('keys', 'list'), KEYS, filter)

function useChanged(noun: 'keys' | 'provider') {
  const cache = useQueryClient()
  return () => Promise.all([noun, 'audit'].map((each) => cache.invalidateQueries({ queryKey: platformKey(each) })))
}

/** The reply is the only time that the key is shown. */
export function useCreatePlatformKey() {
  const changed = useChanged('keys')
  return useMutation({
    mutationFn: (body: z.input<typeof CreatePlatformKey>) => call<typeof CreatedApiKey>(KEYS, { method: 'POST', body }),
    // It must not stay in memory once the page is left.
    gcTime: 0,
    onSuccess: changed,
  })
}

export function useDeletePlatformKey() {
  const changed = useChanged('keys')
  return useMutation({
    mutationFn: (id: string) => call<z.ZodVoid>(`${KEYS}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: changed,
  })
}

/** Null where there is none. */
export const usePlatformProvider = () =>
  useQuery({
    queryKey: platformKey('provider'),
    queryFn: ({ signal }) => call<typeof ConfiguredPlatformProvider>(PROVIDER, { signal }),
    select: ({ identityProvider }) => identityProvider,
  })

export function useSetPlatformProvider() {
  const changed = useChanged('provider')
  return useMutation({
    mutationFn: (body: z.input<typeof SetPlatformProvider>) =>
      call<typeof PlatformProvider>(PROVIDER, { method: 'PUT', body }),
    onSuccess: changed,
  })
}

export function useRemovePlatformProvider() {
  const changed = useChanged('provider')
  return useMutation({
    mutationFn: () => call<z.ZodVoid>(PROVIDER, { method: 'DELETE' }),
    onSuccess: changed,
  })
}
