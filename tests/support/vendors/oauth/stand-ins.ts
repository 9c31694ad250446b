import type { Beyond } from './api'
import { github } from './github'
import { google } from './google'
import { jira } from './jira'
import { linear } from './linear'
import { notion } from './notion'
import type { RegisteredApp, VendorRules } from './rules'
import { slack } from './slack'
import { VendorStandIn } from './stand-in'
import { zoom } from './zoom'

export const VENDORS = { github, jira, slack, notion, zoom, google, linear } as const satisfies Record<
  string,
  VendorRules
>
export type VendorName = keyof typeof VENDORS
export const VENDOR_NAMES = Object.keys(VENDORS) as VendorName[]

export interface StandInsOptions {
  /** Default: all. */
  vendors?: readonly VendorName[]
  /** What is registered at each of them. */
  apps: Partial<Record<VendorName, readonly RegisteredApp[]>>
  now?: () => number
  /** What answers the rest of a vendor's API. */
  beyond?: Partial<Record<VendorName, Beyond>>
}

/** Several vendors at once. */
export class VendorStandIns {
  private constructor(private readonly all: ReadonlyMap<VendorName, VendorStandIn>) {}

  static async start({ vendors = VENDOR_NAMES, apps, now, beyond = {} }: StandInsOptions): Promise<VendorStandIns> {
    const started = vendors.map(async (name) => {
      const behind = beyond[name]
      const options = { apps: apps[name] ?? [], ...(now ? { now } : {}), ...(behind ? { beyond: behind } : {}) }
      return [name, await VendorStandIn.start(VENDORS[name], options)] as const
    })
    return new VendorStandIns(new Map(await Promise.all(started)))
  }

  of(name: VendorName): VendorStandIn {
    const found = this.all.get(name)
    if (!found) throw new Error(`The stand-in for ${name} was not started.`)
    return found
  }

  /** The origins of all vendors, and where they answer here. */
  get addresses(): Readonly<Record<string, string>> {
    return Object.assign({}, ...[...this.all.values()].map(({ addresses }) => addresses)) as Record<string, string>
  }

  /** `host:port` of every address, for the list of private hosts that may be asked. */
  get hosts(): readonly string[] {
    return Object.values(this.addresses).map((address) => new URL(address).host)
  }

  get violations(): readonly string[] {
    return [...this.all].flatMap(([name, { violations }]) => violations.map((text) => `${name}: ${text}`))
  }

  async close(): Promise<void> {
    await Promise.all([...this.all.values()].map((each) => each.close()))
  }
}
