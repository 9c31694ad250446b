import type { EntityManager } from 'typeorm'

interface Claim {
  readonly name: string
  readonly holder: string
}

/* By the database's clock. An end further away than any lease lasts was written before that clock was set back. */
const TAKE = `
  INSERT INTO sagemcp.job_leases AS l (name, holder, until)
  VALUES ($1, $2, clock_timestamp() + $3::float8 * interval '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE l.holder = excluded.holder OR l.until <= clock_timestamp()
    OR l.until > clock_timestamp() + 2 * $3::float8 * interval '1 millisecond'
  RETURNING name`

const LEFT = `
  SELECT extract(epoch FROM until - clock_timestamp())::float8 * 1000 AS ms FROM sagemcp.job_leases WHERE name = $1`

/** Takes or keeps a lease; 0 when it is ours now, else for how long another process has it. */
export async function takeLease(em: EntityManager, { name, holder }: Claim, lifeMs: number): Promise<number> {
  const mine = (await em.query(TAKE, [name, holder, lifeMs])) as unknown[]
  if (mine.length > 0) return 0
  const [row] = (await em.query(LEFT, [name])) as { ms: number }[]
  return Math.min(Math.max(1, row?.ms ?? 1), lifeMs)
}

/** Whether it is ours, and then until this transaction ends. */
export async function guardLease(em: EntityManager, { name, holder }: Claim): Promise<boolean> {
  const sql = 'SELECT name FROM sagemcp.job_leases WHERE name = $1 AND holder = $2 FOR UPDATE'
  return ((await em.query(sql, [name, holder])) as unknown[]).length > 0
}

export async function dropLease(em: EntityManager, { name, holder }: Claim): Promise<void> {
  await em.query('DELETE FROM sagemcp.job_leases WHERE name = $1 AND holder = $2', [name, holder])
}
