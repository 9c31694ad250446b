import type { DataSource } from 'typeorm'
import type { Log } from '../observability/log'
import { SCHEMA } from './data-source'
import { ensureTenantRole } from './tenant-role'

const OLDEST_SERVER = 150_000

/** Brings the database to the state that this code expects. The caller holds the start lock. */
export async function prepare(dataSource: DataSource, log: Log): Promise<void> {
  const em = dataSource.manager
  const [server] = (await em.query(`SELECT current_setting('server_version_num')::int AS version`)) as [
    { version: number },
  ]
  if (server.version < OLDEST_SERVER) throw new Error('PostgreSQL 15 or newer is needed')
  // Not IF NOT EXISTS: that asks for the right to make one even where there is nothing to make.
  const schemas = (await em.query('SELECT FROM pg_namespace WHERE nspname = $1', [SCHEMA])) as unknown[]
  if (schemas.length === 0) await em.query(`CREATE SCHEMA ${SCHEMA}`)
  await ensureTenantRole(em)
  for (const migration of await dataSource.runMigrations()) log.info({ migration: migration.name }, 'migrated')
}
