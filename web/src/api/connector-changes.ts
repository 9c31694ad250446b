import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { VendorAccount } from '../../../server/contracts/accounts'
import type {
  Connector,
  CreateConnector,
  CredentialInfo,
  UpdateConnector,
  UpdatedConnector,
  Validation,
} from '../../../server/contracts/connectors'
import { call } from './client'
import { connectorPath, connectorsPath } from './connectors'
import { tenantKey } from './query'

/** What an account or a connector is, others show too: the overview, the accounts, the tools. */
export function useConnectorsChanged(tenant: string) {
  const cache = useQueryClient()
  return () =>
    Promise.all(
      ['connectors', 'accounts', 'my-accounts', 'overview'].map((noun) =>
        cache.invalidateQueries({ queryKey: tenantKey(tenant, noun) }),
      ),
    )
}

export function useCreateConnector(tenant: string) {
  const cache = useQueryClient()
  const changed = useConnectorsChanged(tenant)
  return useMutation({
    mutationFn: (body: z.input<typeof CreateConnector>) =>
      call<typeof Connector>(connectorsPath(tenant), { method: 'POST', body }),
    onSuccess: (made) => {
      cache.setQueryData(tenantKey(tenant, 'connectors', made.slug), made)
    },
    // Refused, too: perhaps somebody was quicker. Nobody waits for the lists.
    onSettled: () => void changed(),
  })
}

export function useUpdateConnector(tenant: string, id: string) {
  const changed = useConnectorsChanged(tenant)
  return useMutation({
    mutationFn: (body: z.input<typeof UpdateConnector>) =>
      call<typeof UpdatedConnector>(connectorPath(tenant, id), { method: 'PATCH', body }),
    onSettled: changed,
  })
}

export function useDeleteConnector(tenant: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call<z.ZodVoid>(connectorPath(tenant, id), { method: 'DELETE' }),
    onSuccess: () => {
      // The list that comes next begins without it.
      cache.removeQueries({ queryKey: tenantKey(tenant, 'connectors'), type: 'inactive' })
      // Stale, and not asked for again by the page that shows what is gone.
      return cache.invalidateQueries({ queryKey: tenantKey(tenant), refetchType: 'none' })
    },
  })
}

/** Asks the vendor whether the account works. What it finds becomes the account's state. */
export function useValidate(tenant: string) {
  const changed = useConnectorsChanged(tenant)
  return useMutation({
    mutationFn: (id: string) => call<typeof Validation>(`${connectorPath(tenant, id)}/validate`, { method: 'POST' }),
    onSettled: changed,
  })
}

interface NewToken {
  readonly id: string
  readonly token: string
  /** One's own, for a connector with personal accounts. */
  readonly isOwn?: boolean
}

/** Stores a connector's token once the vendor has accepted it. Resolves with whose it is, where the vendor says so. */
export function useStoreToken(tenant: string) {
  const changed = useConnectorsChanged(tenant)
  return useMutation({
    mutationFn: async ({ id, token, isOwn = false }: NewToken): Promise<string | null> => {
      const request = { method: 'PUT', body: { token, check: true } } as const
      if (isOwn)
        return (await call<typeof VendorAccount>(`${connectorPath(tenant, id)}/my-credential`, request)).account
      return (await call<typeof CredentialInfo>(`${connectorPath(tenant, id)}/credential`, request)).username
    },
    onSettled: changed,
  })
}
