import type { VendorHttp } from '../../connectors/sdk'
import { AppError } from '../errors'
import type { VendorWatch } from '../observability/vendor-watch'
import { AddressRefused, Addresses, type Resolve } from './addresses'
import { Agents } from './agents'
import { Exchange, type ExchangeLimits, type Outgoing, type Reply } from './exchange'
import { type BreakerChange, Breakers, type Paused } from './breakers'
import { GuardedExchange } from './guarded-exchange'
import { type Caps, CAPS, Turns } from './turns'
import { CallHttp, type Door, type Until, type VendorAsk, type VendorCall } from './vendor-http'

export type { VendorCall } from './vendor-http'

export interface VendorsConfig {
  /** Hosts, or host:port, that tenants may use although they are private. */
  allowedPrivateHosts: readonly string[]
  /** Every request goes through it, by CONNECT. */
  outboundProxy: string | undefined
  /** The proxy decides by names, so it gets those; it has to refuse private addresses itself then. */
  proxyGetsNames?: boolean
  /** PEM text. */
  extraCa: string | undefined
}

export interface VendorsOptions {
  connectTimeoutMs?: number
  /** One attempt, from the wait for a socket to the last byte of the reply. */
  attemptTimeoutMs?: number
  backoffMs?: number
  resolve?: Resolve
  watch?: VendorWatch
  caps?: Partial<Caps>
  /** Told when a vendor is left alone because it failed, and when it is asked again. */
  breakerChanged?: (change: BreakerChange) => void
}

/** The door to vendors: one per process, because it holds the connections. */
export class Vendors {
  private readonly addresses: Addresses
  private readonly agents: Agents
  private readonly exchange: Exchange
  private readonly door: Door
  private readonly breakers: Breakers

  constructor(
    { allowedPrivateHosts, outboundProxy, proxyGetsNames, extraCa }: VendorsConfig,
    options: VendorsOptions = {},
  ) {
    const { connectTimeoutMs = 5_000, attemptTimeoutMs = 30_000, backoffMs = 250, resolve, breakerChanged } = options
    this.addresses = new Addresses(allowedPrivateHosts, resolve)
    this.agents = new Agents({
      addresses: this.addresses,
      outboundProxy: outboundProxy === undefined ? undefined : new URL(outboundProxy),
      proxyGetsNames,
      extraCa,
      connectTimeoutMs,
    })
    this.exchange = new Exchange(this.agents, attemptTimeoutMs)
    const turns = new Turns({ ...CAPS, ...options.caps })
    this.breakers = new Breakers(breakerChanged)
    const guarded = new GuardedExchange(this.exchange, this.breakers, turns)
    this.door = { exchange: guarded, addresses: this.addresses, backoffMs, watch: options.watch }
  }

  /** Who is left alone now. */
  paused(): Paused[] {
    return this.breakers.paused()
  }

  /** Refuses an address that a tenant may not use. Connecting checks again: DNS may say something else by then. */
  async checkAddress(address: string): Promise<void> {
    if (!URL.canParse(address)) throw refused('Must be a URL.')
    const url = new URL(address)
    const reason = this.addresses.refusal(url) ?? (url.search || url.hash ? 'Must end with its path.' : undefined)
    if (reason !== undefined) throw refused(reason)
    await this.addresses.checkName(url).catch((error: unknown) => {
      throw refused(error instanceof AddressRefused ? error.message : 'The host cannot be found.')
    })
  }

  /** One public document, under the same rules about addresses: no credential, no redirect, no second attempt. */
  document(url: URL, limits: ExchangeLimits): Promise<Reply> {
    return this.send({ method: 'GET', url, headers: { accept: 'application/json' } }, limits)
  }

  /** One request outside a tool call, such as to a token address: no credential but what it carries, no redirect, no retry. */
  async send(outgoing: Outgoing, limits: ExchangeLimits): Promise<Reply> {
    if (this.addresses.refusal(outgoing.url) !== undefined) throw new AddressRefused('This address cannot be used.')
    return this.exchange.send(outgoing, limits)
  }

  http(call: VendorCall): VendorHttp
  http(call: VendorAsk, until: Until): VendorHttp
  http(call: VendorAsk, until: Until = call as VendorCall): VendorHttp {
    return new CallHttp(this.door, call, until)
  }

  close(): void {
    this.agents.close()
  }
}

const refused = (reason: string): AppError =>
  new AppError('invalid_request', 'This address cannot be used.', { fields: { baseUrl: reason } })
