import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { loadConfig } from '../../server/config'
import { openDatabase } from '../../server/db/database'
import { Tenant } from '../../server/tenants/entity'
import { silent, TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'

const ROUNDS = 20
const root = path.resolve(__dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-kill9-'))
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function startWriter(round: string, env: Record<string, string>) {
  const child = spawn(process.execPath, ['-r', './scripts/register.cjs', 'tests/process/writer.ts', round], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  })
  children.add(child.once('exit', () => children.delete(child)))
  let out = ''
  let errors = ''
  child.stdout.on('data', (data) => (out += String(data)))
  child.stderr.on('data', (data) => (errors += String(data)))
  const opened = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => out.startsWith('open\n') && resolve())
    child.once('exit', () => reject(new Error(`the writer ended: ${errors}`)))
  })
  const ended = once(child, 'close')
  return {
    opened,
    ended,
    errors: () => errors,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
      // A last line without its end was not read by anybody.
      return out.split('\n').slice(1, -1)
    },
  }
}

async function killRepeatedly(env: Record<string, string>): Promise<string[]> {
  const acknowledged: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const writer = startWriter(`round${round}`, env)
    await writer.opened
    await pause(Math.random() * 150)
    acknowledged.push(...(await writer.kill()))
  }
  return acknowledged
}

async function expectAll(acknowledged: string[], config: Parameters<typeof openDatabase>[0]): Promise<void> {
  const db = await openDatabase(config, silent)
  const rows = await db.withSystem((em) => em.find(Tenant))
  await db.close()
  const stored = new Set(rows.map((row) => row.slug))
  expect(acknowledged.length).toBeGreaterThan(ROUNDS)
  expect(acknowledged.filter((slug) => !stored.has(slug))).toEqual([])
  // No transaction is there by half.
  expect(rows.filter((row) => row.name !== 'complete')).toEqual([])
}

it('loses nothing that was acknowledged on the embedded database', async () => {
  const env = { SAGEMCP_DATA_DIR: path.join(folder, 'data') }
  const acknowledged = await killRepeatedly(env)
  await expectAll(acknowledged, loadConfig(env))
}, 300_000)

it('refuses a second process on the same data folder, and takes it over from a dead one', async () => {
  const env = { SAGEMCP_DATA_DIR: path.join(folder, 'shared') }
  const first = startWriter('first', env)
  await first.opened
  const second = startWriter('second', env)
  await expect(second.opened).rejects.toThrow(/is in use by process \d+/)
  await second.ended
  await first.kill()
  const third = startWriter('third', env)
  await third.opened
  await third.kill()
}, 120_000)

const onPostgres = TEST_DATABASE_URL === undefined ? it.skip : it
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED kill -9 on PostgreSQL: it needs a server, set TEST_DATABASE_URL\n')
}

onPostgres(
  'loses nothing that was acknowledged on PostgreSQL',
  async () => {
    const config = await testDatabaseConfig()
    const env = {
      DATABASE_URL: config.database.url ?? '',
      SAGEMCP_SECRET_KEYS: `main:${Buffer.alloc(32, 1).toString('base64')}`,
    }
    await expectAll(await killRepeatedly(env), config)
    await config.drop()
  },
  300_000,
)
