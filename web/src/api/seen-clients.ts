import { useQuery } from '@tanstack/react-query'
import type { SeenClientList } from '../../../server/contracts/activity'
import { call } from './client'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

/** MCP clients that were used, the latest first; a member sees their own. */
export const useSeenClients = (tenant: string, enabled = true) =>
  useQuery({
    queryKey: tenantKey(tenant, 'seen-clients'),
    queryFn: ({ signal }) => call<typeof SeenClientList>(`${tenantPath(tenant)}/seen-clients`, { signal }),
    enabled,
  })
