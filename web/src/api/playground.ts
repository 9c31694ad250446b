import type { PlaygroundToken } from '../../../server/contracts/playground'
import { call } from './client'
import { tenantPath } from './tenants'

/** A token of one endpoint for five minutes: of the whole tenant, or of the connector that is named. Kept in memory alone. */
export const openPlayground = (tenant: string, connector: string | undefined): Promise<PlaygroundToken> =>
  call<typeof PlaygroundToken>(`${tenantPath(tenant)}/playground-token`, {
    method: 'POST',
    body: connector === undefined ? {} : { connector },
  })
