import type { AccountsOptions } from '../../accounts'
import type { VendorRules } from './rules'
import { VendorStandIn } from './stand-in'
import { zoom } from './zoom'

const WORLD = 'https://api.zoom.us'
export const EU = 'https://eu01api-www4local.zoom.us'
/** No host of Zoom. */
export const FOREIGN = 'https://zoom.example'

/** Zoom with the API at several hosts; the reply of the token address says which one an account is at. */
const regional = (apiUrl: () => string): VendorRules => ({
  ...zoom,
  hosts: [...zoom.hosts, EU, FOREIGN],
  reply: (...issued) => ({ ...zoom.reply(...issued), api_url: apiUrl() }),
  api: {
    ...zoom.api,
    routes: [EU, FOREIGN, WORLD].flatMap((origin) =>
      zoom.api.routes.map((route) => ({ ...route, at: origin + new URL(route.at).pathname })),
    ),
  },
})

/** Options of an app whose Zoom is that one. */
export const zoomAt = (apiUrl: () => string): Pick<AccountsOptions, 'standIns'> => ({
  standIns: async ({ apps, now }) => {
    const only = await VendorStandIn.start(regional(apiUrl), { apps: apps.zoom ?? [], ...(now ? { now } : {}) })
    return {
      of: () => only,
      addresses: only.addresses,
      hosts: Object.values(only.addresses).map((address) => new URL(address).host),
      get violations() {
        return only.violations
      },
      close: () => only.close(),
    }
  },
})
