import type { EntityManager } from 'typeorm'

export interface Wish {
  readonly name: string
  /** Below 0: so many are given back. */
  readonly want: number
  /** Used without asking: comes off first, and may leave less than nothing. */
  readonly owed: number
  /** Calls a minute, which is also what a full bucket holds. */
  readonly capacity: number
}

export interface DayCount {
  readonly tenantId: string
  readonly day: string
  readonly caller: string
  readonly calls: number
}

const LIFE = `interval '10 minutes'`

const MAKE = `
  INSERT INTO sagemcp.limit_buckets (name, tokens, filled_at, expires_at)
  SELECT name, capacity, clock_timestamp(), now() + ${LIFE}
  FROM jsonb_to_recordset($1::jsonb) AS r(name text, capacity float8) ORDER BY name
  ON CONFLICT (name) DO NOTHING`

/* One process at a time, in the order of names. Each gets its part of what is there, so that the first takes not all. */
const TAKE = `
  WITH asked AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(name text, want float8, capacity float8, owed float8)),
  locked AS (
    SELECT b.name, b.tokens, b.filled_at, a.want, a.capacity, a.owed
    FROM sagemcp.limit_buckets b JOIN asked a ON a.name = b.name ORDER BY b.name FOR UPDATE OF b),
  filled AS (
    SELECT name, want, capacity, least(capacity,
      tokens + greatest(0, extract(epoch FROM clock_timestamp() - filled_at)::float8) * capacity / 60) - owed AS tokens
    FROM locked),
  given AS (SELECT name, tokens, capacity, least(want, greatest(0, tokens) / $2::int) AS given FROM filled)
  UPDATE sagemcp.limit_buckets b SET tokens = least(g.capacity, g.tokens - g.given), filled_at = clock_timestamp(),
    expires_at = now() + ${LIFE}
  FROM given g WHERE b.name = g.name RETURNING b.name, g.given`

/** What each bucket gives, by name: at most what was asked for, or less than nothing for what was given back. */
export async function takeTokens(
  em: EntityManager,
  wishes: readonly Wish[],
  processes: number,
): Promise<Map<string, number>> {
  const asked = JSON.stringify(wishes)
  await em.query(MAKE, [asked])
  const [rows] = (await em.query(TAKE, [asked, processes])) as [{ name: string; given: number }[], number]
  return new Map(rows.map(({ name, given }) => [name, given]))
}

const SEE = `
  INSERT INTO sagemcp.limit_processes (id, seen_at) VALUES ($1, clock_timestamp())
  ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`
const COUNT = `
  SELECT count(*)::int AS n FROM sagemcp.limit_processes
  WHERE seen_at > clock_timestamp() - $1::float8 * interval '1 millisecond'`
const FORGET = `DELETE FROM sagemcp.limit_processes WHERE seen_at < clock_timestamp() - interval '1 hour'`

/** Says that this process is there; returns how many are. */
export async function countProcesses(em: EntityManager, id: string, aliveMs: number): Promise<number> {
  await em.query(FORGET)
  await em.query(SEE, [id])
  const [row] = (await em.query(COUNT, [aliveMs])) as { n: number }[]
  return row?.n ?? 1
}

export async function removeProcess(em: EntityManager, id: string): Promise<void> {
  await em.query('DELETE FROM sagemcp.limit_processes WHERE id = $1', [id])
}

const ADD_CALLS = `
  INSERT INTO sagemcp.call_counts AS c (tenant_id, day, caller, calls, expires_at)
  SELECT r."tenantId", r.day, r.caller, r.calls, r.day + 3
  FROM jsonb_to_recordset($1::jsonb) AS r("tenantId" uuid, day date, caller text, calls bigint)
  WHERE EXISTS (SELECT FROM sagemcp.tenants t WHERE t.id = r."tenantId")
  ORDER BY r."tenantId", r.day, r.caller
  ON CONFLICT (tenant_id, day, caller) DO UPDATE SET calls = c.calls + excluded.calls
  RETURNING tenant_id AS "tenantId", day::text, caller, calls::float8 AS calls`

/** Adds calls, and returns how many there were in all processes together. */
export async function addCalls(em: EntityManager, counts: readonly DayCount[]): Promise<DayCount[]> {
  return (await em.query(ADD_CALLS, [JSON.stringify(counts)])) as DayCount[]
}
