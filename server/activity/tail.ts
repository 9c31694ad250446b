import type { EntityManager } from '../db/database'

/**
 * Numbers are given out before rows are committed, so a lower one may appear after a higher one. For this long rows with lower
 * numbers are still looked for.
 */
const SETTLE_MS = 5_000
/** More than a person can follow in a second. */
const MOST = 200

/** The newest rows with a number above `seq`, newest first. */
export type ReadAfter<Row> = (
  em: EntityManager,
  tenantId: string,
  after: { seq: number; not: readonly number[]; limit: number },
) => Promise<readonly Row[]>

export interface Caught<Row> {
  /** In the order of their numbers. */
  readonly rows: readonly Row[]
  /** There were more, which are left out. */
  readonly gap: boolean
}

/** Reads what is new in a table, again and again, each row once. */
export class Tail<Row> {
  /** Whoever begins here again misses nothing, and may see what it saw before. */
  floor = 0
  /** Numbers above the floor that were read, and when. */
  readonly #seen = new Map<number, number>()

  constructor(
    /** Asks for the highest number of a tenant, $1. */
    private readonly last: string,
    private readonly read: ReadAfter<Row>,
    private readonly numberOf: (row: Row) => string,
  ) {}

  /** From now on. */
  async start(em: EntityManager, tenantId: string): Promise<void> {
    const [row] = (await em.query(`SELECT coalesce((${this.last}), 0) AS last`, [tenantId])) as [{ last: string }]
    this.floor = Number(row.last)
  }

  async next(em: EntityManager, tenantId: string, now = Date.now()): Promise<Caught<Row>> {
    this.#settle(now)
    const caught = await this.since(em, tenantId, this.floor, [...this.#seen.keys()])
    for (const row of caught.rows) this.#seen.set(Number(this.numberOf(row)), now)
    // What was left out stays so.
    if (caught.gap) this.floor = Math.max(this.floor, Number(this.numberOf(caught.rows[0] as Row)))
    return caught
  }

  /** For one who was here before. */
  async since(em: EntityManager, tenantId: string, seq: number, not: readonly number[] = []): Promise<Caught<Row>> {
    const rows = await this.read(em, tenantId, { seq, not, limit: MOST + 1 })
    return { rows: rows.slice(0, MOST).toReversed(), gap: rows.length > MOST }
  }

  #settle(now: number): void {
    for (const [seq, at] of this.#seen) if (now - at > SETTLE_MS) this.floor = Math.max(this.floor, seq)
    for (const seq of this.#seen.keys()) if (seq <= this.floor) this.#seen.delete(seq)
  }
}
