import { lockPlatformKeys, otherPlatformKeys } from '../api-keys/store'
import type { Caller } from '../auth/caller'
import { requireLasting } from '../auth/permissions'
import type { CreateUser, UpdateUser } from '../contracts/users'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import { endAllInvitationsOf } from '../invitations/store'
import { User } from './entity'
import { insertUser, takenEmail } from './new-user'
import {
  endSessionsOf,
  findUser,
  listUsers,
  type MembershipOf,
  membershipsOf,
  otherPlatformAdmins,
  type UserList,
} from './store'

/** People of the platform: who they are. How they prove it, `passwords.ts` and `second-factor.ts` say; what they may do is a matter of memberships. */
export class Users {
  constructor(private readonly db: Database) {}

  find(id: string): Promise<User | null> {
    return this.db.withSystem((em) => findUser(em, id))
  }

  list(wanted: UserList): Promise<User[]> {
    return this.db.withSystem((em) => listUsers(em, wanted))
  }

  memberships(userId: string, most?: number): Promise<MembershipOf[]> {
    return this.db.withSystem((em) => membershipsOf(em, userId, most))
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

  /** Keys, grants and streams are checked again wherever this person may be. */
  async #announceOf(em: EntityManager, userId: string): Promise<void> {
    for (const { tenant } of await membershipsOf(em, userId)) await this.db.announce(em, tenant.id)
    await this.db.announce(em, 'platform')
  }
}

/** Throws when nobody else could run the platform: no other working platform key and no other active platform admin. */
export async function keepSomebody(em: EntityManager, but: { userId?: string; keyId?: string }): Promise<void> {
  const others = (await otherPlatformKeys(em, but.keyId)) + (await otherPlatformAdmins(em, but.userId))
  if (others > 0) return
  throw new AppError('conflict', 'Nobody else could run the platform.', {
    hint: 'Make another platform admin or platform key first.',
  })
}
