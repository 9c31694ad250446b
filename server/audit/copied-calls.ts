import { BinaryRows } from '../db/binary-rows'
import type { ChangeFeed, Database, EntityManager } from '../db/database'
import { CALLS, type UsageRow } from './usage-store'
import type { WaitingCalls } from './waiting-calls'

const FIRST_BYTES = 8_192

/** No call of a tenant that was deleted runs for longer: SAGEMCP_CALL_TIMEOUT_MS allows half of it. */
const GONE_MS = 2 * 3_600_000

/** Stores rows for less than a statement takes, where nobody else can delete a tenant or store a row meanwhile. */
export class CallCopier {
  /** Tenants of which something changed: they may have been deleted. All others that call are there. */
  readonly #changed = new Set<string>()
  /** Those that were, and when. */
  readonly #gone = new Map<string, number>()
  readonly #unsubscribe: () => void

  constructor(
    readonly copy: NonNullable<Database['copy']>,
    changes: ChangeFeed,
  ) {
    this.#unsubscribe = changes.subscribe({
      changed: (owner) => {
        if (owner !== 'platform') this.#changed.add(owner)
      },
      // Nothing is missed where there is one session.
      reset: () => {},
    })
  }

  close(): void {
    this.#unsubscribe()
  }

  /** Tenants whose calls are not to be stored. */
  async gone(em: EntityManager): Promise<{ readonly size: number; has(tenantId: string): boolean }> {
    const now = performance.now()
    for (const [tenantId, at] of this.#gone) if (now - at > GONE_MS) this.#gone.delete(tenantId)
    if (this.#changed.size === 0) return this.#gone
    const changed = [...this.#changed]
    const found: { id: string }[] = await em.query('SELECT id FROM sagemcp.tenants WHERE id = ANY ($1)', [changed])
    const there = new Set(found.map(({ id }) => id))
    for (const tenantId of changed) {
      this.#changed.delete(tenantId)
      if (!there.has(tenantId)) this.#gone.set(tenantId, now)
    }
    return this.#gone
  }
}

/** For the embedded database. */
export class CopiedCalls implements WaitingCalls {
  readonly #rows = new BinaryRows(FIRST_BYTES)
  /** Of each row: where it ends, its id and its tenant. */
  readonly #ends: number[] = []
  readonly #ids: string[] = []
  readonly #tenants: string[] = []

  constructor(private readonly copier: CallCopier) {}

  get size(): number {
    return this.#ids.length
  }

  add(row: UsageRow): void {
    write(this.#rows, row)
    this.#note(row.id, row.tenantId)
  }

  append(later: this): void {
    for (let i = 0; i < later.size; i++) this.#take(later, i)
  }

  async store(em: EntityManager, again: boolean): Promise<void> {
    const gone = await this.copier.gone(em)
    const stored = again ? await this.#stored(em) : new Set<string>()
    const isLeftOut = (i: number) => gone.has(this.#tenants[i] ?? '') || stored.has(this.#ids[i] ?? '')
    const rows = gone.size + stored.size === 0 ? this : this.#without(isLeftOut)
    if (rows.size > 0) await this.copier.copy(CALLS, rows.#rows)
  }

  async #stored(em: EntityManager): Promise<ReadonlySet<string>> {
    const found: { id: string }[] = await em.query('SELECT id FROM sagemcp.tool_calls WHERE id = ANY ($1)', [this.#ids])
    return new Set(found.map(({ id }) => id))
  }

  #without(isLeftOut: (i: number) => boolean): CopiedCalls {
    const left = new CopiedCalls(this.copier)
    for (let i = 0; i < this.size; i++) if (!isLeftOut(i)) left.#take(this, i)
    return left
  }

  #take(from: CopiedCalls, i: number): void {
    this.#rows.add(from.#rows.part(from.#ends[i - 1] ?? 0, from.#ends[i] ?? 0))
    this.#note(from.#ids[i] ?? '', from.#tenants[i] ?? '')
  }

  #note(id: string, tenantId: string): void {
    this.#ends.push(this.#rows.size)
    this.#ids.push(id)
    this.#tenants.push(tenantId)
  }
}

/** In the order of the columns of {@link CALLS}. */
const write = (into: BinaryRows, row: UsageRow): BinaryRows =>
  into
    .row(14)
    .uuid(row.id)
    .uuid(row.tenantId)
    .uuid(row.connectorId)
    .text(row.tool)
    .text(row.actor)
    .text(row.actorName)
    .uuid(row.userId)
    .text(row.transport)
    .timestamptz(row.startedAt)
    .integer(row.durationMs)
    .text(row.outcome)
    .jsonb(row.arguments)
    .integer(row.resultBytes)
    .text(row.requestId)
