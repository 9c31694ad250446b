import { ApiKey } from '../api-keys/entity'
import { record } from '../audit/store'
import type { Caller, Origin } from '../auth/caller'
import { listGrants, removeGrant } from '../authorization-server/store'
import type { Database, EntityManager } from '../db/database'
import { endAllInvitationsOf } from '../invitations/store'
import { Identity } from './entity'
import { connectedBy, keysOf } from './store'

type Actor = Pick<Caller, 'id' | 'name' | 'role'> & { readonly userId: string }

/** What a new password ends besides sessions, in the transaction that sets it. Each tenant reads in its audit log what it lost. */
export class Endings {
  constructor(
    private readonly db: Pick<Database, 'announce'>,
    private readonly em: EntityManager,
    private readonly whose: Actor,
    private readonly origin: Origin,
  ) {}

  /** Their tokens are refused and their streams end when this commits. */
  async clients(): Promise<number> {
    const { em, whose } = this
    let count = 0
    // Lists are cut at some length.
    for (;;) {
      const grants = await listGrants(em, { userId: whose.userId })
      if (grants.length === 0) return count
      for (const { id, tenantId, clientName } of grants) {
        await removeGrant(em, { id, userId: whose.userId })
        await this.#tell(tenantId, 'client.end', id, { client: clientName, userId: whose.userId })
        count += 1
      }
    }
  }

  /** Keys that belong to the person, and the invitations that they or their keys made. Service keys belong to nobody and stay. */
  async keysAndInvitations(): Promise<number> {
    const { em, whose } = this
    await endAllInvitationsOf(em, whose.userId)
    const keys = await keysOf(em, whose.userId)
    for (const { id, tenantId, name, scope } of keys) {
      await em.delete(ApiKey, { id })
      await this.#tell(tenantId, 'key.delete', id, { name, scope })
    }
    return keys.length
  }

  /** What the account itself connected; that a tenant's provider made the account is no doing of whoever was in it. */
  async identities(): Promise<number> {
    const { em, whose: caller, origin } = this
    const { userId } = caller
    const connected = await connectedBy(em, userId)
    for (const { issuer, subject } of connected) {
      await em.delete(Identity, { issuer, subject })
      const details = { issuer, because: 'new password' }
      await record(em, { tenantId: null, caller, origin, action: 'identity.disconnect', target: userId, details })
    }
    return connected.length
  }

  async #tell(
    tenantId: string | null,
    action: 'client.end' | 'key.delete',
    target: string,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { db, em, whose: caller, origin } = this
    const because = { because: 'new password' }
    await record(em, { tenantId, caller, origin, action, target, details: { ...details, ...because } })
    await db.announce(em, tenantId ?? 'platform')
  }
}
