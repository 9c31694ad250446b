import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { SOON_MS } from './condition'
import type { VendorAccounts } from './service'
import { deleteExpiredAttempts } from './attempt-store'
import { tenantsToCheck, tenantsWithAccounts } from './store'

const EVERY_MS = 30_000
const TENANT = /^[0-9a-f-]{36}$/

/**
 * Finds what no call does: an account that ends soon, a tool that was enabled and lacks a scope, a wait that is over. It looks at
 * tenants where something changed, and at those where time does it.
 */
export class CheckUp {
  readonly #timer: NodeJS.Timeout
  readonly #unsubscribe: () => void
  readonly #changed = new Set<string>()
  /** Nobody knows what changed before this process listened. */
  #all = true
  #running: Promise<void> = Promise.resolve()

  constructor(
    private readonly parts: { db: Database; accounts: Pick<VendorAccounts, 'checkUp'>; log: Log },
    everyMs = EVERY_MS,
  ) {
    this.#unsubscribe = parts.db.changes.subscribe({
      changed: (owner) => void (TENANT.test(owner) && this.#changed.add(owner)),
      reset: () => (this.#all = true),
    })
    this.#timer = setInterval(() => void this.run(), everyMs)
    this.#timer.unref()
  }

  /** Afterwards everything that was committed before is told. */
  run(): Promise<void> {
    this.#running = this.#running
      .then(() => this.#run())
      .catch((error: unknown) => {
        this.#all = true
        this.parts.log.warn({ err: error }, 'accounts could not be looked after')
      })
    return this.#running
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#unsubscribe()
    await this.#running
  }

  async #run(): Promise<void> {
    const { db, accounts, log } = this.parts
    const isAll = this.#all
    const changed = [...this.#changed]
    this.#all = false
    this.#changed.clear()
    await db.withSystem((em) => deleteExpiredAttempts(em))
    const due = await db.withSystem((em) => (isAll ? tenantsWithAccounts(em) : tenantsToCheck(em, SOON_MS)))
    for (const tenantId of new Set([...changed, ...due])) {
      await accounts.checkUp(tenantId).catch((error: unknown) => {
        this.#changed.add(tenantId)
        log.warn({ err: error, tenant: tenantId }, 'the accounts of a tenant could not be looked after')
      })
    }
  }
}
