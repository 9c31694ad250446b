import { createHash } from 'node:crypto'

/** Rows of one tenant, or of the platform, which is null. */
export type ChainOf = string | null

export const nameOfChain = (of: ChainOf): string => of ?? 'platform'

/** A row as its hash sees it: every value as PostgreSQL writes it as text, the time in UTC with microseconds. */
export interface ChainRow {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly outcome: string
  readonly callId: string | null
  readonly details: string
  readonly address: string
  readonly requestId: string
}

/** What is signed: rows from one place in the chain to another, and what the chain says there. Times as in rows, hashes in hex. */
export interface Checkpoint {
  readonly tenantId: ChainOf
  readonly number: number
  readonly firstPosition: number
  readonly lastPosition: number
  readonly previousHash: string
  readonly hash: string
  readonly beganAt: string
  readonly sealedAt: string
}

const sha256 = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** What a chain begins with. Its name is in it, so that no row fits into another chain. */
export const genesis = (of: ChainOf): string => sha256(`sagemcp audit 1 ${nameOfChain(of)}`)

/** The chain after one more row. */
export const nextHash = (previous: string, position: number, row: ChainRow): string =>
  sha256(
    Buffer.from(previous, 'hex'),
    JSON.stringify([
      position,
      row.id,
      row.at,
      row.actor,
      row.action,
      row.target,
      row.outcome,
      row.callId,
      row.details,
      row.address,
      row.requestId,
    ]),
  )

export const checkpointText = (c: Checkpoint): string =>
  JSON.stringify([
    'sagemcp audit checkpoint 1',
    nameOfChain(c.tenantId),
    c.number,
    c.firstPosition,
    c.lastPosition,
    c.previousHash,
    c.hash,
    c.beganAt,
    c.sealedAt,
  ])

/** That retention took the rows away, and nobody else. */
export const removalText = (c: Checkpoint, removedAt: string): string =>
  JSON.stringify(['sagemcp audit removal 1', nameOfChain(c.tenantId), c.number, c.hash, removedAt])
