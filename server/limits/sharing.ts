import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import type { CallLimits } from './call-limits'
import { addCalls, countProcesses, removeProcess } from './store'
import type { TokenStore } from './token-store'

const EVERY_MS = 1_000
/** At most so often, for tokens that ran out in between. */
const AGAIN_MS = 50
/** Says that it is there; whoever did not for `ALIVE_MS` is not. */
const SEEN_MS = 3_000
const ALIVE_MS = 10_000
/** What processes announce when one comes or goes. */
const NEWS = 'limits'

export interface SharingParts {
  readonly db: Database
  readonly tokens: TokenStore
  readonly limits: CallLimits
  readonly log: Log
  readonly everyMs?: number
}

/** Keeps the limits of several processes together, in the background: calls wait for nothing of it but where tokens ran out. */
export class LimitSharing {
  readonly #id = randomUUID()
  readonly #timer: NodeJS.Timeout
  readonly #unsubscribe: () => void
  #processes = 1
  #countedAt = -Infinity
  #running: Promise<void> = Promise.resolve()
  #soon: Promise<void> | undefined
  readonly #closed = new AbortController()
  #failed = false

  constructor(private readonly parts: SharingParts) {
    const { db, limits, everyMs = EVERY_MS } = parts
    this.#timer = setInterval(() => void this.run(), everyMs)
    this.#timer.unref()
    for (const buckets of [limits.callers, limits.tenants]) buckets.hungry = () => this.#runSoon()
    const recount = () => {
      this.#countedAt = -Infinity
      void this.#runSoon()
    }
    this.#unsubscribe = db.isShared
      ? db.changes.subscribe({ changed: (what) => void (what === NEWS && recount()), reset: recount })
      : () => {}
  }

  /** Before this process is asked anything, so that it does not take for its own what others use already. */
  async start(): Promise<void> {
    const { db } = this.parts
    if (!db.isShared) return
    await this.run()
    await db.withSystem((em) => db.announce(em, NEWS))
  }

  /** Afterwards what was taken until now was told, and tokens for the next moment are here. */
  run(): Promise<void> {
    this.#running = this.#running.then(() => this.#run())
    return this.#running
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#unsubscribe()
    this.#closed.abort()
    await this.#soon
    await this.run()
    const { db, tokens } = this.parts
    await tokens.close()
    if (!db.isShared) return
    await db
      .withSystem(async (em) => {
        await removeProcess(em, this.#id)
        await db.announce(em, NEWS)
      })
      .catch(() => {}) // it is soon taken for gone
  }

  #runSoon(): Promise<void> {
    this.#soon ??= wait(AGAIN_MS, undefined, { ref: false, signal: this.#closed.signal })
      .catch(() => {})
      .then(() => {
        this.#soon = undefined
        return this.run()
      })
    return this.#soon
  }

  async #run(): Promise<void> {
    const { limits, log } = this.parts
    try {
      await this.#count()
      await this.#shareMinutes()
      await this.#flushDays()
      if (this.#failed) log.info({}, 'limits are shared again')
      this.#failed = false
    } catch (error) {
      for (const buckets of [limits.callers, limits.tenants]) buckets.cutOff()
      // A database that is gone for a minute is one line, not sixty.
      if (!this.#failed) log.warn({ err: error }, 'limits are not shared: each process keeps to its part')
      this.#failed = true
    }
  }

  async #count(): Promise<void> {
    const { db, limits, tokens } = this.parts
    const now = performance.now()
    if (!db.isShared || (!this.#failed && now - this.#countedAt < SEEN_MS)) return
    const processes = await db.withSystem((em) => countProcesses(em, this.#id, ALIVE_MS))
    // Buckets begin anew when they are shared again: not before they can be.
    if (this.#failed) await tokens.check()
    this.#countedAt = now
    this.#processes = processes
    for (const buckets of [limits.callers, limits.tenants]) buckets.share(processes)
  }

  async #shareMinutes(): Promise<void> {
    if (this.#processes === 1) return
    const { tokens, limits } = this.parts
    const both = [limits.callers, limits.tenants]
    const wishes = both.flatMap((buckets) => buckets.wishes())
    if (wishes.length === 0) return
    const given = await tokens.take(wishes, this.#processes)
    for (const buckets of both) buckets.receive(wishes, given)
  }

  #flushDays(): Promise<void> {
    const { db, limits } = this.parts
    return limits.days.flush((added) => db.withSystem((em) => addCalls(em, added)))
  }
}
