import { consent, type Decision } from './consent'
import { PlainClient, tokensOf } from './plain-client'
import type { RegisteredApp } from './rules'
import { VENDOR_NAMES, type VendorName, VendorStandIns } from './stand-ins'

export const REDIRECT = 'http://127.0.0.1:8000/api/v1/oauth/callback'

export const app = (clientId: string, more: Partial<RegisteredApp> = {}): RegisteredApp => ({
  clientId,
  // What form encoding changes.
  clientSecret: `secret of ${clientId} &=+%`,
  redirectUris: [REDIRECT],
  ...more,
})

/** The kind of application whose tokens end, where that is not the usual one. */
const ROTATING: Partial<Record<VendorName, string>> = { github: 'app', slack: 'rotating' }
const kindOf = (vendor: VendorName) => (ROTATING[vendor] ? { kind: ROTATING[vendor] } : {})

export const OURS = (vendor: VendorName) => app('ours', kindOf(vendor))
export const THEIRS = (vendor: VendorName) => app('theirs', { ...kindOf(vendor), scopes: ['meeting:read:meeting'] })
/** The usual kind of application. */
export const PLAIN = app('plain', { scopes: ['user:read:user'] })

/** All vendors, with three applications each and a clock that goes ahead at will. */
export class Registered {
  private constructor(
    readonly standIns: VendorStandIns,
    private readonly clock: { laterMs: number },
  ) {}

  static async start(): Promise<Registered> {
    const apps = VENDOR_NAMES.map((name) => [name, [OURS(name), THEIRS(name), PLAIN]] as const)
    const clock = { laterMs: 0 }
    const now = () => Date.now() + clock.laterMs
    return new Registered(await VendorStandIns.start({ apps: Object.fromEntries(apps), now }), clock)
  }

  /** Lets this many seconds pass. */
  pass(seconds: number): void {
    this.clock.laterMs += seconds * 1_000
  }

  reset(): void {
    this.clock.laterMs = 0
    for (const name of VENDOR_NAMES) this.standIns.of(name).reset()
  }

  client(vendor: VendorName, registered = OURS(vendor)): PlainClient {
    return new PlainClient(vendor, registered, (address) => this.standIns.of(vendor).here(address))
  }

  close(): Promise<void> {
    return this.standIns.close()
  }
}

export const codeFor = async (client: PlainClient, changes: Readonly<Record<string, string>> = {}, how?: Decision) =>
  (await consent(client.authorizeUrl(changes), how)).searchParams.get('code') ?? ''

export const connect = async (client: PlainClient, changes: Readonly<Record<string, string>> = {}, how?: Decision) => {
  const reply = await client.exchange(await codeFor(client, changes, how))
  return { ...tokensOf(reply), reply }
}
