import { BoundedMap } from '../bounded-map'
import type { Passwords } from '../users/passwords'
import type { Visit } from './visit'

const EVERY_MS = 3_600_000
const MAX_TOLD = 50_000

/**
 * Writes down that somebody was slowed down guessing at an account: when it begins, and then at most once an hour for each
 * account in each process, so that guessing cannot fill the audit log.
 */
export class Guesses {
  /** When, as `performance.now()`. */
  readonly #told = new BoundedMap<string, number>(MAX_TOLD)

  constructor(private readonly passwords: Pick<Passwords, 'guessed'>) {}

  slowedDown(visit: Visit, email: string, what: 'password' | 'code'): void {
    const about = `${what} ${email}`
    const now = performance.now()
    if (now - (this.#told.get(about) ?? -EVERY_MS) < EVERY_MS) return
    this.#told.set(about, now)
    visit.afterwards(() => this.passwords.guessed(email, what, visit.origin))
  }
}
