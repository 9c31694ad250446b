import { useQuery } from '@tanstack/react-query'
import type {
  Connector,
  ConnectorPage,
  ConnectorTypeDetail,
  ConnectorTypeList,
  ToolList,
} from '../../../server/contracts/connectors'
import type { ConnectorUsage, ConnectorUsageList } from '../../../server/contracts/overview'
import { call } from './client'
import { usePages } from './pages'
import { platformKey, tenantKey } from './query'
import { tenantPath } from './tenants'

export const connectorsPath = (tenant: string) => `${tenantPath(tenant)}/connectors`
export const connectorPath = (tenant: string, id: string) => `${connectorsPath(tenant)}/${encodeURIComponent(id)}`

/** As many as a tenant may have: one request brings them all. */
const MOST = { limit: 200 }

export const useConnectors = (tenant: string) =>
  usePages<typeof ConnectorPage>(tenantKey(tenant, 'connectors'), connectorsPath(tenant), MOST)

/** By id or slug. */
export const useConnector = (tenant: string, id: string, { enabled = true } = {}) =>
  useQuery({
    queryKey: tenantKey(tenant, 'connectors', id),
    queryFn: ({ signal }) => call<typeof Connector>(connectorPath(tenant, id), { signal }),
    enabled,
  })

export const useTools = (tenant: string, id: string) =>
  useQuery({
    queryKey: tenantKey(tenant, 'connectors', id, 'tools'),
    queryFn: ({ signal }) => call<typeof ToolList>(`${connectorPath(tenant, id)}/tools`, { signal }),
  })

export const useConnectorTypes = () =>
  useQuery({
    queryKey: platformKey('connector-types'),
    queryFn: ({ signal }) => call<typeof ConnectorTypeList>('/connector-types', { signal }),
    staleTime: Infinity,
  })

export const useConnectorType = (type: string) =>
  useQuery({
    queryKey: platformKey('connector-types', type),
    queryFn: ({ signal }) =>
      call<typeof ConnectorTypeDetail>(`/connector-types/${encodeURIComponent(type)}`, { signal }),
    staleTime: Infinity,
  })

/** Calls in the last seven days, of each connector. */
export const useConnectorsUsage = (tenant: string) =>
  useQuery({
    queryKey: tenantKey(tenant, 'usage', 'connectors'),
    queryFn: ({ signal }) => call<typeof ConnectorUsageList>(`${tenantPath(tenant)}/connector-usage`, { signal }),
    staleTime: 60_000,
  })

/** The same for each tool of one. */
export const useToolsUsage = (tenant: string, id: string) =>
  useQuery({
    queryKey: tenantKey(tenant, 'usage', 'connectors', id),
    queryFn: ({ signal }) => call<typeof ConnectorUsage>(`${connectorPath(tenant, id)}/usage`, { signal }),
    staleTime: 60_000,
  })
