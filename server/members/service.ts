import type { Caller, TenantRole } from '../auth/caller'
import { requireMayGive, requireMayTouch } from '../auth/permissions'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { endInvitationsOf } from '../invitations/store'
import { endMembership } from './endings'
import { Membership } from './entity'
import { findMember, lastSeenIn, listMembers, lockOwners, type MemberList, type MemberRow } from './store'

export interface SeenMember extends MemberRow {
  readonly lastSeenAt: Date | undefined
}

export class Members {
  constructor(private readonly db: Database) {}

  async list(tenant: TenantRef, wanted: MemberList): Promise<SeenMember[]> {
    return this.#seen(tenant, await this.db.withTenant(tenant.id, (em) => listMembers(em, tenant.id, wanted)))
  }

  async get(tenant: TenantRef, userId: string): Promise<SeenMember> {
    return this.#seenOne(tenant, await this.db.withTenant(tenant.id, (em) => getMember(em, tenant, userId)))
  }

  async setRole(
    tenant: TenantRef,
    caller: Caller,
    userId: string,
    role: TenantRole,
    audit: Auditor,
  ): Promise<SeenMember> {
    const changed = await this.db.withTenant(tenant.id, async (em) => {
      const owners = await lockOwners(em, tenant.id)
      const member = await getMember(em, tenant, userId)
      requireMayTouch(caller, member.role)
      requireMayGive(caller, role)
      if (role !== 'owner') requireOtherOwner(owners, userId)
      // Made with rights that they may no longer have.
      await endInvitationsOf(em, tenant.id, userId)
      await em.update(Membership, { tenantId: tenant.id, userId }, { role })
      await audit(em, { target: userId, details: { from: member.role, to: role } })
      await this.db.announce(em, tenant.id)
      return { ...member, role }
    })
    return this.#seenOne(tenant, changed)
  }

  remove(tenant: TenantRef, caller: Caller, userId: string, audit: Auditor): Promise<void> {
    return this.db.withTenant(tenant.id, async (em) => {
      const owners = await lockOwners(em, tenant.id)
      const { role } = await getMember(em, tenant, userId)
      requireMayTouch(caller, role)
      requireOtherOwner(owners, userId)
      await this.#end(em, tenant, userId)
      await audit(em, { target: userId, details: { role } })
    })
  }

  /** Everybody may take back their own membership. */
  leave(tenant: TenantRef, caller: Caller, audit: Auditor): Promise<void> {
    return this.db.withTenant(tenant.id, async (em) => {
      const owners = await lockOwners(em, tenant.id)
      const { userId, role } = await getMember(em, tenant, caller.userId ?? '')
      requireOtherOwner(owners, userId)
      await this.#end(em, tenant, userId)
      await audit(em, { target: userId, details: { role } })
    })
  }

  async #seen(tenant: TenantRef, rows: readonly MemberRow[]): Promise<SeenMember[]> {
    const ids = rows.map(({ userId }) => userId)
    const seen = await this.db.withSystem((em) => lastSeenIn(em, tenant.id, ids))
    return rows.map((row) => ({ ...row, lastSeenAt: seen.get(row.userId) }))
  }

  async #seenOne(tenant: TenantRef, row: MemberRow): Promise<SeenMember> {
    const [seen] = await this.#seen(tenant, [row])
    return seen as SeenMember
  }

  /**
   * Keys and grants go with the row by their foreign keys, and everybody who holds something of this tenant looks again when
   * this commits: requests, sessions and streams of that person end.
   */
  async #end(em: EntityManager, tenant: TenantRef, userId: string): Promise<void> {
    await endMembership(em, tenant.id, userId)
    await this.db.announce(em, tenant.id)
  }
}

async function getMember(em: EntityManager, tenant: TenantRef, userId: string): Promise<MemberRow> {
  const member = userId === '' ? undefined : await findMember(em, tenant.id, userId)
  if (!member) throw notFound('Member')
  return member
}

function requireOtherOwner(owners: readonly Membership[], userId: string): void {
  if (!owners.some((owner) => owner.userId === userId) || owners.length > 1) return
  throw new AppError('conflict', 'This is the last owner of the tenant.', { hint: 'Make another member owner first.' })
}
