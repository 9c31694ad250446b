import { record } from '../audit/store'
import type { Origin } from '../auth/caller'
import type { Database } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { AppError, notFound } from '../errors'
import { Identity } from '../users/entity'
import { actorOf } from '../users/actors'
import { findIdentity, identitiesOf, lockUser } from './store'

interface Named {
  readonly issuer: string
  readonly subject: string
}

interface Connecting extends Named {
  readonly tenantId: string | undefined
}

const isTaken = () => new AppError('conflict', 'This sign-in is connected with an account already.')

/** Who an account is at providers. Only the account itself connects and disconnects. */
export class Identities {
  constructor(private readonly db: Database) {}

  listOf(userId: string): Promise<Identity[]> {
    return this.db.withSystem((em) => identitiesOf(em, userId))
  }

  /** For one tenant, or all of the account where none is named. `conflict` when the identity is another account's. */
  async connect(userId: string, { issuer, subject, tenantId }: Connecting, origin: Origin): Promise<void> {
    try {
      await this.#change(userId, 'identity.connect', issuer, origin, async (em) => {
        const known = await findIdentity(em, issuer, subject)
        if (known && known.userId !== userId) throw isTaken()
        const wanted = tenantId === undefined ? null : [tenantId]
        if (!known)
          return void (await em.insert(Identity, { issuer, subject, userId, madeIn: null, onlyTenants: wanted }))
        const both = known.onlyTenants && wanted && [...new Set([...known.onlyTenants, ...wanted])]
        await em.update(Identity, { issuer, subject }, { onlyTenants: both })
      })
    } catch (error) {
      throw isUniqueViolation(error, 'identities_pkey') ? isTaken() : error
    }
  }

  /** `conflict` for the last way in: an account without a password keeps one. */
  disconnect(userId: string, { issuer, subject }: Named, origin: Origin): Promise<void> {
    return this.#change(userId, 'identity.disconnect', issuer, origin, async (em, hasPassword) => {
      const all = await identitiesOf(em, userId)
      if (!all.some((one) => one.issuer === issuer && one.subject === subject)) throw notFound('Identity')
      const left = all.filter((one) => one.issuer !== issuer || one.subject !== subject)
      if (!hasPassword && !left.some(({ onlyTenants }) => onlyTenants === null)) {
        throw new AppError('conflict', 'This is the only way into your account.', {
          hint: 'Choose a password first, or connect another provider.',
        })
      }
      await em.delete(Identity, { issuer, subject, userId })
    })
  }

  #change(
    userId: string,
    action: 'identity.connect' | 'identity.disconnect',
    issuer: string,
    origin: Origin,
    work: (em: Parameters<Parameters<Database['withSystem']>[0]>[0], hasPassword: boolean) => Promise<void>,
  ): Promise<void> {
    return this.db.withSystem(async (em) => {
      const user = await lockUser(em, userId)
      if (!user?.isActive) throw notFound('User')
      await work(em, user.passwordHash !== null)
      const caller = actorOf(user, user.isPlatformAdmin ? 'platform_admin' : 'nobody')
      await record(em, { tenantId: null, caller, origin, action, target: userId, details: { issuer } })
    })
  }
}
