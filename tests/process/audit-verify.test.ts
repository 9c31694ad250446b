import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Sealer } from '../../server/audit/sealer'
import { AuditSigner } from '../../server/audit/signer'
import { loadConfig } from '../../server/config'
import { Keyring } from '../../server/credentials/keyring'
import { verifyKeyring } from '../../server/credentials/platform-key'
import { type Database, openDatabase } from '../../server/db/database'
import { makeTenants, writeMany } from '../support/audit'
import { silent } from '../support/test-db'

const root = path.resolve(__dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-audit-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))

const env = { SAGEMCP_DATA_DIR: path.join(folder, 'data') }

function verify(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['-r', './scripts/register.cjs', 'server/cli.ts', 'audit', 'verify', ...args],
    { cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH, ...env } },
  )
  return { status, stdout, stderr }
}

async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const db = await openDatabase(loadConfig(env), silent)
  await work(db)
  await db.close()
}

it('checks a data folder by itself, and against what was kept of an earlier check', async () => {
  await withDatabase(async (db) => {
    const [acme] = (await makeTenants(db, 'acme')) as [string]
    await writeMany(db, acme, 3)
    await writeMany(db, null, 1)
    const signer = new AuditSigner(await verifyKeyring(db, Keyring.fromConfig(loadConfig(env), silent)))
    await new Sealer({ db, signer, log: silent }).close()
    await writeMany(db, acme, 1)
    // While a server uses it.
    expect(verify()).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('in use by process') })
  })

  const whole = verify()
  expect(whole).toMatchObject({ status: 0, stderr: '' })
  expect(whole.stdout).toMatch(/^platform: ok, 1 rows in 1 segments; head 1:[0-9a-f]{64}$/m)
  expect(whole.stdout).toMatch(
    /^acme: ok, 3 rows in 1 segments; head 3:[0-9a-f]{64}; 1 rows since \d{4}-\S+Z are not sealed yet$/m,
  )
  expect(verify('--tenant', 'nobody')).toMatchObject({ status: 1, stderr: expect.stringContaining('no tenant nobody') })

  const kept = path.join(folder, 'kept.json')
  writeFileSync(kept, verify('--json').stdout)
  expect(verify('--anchors', kept)).toMatchObject({ status: 0 })

  await withDatabase(async (db) => {
    await db.withSystem((em) => em.query(`UPDATE sagemcp.audit_events SET outcome = 'x' WHERE position = 2`))
  })
  const broken = verify('--tenant', 'acme')
  expect(broken.status).toBe(1)
  expect(broken.stdout).toMatch(/^acme: BROKEN in segment 1: row_changed; 0 rows before it are as they were sealed/m)

  // Everything sealed is put back to the beginning: the chain itself cannot know.
  await withDatabase(async (db) => {
    await db.withSystem(async (em) => {
      await em.query('DELETE FROM sagemcp.audit_segments')
      await em.query('UPDATE sagemcp.audit_events SET position = NULL')
    })
  })
  expect(verify()).toMatchObject({ status: 0 })
  const found = verify('--anchors', kept)
  expect(found.status).toBe(1)
  expect(found.stdout).toContain('acme: BROKEN in segment 1 at position 3: anchor')
}, 240_000)
