import { record } from '../audit/store'
import type { Caller, Origin } from '../auth/caller'
import { checkPassword, hashPassword } from '../auth/password'
import { requireLasting } from '../auth/permissions'
import type { Database, EntityManager } from '../db/database'
import { notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import { noPasswordMail, resetMail } from '../mail/letters'
import type { Mailer } from '../mail/mailer'
import { actorOf, STRANGER } from './actors'
import { Endings } from './endings'
import { User } from './entity'
import { endLinks, endSessionsOf, findLink, findUser, findUserByEmail, makeLink, takeLink } from './store'

const RESET_LIFE_MS = 24 * 3_600_000
/** One that was mailed: whoever asked for it is waiting for it. */
const MAILED_RESET_LIFE_MS = 3_600_000

/** Passwords: proving one, changing it, and the links for whoever lost it. */
export class Passwords {
  constructor(
    private readonly db: Database,
    private readonly publicUrl: string,
    private readonly mailer: Mailer,
  ) {}

  /** Whose e-mail and password these are. Wrong, unknown and deactivated take as long and answer alike: undefined. */
  async check(email: string, password: string): Promise<User | undefined> {
    const user = await this.db.withSystem((em) => findUserByEmail(em, email))
    const matches = await checkPassword(password, user?.passwordHash)
    return user?.isActive === true && matches ? user : undefined
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

  /** Somebody changes their own password, having proved the old one. All their sessions end, connected clients if they say so. */
  async change(userId: string, password: string, origin: Origin, { clients }: { clients: boolean }): Promise<User> {
    const passwordHash = await hashPassword(password)
    return this.db.withSystem(async (em) => {
      const user = await findUser(em, userId)
      if (!user) throw notFound('User')
      return this.#newPassword(em, user, passwordHash, origin, { clients, keys: false })
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
  async reset(token: string, password: string, origin: Origin, { keys }: { keys: boolean }): Promise<User | undefined> {
    if (!(await this.findReset(token))) return undefined
    const passwordHash = await hashPassword(password)
    return this.db.withSystem(async (em) => {
      const link = await takeLink(em, token, 'reset')
      const user = link?.userId == null ? null : await findUser(em, link.userId)
      if (!user?.isActive) return undefined
      return this.#newPassword(em, user, passwordHash, origin, { clients: true, keys })
    })
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
}
