import { now } from '../clock'
import type { Database } from '../db/database'
import { AppError } from '../errors'
import { type EndpointAddress, findResource, type Offer } from '../tools/offer'
import type { Access, Gate } from './access'
import type { Changed } from './call-context'
import type { Mailbox } from './mailbox/mailbox'
import { Endpoint, type LiveChannel } from './endpoint'
import { carried } from './scope'
import { serverFor } from './server-for'
import type { ServerParts } from './serving'

const SWEEP_MS = 1_000
const RECHECK_MS = 2_000

export interface StreamLimits {
  readonly maxStreamsPerTenant: number
  readonly maxStreamsPerCaller: number | undefined
}

type Kind = keyof Offer['fingerprints']

const keyOf = (tenantId: string, address: EndpointAddress) => `${tenantId}/${address.connector ?? ''}`

/**
 * The endpoints that are in use in this process. A change notice has every live channel of its tenant looked at again:
 * those whose key, tenant or connector is gone end, the others are told what changed for them.
 */
export class Endpoints {
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #unsubscribe: () => void
  readonly #sweep: NodeJS.Timeout

  constructor(
    private readonly parts: ServerParts,
    private readonly gate: Gate,
    private readonly db: Database,
    private readonly mailbox: Mailbox,
    private readonly limits: StreamLimits,
  ) {
    this.#unsubscribe = db.changes.subscribe({
      changed: (tenantId) => this.#recheckAll((key) => key.startsWith(`${tenantId}/`)),
      reset: () => this.#recheckAll(() => true),
    })
    mailbox.on('resource', {
      concerns: (tenantId) => [...this.#endpoints.keys()].some((key) => key.startsWith(`${tenantId}/`)),
      read: (id, body) => {
        const { slug, uri } = JSON.parse(body) as { slug: string; uri: string }
        this.#tellResource({ id, slug }, uri).catch((error: unknown) => this.#notTold(error))
      },
    })
    this.#sweep = setInterval(() => this.#endExpired(), SWEEP_MS)
    this.#sweep.unref()
  }

  /** Only for addresses that the gate let somebody in to, so their number is that of tenants and connectors. */
  of(access: Access, address: EndpointAddress): Endpoint {
    const tenantId = access.snapshot.tenant.id
    const key = keyOf(tenantId, address)
    let endpoint = this.#endpoints.get(key)
    if (!endpoint) {
      endpoint = new Endpoint(
        ({ authInfo }) => {
          const scope = carried(authInfo)
          return serverFor(this.parts, scope, this.changed(access.snapshot.tenant)).server
        },
        (error) => this.parts.log.debug({ err: error }, 'mcp request refused'),
      )
      this.#endpoints.set(key, endpoint)
    }
    return endpoint
  }

  /** Adds a live channel; the answer takes it away again. */
  join(access: Access, address: EndpointAddress, channel: LiveChannel): () => void {
    const endpoint = this.of(access, address)
    const key = keyOf(access.snapshot.tenant.id, address)
    endpoint.channels.add(channel)
    return () => {
      endpoint.channels.delete(channel)
      if (endpoint.channels.size === 0 && this.#endpoints.get(key) === endpoint) this.#endpoints.delete(key)
    }
  }

  /** Throws `rate_limited` when the tenant or the caller has as many streams open as it may: sockets, event streams, listeners. */
  checkRoom({ caller, snapshot: { tenant, limits } }: Access): void {
    let streams = 0
    let own = 0
    for (const [key, endpoint] of this.#endpoints) {
      if (!key.startsWith(`${tenant.id}/`)) continue
      for (const { scope } of endpoint.channels) {
        if (scope.transport === 'http-session') continue
        streams++
        if (scope.caller.id === caller.id) own++
      }
    }
    const isFull = streams >= (limits.streams ?? this.limits.maxStreamsPerTenant)
    if (!isFull && own < (limits.callerStreams ?? this.limits.maxStreamsPerCaller ?? Infinity)) return
    throw new AppError('rate_limited', `This ${isFull ? 'tenant' : 'caller'} has too many open streams.`, {
      retryAfterS: 60,
      hint: 'Close clients that are not in use.',
    })
  }

  /** What a connector's `ctx.changed` does: lists are read again everywhere, a resource is told to its subscribers. */
  changed(tenant: { id: string; slug: string }): Changed {
    const failed = (error: unknown) => this.#notTold(error)
    return (what) => {
      if (typeof what === 'object') {
        const { id, slug } = tenant
        this.#tellResource(tenant, what.resource).catch(failed)
        const body = JSON.stringify({ slug, uri: what.resource })
        this.mailbox.post('resource', id, { tenantId: id, body }).catch(failed)
      } else this.db.withSystem((em) => this.db.announce(em, tenant.id)).catch(failed)
    }
  }

  count(): number {
    let channels = 0
    for (const endpoint of this.#endpoints.values()) channels += endpoint.channels.size
    return channels
  }

  async close(reason: string): Promise<void> {
    clearInterval(this.#sweep)
    this.#unsubscribe()
    for (const endpoint of this.#endpoints.values()) {
      for (const channel of endpoint.channels) channel.end(reason)
      await endpoint.http.close()
    }
    this.#endpoints.clear()
  }

  /** Only on the endpoints that offer it: a listener may have asked for any URI. */
  async #tellResource(tenant: { id: string; slug: string }, uri: string): Promise<void> {
    for (const [key, endpoint] of this.#endpoints) {
      if (!key.startsWith(`${tenant.id}/`)) continue
      const connector = key.slice(tenant.id.length + 1) || undefined
      const offer = await this.gate.offerOf({ tenant: tenant.slug, connector })
      if (offer && findResource(offer, uri)) endpoint.resourceUpdated(uri)
    }
  }

  #notTold(error: unknown): void {
    this.parts.log.warn({ err: error }, 'a change was not announced')
  }

  #recheckAll(concerns: (key: string) => boolean): void {
    for (const [key, endpoint] of this.#endpoints) {
      if (concerns(key)) void this.#recheck(key, endpoint)
    }
  }

  async #recheck(key: string, endpoint: Endpoint): Promise<void> {
    const told = new Set<Kind>()
    let unknown = false
    for (const channel of endpoint.channels) {
      try {
        const { offer } = await this.gate.stillIn(channel.scope)
        if (channel.servers === undefined) this.#tellListeners(endpoint, channel, offer.fingerprints, told)
        else endpoint.publish(channel, offer.fingerprints)
      } catch (error) {
        if (error instanceof AppError && error.code !== 'unavailable') channel.end(error.message)
        else unknown = true
      }
    }
    // The database did not say. Until it does, what a channel asks for is refused; what it listens to must be settled too.
    if (unknown) setTimeout(() => void this.#recheck(key, endpoint), RECHECK_MS).unref()
    if (endpoint.channels.size === 0 && this.#endpoints.get(key) === endpoint) this.#endpoints.delete(key)
  }

  /** `subscriptions/listen` streams of one endpoint share a bus, so each kind of change is published once. */
  #tellListeners(endpoint: Endpoint, channel: LiveChannel, now: Offer['fingerprints'], told: Set<Kind>): void {
    const { notify } = endpoint.http
    const publish = { tools: notify.toolsChanged, prompts: notify.promptsChanged, resources: notify.resourcesChanged }
    for (const kind of ['tools', 'prompts', 'resources'] as const) {
      if (channel.fingerprints[kind] === now[kind] || told.has(kind)) continue
      told.add(kind)
      publish[kind].call(notify)
    }
    channel.fingerprints = now
  }

  #endExpired(): void {
    const at = now()
    for (const endpoint of this.#endpoints.values()) {
      for (const channel of endpoint.channels) {
        const { expiresAt } = channel.scope.caller
        if (expiresAt && expiresAt.getTime() <= at) channel.end('The key or token has expired.')
      }
    }
  }
}
