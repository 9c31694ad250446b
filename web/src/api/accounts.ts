import { useMutation, useQuery } from '@tanstack/react-query'
import type { ConnectLink, RemovedAccount, VendorAccountList } from '../../../server/contracts/accounts'
import type { Connector } from '../../../server/contracts/connectors'
import { call } from './client'
import { useConnectorsChanged } from './connector-changes'
import { connectorPath } from './connectors'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

/** All vendor accounts of a tenant, for its admins. */
export const useAccounts = (tenant: string, enabled = true) =>
  useQuery({
    queryKey: tenantKey(tenant, 'accounts'),
    queryFn: ({ signal }) => call<typeof VendorAccountList>(`${tenantPath(tenant)}/oauth-credentials`, { signal }),
    enabled,
  })

/** Mine, at the connectors that work with each person's own. */
export const useMyAccounts = (tenant: string, { enabled = true } = {}) =>
  useQuery({
    queryKey: tenantKey(tenant, 'my-accounts'),
    queryFn: ({ signal }) => call<typeof VendorAccountList>(`${tenantPath(tenant)}/my-accounts`, { signal }),
    enabled,
  })

/**
 * When the account of a connector was connected, asked again and again: somebody is at the vendor to connect it. Beside what the
 * pages know, so that they change when this is over and not under it.
 */
export const useConnectedAt = (
  tenant: string,
  { slug, account }: Pick<Connector, 'slug' | 'account'>,
  everyMs: number,
) =>
  useQuery({
    queryKey: tenantKey(tenant, 'connecting', slug),
    queryFn: async ({ signal }): Promise<string | null> => {
      if (account === 'shared') {
        const { credential } = await call<typeof Connector>(connectorPath(tenant, slug), { signal })
        return credential?.storedAt ?? null
      }
      const { items } = await call<typeof VendorAccountList>(`${tenantPath(tenant)}/my-accounts`, { signal })
      return items.find(({ connectors }) => connectors.includes(slug))?.connectedAt ?? null
    },
    gcTime: 0,
    refetchInterval: everyMs,
    // The tab that somebody looks at is the vendor's.
    refetchIntervalInBackground: true,
  })

/** The page where a person connects the account of a connector. It works once, for ten minutes. */
export const useConnectLink = (tenant: string) =>
  useMutation({
    mutationFn: (connector: string) =>
      call<typeof ConnectLink>(`${connectorPath(tenant, connector)}/connect`, { method: 'POST' }),
  })

export function useDisconnect(tenant: string) {
  const changed = useConnectorsChanged(tenant)
  return useMutation({
    mutationFn: ({ id, isOwn }: { id: string; isOwn: boolean }) =>
      call<typeof RemovedAccount>(`${tenantPath(tenant)}/${isOwn ? 'my-accounts' : 'oauth-credentials'}/${id}`, {
        method: 'DELETE',
      }),
    onSettled: changed,
  })
}
