import { LRUCache } from 'lru-cache'
import type { Passwords } from '../users/passwords'
import type { Visit } from './visit'

const EVERY_MS = 3_600_000

/**
 * Writes down that somebody was slowed down guessing at an account: when it begins, and then at most once an hour for each
 * account in each process, so that guessing cannot fill the audit log.
 */
export class Guesses {
  readonly #told = new LRUCache<string, true>({ max: 50_000, ttl: EVERY_MS })

  constructor(private readonly passwords: Pick<Passwords, 'guessed'>) {}

  slowedDown(visit: Visit, email: string, what: 'password' | 'code'): void {
    const about = `${what} ${email}`
    if (this.#told.has(about)) return
    this.#told.set(about, true)
    visit.afterwards(() => this.passwords.guessed(email, what, visit.origin))
  }
}
