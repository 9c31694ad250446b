import { In } from 'typeorm'
import { ApiKey } from '../api-keys/entity'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { Tenant } from '../tenants/entity'
import { ToolCall } from './entity'

export type UsageRow = Pick<
  ToolCall,
  | 'id'
  | 'tenantId'
  | 'connectorId'
  | 'tool'
  | 'actor'
  | 'transport'
  | 'startedAt'
  | 'durationMs'
  | 'outcome'
  | 'arguments'
  | 'resultBytes'
  | 'requestId'
>

const FLUSH_MS = 500
const MAX_ROWS = 20_000

/** Rows about calls, kept in memory for at most a second so that a read call never waits for the database. */
export class Usage {
  #rows: UsageRow[] = []
  /** Key id -> its tenant and when it was used last. */
  #keys = new Map<string, Date>()
  #dropped = 0
  #flushing: Promise<void> = Promise.resolve()
  readonly #timer: NodeJS.Timeout

  constructor(
    private readonly db: Database,
    private readonly log: Log,
  ) {
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS)
    this.#timer.unref()
  }

  record(row: UsageRow): void {
    if (this.#rows.length >= MAX_ROWS) this.#dropped++
    else this.#rows.push(row)
  }

  keyUsed(keyId: string): void {
    this.#keys.set(keyId, new Date())
  }

  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write())
    return this.#flushing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  async #write(): Promise<void> {
    const [rows, keys, dropped] = [this.#rows, this.#keys, this.#dropped]
    if (rows.length === 0 && keys.size === 0) return
    this.#rows = []
    this.#keys = new Map()
    this.#dropped = 0
    if (dropped > 0) this.log.warn({ dropped }, 'usage rows dropped: the database is slower than the calls')
    try {
      await this.db.withSystem(async (em) => {
        for (const [id, lastUsedAt] of keys) await em.update(ApiKey, { id }, { lastUsedAt })
        // A tenant may have been deleted since: its rows must not hold up the others.
        const tenants = await em.find(Tenant, { select: { id: true }, where: { id: In(rows.map((r) => r.tenantId)) } })
        const alive = new Set(tenants.map((t) => t.id))
        const values = rows.filter((row) => alive.has(row.tenantId))
        if (values.length > 0)
          await em.createQueryBuilder().insert().into(ToolCall).values(values).updateEntity(false).execute()
      })
    } catch (error) {
      this.log.warn({ err: error, rows: rows.length }, 'usage rows were not stored; trying again')
      this.#rows = [...rows, ...this.#rows].slice(0, MAX_ROWS)
    }
  }
}
