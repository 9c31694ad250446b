import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { loadConfig } from '../../server/config'
import { openDatabase } from '../../server/db/database'
import { Tenant } from '../../server/tenants/entity'
import { sealerOf, verifierOf } from '../support/audit'
import { silent, TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'

const ROUNDS = 6
/** Before it dies: some segments. */
const LEAST = 20
const root = path.resolve(__dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-kill9-audit-'))
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** Works for a moment and dies; returns what was acknowledged. */
async function die(round: string, env: Record<string, string>): Promise<string[]> {
  const child = spawn(process.execPath, ['-r', './scripts/register.cjs', 'tests/process/auditor.ts', round], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  })
  children.add(child.once('exit', () => children.delete(child)))
  let out = ''
  let errors = ''
  child.stdout.on('data', (data) => (out += String(data)))
  child.stderr.on('data', (data) => (errors += String(data)))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => out.split('\n').length > LEAST && resolve())
    child.once('exit', () => reject(new Error(`it ended: ${errors}`)))
  })
  await pause(Math.random() * 200)
  child.kill('SIGKILL')
  await once(child, 'close')
  return out.split('\n').slice(1, -1)
}

async function dieAgainAndAgain(env: Record<string, string>, config: Parameters<typeof openDatabase>[0]) {
  const acknowledged: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) acknowledged.push(...(await die(`round${round}`, env)))
  const db = await openDatabase(config, silent)
  const { id } = await db.withSystem((em) => em.findOneByOrFail(Tenant, { slug: 'acme' }))
  const found = await verifierOf(db).verify(id)
  await db.withSystem((em) => em.query('DELETE FROM sagemcp.job_leases'))
  await sealerOf(db, silent).close()
  const after = await verifierOf(db).verify(id)
  const left = (await db.withSystem((em) => em.query('SELECT target FROM sagemcp.audit_events'))) as {
    target: string
  }[]
  await db.close()
  process.stdout.write(
    `kill -9 while sealing: ${acknowledged.length} acknowledged, ${after.rows} sealed, ${after.removed.rows} removed\n`,
  )
  expect(found).toMatchObject({ ok: true, broken: null })
  expect(after).toMatchObject({ ok: true, broken: null, unsealed: { rows: 0 } })
  // Every row has a place, and nothing was sealed twice or lost.
  expect(after.rows).toBe(left.length)
  const stored = new Set(left.map(({ target }) => target))
  expect(stored.size).toBe(left.length)
  // What is gone was removed with its segment; what was written and not acknowledged is there at most once a round.
  const missing = acknowledged.filter((target) => !stored.has(target)).length
  expect(after.removed.rows - missing).toBeGreaterThanOrEqual(0)
  expect(after.removed.rows - missing).toBeLessThanOrEqual(ROUNDS)
  expect(acknowledged.length + ROUNDS).toBeGreaterThanOrEqual(after.rows + after.removed.rows)
  expect(after.removed.segments).toBeGreaterThan(0)
}

it('leaves a chain that proves itself on the embedded database', async () => {
  const env = { SAGEMCP_DATA_DIR: path.join(folder, 'data') }
  await dieAgainAndAgain(env, loadConfig(env))
}, 300_000)

const onPostgres = TEST_DATABASE_URL === undefined ? it.skip : it
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED kill -9 while sealing on PostgreSQL: it needs a server, set TEST_DATABASE_URL\n')
}

onPostgres(
  'leaves a chain that proves itself on PostgreSQL',
  async () => {
    const config = await testDatabaseConfig()
    const env = {
      DATABASE_URL: config.database.url ?? '',
      SAGEMCP_SECRET_KEYS: `main:${Buffer.alloc(32, 1).toString('base64')}`,
    }
    await dieAgainAndAgain(env, config)
    await config.drop()
  },
  300_000,
)
