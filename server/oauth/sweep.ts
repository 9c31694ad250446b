import { oauthOf, providerOf, type Registry } from '../../connectors/sdk'
import { toSealed } from '../credentials/sealed-credential'
import type { Database } from '../db/database'
import type { JobRan } from '../jobs/job'
import type { Log } from '../observability/log'
import type { Refresher } from './refresh'
import type { Retirements } from './retirement'
import { dueForRefresh } from './store'

const SWEEP_MS = 5_000
const AT_ONCE = 20
const JOB = 'account sweep'

/**
 * Renews what nobody calls, so that a token is there when somebody does, gives back what nobody uses any more, and finishes what
 * a process that died had begun. Every process sweeps; the leases let one of them work on each account.
 */
export class RefreshSweep {
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(
    private readonly parts: {
      db: Database
      registry: Registry
      refresher: Refresher
      retirements: Retirements
      log: Log
      jobRan?: JobRan
    },
    everyMs: number = SWEEP_MS,
  ) {
    this.#timer = setInterval(() => this.#tick(), everyMs)
    this.#timer.unref()
  }

  async close(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#running
    await this.parts.retirements.close()
  }

  #tick(): void {
    this.#running = this.#running
      .then(() => this.#sweep())
      .then(() => this.parts.jobRan?.(JOB, 'ok'))
      .catch((error: unknown) => {
        this.parts.jobRan?.(JOB, 'failed')
        this.parts.log.warn({ err: error }, 'the sweep of accounts to be renewed failed')
      })
  }

  async #sweep(): Promise<void> {
    if (this.#stopped) return
    const { db, registry, refresher, retirements } = this.parts
    await retirements.sweep()
    // A vendor that lets everybody wait takes room, not time, from the others.
    const room = AT_ONCE - refresher.running.length
    if (room <= 0) return
    const providers = registry.all().filter(oauthOf).map(providerOf)
    const due = await db.withSystem((em) => dueForRefresh(em, providers, room))
    for (const row of due) refresher.renewLater(row.tenantId, toSealed(row))
  }
}
