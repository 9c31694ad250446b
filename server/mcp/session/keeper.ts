import type { Database } from '../../db/database'
import type { Log } from '../../observability/log'
import type { StoredSession } from '../entity'
import { keepSessions } from './store'

const MOST_MS = 30_000

interface Kept {
  /** Those that were used since this was asked last. */
  readonly used: () => string[]
  readonly here: (row: Pick<StoredSession, 'id' | 'logLevel' | 'subscriptions'>) => void
  readonly gone: (id: string) => void
}

/** Moves the end of the sessions that are used here, all together, and learns which of them were ended elsewhere. */
export class Keeper {
  /** How long a row lasts that is marked now: its idle time, at least. */
  readonly lifeMs: number
  readonly #timer: NodeJS.Timeout
  #keeping: Promise<void> = Promise.resolve()

  constructor(
    private readonly db: Database,
    private readonly log: Log,
    idleMs: number,
    private readonly kept: Kept,
  ) {
    const everyMs = Math.min(MOST_MS, Math.ceil(idleMs / 3))
    this.lifeMs = idleMs + 2 * everyMs
    this.#timer = setInterval(() => void this.keep(), everyMs)
    this.#timer.unref()
  }

  keep(): Promise<void> {
    this.#keeping = this.#keeping.then(() => this.#keep())
    return this.#keeping
  }

  close(): Promise<void> {
    clearInterval(this.#timer)
    return this.#keeping
  }

  async #keep(): Promise<void> {
    const ids = this.kept.used()
    if (ids.length === 0) return
    try {
      const rows = await this.db.withSystem((em) => keepSessions(em, ids, this.lifeMs))
      for (const row of rows) this.kept.here(row)
      const there = new Set(rows.map(({ id }) => id))
      for (const id of ids) if (!there.has(id)) this.kept.gone(id)
    } catch (error) {
      this.log.warn({ err: error, sessions: ids.length }, 'sessions in use were not marked so')
    }
  }
}
