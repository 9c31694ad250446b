import { ApiKey } from '../api-keys/entity'
import { lockPlatformKeys } from '../api-keys/store'
import { record } from '../audit/store'
import type { Origin } from '../auth/caller'
import { hashPassword } from '../auth/password'
import type { Database } from '../db/database'
import { actorOf } from './actors'
import type { User } from './entity'
import { insertUser, takenEmail } from './new-user'
import { endLinks, findLink, takeLink } from './store'

/** The key that the first start made or took from the configuration says so. */
const BOOTSTRAP = 'bootstrap'

export interface NewPerson {
  readonly email: string
  readonly name: string
  readonly password: string
}

/** The first platform admin, by the link in the log of a platform that has none. */
export class Setup {
  constructor(private readonly db: Database) {}

  /** Whether this set-up link still works. */
  async find(token: string): Promise<boolean> {
    return this.db.withSystem(async (em) => (await findLink(em, token, 'setup')) !== null)
  }

  /** Makes the first platform admin and ends the bootstrap key. Undefined when the link does not work (any more). */
  async complete(token: string, person: NewPerson, origin: Origin): Promise<User | undefined> {
    if (!(await this.find(token))) return undefined
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
}
