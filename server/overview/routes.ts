import { ConnectorUsage, ConnectorUsageList, Overview, OverviewQuery, UsageQuery } from '../contracts/overview'
import { params } from '../connectors/routes'
import { endpoint, type Endpoint } from '../http/endpoint'
import { type OverviewParts, Overviews } from './service'

const TENANT = '/api/v1/admin/tenants/:tenant'

export function overviewRoutes(parts: OverviewParts): Endpoint[] {
  const overviews = new Overviews(parts)
  return [
    endpoint({
      method: 'GET',
      path: `${TENANT}/overview`,
      summary: 'Show how a tenant is and what was called; a member sees their own calls',
      permission: 'activity:read',
      audit: null,
      query: OverviewQuery,
      reply: Overview,
      handle: ({ caller, tenant, query }) => overviews.of(tenant, caller, query),
    }),
    endpoint({
      method: 'GET',
      path: `${TENANT}/connector-usage`,
      summary: 'Show how much each connector was used',
      permission: 'activity:read',
      audit: null,
      query: UsageQuery,
      reply: ConnectorUsageList,
      handle: ({ caller, tenant, query }) => overviews.connectors(tenant, caller, query.days),
    }),
    endpoint({
      method: 'GET',
      path: `${TENANT}/connectors/:id/usage`,
      summary: 'Show how much a connector and each of its tools were used',
      permission: 'activity:read',
      audit: null,
      params,
      query: UsageQuery,
      reply: ConnectorUsage,
      handle: ({ caller, tenant, params: { id }, query }) => overviews.connector(tenant, caller, id, query.days),
    }),
  ]
}
