import { ownOf } from '../audit/own'
import { SeenClientList } from '../contracts/activity'
import type { Database } from '../db/database'
import { endpoint, type Endpoint } from '../http/endpoint'
import { listSightings, presentSighting } from './store'

export const sightingRoutes = (db: Database): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/tenants/:tenant/seen-clients',
    summary: 'List the MCP clients that were used, the latest first; a member sees their own',
    permission: 'activity:read',
    audit: null,
    reply: SeenClientList,
    handle: async ({ caller, tenant }) => {
      const rows = await db.withTenant(tenant.id, (em) => listSightings(em, tenant.id, ownOf(caller)))
      return { items: rows.map(presentSighting) }
    },
  }),
]
