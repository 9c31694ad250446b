import { ApiKey } from '../api-keys/entity'
import { lockPlatformKeys, otherPlatformKeys } from '../api-keys/store'
import { record } from '../audit/store'
import type { Caller, Origin } from '../auth/caller'
import { userCallerId } from '../auth/callers'
import { checkPassword, hashPassword } from '../auth/password'
import { requireLasting } from '../auth/permissions'
import type { Mailer } from '../mail/mailer'
import { noPasswordMail, resetMail } from '../mail/letters'
import type { CreateUser, UpdateUser } from '../contracts/users'
import type { Database, EntityManager } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import { endAllInvitationsOf } from '../invitations/store'
import { Endings } from './endings'
import { User } from './entity'
import {
  endLinks,
  endSessionsOf,
  findLink,
  findUser,
  findUserByEmail,
  listUsers,
  makeLink,
  type MembershipOf,
  membershipsOf,
  normalEmail,
  otherPlatformAdmins,
  takeLink,
  type UserList,
} from './store'

const RESET_LIFE_MS = 24 * 3_600_000
/** One that was mailed: whoever asked for it is waiting for it. */
const MAILED_RESET_LIFE_MS = 3_600_000
/** The key that the first start made or took from the configuration says so. */
const BOOTSTRAP = 'bootstrap'

export interface NewPerson {
  readonly email: string
  readonly name: string
  readonly password: string
}

/** People of the platform: who they are and how they prove it. What they may do is a matter of memberships. */
export class Users {
  constructor(
    private readonly db: Database,
    private readonly publicUrl: string,
    private readonly mailer: Mailer,
  ) {}

  find(id: string): Promise<User | null> {
    return this.db.withSystem((em) => findUser(em, id))
  }

  list(wanted: UserList): Promise<User[]> {
    return this.db.withSystem((em) => listUsers(em, wanted))
  }

  memberships(userId: string, most?: number): Promise<MembershipOf[]> {
    return this.db.withSystem((em) => membershipsOf(em, userId, most))
  }

  /** Whose e-mail and password these are. Wrong, unknown and deactivated take as long and answer alike: undefined. */
  async checkPassword(email: string, password: string): Promise<User | undefined> {
    const user = await this.db.withSystem((em) => findUserByEmail(em, email))
    const matches = await checkPassword(password, user?.passwordHash)
    return user?.isActive === true && matches ? user : undefined
  }

  /** Somebody changes their own password, having proved the old one. All their sessions end, connected clients if they say so. */
  async setPassword(
    userId: string,
    password: string,
    origin: Origin,
    { clients }: { clients: boolean },
  ): Promise<User> {
    const passwordHash = await hashPassword(password)
    return this.db.withSystem(async (em) => {
      const user = await findUser(em, userId)
      if (!user) throw notFound('User')
      return this.#newPassword(em, user, passwordHash, origin, { clients, keys: false })
    })
  }

  /** Made by a platform admin, without a password: a reset link lets them choose one. */
  create(caller: Caller, input: CreateUser, audit: Auditor): Promise<User> {
    const { email, name, isPlatformAdmin = false } = input
    if (isPlatformAdmin) requireLasting(caller)
    return takenEmail(() =>
      this.db.withSystem(async (em) => {
        const user = await insertUser(em, { email, name, passwordHash: null, isPlatformAdmin })
        await audit(em, { target: user.id, details: { isPlatformAdmin } })
        return user
      }),
    )
  }

  /** Deactivating ends sessions, keys and every tenant's access at once. */
  update(caller: Caller, id: string, change: UpdateUser, audit: Auditor): Promise<User> {
    if (change.isPlatformAdmin) requireLasting(caller)
    return this.db.withSystem(async (em) => {
      await lockPlatformKeys(em)
      const before = await findUser(em, id)
      if (!before) throw notFound('User')
      const user = await em.save(User, { ...before, ...change } as User)
      const loses = before.isPlatformAdmin && before.isActive && !(user.isPlatformAdmin && user.isActive)
      if (loses) await keepSomebody(em, { userId: id })
      if (!user.isActive) await endSessionsOf(em, { userId: id })
      const lostAdmin = before.isPlatformAdmin && !user.isPlatformAdmin
      if (!user.isActive || lostAdmin) await endAllInvitationsOf(em, id)
      await audit(em, { target: id, details: { ...change } })
      await this.#announceOf(em, id)
      return user
    })
  }

  /** For somebody who lost their password. Whoever makes it hands it over; it works once. */
  resetLink(caller: Caller, id: string, audit: Auditor): Promise<{ url: string; expiresAt: Date }> {
    requireLasting(caller)
    return this.db.withSystem(async (em) => {
      if (!(await findUser(em, id))) throw notFound('User')
      const { token, expiresAt } = await makeLink(em, { purpose: 'reset', userId: id, lifeMs: RESET_LIFE_MS })
      await audit(em, { target: id })
      return { url: this.#resetUrl(token), expiresAt }
    })
  }

  /** Mails a link to whoever has an account with this address and a password; to anybody else nothing that opens anything. */
  async mailReset(email: string, origin: Origin): Promise<void> {
    const user = await this.db.withSystem((em) => findUserByEmail(em, email))
    if (!user?.isActive) return
    const to = user.email
    if (user.passwordHash === null) {
      await this.mailer.send(noPasswordMail({ to, publicUrl: this.publicUrl }))
      return
    }
    const link = await this.db.withSystem(async (em) => {
      const made = await makeLink(em, { purpose: 'reset', userId: user.id, lifeMs: MAILED_RESET_LIFE_MS })
      const target = { action: 'user.reset-link', target: user.id, details: { mailed: true } } as const
      await record(em, { tenantId: null, caller: STRANGER, origin, ...target })
      return made
    })
    await this.mailer.send(resetMail({ to, url: this.#resetUrl(link.token), expiresAt: link.expiresAt }))
  }

  /** Somebody was slowed down guessing at an account. Nothing is written about addresses that have none. */
  async guessed(email: string, what: 'password' | 'code', origin: Origin): Promise<void> {
    await this.db.withSystem(async (em) => {
      const user = await findUserByEmail(em, email)
      if (!user) return
      const target = { action: 'session.create', target: user.id, outcome: 'rate_limited', details: { what } } as const
      await record(em, { tenantId: null, caller: STRANGER, origin, ...target })
    })
  }

  /** For somebody who lost phone and recovery codes. Nobody does it for themselves: a stolen session must not be enough. */
  resetSecondFactor(caller: Caller, id: string, audit: Auditor): Promise<void> {
    if (caller.userId === id) {
      throw new AppError('forbidden', 'Nobody takes away their own second factor here.', {
        hint: 'Switch it off on your account page, with your password.',
      })
    }
    return this.db.withSystem(async (em) => {
      const user = await findUser(em, id)
      if (!user) throw notFound('User')
      if (user.isPlatformAdmin && caller.userId === undefined) {
        throw new AppError('forbidden', 'Only another platform admin takes away the second factor of a platform admin.')
      }
      if (!user.totpSecret) throw notFound('Second factor')
      await em.update(User, { id }, { totpSecret: null, totpStep: null, recoveryHashes: null })
      await audit(em, { target: id, details: { secondFactor: false } })
    })
  }

  /** Whose password a reset link sets; undefined when it is used, expired or made up. */
  findReset(token: string): Promise<User | undefined> {
    return this.db.withSystem(async (em) => {
      const link = await findLink(em, token, 'reset')
      const user = link?.userId == null ? null : await findUser(em, link.userId)
      return user?.isActive ? user : undefined
    })
  }

  /**
   * Takes the link. Undefined when it does not work (any more). Signs nobody in: a second factor is still asked for. Sessions
   * and connected clients end, because the account may have been in other hands; `keys` ends what these could have left behind.
   */
  async resetPassword(
    token: string,
    password: string,
    origin: Origin,
    { keys }: { keys: boolean },
  ): Promise<User | undefined> {
    if (!(await this.findReset(token))) return undefined
    const passwordHash = await hashPassword(password)
    return this.db.withSystem(async (em) => {
      const link = await takeLink(em, token, 'reset')
      const user = link?.userId == null ? null : await findUser(em, link.userId)
      if (!user?.isActive) return undefined
      return this.#newPassword(em, user, passwordHash, origin, { clients: true, keys })
    })
  }

  /** Whether this set-up link still works. */
  async findSetup(token: string): Promise<boolean> {
    return this.db.withSystem(async (em) => (await findLink(em, token, 'setup')) !== null)
  }

  /** Makes the first platform admin and ends the bootstrap key. Undefined when the link does not work (any more). */
  async completeSetup(token: string, person: NewPerson, origin: Origin): Promise<User | undefined> {
    if (!(await this.findSetup(token))) return undefined
    const { email, name, password } = person
    const passwordHash = await hashPassword(password)
    return takenEmail(() =>
      this.db.withSystem(async (em) => {
        await lockPlatformKeys(em)
        if (!(await takeLink(em, token, 'setup'))) return undefined
        // Every start before this one logged a link of its own.
        await endLinks(em, { purpose: 'setup' })
        const user = await insertUser(em, { email, name, passwordHash, isPlatformAdmin: true })
        const { affected } = await em.delete(ApiKey, { scope: 'platform_admin', createdBy: BOOTSTRAP })
        const caller = actorOf(user, 'platform_admin')
        const details = { isPlatformAdmin: true, bootstrapKeysEnded: affected ?? 0 }
        await record(em, { tenantId: null, caller, origin, action: 'user.create', target: user.id, details })
        await this.db.announce(em, 'platform')
        return user
      }),
    )
  }

  async #newPassword(
    em: EntityManager,
    user: User,
    passwordHash: string,
    origin: Origin,
    ends: { readonly clients: boolean; readonly keys: boolean },
  ): Promise<User> {
    await em.update(User, { id: user.id }, { passwordHash })
    await endLinks(em, { purpose: 'reset', userId: user.id })
    await endSessionsOf(em, { userId: user.id })
    const caller = actorOf(user, user.isPlatformAdmin ? 'platform_admin' : 'nobody')
    const endings = new Endings(this.db, em, caller, origin)
    const details = {
      clientsEnded: ends.clients ? await endings.clients() : 0,
      keysEnded: ends.keys ? await endings.keysAndInvitations() : 0,
      identitiesEnded: ends.keys ? await endings.identities() : 0,
    }
    await record(em, { tenantId: null, caller, origin, action: 'user.password', target: user.id, details })
    return { ...user, passwordHash }
  }

  #resetUrl(token: string): string {
    return `${this.publicUrl}/reset/${token}`
  }

  /** Keys, grants and streams are checked again wherever this person may be. */
  async #announceOf(em: EntityManager, userId: string): Promise<void> {
    for (const { tenant } of await membershipsOf(em, userId)) await this.db.announce(em, tenant.id)
    await this.db.announce(em, 'platform')
  }
}

/** Whoever did something without proving who they are. */
const STRANGER = { id: 'stranger', userId: undefined, name: 'not signed in', role: 'nobody' } as const

/** Whoever acts before there is a session of theirs. */
export const actorOf = ({ id, name }: Pick<User, 'id' | 'name'>, role: Caller['role']) => ({
  id: userCallerId(id),
  userId: id,
  name,
  role,
})

/** Throws when nobody else could run the platform: no other working platform key and no other active platform admin. */
export async function keepSomebody(em: EntityManager, but: { userId?: string; keyId?: string }): Promise<void> {
  const others = (await otherPlatformKeys(em, but.keyId)) + (await otherPlatformAdmins(em, but.userId))
  if (others > 0) return
  throw new AppError('conflict', 'Nobody else could run the platform.', {
    hint: 'Make another platform admin or platform key first.',
  })
}

export function insertUser(
  em: EntityManager,
  { email, ...rest }: Pick<User, 'email' | 'name' | 'passwordHash' | 'isPlatformAdmin'>,
): Promise<User> {
  return em.save(em.create(User, { email: normalEmail(email), ...rest, isActive: true }))
}

/** Runs work that makes a user. */
export async function takenEmail<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'users_email_key')) throw error
    throw new AppError('conflict', 'There is an account with this e-mail address.', { fields: { email: 'Is taken.' } })
  }
}
