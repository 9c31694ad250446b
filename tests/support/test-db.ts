import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { pino } from 'pino'
import { type Config, loadConfig } from '../../server/config'
import { type Database, makeTemplate, openDatabase } from '../../server/db/database'

const root = path.resolve(__dirname, '../..')

/** The server to test on; without it the tests use the embedded database. */
export const TEST_DATABASE_URL = process.env.TEST_DATABASE_URL || undefined

const WEEK_MS = 7 * 86_400_000

export const silent = pino({ level: 'silent' })

/** The image of a migrated, empty embedded database, made once for these migrations. */
export async function testTemplate(): Promise<string> {
  const hash = createHash('sha256')
  const migrations = readdirSync(path.join(root, 'migrations')).sort()
  for (const file of [
    path.join(__dirname, 'small-image.ts'),
    ...migrations.map((name) => path.join(root, 'migrations', name)),
  ]) {
    hash.update(readFileSync(file))
  }
  const file = path.join(root, '.cache', `test-db-${hash.digest('hex').slice(0, 16)}.tar`)
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true })
    const draft = `${file}.${process.pid}`
    const { smallImage } = await import('./small-image')
    writeFileSync(draft, await smallImage(await makeTemplate(silent)))
    renameSync(draft, file)
    removeOld(path.dirname(file))
  }
  return file
}

/** Images of migrations that were changed since; a branch that somebody works on keeps its own. */
function removeOld(folder: string): void {
  const old = Date.now() - WEEK_MS
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name)
    if (name.startsWith('test-db-') && statSync(file).mtimeMs < old) rmSync(file, { force: true })
  }
}

/** Puts a new database into the data folder of a server that runs from the sources, which would take seconds to make one. */
export async function fillDataFolder(dataDir: string): Promise<void> {
  const folder = path.join(dataDir, 'db')
  if (existsSync(folder)) return
  mkdirSync(folder)
  execFileSync('tar', ['xf', await testTemplate(), '-C', folder], { stdio: 'ignore' })
}

export interface TestDatabaseConfig {
  readonly database: Config['database']
  /** Removes what was made for it. Close every Database on it first. */
  drop(): Promise<void>
}

/** Where a test's own, empty database is: in memory, or a new one on the server of TEST_DATABASE_URL. */
export async function testDatabaseConfig(): Promise<TestDatabaseConfig> {
  const { database } = loadConfig({})
  if (TEST_DATABASE_URL === undefined) {
    return { database: { ...database, inMemory: true, template: await testTemplate() }, drop: async () => {} }
  }
  const name = `sagemcp_test_${randomBytes(6).toString('hex')}`
  await onServer(`CREATE DATABASE ${name}`)
  const url = new URL(TEST_DATABASE_URL)
  url.pathname = `/${name}`
  return {
    database: { ...database, url: url.href, poolMin: 0, poolMax: 5 },
    drop: () => dropDatabase(name),
  }
}

/** A migrated, empty database of the test's own. */
export async function openTestDatabase(): Promise<Database> {
  const { database, drop } = await testDatabaseConfig()
  const db = await openDatabase({ database }, silent)
  return {
    ...db,
    close: async () => {
      await db.close()
      await drop()
    },
  }
}

/** PostgreSQL 15 refuses whoever is no superuser while its own clean-up works in the database, which is soon over. */
async function dropDatabase(name: string, tries = 50): Promise<void> {
  try {
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`)
  } catch (error) {
    if ((error as { code?: string }).code !== '42501' || tries === 0) throw error
    await new Promise((resolve) => setTimeout(resolve, 200))
    await dropDatabase(name, tries - 1)
  }
}

/** As the user of TEST_DATABASE_URL. */
export async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: TEST_DATABASE_URL })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
