import { z } from 'zod'
import { getConnector } from '../connectors/store'
import type { Database } from '../db/database'
import { endpoint, type Endpoint } from '../http/endpoint'
import { StreamOf } from '../http/stream'
import { mcpUrl } from '../tenants/mcp-url'
import type { Bundles } from './bundle'

/** Not zip, although it is one: some browsers unpack that by themselves. */
const TYPE = 'application/octet-stream'

export interface BundleRouteParts {
  readonly db: Database
  readonly publicUrl: string
  readonly bundles: Bundles
}

export const bundleRoutes = ({ db, publicUrl, bundles }: BundleRouteParts): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/v1/admin/tenants/:tenant/bridge.mcpb',
    summary: 'Download the bridge as an extension for Claude Desktop, with the address of the endpoint filled in',
    permission: 'connectors:read',
    audit: null,
    query: z.strictObject({
      connector: z.string().max(50).optional().describe('Id or slug. Left out: the endpoint of the whole tenant.'),
    }),
    reply: new StreamOf(TYPE),
    handle: async ({ tenant, query }) => {
      const idOrSlug = query.connector
      const connector =
        idOrSlug === undefined
          ? undefined
          : await db.withTenant(tenant.id, (em) => getConnector(em, tenant.id, idOrSlug))
      const address = mcpUrl(publicUrl, tenant.slug, connector?.slug).replace(/^http/, 'ws')
      const { fileName, bytes } = await bundles.make({ publicUrl, tenant, connector, address })
      return { type: TYPE, fileName, pieces: [bytes] }
    },
  }),
]
