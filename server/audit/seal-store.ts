import type { EntityManager } from 'typeorm'
import type { ChainOf, ChainRow, Checkpoint } from './chain'

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** UTC with microseconds: nothing of the time is lost, and it is the same on every server. */
const exact = (time: string) => `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const ROW = `e.id::text AS id, ${exact('e.at')} AS at, e.actor::text AS actor, e.action, e.target, e.outcome,
  e.call_id::text AS "callId", e.details::text AS details, e.address, e.request_id AS "requestId"`

const SEGMENT = `s.id AS "segmentId", s.tenant_id AS "tenantId", s.number, s.first_position::float8 AS "firstPosition",
  s.last_position::float8 AS "lastPosition", encode(s.previous_hash, 'hex') AS "previousHash",
  encode(s.hash, 'hex') AS hash, ${exact('s.began_at')} AS "beganAt", ${exact('s.sealed_at')} AS "sealedAt",
  s.key_id AS "keyId", s.signature, ${exact('s.removed_at')} AS "removedAt", s.removal_signature AS "removalSignature"`

export interface StoredCheckpoint extends Checkpoint {
  readonly segmentId: string
  readonly keyId: string
  readonly signature: Buffer
  readonly removedAt: string | null
  readonly removalSignature: Buffer | null
}

export interface SealedRow extends ChainRow {
  readonly position: number
}

/** The clock of the database, which all processes share. */
export async function databaseTime(em: EntityManager): Promise<string> {
  const [row] = (await em.query(`SELECT ${exact('clock_timestamp()')} AS now`)) as [{ now: string }]
  return row.now
}

// Sealing. Of all chains: this needs the system's view.

/**
 * Rows that have no place yet, the oldest first; not those of `except`. In the order of their numbers where they were committed
 * at the same time; one that is committed later comes later, whatever its number is.
 */
export const unsealedRows = (
  em: EntityManager,
  limit: number,
  except: readonly ChainOf[],
): Promise<(ChainRow & { tenantId: ChainOf })[]> =>
  em.query(
    `SELECT ${ROW}, e.tenant_id AS "tenantId" FROM sagemcp.audit_events e
     WHERE e.position IS NULL AND coalesce(e.tenant_id, $2) <> ALL ($3::uuid[]) ORDER BY e.id LIMIT $1`,
    [limit, NOBODY, except.map((of) => of ?? NOBODY)],
  ) as Promise<(ChainRow & { tenantId: ChainOf })[]>

const MOST_COUNTED = 10_000

/** How many rows of all chains have no place yet, up to 10,000, and for how long the oldest of them. */
export async function unsealedTail(em: EntityManager): Promise<{ rows: number; ageS: number }> {
  const [row] = (await em.query(
    `SELECT count(*)::int AS rows, coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float8 AS "ageS"
     FROM (SELECT at FROM sagemcp.audit_events WHERE position IS NULL ORDER BY id LIMIT $1) oldest`,
    [MOST_COUNTED],
  )) as [{ rows: number; ageS: number }]
  return row
}

/** Those of these tenants that nobody changes or deletes at the moment; until the transaction ends, nobody does. */
export async function holdTenants(em: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const sql = 'SELECT id FROM sagemcp.tenants WHERE id = ANY ($1::uuid[]) FOR KEY SHARE SKIP LOCKED'
  return new Set(((await em.query(sql, [ids])) as { id: string }[]).map(({ id }) => id))
}

/** The newest checkpoint of each of these chains that has one. */
export async function heads(em: EntityManager, chains: readonly ChainOf[]): Promise<StoredCheckpoint[]> {
  const newest = (where: string) =>
    `SELECT * FROM sagemcp.audit_segments s WHERE ${where} ORDER BY s.number DESC LIMIT 1`
  const tenants = chains.filter((of) => of !== null)
  return (await em.query(
    `SELECT ${SEGMENT} FROM unnest($1::uuid[]) AS t(id) CROSS JOIN LATERAL (${newest('s.tenant_id = t.id')}) s
     UNION ALL SELECT ${SEGMENT} FROM (${newest('$2 AND s.tenant_id IS NULL')}) s`,
    [tenants, tenants.length < chains.length],
  )) as StoredCheckpoint[]
}

/** Throws when one of the rows is not as it was read. */
export async function placeRows(em: EntityManager, places: readonly { id: string; position: number }[]): Promise<void> {
  const [, placed] = (await em.query(
    `UPDATE sagemcp.audit_events e SET position = p.position
     FROM unnest($1::bigint[], $2::bigint[]) AS p(id, position) WHERE e.id = p.id AND e.position IS NULL`,
    [places.map(({ id }) => id), places.map(({ position }) => position)],
  )) as [unknown, number]
  if (placed !== places.length) throw new Error('audit rows changed while they were sealed')
}

export type NewCheckpoint = Checkpoint & Pick<StoredCheckpoint, 'keyId' | 'signature'>

/** New ones, and those that grew. */
export async function storeCheckpoints(em: EntityManager, checkpoints: readonly NewCheckpoint[]): Promise<void> {
  const rows = checkpoints.map(({ signature, ...row }) => ({ ...row, signature: signature.toString('hex') }))
  const stored = (await em.query(
    `INSERT INTO sagemcp.audit_segments AS s (tenant_id, number, first_position, last_position, previous_hash, hash,
       began_at, sealed_at, key_id, signature)
     SELECT r."tenantId", r.number, r."firstPosition", r."lastPosition", decode(r."previousHash", 'hex'),
       decode(r.hash, 'hex'), r."beganAt", r."sealedAt", r."keyId", decode(r.signature, 'hex')
     FROM jsonb_to_recordset($1::jsonb) AS r("tenantId" uuid, number int, "firstPosition" bigint, "lastPosition" bigint,
       "previousHash" text, hash text, "beganAt" timestamptz, "sealedAt" timestamptz, "keyId" text, signature text)
     ON CONFLICT ON CONSTRAINT audit_segments_number_key DO UPDATE SET last_position = excluded.last_position,
       hash = excluded.hash, sealed_at = excluded.sealed_at, key_id = excluded.key_id, signature = excluded.signature
     WHERE s.removed_at IS NULL AND s.last_position < excluded.last_position
     RETURNING number`,
    [JSON.stringify(rows)],
  )) as unknown[]
  if (stored.length !== checkpoints.length) throw new Error('a checkpoint of the audit changed while it grew')
}

// Checking. Under the tenant's role it sees the tenant's chain.

/** An index serves equality and IS NULL, and not what stands for both. */
const chainIs = (column: string, of: ChainOf) =>
  of === null ? `${column} IS NULL AND $1::uuid IS NULL` : `${column} = $1`

export interface Found {
  readonly checkpoint: StoredCheckpoint
  readonly rows: readonly SealedRow[]
}

/** The next checkpoint after number `after` and the rows at its places, as they were at one moment. */
export async function segmentAfter(em: EntityManager, of: ChainOf, after: number): Promise<Found | undefined> {
  const found = (await em.query(
    `WITH s AS (SELECT * FROM sagemcp.audit_segments WHERE ${chainIs('tenant_id', of)} AND number > $2
       ORDER BY number LIMIT 1)
     SELECT ${SEGMENT}, to_jsonb(r) AS row FROM s LEFT JOIN LATERAL (
       SELECT ${ROW}, e.position FROM sagemcp.audit_events e
       WHERE ${chainIs('e.tenant_id', of)} AND e.position BETWEEN s.first_position AND s.last_position
     ) r ON true ORDER BY r.position`,
    [of, after],
  )) as (StoredCheckpoint & { row: SealedRow | null })[]
  const [first] = found
  return first && { checkpoint: first, rows: found.flatMap(({ row }) => row ?? []) }
}

export interface ChainEnd {
  /** The last place that a checkpoint speaks of, and the last that a row has. */
  readonly lastPosition: number
  readonly lastRow: number
  /** Rows before the first place. */
  readonly strays: number
  readonly unsealed: number
  /** When the oldest of those was written. */
  readonly unsealedSince: Date | null
}

/** As it was at one moment. */
export async function endOfChain(em: EntityManager, of: ChainOf): Promise<ChainEnd> {
  const [row] = (await em.query(
    `SELECT coalesce((SELECT max(last_position) FROM sagemcp.audit_segments WHERE ${chainIs('tenant_id', of)}), 0)::float8
         AS "lastPosition",
       coalesce((SELECT max(position) FROM sagemcp.audit_events WHERE ${chainIs('tenant_id', of)}
         AND position IS NOT NULL), 0)::float8 AS "lastRow",
       (SELECT count(*) FROM sagemcp.audit_events WHERE ${chainIs('tenant_id', of)} AND position < 1)::int AS strays,
       u.count::int AS unsealed, u.since AS "unsealedSince"
     FROM (SELECT count(*), min(at) AS since FROM sagemcp.audit_events
       WHERE ${chainIs('tenant_id', of)} AND position IS NULL) u`,
    [of],
  )) as [ChainEnd]
  return row
}

/** What has a chain: the platform, and every tenant. */
export const tenantsWithNames = (em: EntityManager): Promise<{ id: string; slug: string }[]> =>
  em.query('SELECT id, slug FROM sagemcp.tenants ORDER BY slug') as Promise<{ id: string; slug: string }[]>

// Retention. Of all chains: this needs the system's view.

/** The oldest segment with rows whose last row was sealed before `before`; not those of `except`. */
export async function oldestSegment(
  em: EntityManager,
  olderThanDays: number,
  except: readonly string[],
): Promise<{ tenantId: ChainOf; number: number } | undefined> {
  const [row] = (await em.query(
    `SELECT tenant_id AS "tenantId", number FROM sagemcp.audit_segments
     WHERE removed_at IS NULL AND sealed_at < clock_timestamp() - $1 * interval '1 day' AND id <> ALL ($2::uuid[])
     ORDER BY sealed_at, number LIMIT 1`,
    [olderThanDays, except],
  )) as { tenantId: ChainOf; number: number }[]
  return row
}

/** Its rows go, the checkpoint stays. Throws when either is not as it was read. */
export async function removeRows(
  em: EntityManager,
  { checkpoint, rows }: Found,
  removal: { removedAt: string; signature: Buffer },
): Promise<void> {
  const [, marked] = (await em.query(
    `UPDATE sagemcp.audit_segments SET removed_at = $2, removal_signature = $3
     WHERE id = $1 AND removed_at IS NULL AND last_position = $4`,
    [checkpoint.segmentId, removal.removedAt, removal.signature, checkpoint.lastPosition],
  )) as [unknown, number]
  const [, removed] = (await em.query('DELETE FROM sagemcp.audit_events WHERE id = ANY ($1::bigint[])', [
    rows.map(({ id }) => id),
  ])) as [unknown, number]
  if (marked !== 1 || removed !== rows.length) throw new Error('audit rows changed while they were removed')
}
