import type { InitializeRequest, JSONRPCRequest, JSONRPCResponse, Server } from '@modelcontextprotocol/server'
import type { Offer } from '../../tools/offer'
import { type McpUrl, pathOf } from '../address'
import type { Admitted, Edge } from '../edge'
import type { LiveChannel } from '../endpoint'
import type { StoredSession } from '../entity'
import { carry, type Scope } from '../scope'
import { serverFor } from '../server-for'
import { SessionTransport, type TransportParts } from './transport'

/** What any request may change of a session. */
type SessionState = Pick<StoredSession, 'logLevel' | 'subscriptions'>

/** A session as this process holds it. */
export class Session implements LiveChannel {
  readonly scope: Scope
  readonly tenantId: string
  readonly path: string
  readonly server: Server
  readonly servers: ReadonlyMap<Server, ReadonlySet<string>>
  readonly transport: SessionTransport
  fingerprints: Offer['fingerprints']
  lastSeen = performance.now()
  /** Responses that are open now; a session with one is not idle. */
  open = 0
  onclose: () => void = () => {}
  readonly #subscriptions: Set<string>
  #logLevel: string | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    edge: Edge,
    readonly id: string,
    { address }: McpUrl,
    { caller, origin, access }: Admitted,
    parts: Omit<TransportParts, 'position' | 'remember' | 'shortcut'> & {
      readonly remember: (session: Session, request: JSONRPCRequest) => (() => Promise<void>) | undefined
    },
  ) {
    const { tenant } = access.snapshot
    this.scope = { caller, origin, address, transport: 'http-session' }
    this.tenantId = tenant.id
    this.path = pathOf(address)
    this.fingerprints = access.offer.fingerprints
    const { server, subscriptions, direct } = serverFor(edge.server, this.scope, edge.endpoints.changed(tenant))
    this.server = server
    this.#subscriptions = subscriptions
    this.servers = new Map([[server, subscriptions]])
    this.transport = new SessionTransport(id, {
      ...parts,
      shortcut: direct.shortcut,
      position: () => positionOf(this.fingerprints),
      remember: (request) => parts.remember(this, request),
    })
    this.transport.onclose = () => this.onclose()
  }

  get version(): string {
    return this.server.getNegotiatedProtocolVersion() ?? ''
  }

  async begin(params: InitializeRequest['params']): Promise<JSONRPCResponse> {
    await this.server.connect(this.transport)
    return this.transport.ask('initialize', params, { authInfo: carry(this.scope) })
  }

  /** Does again what its client did when it began. */
  async replay({ initialize, ...state }: SessionState & { readonly initialize: string }): Promise<void> {
    await this.begin(JSON.parse(initialize) as InitializeRequest['params'])
    this.transport.take({ jsonrpc: '2.0', method: 'notifications/initialized' })
    await this.apply(state)
  }

  /** What reads or writes the row, one after the other: a row that was read before a change must not be applied after it. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }

  isLike({ logLevel, subscriptions }: SessionState): boolean {
    const watched = this.#subscriptions
    return (
      logLevel === this.#logLevel &&
      subscriptions.length === watched.size &&
      subscriptions.every((uri) => watched.has(uri))
    )
  }

  async apply({ logLevel, subscriptions }: SessionState): Promise<void> {
    this.#subscriptions.clear()
    for (const uri of subscriptions) this.#subscriptions.add(uri)
    if (logLevel === null || logLevel === this.#logLevel) return
    this.#logLevel = logLevel
    await this.transport.ask('logging/setLevel', { level: logLevel })
  }

  /** In this process only: its row stays. */
  end(): void {
    void this.transport.close()
  }
}

const POSITION = /^at\.([\w-]+)\.([\w-]+)\.([\w-]+)$/

/** An event of the stand-alone stream says what the lists look like since. */
const positionOf = ({ tools, prompts, resources }: Offer['fingerprints']): string =>
  `at.${tools}.${prompts}.${resources}`

export function fingerprintsAt(lastEventId: string): Offer['fingerprints'] | undefined {
  const [, tools, prompts, resources] = POSITION.exec(lastEventId) ?? []
  return tools !== undefined && prompts !== undefined && resources !== undefined
    ? { tools, prompts, resources }
    : undefined
}
