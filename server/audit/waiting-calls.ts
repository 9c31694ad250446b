import type { EntityManager } from '../db/database'
import { INSERT_CALLS, type UsageRow } from './usage-store'

/**
 * Rows about calls until they are stored, in the form in which they are: what they say is at hand when they are added, and one thing
 * is less to keep for the collector than all that a row is made of.
 */
export interface WaitingCalls {
  readonly size: number
  add(row: UsageRow): void
  /** Adds those that waited for less long. */
  append(later: this): void
  /** `again`: they may be stored already. */
  store(em: EntityManager, again: boolean): Promise<void>
}

/** For a server: a statement takes them as JSON. */
export class CallTexts implements WaitingCalls {
  readonly #texts: string[] = []

  get size(): number {
    return this.#texts.length
  }

  add(row: UsageRow): void {
    this.#texts.push(JSON.stringify(row))
  }

  append(later: this): void {
    for (const text of later.#texts) this.#texts.push(text)
  }

  async store(em: EntityManager): Promise<void> {
    await em.query(INSERT_CALLS, [`[${this.#texts.join()}]`])
  }
}
