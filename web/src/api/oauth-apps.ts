import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { OAuthConfig, OAuthConfigList, PutOAuthConfig } from '../../../server/contracts/accounts'
import { call } from './client'
import { useConnectorsChanged } from './connector-changes'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

const list = (tenant: string) => `${tenantPath(tenant)}/oauth-configs`
const one = (tenant: string, provider: string) => `${list(tenant)}/${encodeURIComponent(provider)}`

/** A tenant's applications at vendors, one for each vendor, registered or not. */
export const useOAuthApps = (tenant: string, enabled = true) =>
  useQuery({
    queryKey: tenantKey(tenant, 'oauth-apps'),
    queryFn: ({ signal }) => call<typeof OAuthConfigList>(list(tenant), { signal }),
    enabled,
  })

/** With an application changes which accounts can be connected and which work. */
function useAppsChanged(tenant: string) {
  const cache = useQueryClient()
  const changed = useConnectorsChanged(tenant)
  return () => Promise.all([cache.invalidateQueries({ queryKey: tenantKey(tenant, 'oauth-apps') }), changed()])
}

export function usePutOAuthApp(tenant: string, provider: string) {
  const changed = useAppsChanged(tenant)
  return useMutation({
    mutationFn: (body: z.input<typeof PutOAuthConfig>) =>
      call<typeof OAuthConfig>(one(tenant, provider), { method: 'PUT', body }),
    onSuccess: changed,
  })
}

export function useDeleteOAuthApp(tenant: string, provider: string) {
  const changed = useAppsChanged(tenant)
  return useMutation({
    mutationFn: () => call<z.ZodVoid>(one(tenant, provider), { method: 'DELETE' }),
    onSuccess: changed,
  })
}
