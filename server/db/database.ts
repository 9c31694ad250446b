import 'reflect-metadata'
import type { Pool } from 'pg'
import type { DataSource, EntityManager } from 'typeorm'
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver'
import type { Told } from '../clock'
import type { Config } from '../config'
import type { Log } from '../observability/log'
import type { Backend } from './backend'
import { type ChangeFeed, Changes, CHANGES_CHANNEL } from './change-feed'
import { makeDataSource } from './data-source'
import { prepare } from './prepare'
import { TENANT_ROLE } from './tenant-role'
import { orUnavailable, unanswered } from './unavailable'

export type { EntityManager } from 'typeorm'
export type { ChangeFeed } from './change-feed'

/** The door to the database. */
export interface Database {
  /** One transaction that sees and writes the rows of this tenant and no others. */
  withTenant<T>(tenantId: string, work: (em: EntityManager) => Promise<T>): Promise<T>
  /** One transaction as the owner of the tables, for the few cross-tenant jobs. */
  withSystem<T>(work: (em: EntityManager) => Promise<T>): Promise<T>
  /** When this transaction commits, every process drops what it holds of the tenant; or of the `platform`. */
  announce(em: EntityManager, tenantId: string): Promise<void>
  readonly changes: ChangeFeed
  /** Whether other processes may use it too. */
  readonly isShared: boolean
  /** Within a transaction of `withSystem`: the cheapest way to add rows. Embedded only. */
  readonly copy: Backend['copy']
  /** Gives back the space of deleted rows, where no server does that. */
  vacuum(): Promise<void>
  ping(): Promise<void>
  pool(): PoolUse
  close(): Promise<void>
}

/** Connections of this process. */
export interface PoolUse {
  readonly used: number
  readonly idle: number
  /** Work that has none yet. */
  readonly waiting: number
  readonly limit: number
}

export interface OpenOptions {
  /** Work that must happen once, whichever process comes first: it runs after the migrations, under their lock. */
  readonly first?: (db: Database) => Promise<void>
  /** Told what time it is for the database, again and again. */
  readonly time?: (told: Told) => void
  /** The schema stays as it is found, and no change is heard of: for who only copies or looks. */
  readonly asIs?: boolean
}

type DatabaseConfig = Pick<Config, 'database'>

/** Opens the database, brings it up to date and listens for changes. */
export async function openDatabase(config: DatabaseConfig, log: Log, options: OpenOptions = {}): Promise<Database> {
  const backend = await openBackend(config, log)
  const dataSource = makeDataSource(backend.connection, log)
  const changes = new Changes()
  const db = databaseOf(dataSource, backend, changes)
  try {
    await dataSource.initialize()
    if (options.asIs) return db
    await backend.alone(async () => {
      await prepare(dataSource, log)
      await options.first?.(db)
    })
    await backend.listen(changes, options.time)
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Only brings the database up to date. */
export async function migrate(config: DatabaseConfig, log: Log): Promise<void> {
  const db = await openDatabase(config, log)
  await db.close()
}

/** The image of a new database, for the build and for tests. */
export async function makeTemplate(log: Log): Promise<Buffer> {
  const { openEmbedded } = await import('./embedded')
  const backend = await openEmbedded({})
  const dataSource = makeDataSource(backend.connection, log)
  try {
    await dataSource.initialize()
    await prepare(dataSource, log)
    await dataSource.destroy()
    return await backend.image()
  } finally {
    await backend.close()
  }
}

async function openBackend({ database }: DatabaseConfig, log: Log): Promise<Backend> {
  if (database.url !== undefined) {
    const { openPostgres } = await import('./postgres')
    return openPostgres(database.url, database, log)
  }
  // Only who uses it pays for loading it.
  const { openEmbedded } = await import('./embedded')
  return openEmbedded({ folder: database.inMemory ? undefined : database.dataDir, template: database.template })
}

function databaseOf(dataSource: DataSource, backend: Backend, changes: Changes): Database {
  const announced = new WeakMap<EntityManager, Set<string>>()

  const refuseSilent = (): void => {
    if (backend.isSilent()) throw unanswered('nothing was heard of it for a while')
  }

  /** This process knows of its own changes as soon as they are committed; the others hear of them a moment later. */
  const transaction = async <T>(work: (em: EntityManager) => Promise<T>): Promise<T> => {
    refuseSilent()
    const owners = new Set<string>()
    const result = await dataSource
      .transaction(async (em) => {
        announced.set(em, owners)
        if (backend.isFull()) await em.query('SET TRANSACTION READ ONLY')
        return work(em)
      })
      .catch((error: unknown) => {
        throw orUnavailable(error)
      })
    for (const owner of owners) changes.changed(owner)
    return result
  }

  return {
    changes,
    isShared: backend.isShared,
    copy: backend.copy,
    withTenant: (tenantId, work) =>
      transaction(async (em) => {
        // Both last as long as the transaction, like SET LOCAL.
        await em.query(`SELECT set_config('role', $1, true), set_config('app.tenant', $2, true)`, [
          TENANT_ROLE,
          tenantId,
        ])
        return work(em)
      }),
    withSystem: transaction,
    announce: async (em, tenantId) => {
      await em.query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, tenantId])
      announced.get(em)?.add(tenantId)
    },
    vacuum: async () => {
      if (backend.vacuumsItself) return
      // One after the other, so that nobody waits for all.
      for (const { tablePath } of dataSource.entityMetadatas) await dataSource.query(`VACUUM (ANALYZE) ${tablePath}`)
    },
    ping: async () => {
      refuseSilent()
      await dataSource.query('SELECT 1')
    },
    pool: () => {
      // TypeORM does not say what it is.
      const { totalCount, idleCount, waitingCount, options } = (dataSource.driver as PostgresDriver).master as Pool
      return { used: totalCount - idleCount, idle: idleCount, waiting: waitingCount, limit: options.max }
    },
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy()
      await backend.close()
    },
  }
}
