import * as migrations from '../../../migrations'
import type { EntityManager } from '../../db/database'

export interface ServerFacts {
  readonly version: string
  /** Connections that are for anybody. */
  readonly connections: number
  /** By its clock, in milliseconds. */
  readonly now: number
}

const FACTS = `
  SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections,
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`

export async function serverFacts(em: EntityManager): Promise<ServerFacts> {
  const [facts] = (await em.query(FACTS)) as [ServerFacts]
  return facts
}

/** Whether row-level security binds this role. Undefined: there is no such role. */
export async function isBound(em: EntityManager, role: string): Promise<boolean | undefined> {
  const sql = 'SELECT NOT (rolsuper OR rolbypassrls) AS bound FROM pg_roles WHERE rolname = $1'
  return ((await em.query(sql, [role])) as { bound: boolean }[])[0]?.bound
}

export async function rowsVisibleTo(em: EntityManager): Promise<number> {
  return ((await em.query('SELECT count(*)::int AS n FROM sagemcp.tenant_keys')) as [{ n: number }])[0].n
}

export interface Migrations {
  /** Of this release, and not yet of the database. */
  readonly pending: readonly string[]
  /** Of the database, and not of this release. */
  readonly unknown: readonly string[]
}

export async function compareMigrations(em: EntityManager): Promise<Migrations> {
  const ours: readonly string[] = Object.values(migrations).map((Migration) => new Migration().name)
  const rows = (await em.query('SELECT name FROM sagemcp.migrations ORDER BY timestamp')) as { name: string }[]
  const theirs = rows.map(({ name }) => name)
  return {
    pending: ours.filter((name) => !theirs.includes(name)),
    unknown: theirs.filter((name) => !ours.includes(name)),
  }
}

/** Processes that said so in the last ten seconds. */
export async function countServers(em: EntityManager): Promise<number> {
  const [found] = (await em.query(`SELECT to_regclass('sagemcp.limit_processes') IS NOT NULL AS is`)) as [
    { is: boolean },
  ]
  if (!found.is) return 0
  const sql = `SELECT count(*)::int AS n FROM sagemcp.limit_processes WHERE seen_at > clock_timestamp() - interval '10 s'`
  return ((await em.query(sql)) as [{ n: number }])[0].n
}

/** Connector types of connectors that are enabled. */
export async function typesInUse(em: EntityManager): Promise<string[]> {
  const rows = await em.query('SELECT DISTINCT type FROM sagemcp.connectors WHERE is_enabled ORDER BY type')
  return (rows as { type: string }[]).map(({ type }) => type)
}
