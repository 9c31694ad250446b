import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { Client } from 'pg'
import type { Backend } from './backend'
import { CHANGES_CHANNEL } from './change-feed'
import { lockFolder } from './folder-lock'
import { freeBytes, RESERVE_BYTES } from './room'

export interface EmbeddedOptions {
  /** Absent: in memory. */
  readonly folder?: string | undefined
  /** An image of an empty, migrated database; creating one from nothing takes seconds and much memory. */
  readonly template?: string | undefined
}

export interface EmbeddedBackend extends Backend {
  /** The whole database, for another to start from. */
  image(): Promise<Buffer>
}

const POSTGRES = '18'
const WAIT_FOR_SESSION_MS = 5000
/** A file of its log is 16 MiB of zeros otherwise before the first byte is written to it, while everybody waits. */
const SETTINGS = 'SET wal_init_zero = off'

/** PostgreSQL in this process. Safe against the death of the process, not against loss of power. */
export async function openEmbedded({ folder, template }: EmbeddedOptions): Promise<EmbeddedBackend> {
  const unlock = folder === undefined ? async () => {} : await lockFolder(folder)
  try {
    const db = await (folder === undefined ? start(undefined, template) : openFolder(folder, template))
    return backendOf(db, folder, unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

async function openFolder(folder: string, template: string | undefined): Promise<PGlite> {
  // Left by a process that died while it made the database: nothing in it was ever acknowledged.
  const unfinished = `${folder}.unfinished`
  if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true })
  const versionFile = path.join(folder, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim()
    if (version !== POSTGRES) {
      throw new Error(
        `${folder} was written by PostgreSQL ${version}, this release has ${POSTGRES}: export it with the release that wrote it`,
      )
    }
    return start(folder)
  }
  writeFileSync(unfinished, '')
  const db = await start(folder, template)
  rmSync(unfinished)
  return db
}

async function start(folder?: string, template?: string): Promise<PGlite> {
  const image =
    template !== undefined && existsSync(template) ? { loadDataDir: new Blob([readFileSync(template)]) } : {}
  return PGlite.create({ ...(folder === undefined ? {} : { dataDir: folder }), ...image }).catch(briefly('open'))
}

/** PGlite's errors carry its whole minified source when they are printed: only their words go on. */
const briefly =
  (what: string) =>
  (error: unknown): never => {
    throw new Error(
      `the embedded database failed to ${what}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }

function backendOf(db: PGlite, folder: string | undefined, unlock: () => Promise<void>): EmbeddedBackend {
  /** A fresh protocol adapter for each client: with a shared one the end of a client also ends its successor. */
  class EmbeddedClient extends Client {
    constructor(options: object) {
      super({ ...options, ...createPgConfig(db) } as ConstructorParameters<typeof Client>[0])
    }
  }

  let clients = 0
  /** There is one session: what a thrown-away client left in it is not for the next one. */
  const onConnect = async () => {
    if (clients++ === 0) return void (await db.exec(SETTINGS).catch(briefly('set up')))
    if (db.isInTransaction()) await db.exec('ROLLBACK').catch(briefly('roll back'))
    await db.exec(`DEALLOCATE ALL; RESET ALL; ${SETTINGS}`).catch(briefly('reset'))
  }

  return {
    connection: {
      extra: {
        Client: EmbeddedClient,
        onConnect,
        max: 1,
        idleTimeoutMillis: 0,
        connectionTimeoutMillis: WAIT_FOR_SESSION_MS,
      },
    },
    alone: (work) => work(),
    isShared: false,
    isSilent: () => false,
    isFull: () => folder !== undefined && freeBytes(folder) < RESERVE_BYTES,
    vacuumsItself: false,
    listen: async (changes) => {
      await db.listen(CHANGES_CHANNEL, (tenantId) => changes.changed(tenantId)).catch(briefly('listen'))
    },
    copy: async (into, rows) => {
      const blob = new Blob([rows.whole()])
      await db
        .query(`COPY ${into} FROM '/dev/blob' WITH (FORMAT binary)`, [], { blob })
        .catch((error: Error & { code?: string }) => {
          throw Object.assign(new Error(error.message), { code: error.code })
        })
    },
    image: async () => Buffer.from(await (await db.dumpDataDir('gzip')).arrayBuffer()),
    close: async () => {
      await db.close().catch(briefly('close'))
      await unlock()
    },
  }
}
