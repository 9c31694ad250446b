import { keepPreviousData, usePrefetchQuery, useQuery } from '@tanstack/react-query'
import type { CallPage } from '../../../server/contracts/audit'
import type { Overview, OverviewQuery } from '../../../server/contracts/overview'
import { call } from './client'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

export type Days = OverviewQuery['days']

const overviewOf = (tenant: string, days: Days) => ({
  queryKey: tenantKey(tenant, 'overview', { days }),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call<typeof Overview>(`${tenantPath(tenant)}/overview`, { params: { days }, signal }),
})

/** Asks for it before the code of the page that shows it is here. */
export const useBeginOverview = (tenant: string, days: Days): void => usePrefetchQuery(overviewOf(tenant, days))

/** How a tenant is. Another time keeps the figures of the one before on the screen until its own are here. */
export const useOverview = (tenant: string, days: Days) =>
  useQuery({
    ...overviewOf(tenant, days),
    placeholderData: (before, last) => (last?.queryKey[1] === tenant ? keepPreviousData(before) : undefined),
  })

/** Whether a call ever succeeded: everybody's for who reads the audit, else one's own. */
export const useEverCalled = (tenant: string, isWanted: boolean) =>
  useQuery({
    queryKey: tenantKey(tenant, 'calls', 'ever'),
    queryFn: async ({ signal }) => {
      const params = { outcome: 'ok', limit: 1 }
      return (await call<typeof CallPage>(`${tenantPath(tenant)}/calls`, { params, signal })).items.length > 0
    },
    enabled: isWanted,
  })
