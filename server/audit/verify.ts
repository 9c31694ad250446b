import type { AuditVerification } from '../contracts/audit'
import type { Database, EntityManager } from '../db/database'
import { type ChainOf, checkpointText, genesis, nameOfChain, nextHash, removalText } from './chain'
import { type ChainEnd, endOfChain, type Found, segmentAfter, type StoredCheckpoint } from './seal-store'
import type { AuditSigner } from './signer'

type Broken = NonNullable<AuditVerification['broken']>

/** What a chain said at a place when somebody wrote it down. */
export interface Anchor {
  readonly position: number
  readonly hash: string
}

export interface VerifyOptions {
  /** Begins at this segment, on the word of the checkpoint before it. */
  readonly from?: number | undefined
  readonly anchor?: Anchor | undefined
  /** Asked between two segments. */
  readonly isOver?: () => boolean
}

/** Computes again what the sealer computed, and says where it is not the same. */
export class AuditVerifier {
  constructor(
    private readonly db: Database,
    private readonly signer: AuditSigner,
  ) {}

  async verify(of: ChainOf, options: VerifyOptions = {}): Promise<AuditVerification> {
    const { from = 1, anchor, isOver = () => false } = options
    const walk = new Walk(this.signer, of, anchor)
    if (from > 1) walk.begin(await this.#next(of, from - 2), from - 1)
    let isWhole = false
    while (!walk.broken && !isOver()) {
      const found = await this.#next(of, walk.number)
      isWhole = found === undefined
      if (!found) break
      walk.step(found)
    }
    const end = await this.#read(of, (em) => endOfChain(em, of))
    if (isWhole) walk.end(end)
    return {
      ...walk.result(),
      unsealed: { rows: end.unsealed, since: end.unsealedSince?.toISOString() ?? null },
      ...(isWhole || walk.broken ? {} : { nextSegment: walk.number + 1 }),
    }
  }

  #next(of: ChainOf, after: number): Promise<Found | undefined> {
    return this.#read(of, (em) => segmentAfter(em, of, after))
  }

  #read<T>(of: ChainOf, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return of === null ? this.db.withSystem(work) : this.db.withTenant(of, work)
  }
}

/** One segment by itself: whether its checkpoint is ours, and its rows are those that were sealed. */
export function checkSegment(signer: AuditSigner, { checkpoint, rows }: Found, anchor?: Anchor): Broken | undefined {
  const { number: segment, removedAt, firstPosition, lastPosition } = checkpoint
  if (!signer.isSigned(checkpointText(checkpoint), checkpoint.signature)) return { segment, why: 'signature' }
  if (removedAt !== null) {
    const isOurs = signer.isSigned(removalText(checkpoint, removedAt), checkpoint.removalSignature)
    if (!isOurs) return { segment, why: 'removal' }
    return rows.length > 0 ? { segment, why: 'row_added' } : undefined
  }
  let hash = checkpoint.previousHash
  let position = firstPosition
  for (const row of rows) {
    if (row.position !== position) return { segment, position, why: 'row_missing' }
    hash = nextHash(hash, position, row)
    if (anchor?.position === position && anchor.hash !== hash) return { segment, position, why: 'anchor' }
    position += 1
  }
  if (position !== lastPosition + 1) return { segment, position, why: 'row_missing' }
  return hash === checkpoint.hash ? undefined : { segment, why: 'row_changed' }
}

/** From one checkpoint to the next. */
class Walk {
  broken: Broken | undefined
  #segments = 0
  #rows = 0
  readonly #removed = { segments: 0, rows: 0 }
  #last: StoredCheckpoint | undefined

  constructor(
    private readonly signer: AuditSigner,
    private readonly of: ChainOf,
    private readonly anchor: Anchor | undefined,
  ) {}

  get number(): number {
    return this.#last?.number ?? 0
  }

  /** In the middle. */
  begin(found: Found | undefined, number: number): void {
    const checkpoint = found?.checkpoint
    if (checkpoint?.number !== number) this.broken = { segment: number, why: 'checkpoint_missing' }
    else if (!this.signer.isSigned(checkpointText(checkpoint), checkpoint.signature))
      this.broken = { segment: number, why: 'signature' }
    else this.#last = checkpoint
  }

  step(found: Found): void {
    this.broken = this.#check(found)
    if (this.broken) return
    const { firstPosition, lastPosition, removedAt } = found.checkpoint
    const size = lastPosition - firstPosition + 1
    this.#segments += 1
    if (removedAt === null) this.#rows += size
    else {
      this.#removed.segments += 1
      this.#removed.rows += size
    }
    this.#last = found.checkpoint
  }

  /** After the last checkpoint. */
  end({ lastPosition, lastRow, strays }: ChainEnd): void {
    const segment = this.number + 1
    if (strays > 0) this.broken = { segment: 0, why: 'row_added' }
    // Rows that were sealed, and no word of them.
    else if (lastRow > lastPosition) this.broken = { segment, position: lastRow, why: 'checkpoint_missing' }
    else if (this.anchor && this.anchor.position > lastPosition) {
      this.broken = { segment, position: this.anchor.position, why: 'anchor' }
    }
  }

  result(): Omit<AuditVerification, 'unsealed' | 'nextSegment'> {
    const last = this.#last
    return {
      ok: this.broken === undefined,
      chain: nameOfChain(this.of),
      segments: this.#segments,
      rows: this.#rows,
      removed: this.#removed,
      head: last
        ? { segment: last.number, position: last.lastPosition, hash: last.hash, sealedAt: last.sealedAt }
        : null,
      broken: this.broken ?? null,
    }
  }

  #check(found: Found): Broken | undefined {
    const { checkpoint } = found
    const { number: segment, firstPosition, lastPosition, previousHash, hash } = checkpoint
    if (segment !== this.number + 1) return { segment: this.number + 1, why: 'checkpoint_missing' }
    const broken = checkSegment(this.signer, found, this.anchor)
    if (broken) return broken
    const before = this.#last ?? { lastPosition: 0, hash: genesis(this.of) }
    // Both are ours, but not one after the other: one of them is from another time.
    if (firstPosition !== before.lastPosition + 1 || previousHash !== before.hash) return { segment, why: 'link' }
    const { anchor } = this
    return anchor?.position === lastPosition && anchor.hash !== hash
      ? { segment, position: lastPosition, why: 'anchor' }
      : undefined
  }
}
