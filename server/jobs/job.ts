import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { Lease } from './lease'

export interface JobOptions {
  readonly name: string
  readonly everyMs: number
  /** How long the work rests when the process that does it dies. */
  readonly leaseMs: number
  /** Called by one process at a time; `lease` is for what must not be done twice. */
  readonly work: (lease: Lease, signal: AbortSignal) => Promise<void>
}

export interface JobParts {
  readonly db: Database
  readonly log: Log
  /** Told of every time that this process did some. */
  readonly jobRan?: JobRan
}

export type JobRan = (job: string, outcome: 'ok' | 'failed') => void

/** Work in the background that one of all processes does, again and again. */
export class Job {
  readonly #lease: Lease
  readonly #timer: NodeJS.Timeout
  readonly #stop = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #isWaiting = false
  #failed = false

  constructor(
    private readonly parts: JobParts,
    private readonly options: JobOptions,
  ) {
    this.#lease = new Lease(parts.db, options.name, options.leaseMs)
    this.#timer = setInterval(() => void this.run(), options.everyMs)
    this.#timer.unref()
  }

  /** Afterwards it was done once more, if this is the process that does it. */
  run(): Promise<void> {
    // One that begins later does what this one would.
    if (this.#isWaiting) return this.#running
    this.#isWaiting = true
    this.#running = this.#running.then(() => this.#run())
    return this.#running
  }

  /** What runs comes to its next stop; then another process may go on. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#stop.abort()
    await this.#running
    await this.#lease.release().catch(() => {}) // it ends by itself
  }

  async #run(): Promise<void> {
    this.#isWaiting = false
    const { name, work } = this.options
    if (this.#stop.signal.aborted) return
    try {
      if (await this.#lease.hold()) {
        await work(this.#lease, this.#stop.signal)
        this.parts.jobRan?.(name, 'ok')
      }
      if (this.#failed) this.parts.log.info({ job: name }, 'a background job works again')
      this.#failed = false
    } catch (error) {
      this.parts.jobRan?.(name, 'failed')
      // A database that is gone for a minute is one line, not sixty.
      if (!this.#failed) this.parts.log.warn({ err: error, job: name }, 'a background job failed and is tried again')
      this.#failed = true
    }
  }
}
