import { LRUCache } from 'lru-cache'
import type { Database, EntityManager } from '../db/database'
import { Job, type JobRan } from '../jobs/job'
import type { Lease } from '../jobs/lease'
import type { Log } from '../observability/log'
import { type ChainOf, type ChainRow, checkpointText, genesis, nameOfChain, nextHash } from './chain'
import {
  databaseTime,
  heads,
  holdTenants,
  type NewCheckpoint,
  placeRows,
  storeCheckpoints,
  type StoredCheckpoint,
  unsealedRows,
} from './seal-store'
import type { AuditSigner } from './signer'

const EVERY_MS = 1_000
const LEASE_MS = 10_000
const BATCH = 500
/** A segment is removed as a whole: one that holds this many rows or began this long ago grows no more. */
const SEGMENT_ROWS = 1_000
const SEGMENT_MS = 86_400_000
/** A process that stands still in the middle must not keep another from going on. */
const STAND_STILL_MS = 10_000
/** A chain that is not as it was left is looked at again, and said again, after this. */
const REFUSED_MS = 60_000
const MAX_REMEMBERED = 10_000

type Unsealed = ChainRow & { readonly tenantId: ChainOf }

export interface SealerParts {
  readonly db: Database
  readonly signer: AuditSigner
  readonly log: Log
  readonly jobRan?: JobRan
  readonly everyMs?: number
  readonly segmentRows?: number
}

/**
 * Gives committed audit rows their places in the chain of their tenant, and signs where the chain is. A place is given when the row
 * is seen, so a row that is committed late comes late, and never before one that is sealed.
 */
export class Sealer {
  readonly #job: Job
  /** How this process left each chain: a head that is older than that was put back. */
  readonly #left = new LRUCache<string, { position: number; hash: string }>({ max: MAX_REMEMBERED })
  /** Chains that are not as they were left. What is wrong must not be signed. */
  readonly #refused = new LRUCache<string, { of: ChainOf }>({ max: MAX_REMEMBERED, ttl: REFUSED_MS })
  #isClosing = false

  constructor(private readonly parts: SealerParts) {
    const { everyMs = EVERY_MS } = parts
    const work = (lease: Lease, signal: AbortSignal) => this.#work(lease, signal)
    this.#job = new Job(parts, { name: 'audit seal', everyMs, leaseMs: LEASE_MS, work })
  }

  /** Seals what was committed before, if this is the process that seals. */
  run(): Promise<void> {
    return this.#job.run()
  }

  /** What was just written is sealed; what is left of much more is for the next process. */
  async close(): Promise<void> {
    this.#isClosing = true
    await this.run()
    await this.#job.close()
  }

  async #work(lease: Lease, signal: AbortSignal): Promise<void> {
    let read: number
    do read = await this.#sealBatch(lease)
    while (read === BATCH && !signal.aborted && !this.#isClosing)
  }

  /** Returns how many rows it met. All of it is one short transaction: there is nothing to mend when it breaks off. */
  async #sealBatch(lease: Lease): Promise<number> {
    const sealed = await this.parts.db.withSystem(async (em) => {
      const refused = [...this.#refused.values()].map(({ of }) => of)
      const rows = await unsealedRows(em, BATCH, refused)
      if (rows.length === 0) return { rows, checkpoints: [] }
      await em.query(`SELECT set_config('idle_in_transaction_session_timeout', $1, true)`, [String(STAND_STILL_MS)])
      if (!(await lease.guard(em))) return { rows: [], checkpoints: [] }
      return { rows, checkpoints: await this.#seal(em, rows) }
    })
    for (const { tenantId, lastPosition: position, hash } of sealed.checkpoints) {
      this.#left.set(nameOfChain(tenantId), { position, hash })
    }
    return sealed.rows.length
  }

  async #seal(em: EntityManager, rows: readonly Unsealed[]): Promise<NewCheckpoint[]> {
    const chains = new Map<ChainOf, Unsealed[]>()
    for (const row of rows) {
      const added = chains.get(row.tenantId)
      if (added) added.push(row)
      else chains.set(row.tenantId, [row])
    }
    const tenants = [...chains.keys()].filter((of) => of !== null)
    // What holds one of them now is soon over; waiting for it could be waiting for each other.
    const held = await holdTenants(em, tenants)
    for (const id of tenants) if (!held.has(id)) chains.delete(id)
    const now = await databaseTime(em)
    const known = new Map((await heads(em, [...chains.keys()])).map((head) => [head.tenantId, head]))
    const checkpoints: NewCheckpoint[] = []
    const places: { id: string; position: number }[] = []
    for (const [of, added] of chains) {
      const head = known.get(of)
      const wrong = this.#whatIsWrong(of, head)
      if (wrong !== undefined) {
        this.#refused.set(nameOfChain(of), { of })
        this.parts.log.error({ chain: nameOfChain(of), wrong }, 'audit rows are not sealed: their chain was changed')
        continue
      }
      checkpoints.push(this.#extend(of, head, added, now))
      const first = (head?.lastPosition ?? 0) + 1
      places.push(...added.map(({ id }, i) => ({ id, position: first + i })))
    }
    if (places.length === 0) return []
    await placeRows(em, places)
    await storeCheckpoints(em, checkpoints)
    return checkpoints
  }

  #whatIsWrong(of: ChainOf, head: StoredCheckpoint | undefined): string | undefined {
    if (head && !this.parts.signer.isSigned(checkpointText(head), head.signature)) return 'signature'
    const left = this.#left.get(nameOfChain(of))
    if (!left) return undefined
    const position = head?.lastPosition ?? 0
    if (position < left.position || (position === left.position && head?.hash !== left.hash)) return 'put back'
    return undefined
  }

  #extend(of: ChainOf, head: StoredCheckpoint | undefined, rows: readonly Unsealed[], now: string): NewCheckpoint {
    const previous = head?.hash ?? genesis(of)
    const last = head?.lastPosition ?? 0
    const hash = rows.reduce((hash, row, i) => nextHash(hash, last + 1 + i, row), previous)
    const grown = { hash, lastPosition: last + rows.length, sealedAt: now }
    const checkpoint =
      head && mayGrow(head, now, this.parts.segmentRows ?? SEGMENT_ROWS)
        ? { ...begun(head), ...grown }
        : {
            tenantId: of,
            number: (head?.number ?? 0) + 1,
            firstPosition: last + 1,
            previousHash: previous,
            beganAt: now,
            ...grown,
          }
    const { signer } = this.parts
    return { ...checkpoint, keyId: signer.keyId, signature: signer.sign(checkpointText(checkpoint)) }
  }
}

const mayGrow = (head: StoredCheckpoint, now: string, most: number): boolean =>
  head.removedAt === null &&
  head.lastPosition - head.firstPosition + 1 < most &&
  Math.abs(Date.parse(now) - Date.parse(head.beganAt)) < SEGMENT_MS

const begun = ({ tenantId, number, firstPosition, previousHash, beganAt }: StoredCheckpoint) => ({
  tenantId,
  number,
  firstPosition,
  previousHash,
  beganAt,
})
