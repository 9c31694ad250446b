import { hashToken } from '../auth/secret-token'
import { open, seal } from '../credentials/seal'
import type { User } from '../users/entity'
import type { Visit } from './visit'

const COOKIE = 'sagemcp-pending'
const LIFE_MS = 5 * 60_000
const PLACE = 'pages|second factor|pending'

interface Note {
  readonly user: string
  /** Changes with the password. */
  readonly password: string
  readonly until: number
}

/** Between the password and the code a browser holds a sealed note of whose password it knew. It is worth nothing else. */
export class Pending {
  constructor(
    private readonly key: Buffer,
    private readonly users: { find(id: string): Promise<User | null> },
  ) {}

  begin(visit: Visit, user: User): void {
    const note: Note = { user: user.id, password: mark(user), until: Date.now() + LIFE_MS }
    visit.keep(COOKIE, seal(this.key, JSON.stringify(note), PLACE).toString('base64url'), LIFE_MS / 1_000)
  }

  /** Undefined when nobody is under way, it took too long, or the account changed in the meantime. */
  async of(visit: Visit): Promise<User | undefined> {
    const note = this.#read(visit.kept(COOKIE))
    if (!note || note.until < Date.now()) return undefined
    const user = await this.users.find(note.user)
    return user?.isActive && mark(user) === note.password ? user : undefined
  }

  end(visit: Visit): void {
    visit.forget(COOKIE)
  }

  #read(sealed: string | undefined): Note | undefined {
    if (sealed === undefined) return undefined
    try {
      return JSON.parse(open(this.key, Buffer.from(sealed, 'base64url'), PLACE)) as Note
    } catch {
      return undefined
    }
  }
}

const mark = (user: User): string => hashToken(user.passwordHash ?? '').toString('base64url')
