import { hashToken } from '../auth/secret-token'
import type { User } from '../users/entity'
import type { SingleSignOn } from '../single-sign-on/single-sign-on'
import type { Asked } from '../single-sign-on/store'
import { withNext } from './next'
import { SealedNote } from './sealed-note'
import type { Reply, Visit } from './visit'

const LIFE_MS = 5 * 60_000

interface Note {
  readonly user: string
  /** Changes with the password. */
  readonly password: string
  readonly by: By | undefined
}

/** The provider that proved it. */
interface By {
  readonly asked: Asked
  /** The only tenant that the session is going to be good for. */
  readonly onlyTenantId: string | undefined
}

/** Between the first proof and the code a browser holds a sealed note of whose it was. It is worth nothing else. */
export class Pending {
  readonly #notes: SealedNote<Note>

  constructor(
    key: Buffer,
    private readonly users: { find(id: string): Promise<User | null> },
    private readonly singleSignOn: Pick<SingleSignOn, 'through'>,
  ) {
    this.#notes = new SealedNote(key, 'sagemcp-pending', LIFE_MS)
  }

  /** What follows the first proof: the code where there is a second factor, else the session. */
  async proceed(visit: Visit, user: User, next: string, by?: By): Promise<Reply> {
    if (!user.totpSecret) {
      await this.#signIn(visit, user, by)
      return { goTo: next }
    }
    this.#notes.keep(visit, { user: user.id, password: mark(user), by })
    return { goTo: withNext('/sign-in/code', next) }
  }

  /** Undefined when nobody is under way, it took too long, or the account changed in the meantime. */
  async of(visit: Visit): Promise<{ readonly user: User; signIn(): Promise<void> } | undefined> {
    const note = this.#notes.of(visit)
    const user = note && (await this.users.find(note.user))
    if (!user?.isActive || mark(user) !== note?.password) return undefined
    const signIn = () => {
      this.#notes.end(visit)
      return this.#signIn(visit, user, note.by)
    }
    return { user, signIn }
  }

  #signIn(visit: Visit, user: User, by: By | undefined): Promise<void> {
    return visit.signIn(user, by && this.singleSignOn.through(by.asked, by.onlyTenantId))
  }
}

const mark = (user: User): string => hashToken(user.passwordHash ?? '').toString('base64url')
