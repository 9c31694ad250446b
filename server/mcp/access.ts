import type { Authenticator } from '../auth/authenticate'
import type { Caller } from '../auth/caller'
import { AppError, notFound } from '../errors'
import { type Rights, rightsOf, withoutRules } from '../tools/decide'
import { type EndpointAddress, type Offer, offerFor } from '../tools/offer'
import type { Snapshot } from '../tools/snapshot'
import type { Snapshots } from '../tools/snapshots'
import type { Scope } from './scope'

/** Whoever may use all that the tenant has. */
const MOST: Rights = { mayRead: true, mayCall: true, role: undefined, userId: undefined }

export interface Access {
  readonly caller: Caller
  readonly snapshot: Snapshot
  readonly offer: Offer
}

/** Decides, for every message, whether this caller may be on this endpoint now, and what it may use there. */
export class Gate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly snapshots: Snapshots,
  ) {}

  /** Throws the same `not_found` for an unknown tenant, another tenant's key and a platform key. */
  async enter(caller: Caller, address: EndpointAddress): Promise<Access> {
    const snapshot = await this.snapshots.get(address.tenant)
    const rights = rightsOf(caller)
    if (!snapshot || caller.tenantId !== snapshot.tenant.id || !rights.mayRead) throw notFound('Endpoint')
    if (!snapshot.tenant.isActive) throw new AppError('forbidden', 'This tenant is suspended.')
    const offer = offerFor(snapshot, rights, address.connector)
    if (!offer) throw notFound('Endpoint')
    return { caller, snapshot, offer }
  }

  /** Whether a tool is missing only because this caller may not change anything. */
  wouldOffer({ caller, snapshot }: Access, { connector }: EndpointAddress, tool: string): boolean {
    const rights = rightsOf({ ...caller, readOnly: false })
    return rights.mayCall && (offerFor(snapshot, rights, connector)?.tools.has(tool) ?? false)
  }

  /** Whether there are tools here for a caller like this one, and access rules keep all of them away. */
  closedByRules({ caller, snapshot, offer }: Access, { connector }: EndpointAddress): boolean {
    if (offer.tools.size > 0) return false
    return (offerFor(snapshot, withoutRules(rightsOf(caller)), connector)?.tools.size ?? 0) > 0
  }

  /** What an endpoint offers to whoever may do most there. */
  async offerOf({ tenant, connector }: EndpointAddress): Promise<Offer | undefined> {
    const snapshot = await this.snapshots.get(tenant)
    return snapshot && offerFor(snapshot, MOST, connector)
  }

  /** For channels that outlive a request: the caller may have ended since it opened them. */
  async stillIn(scope: Scope): Promise<Access> {
    const caller = await this.authenticator.byId(scope.caller.id)
    if (!caller) throw new AppError('unauthenticated', 'The key or sign-in of this connection has ended.')
    // What the connection was opened with may be less than what its grant allows.
    return this.enter({ ...caller, readOnly: caller.readOnly || scope.caller.readOnly }, scope.address)
  }
}
