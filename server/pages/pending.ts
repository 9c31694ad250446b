import { hashToken } from '../auth/secret-token'
import type { User } from '../users/entity'
import { withNext } from './next'
import { SealedNote } from './sealed-note'
import type { Reply, Visit } from './visit'

const LIFE_MS = 5 * 60_000

interface Note {
  readonly user: string
  /** Changes with the password. */
  readonly password: string
  /** The only tenant that the session is going to be good for. */
  readonly tenant: string | undefined
}

interface UnderWay {
  readonly user: User
  readonly onlyTenantId: string | undefined
}

/** Between the first proof and the code a browser holds a sealed note of whose it was. It is worth nothing else. */
export class Pending {
  readonly #notes: SealedNote<Note>

  constructor(
    key: Buffer,
    private readonly users: { find(id: string): Promise<User | null> },
  ) {
    this.#notes = new SealedNote(key, 'sagemcp-pending', LIFE_MS)
  }

  /** What follows the first proof: the code where there is a second factor, else the session. */
  async proceed(visit: Visit, user: User, next: string, onlyTenantId?: string): Promise<Reply> {
    if (!user.totpSecret) {
      await visit.signIn(user, onlyTenantId)
      return { goTo: next }
    }
    this.#notes.keep(visit, { user: user.id, password: mark(user), tenant: onlyTenantId })
    return { goTo: withNext('/sign-in/code', next) }
  }

  /** Undefined when nobody is under way, it took too long, or the account changed in the meantime. */
  async of(visit: Visit): Promise<UnderWay | undefined> {
    const note = this.#notes.of(visit)
    const user = note && (await this.users.find(note.user))
    return user?.isActive && mark(user) === note?.password ? { user, onlyTenantId: note.tenant } : undefined
  }

  end(visit: Visit): void {
    this.#notes.end(visit)
  }
}

const mark = (user: User): string => hashToken(user.passwordHash ?? '').toString('base64url')
