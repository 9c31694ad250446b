import type { Caller } from '../auth/caller'
import { keyIdOf } from '../auth/key-directory'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { CallCopier, CopiedCalls } from './copied-calls'
import type { UsageRow } from './usage-store'
import { CallTexts, type WaitingCalls } from './waiting-calls'

const TOUCH_KEYS = `
  UPDATE sagemcp.api_keys k SET last_used_at = u.at
  FROM jsonb_to_recordset($1::jsonb) AS u(id text, at timestamptz) WHERE k.id = u.id`

const FLUSH_MS = 500
const MAX_ROWS = 20_000
/** So many go at once: the embedded database stops everything while it stores them, and what is kept for longer costs the collector more. */
const BATCH = 500
/** A key in steady use is marked so this often: with every batch it would cost as much as the calls. */
const MARK_MS = 30_000
/** Marks go together: a statement for a few costs as much as one for a hundred. */
const MARKS_MS = 5_000

/** Rows about calls, in memory for at most a second so that a read call never waits for the database. */
export class Usage {
  #rows: WaitingCalls
  /** Key id -> when it was used last. */
  #keys = new Map<string, Date>()
  /** When keys were marked last, by `performance.now()`. */
  #markedAt = -Infinity
  #dropped = 0
  /** What was not stored may have been, and is in the way of a copy then. */
  #failed = false
  #flushing: Promise<void> = Promise.resolve()
  readonly #copier: CallCopier | undefined
  readonly #timer: NodeJS.Timeout

  constructor(
    private readonly db: Database,
    private readonly log: Log,
  ) {
    this.#copier = db.copy && new CallCopier(db.copy, db.changes)
    this.#rows = this.#noRows()
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS)
    this.#timer.unref()
  }

  record(row: UsageRow): void {
    if (this.#rows.size >= MAX_ROWS) {
      this.#dropped++
      return
    }
    this.#rows.add(row)
    if (this.#rows.size % BATCH === 0) void this.flush()
  }

  /** Remembers when a key was used last, to half a minute; other callers have no such mark. */
  used(caller: Caller): void {
    const now = Math.floor(performance.now())
    if (now - caller.noted.markedAt < MARK_MS) return
    const keyId = keyIdOf(caller.id)
    if (keyId === undefined) return
    caller.noted.markedAt = now
    this.#keys.set(keyId, new Date())
  }

  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write())
    return this.#flushing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#markedAt = -Infinity
    await this.flush()
    this.#copier?.close()
  }

  async #write(): Promise<void> {
    const [rows, keys, dropped] = [this.#rows, this.#dueKeys(), this.#dropped]
    if (rows.size === 0 && keys.size === 0) return
    this.#rows = this.#noRows()
    this.#dropped = 0
    if (dropped > 0) this.log.warn({ dropped }, 'usage rows dropped: the database is slower than the calls')
    try {
      await this.db.withSystem(async (em) => {
        const used = [...keys].map(([id, at]) => ({ id, at }))
        if (used.length > 0) await em.query(TOUCH_KEYS, [JSON.stringify(used)])
        if (rows.size > 0) await rows.store(em, this.#failed)
      })
      this.#failed = false
    } catch (error) {
      this.#failed = true
      this.#keys = new Map([...keys, ...this.#keys])
      if (isBadData(error)) {
        this.log.error({ err: error, rows: rows.size }, 'usage rows cannot be stored and are lost')
        return
      }
      this.log.warn({ err: error, rows: rows.size }, 'usage rows were not stored; trying again')
      if (rows.size < MAX_ROWS) rows.append(this.#rows)
      else this.#dropped += this.#rows.size
      this.#rows = rows
    }
  }

  #dueKeys(): Map<string, Date> {
    const now = performance.now()
    if (this.#keys.size === 0 || now - this.#markedAt < MARKS_MS) return new Map()
    const due = this.#keys
    this.#keys = new Map()
    this.#markedAt = now
    return due
  }

  #noRows(): WaitingCalls {
    return this.#copier ? new CopiedCalls(this.#copier) : new CallTexts()
  }
}

/** SQLSTATE class 22: trying again would fail for ever, and hold up the rows of everybody. */
const isBadData = (error: unknown): boolean => String((error as { code?: unknown }).code).startsWith('22')
