import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import {
  Connector,
  ConnectorPage,
  ConnectorTypeList,
  type CreateConnector,
  ToolList,
  Validation,
} from '../../../server/contracts/connectors'
import { call } from './client'
import { usePages } from './pages'
import { tenantPath } from './tenants'

const list = (tenant: string) => `${tenantPath(tenant)}/connectors`

export const useConnectors = (tenant: string) => usePages(ConnectorPage, list(tenant))

export const useConnector = (tenant: string, id: string) =>
  useQuery({ queryKey: [list(tenant), id], queryFn: () => call(Connector, `${list(tenant)}/${id}`) })

export const useTools = (tenant: string, id: string) =>
  useQuery({ queryKey: [list(tenant), id, 'tools'], queryFn: () => call(ToolList, `${list(tenant)}/${id}/tools`) })

export const useConnectorTypes = () =>
  useQuery({
    queryKey: ['/connector-types'],
    queryFn: () => call(ConnectorTypeList, '/connector-types'),
    staleTime: Infinity,
  })

export function useCreateConnector(tenant: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof CreateConnector>) => call(Connector, list(tenant), { method: 'POST', body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: [list(tenant)] }),
  })
}

/** Stores a connector's token, then asks the vendor whose it is. A token that the vendor refuses stays stored. */
export function useStoreToken(tenant: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, token }: { id: string; token: string }): Promise<Validation> => {
      await call(z.unknown(), `${list(tenant)}/${id}/credential`, { method: 'PUT', body: { token } })
      return call(Validation, `${list(tenant)}/${id}/validate`, { method: 'POST' })
    },
    onSettled: () => cache.invalidateQueries({ queryKey: [list(tenant)] }),
  })
}
