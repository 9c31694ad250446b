import { z } from 'zod'
import { ConnectorTypeDetail, ConnectorTypeList } from '../contracts/connectors'
import { endpoint, type Endpoint } from '../http/endpoint'
import type { ConnectorTypes } from './service'

const ALL = '/api/v1/admin/connector-types'

export const connectorTypeRoutes = (types: ConnectorTypes): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: ALL,
    summary: 'List the connector types of this server',
    permission: 'types:read',
    audit: null,
    reply: ConnectorTypeList,
    handle: async () => ({ items: types.list() }),
  }),
  endpoint({
    method: 'GET',
    path: `${ALL}/:type`,
    summary: 'Read a connector type with its tools',
    permission: 'types:read',
    audit: null,
    params: z.object({ type: z.string().max(25) }),
    reply: ConnectorTypeDetail,
    handle: async ({ params: { type } }) => types.get(type),
  }),
]
