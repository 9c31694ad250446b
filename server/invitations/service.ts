import { record } from '../audit/store'
import type { Caller, Origin } from '../auth/caller'
import { hashPassword } from '../auth/password'
import { requireLasting, requireMayGive, requireMayTouch } from '../auth/permissions'
import { newToken, hashToken } from '../auth/secret-token'
import type { CreateInvitation } from '../contracts/invitations'
import type { Database, EntityManager } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import { TokenBuckets } from '../limits/token-buckets'
import { invitationMail } from '../mail/letters'
import type { Mailer } from '../mail/mailer'
import type { TenantRef } from '../tenants/tenant-ref'
import { Membership } from '../members/entity'
import { findTenant, toRef } from '../tenants/store'
import type { User } from '../users/entity'
import { actorOf } from '../users/actors'
import { insertUser, takenEmail } from '../users/new-user'
import { findUser, normalEmail } from '../users/store'
import { Invitation } from './entity'
import {
  findInvitation,
  type InvitationList,
  invitationOf,
  type ListedInvitation,
  listInvitations,
  replaceLink,
  takeInvitation,
} from './store'

const LIFE_MS = 7 * 86_400_000
/** Of one tenant: its admins choose whom this server writes to, and in whose name. */
const MAILS = { burst: 100, perMinute: 1 }

/** An account that exists and signed in, or one to be made. */
export type Accepting =
  { readonly userId: string } | { readonly email: string; readonly name: string; readonly password: string }

/** With its link, which exists at this moment only. */
export interface MadeInvitation {
  readonly id: string
  readonly url: string
  readonly expiresAt: Date
  readonly mailed: boolean
}

export interface OpenInvitation {
  readonly tenant: TenantRef
  readonly role: Invitation['role']
  /** Whom it is for; null: whoever holds the link. */
  readonly email: string | null
}

export class Invitations {
  readonly #mails = new TokenBuckets(MAILS.burst, MAILS.perMinute)

  constructor(
    private readonly db: Database,
    private readonly publicUrl: string,
    private readonly mailer: Mailer,
  ) {}

  list(tenant: TenantRef, wanted: InvitationList): Promise<ListedInvitation[]> {
    return this.db.withTenant(tenant.id, (em) => listInvitations(em, tenant.id, wanted))
  }

  async create(
    tenant: TenantRef,
    caller: Caller,
    { role, email }: CreateInvitation,
    audit: Auditor,
  ): Promise<MadeInvitation> {
    requireMayGive(caller, role)
    requireLasting(caller)
    const { token, ...link } = newLink(caller)
    const row = await this.db.withTenant(tenant.id, async (em) => {
      const made = await em.save(
        em.create(Invitation, {
          tenantId: tenant.id,
          role,
          email: email === undefined ? null : normalEmail(email),
          acceptedAt: null,
          ...link,
        }),
      )
      await audit(em, { target: made.id, details: { role, email: email ?? null } })
      return made
    })
    return this.#handOver(tenant, caller, row, token)
  }

  /** A new link in place of the old one, which nobody can look up. From now on it is an invitation of whoever asked for it. */
  async renew(tenant: TenantRef, caller: Caller, id: string, audit: Auditor): Promise<MadeInvitation> {
    requireLasting(caller)
    const { token, ...link } = newLink(caller)
    const row = await this.db.withTenant(tenant.id, async (em) => {
      const before = await findInvitation(em, tenant.id, id)
      if (!before) throw notFound('Invitation')
      requireMayTouch(caller, before.role)
      if (!(await replaceLink(em, id, link))) throw notFound('Invitation')
      await audit(em, { target: id, details: { role: before.role, email: before.email } })
      return { ...before, ...link }
    })
    return this.#handOver(tenant, caller, row, token)
  }

  remove(tenant: TenantRef, caller: Caller, id: string, audit: Auditor): Promise<void> {
    return this.db.withTenant(tenant.id, async (em) => {
      const row = await findInvitation(em, tenant.id, id)
      if (!row) throw notFound('Invitation')
      requireMayTouch(caller, row.role)
      await em.delete(Invitation, { id })
      await audit(em, { target: id, details: { role: row.role, email: row.email } })
    })
  }

  /** What a link invites to; undefined when it is used, expired, taken back or made up. */
  find(token: string): Promise<OpenInvitation | undefined> {
    return this.db.withSystem(async (em) => {
      const found = await this.#open(em, token)
      return found && { tenant: found.tenant, role: found.row.role, email: found.row.email }
    })
  }

  /**
   * Makes the person a member, once. Undefined when the link does not work (any more). `conflict` when an account to be made
   * exists already (its owner signs in first) or the person is a member; `forbidden` when it is for somebody else.
   */
  async accept(token: string, who: Accepting, origin: Origin): Promise<{ user: User; tenant: TenantRef } | undefined> {
    if (!(await this.find(token))) return undefined
    const passwordHash = 'password' in who ? await hashPassword(who.password) : null
    return takenEmail(() =>
      this.db.withSystem(async (em) => {
        const found = await this.#open(em, token)
        if (!found) return undefined
        const { row, tenant } = found
        const email = 'userId' in who ? (await findUser(em, who.userId))?.email : normalEmail(who.email)
        if (row.email !== null && row.email !== email) {
          throw new AppError('forbidden', 'This invitation is for somebody with another e-mail address.')
        }
        const user =
          'userId' in who
            ? await findUser(em, who.userId)
            : await insertUser(em, { email: who.email, name: who.name, passwordHash, isPlatformAdmin: false })
        if (!user?.isActive || !(await takeInvitation(em, row.id))) return undefined
        const { id: userId } = user
        if (await em.existsBy(Membership, { tenantId: tenant.id, userId })) throw isMember()
        await addMember(em, { tenantId: tenant.id, userId, role: row.role })
        await record(em, {
          tenantId: tenant.id,
          caller: actorOf(user, row.role),
          origin,
          action: 'member.join',
          target: userId,
          details: { role: row.role, invitation: row.id, invitedBy: row.invitedBy },
        })
        await this.db.announce(em, tenant.id)
        return { user, tenant }
      }),
    )
  }

  /** Mailed where that can be, and told to whoever made it in any case. */
  async #handOver(
    tenant: TenantRef,
    caller: Caller,
    { id, email, role, expiresAt }: Invitation,
    token: string,
  ): Promise<MadeInvitation> {
    const url = `${this.publicUrl}/invitation/${token}`
    const from = caller.id.startsWith('user:') ? caller.name : undefined
    const mailed =
      email !== null &&
      this.#mails.take(tenant.id) === 0 &&
      (await this.mailer.send(invitationMail({ to: email, from, tenant: tenant.name, role, url, expiresAt })))
    return { id, url, expiresAt, mailed }
  }

  async #open(em: EntityManager, token: string): Promise<{ row: Invitation; tenant: TenantRef } | undefined> {
    const row = await invitationOf(em, token)
    const tenant = row && (await findTenant(em, row.tenantId))
    return row && tenant?.isActive ? { row, tenant: toRef(tenant) } : undefined
  }
}

const newLink = (caller: Caller) => {
  const token = newToken()
  return {
    token,
    tokenHash: hashToken(token),
    invitedBy: caller.id,
    expiresAt: new Date(Date.now() + LIFE_MS),
  }
}

/** Of two invitations that are accepted at once the second finds the row of the first when it adds its own. */
async function addMember(em: EntityManager, row: Pick<Membership, 'tenantId' | 'userId' | 'role'>): Promise<void> {
  try {
    await em.insert(Membership, row)
  } catch (error) {
    throw isUniqueViolation(error, 'memberships_pkey') ? isMember() : error
  }
}

const isMember = () => new AppError('conflict', 'You are a member of this tenant already.')
