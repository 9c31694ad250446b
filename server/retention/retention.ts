import { setTimeout as wait } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { removalText } from '../audit/chain'
import { databaseTime, oldestSegment, removeRows, segmentAfter } from '../audit/seal-store'
import type { AuditSigner } from '../audit/signer'
import { checkSegment } from '../audit/verify'
import type { Config } from '../config'
import type { Database } from '../db/database'
import { Job, type JobRan } from '../jobs/job'
import type { Lease } from '../jobs/lease'
import type { Log } from '../observability/log'
import { BATCH, ENDING_TABLES, removeEnded } from './store'

const EVERY_MS = 60_000
const LEASE_MS = 120_000
/** Longer than this it does not go on without a look at its lease. */
const PASS_MS = 30_000
/** Space is given back after so many rows, and once a day in any case. */
const VACUUM_ROWS = 20_000
const VACUUM_MS = 86_400_000
/** A segment that is not as it was sealed is looked at again, and said again, after this. */
const KEPT_MS = 3_600_000

export interface RetentionParts {
  readonly db: Database
  readonly signer: AuditSigner
  readonly config: Config['retention']
  readonly log: Log
  readonly jobRan?: JobRan
  readonly everyMs?: number
}

/** The end of what has none of its own: batch after batch, and as long a rest after each as it took. */
export class Retention {
  readonly #job: Job
  /** Segments whose rows are evidence. */
  readonly #kept = new LRUCache<string, true>({ max: 1_000, ttl: KEPT_MS })
  #removedRows = 0
  #vacuumedAt = performance.now()

  constructor(private readonly parts: RetentionParts) {
    const { everyMs = EVERY_MS } = parts
    const work = (lease: Lease, signal: AbortSignal) => this.#work(lease, signal)
    this.#job = new Job(parts, { name: 'retention', everyMs, leaseMs: LEASE_MS, work })
  }

  run(): Promise<void> {
    return this.#job.run()
  }

  close(): Promise<void> {
    return this.#job.close()
  }

  async #work(lease: Lease, signal: AbortSignal): Promise<void> {
    const end = performance.now() + PASS_MS
    const isOver = () => signal.aborted || performance.now() > end
    const removed: Record<string, number> = {}
    const batches = [
      ...ENDING_TABLES.map((table) => ({ table, batch: () => this.#removeEnded(table) })),
      { table: 'audit_events', batch: () => this.#removeSegment(lease) },
    ]
    for (const { table, batch } of batches) {
      for (let more = true; more && !isOver();) {
        const began = performance.now()
        const { rows, mayBeMore } = await batch()
        if (rows > 0) removed[table] = (removed[table] ?? 0) + rows
        more = mayBeMore
        if (more) await wait(performance.now() - began, undefined, { signal }).catch(() => {})
      }
    }
    if (Object.keys(removed).length > 0) this.parts.log.info({ removed }, 'removed what has ended')
    for (const rows of Object.values(removed)) this.#removedRows += rows
    if (!isOver()) await this.#vacuum()
  }

  async #vacuum(): Promise<void> {
    const now = performance.now()
    if (this.#removedRows < VACUUM_ROWS && now - this.#vacuumedAt < VACUUM_MS) return
    await this.parts.db.vacuum()
    this.#removedRows = 0
    this.#vacuumedAt = now
  }

  async #removeEnded(table: string) {
    const { db, config } = this.parts
    const rows = await db.withSystem((em) => removeEnded(em, table, config.activityDays))
    return { rows, mayBeMore: rows === BATCH }
  }

  /** The rows of one segment, if they are those that were sealed: what is not stays, to be looked at. */
  async #removeSegment(lease: Lease): Promise<{ rows: number; mayBeMore: boolean }> {
    const { db, signer, config, log } = this.parts
    return db.withSystem(async (em) => {
      const due = await oldestSegment(em, config.auditDays, [...this.#kept.keys()])
      if (!due || !(await lease.guard(em))) return { rows: 0, mayBeMore: false }
      const found = await segmentAfter(em, due.tenantId, due.number - 1)
      if (!found) return { rows: 0, mayBeMore: false }
      const broken = checkSegment(signer, found)
      if (broken) {
        this.#kept.set(found.checkpoint.segmentId, true)
        log.error(
          { chain: due.tenantId ?? 'platform', broken },
          'audit rows are kept: they are not as they were sealed',
        )
        return { rows: 0, mayBeMore: true }
      }
      const removedAt = await databaseTime(em)
      await removeRows(em, found, { removedAt, signature: signer.sign(removalText(found.checkpoint, removedAt)) })
      return { rows: found.rows.length, mayBeMore: true }
    })
  }
}
