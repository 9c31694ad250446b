import { randomUUID } from 'node:crypto'
import type { Database, EntityManager } from '../db/database'
import { dropLease, guardLease, takeLease } from './store'

/**
 * One process does a job for all, until it does not come back. Who has it writes that down when half of the time is over; the
 * others ask when it ends. What must not be done twice is done behind {@link guard}.
 */
export class Lease {
  readonly #claim: { readonly name: string; readonly holder: string }
  /** By a clock that nobody sets. */
  #mineUntil = 0
  #othersUntil = 0

  constructor(
    private readonly db: Database,
    name: string,
    private readonly lifeMs: number,
  ) {
    this.#claim = { name, holder: randomUUID() }
  }

  async hold(): Promise<boolean> {
    const now = performance.now()
    if (now < this.#mineUntil - this.lifeMs / 2) return true
    if (now < this.#othersUntil) return false
    const othersMs = await this.db.withSystem((em) => takeLease(em, this.#claim, this.lifeMs))
    this.#mineUntil = othersMs === 0 ? now + this.lifeMs : 0
    this.#othersUntil = now + othersMs
    return othersMs === 0
  }

  /** False where another process took over. Else none does before this transaction ends. */
  async guard(em: EntityManager): Promise<boolean> {
    const isMine = await guardLease(em, this.#claim)
    if (!isMine) this.#mineUntil = 0
    return isMine
  }

  /** For another process to go on at once. */
  async release(): Promise<void> {
    if (this.#mineUntil === 0) return
    this.#mineUntil = 0
    await this.db.withSystem((em) => dropLease(em, this.#claim))
  }
}
