import { record } from '../audit/store'
import type { Origin } from '../auth/caller'
import { Email, PersonName } from '../contracts/users'
import type { Database, EntityManager } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { endInvitationsOf } from '../invitations/store'
import { endMembership } from '../members/endings'
import { Membership } from '../members/entity'
import { Identity, type User } from '../users/entity'
import { actorOf } from '../users/actors'
import { insertUser } from '../users/new-user'
import { endSessionsOf, findUser, findUserByEmail } from '../users/store'
import { mapsGroups, roleFrom } from './group-role'
import type { Claims } from './openid'
import type { Offered } from './service'
import { askedOf, findIdentity, holdProvider, lockMembership, tenantOfDomain } from './store'

/** How somebody's arrival from a provider ends. */
export type Arrival =
  /** Signed in, to everything of theirs or to one tenant only. */
  | { readonly as: User; readonly onlyTenantId: string | undefined }
  /** No account is connected with this identity, or not for this; and none may be made. */
  | 'unknown'
  /** Deactivated, or no member of this tenant and not to be made one. */
  | 'stranger'
  /** The provider's groups say that they may not be here. */
  | 'no-group'

/** What one arrival makes and another finds. */
const MADE_ONCE = ['users_email_key', 'identities_pkey', 'memberships_pkey']

interface Found {
  readonly identity: Identity | null
  readonly user: User | null
  /** In a domain of the tenant. */
  readonly email: string | undefined
  /** Some account has this address. */
  readonly isTaken: boolean
}

type TenantOffered = Offered & { readonly tenant: NonNullable<Offered['tenant']> }

/**
 * Decides what somebody who comes back from a provider is here. Who they are is (issuer, subject), never an e-mail: an address
 * makes new accounts only, and only in a domain that the tenant has proved. The role in the tenant follows the groups.
 */
export class Arrivals {
  constructor(private readonly db: Database) {}

  /** By the provider as it is now; throws when it has ended since `claims` were asked for. */
  async arrive(offered: Offered, claims: Claims, origin: Origin): Promise<Arrival> {
    try {
      return await this.#decide(offered, claims, origin)
    } catch (error) {
      // In two tabs at the same moment: now there is what the other one made.
      if (MADE_ONCE.some((name) => isUniqueViolation(error, name))) return this.#decide(offered, claims, origin)
      throw error
    }
  }

  #decide({ provider }: Offered, claims: Claims, origin: Origin): Promise<Arrival> {
    return this.db.withSystem(async (em) => {
      const offered = await holdProvider(em, askedOf(provider))
      const { tenant } = offered
      const email = tenant ? await this.#ownDomain(em, tenant.id, claims) : undefined
      // Before the identity: what another tab makes in between is found in whole, or in the way.
      const isTaken = email !== undefined && (await findUserByEmail(em, email)) !== null
      const identity = await findIdentity(em, claims.iss, claims.sub)
      if (identity && !reaches(identity, tenant?.id)) return 'unknown'
      const user = identity && (await findUser(em, identity.userId))
      if (tenant === null) return asAccount(user)
      return this.#inTenant(em, { ...offered, tenant }, claims, origin, { identity, user, email, isTaken })
    })
  }

  async #inTenant(
    em: EntityManager,
    offered: TenantOffered,
    claims: Claims,
    origin: Origin,
    { identity, user, email, isTaken }: Found,
  ): Promise<Arrival> {
    const { provider, tenant } = offered
    const role = roleFrom(provider, claims)
    if (!identity || !user) {
      return email === undefined || isTaken ? 'unknown' : this.#newcomer(em, offered, claims, origin, email)
    }
    if (!user.isActive) return 'stranger'
    const membership = await lockMembership(em, tenant.id, user.id)
    if (!membership) {
      if (email === undefined) return 'stranger'
      if (!role) return 'no-group'
      await this.#join(em, offered, user, role, origin)
    } else if (mapsGroups(provider) && membership.role !== 'owner') {
      if (!role) {
        await this.#shutOut(em, offered, user, identity, membership, origin)
        return 'no-group'
      }
      if (role !== membership.role) await this.#setRole(em, offered, user, membership, role, origin)
    }
    return { as: user, onlyTenantId: tenant.id }
  }

  /** An account with an address that is the tenant's and nobody's yet. */
  async #newcomer(
    em: EntityManager,
    offered: TenantOffered,
    claims: Claims,
    origin: Origin,
    email: string,
  ): Promise<Arrival> {
    const { provider, tenant } = offered
    const role = roleFrom(provider, claims)
    if (!role) return 'no-group'
    const name = PersonName.safeParse(claims.name).data ?? email.slice(0, 100)
    const user = await insertUser(em, { email, name, passwordHash: null, isPlatformAdmin: false })
    await em.insert(Identity, {
      issuer: claims.iss,
      subject: claims.sub,
      userId: user.id,
      madeIn: tenant.id,
      onlyTenants: null,
    })
    await record(em, {
      tenantId: null,
      caller: actorOf(user, 'nobody'),
      origin,
      action: 'user.create',
      target: user.id,
      details: { issuer: claims.iss, tenant: tenant.slug },
    })
    await this.#join(em, offered, user, role, origin)
    return { as: user, onlyTenantId: tenant.id }
  }

  /** The address, when it is in a domain of this tenant. A provider that does not know whether it is theirs does not count. */
  async #ownDomain(em: EntityManager, tenantId: string, claims: Claims): Promise<string | undefined> {
    const email = Email.safeParse(claims.email).data
    const unsure = claims.email_verified !== undefined && String(claims.email_verified) !== 'true'
    if (email === undefined || unsure) return undefined
    return (await tenantOfDomain(em, domainOf(email))) === tenantId ? email : undefined
  }

  async #join(em: EntityManager, { tenant }: TenantOffered, user: User, role: Role, origin: Origin): Promise<void> {
    await em.insert(Membership, { tenantId: tenant.id, userId: user.id, role })
    await this.#tell(em, tenant.id, user, role, origin, 'member.join', { role })
  }

  async #setRole(
    em: EntityManager,
    { tenant }: TenantOffered,
    user: User,
    { role: from }: Membership,
    to: Role,
    origin: Origin,
  ): Promise<void> {
    // Made with rights that they may no longer have.
    await endInvitationsOf(em, tenant.id, user.id)
    await em.update(Membership, { tenantId: tenant.id, userId: user.id }, { role: to })
    await this.#tell(em, tenant.id, user, to, origin, 'member.update', { from, to })
  }

  /** Sessions of this provider end. Whoever is here because of it alone is a member no more: keys and clients go too. */
  async #shutOut(
    em: EntityManager,
    { tenant }: TenantOffered,
    user: User,
    { madeIn }: Identity,
    { role }: Membership,
    origin: Origin,
  ): Promise<void> {
    await endSessionsOf(em, { userId: user.id, onlyTenantId: tenant.id })
    if (madeIn !== tenant.id) return
    await endMembership(em, tenant.id, user.id)
    await this.#tell(em, tenant.id, user, 'nobody', origin, 'member.remove', { role })
  }

  async #tell(
    em: EntityManager,
    tenantId: string,
    user: User,
    role: Role | 'nobody',
    origin: Origin,
    action: 'member.join' | 'member.update' | 'member.remove',
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const because = { because: 'single sign-on' }
    await record(em, {
      tenantId,
      caller: actorOf(user, role),
      origin,
      action,
      target: user.id,
      details: { ...details, ...because },
    })
    await this.db.announce(em, tenantId)
  }
}

type Role = 'admin' | 'member'

/** The platform's own provider signs in to the account that is connected, and to nothing else. */
function asAccount(user: User | null): Arrival {
  if (!user) return 'unknown'
  return user.isActive ? { as: user, onlyTenantId: undefined } : 'stranger'
}

/** Whether the person connected it for this tenant; with none, for all of their account. */
const reaches = ({ onlyTenants }: Identity, tenantId: string | undefined): boolean =>
  onlyTenants === null || (tenantId !== undefined && onlyTenants.includes(tenantId))

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase()
