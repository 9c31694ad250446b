import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadConfig } from '../../server/config'
import { TEST_DATABASE_URL, type TestDatabaseConfig, testDatabaseConfig } from '../support/test-db'

type Env = Readonly<Record<string, string>>

const root = path.resolve(__dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-kill9-'))
const children = new Set<ChildProcess>()

/** To be called after all tests of a file. */
export function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
}

/** The environment of a process on an embedded database of its own. */
export const embedded = (name: string): Env => ({ SAGEMCP_DATA_DIR: path.join(folder, name) })

/** A program of this folder that says "open" and then, line by line, what it wrote. */
export function startWriter(program: 'writer' | 'auditor', round: string, env: Env) {
  const child = spawn(process.execPath, ['-r', './scripts/register.cjs', `tests/process/${program}.ts`, round], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  })
  children.add(child.once('exit', () => children.delete(child)))
  let out = ''
  let errors = ''
  child.stdout.on('data', (data) => (out += String(data)))
  child.stderr.on('data', (data) => (errors += String(data)))
  const ended = once(child, 'close')
  return {
    ended,
    /** It has said so many lines. */
    said: (lines: number) =>
      new Promise<void>((resolve, reject) => {
        child.stdout.on('data', () => out.split('\n').length > lines && resolve())
        child.once('exit', () => reject(new Error(`the ${program} ended: ${errors}`)))
      }),
    /** Gives what was acknowledged. */
    kill: async () => {
      child.kill('SIGKILL')
      await ended
      // A last line without its end was not read by anybody.
      return out.split('\n').slice(1, -1)
    },
  }
}

/** The same test on both databases: `work` gets the environment of the processes to kill, and where their data is to be looked at. */
export function onBothDatabases(
  what: string,
  work: (env: Env, config: Pick<TestDatabaseConfig, 'database'>) => Promise<void>,
) {
  it(`${what} on the embedded database`, () => work(embedded('data'), loadConfig(embedded('data'))), 300_000)

  const onPostgres = TEST_DATABASE_URL === undefined ? it.skip : it
  if (TEST_DATABASE_URL === undefined) {
    process.stdout.write(`SKIPPED kill -9: ${what} on PostgreSQL: it needs a server, set TEST_DATABASE_URL\n`)
  }
  onPostgres(
    `${what} on PostgreSQL`,
    async () => {
      const config = await testDatabaseConfig()
      const keys = `main:${Buffer.alloc(32, 1).toString('base64')}`
      await work({ DATABASE_URL: config.database.url ?? '', SAGEMCP_SECRET_KEYS: keys }, config)
      await config.drop()
    },
    300_000,
  )
}
