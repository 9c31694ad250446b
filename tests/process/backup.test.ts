import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Client } from 'pg'
import { Sealer } from '../../server/audit/sealer'
import { AuditSigner } from '../../server/audit/signer'
import { AuditVerifier } from '../../server/audit/verify'
import { tablesOf } from '../../server/backup/catalog-store'
import { runBackup, runRestore } from '../../server/backup/run'
import { type Config, loadConfig } from '../../server/config'
import { Credential } from '../../server/credentials/entity'
import { Keyring } from '../../server/credentials/keyring'
import { openPlatformKey, verifyKeyring } from '../../server/credentials/platform-key'
import { credentialAad } from '../../server/credentials/seal'
import { Credentials } from '../../server/credentials/service'
import { Vault } from '../../server/credentials/vault'
import { type Database, openDatabase } from '../../server/db/database'
import { makeTenants, writeMany } from '../support/audit'
import { silent, TEST_DATABASE_URL, testDatabaseConfig, testTemplate } from '../support/test-db'
import { until } from '../support/until'

const root = path.resolve(__dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-backup-'))
const drops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const drop of drops) await drop()
  rmSync(folder, { recursive: true })
})

const KEYS = `main:${Buffer.alloc(32, 3).toString('base64')}`
const CALLS = 5_000
const quiet = () => undefined
const named = (name: string) => path.join(folder, name)

let folders = 0
/** An embedded database of its own, with the key in the environment. */
async function embedded(keys = KEYS): Promise<Config> {
  folders += 1
  const config = loadConfig({ SAGEMCP_DATA_DIR: named(`data-${folders}`), SAGEMCP_SECRET_KEYS: keys })
  return { ...config, database: { ...config.database, template: await testTemplate() } }
}

/** The server of TEST_DATABASE_URL, else another folder: then nothing crosses from one kind to the other. */
async function another(): Promise<Config> {
  const config = await embedded()
  if (TEST_DATABASE_URL === undefined) return config
  const { database, drop } = await testDatabaseConfig()
  drops.push(drop)
  return { ...config, database }
}

async function within<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase(config, silent)
  return work(db).finally(() => db.close())
}

const keyring = Keyring.existing(loadConfig({ SAGEMCP_SECRET_KEYS: KEYS }))
const sql = <T = unknown>(db: Database, text: string, params: unknown[] = []) =>
  db.withSystem((em) => em.query(text, params) as Promise<T[]>)

/** Some of everything that is hard to carry. */
async function fill(config: Config): Promise<{ acme: string; main: string }> {
  return within(config, async (db) => {
    const platformKey = await verifyKeyring(db, keyring)
    const [acme] = (await makeTenants(db, 'acme', 'globex')) as [string]
    const credentials = new Credentials(keyring)
    const main = await db.withSystem(async (em) => {
      await credentials.createDataKey(em, acme)
      const place = { tenantId: acme, provider: 'github', origins: ['https://a.example', 'b"\\,{}'], connectedBy: null }
      const row = await credentials.storeToken(em, place, 'the token of acme')
      const accessToken = Buffer.from([0, 255, 10, 92])
      const second = { tenantId: acme, provider: 'github', kind: 'oauth' as const, mainId: row.id, accessToken }
      await em.insert(Credential, { ...second, tokenName: 'second', origins: [] })
      // So that it lies behind the row that refers to it.
      await em.update(Credential, { id: row.id }, { providerUsername: 'Änne\u2028\t"' })
      return row.id
    })
    await sql(
      db,
      `INSERT INTO sagemcp.tool_calls (tenant_id, tool, actor, transport, started_at, duration_ms, outcome, arguments,
         result_bytes, request_id)
       SELECT $1, 't', 'key:k', 'http', timestamptz '2026-10-25 00:59:59.123456Z' + n * interval '1.000001 second', n,
         'ok', '{"a": 1e3, "ü": 0.10}', 1, repeat('r', n % 300) FROM generate_series(1, $2::int) n`,
      [acme, CALLS],
    )
    const write = async (name: string) => {
      for (const chain of [acme, null]) await writeMany(db, chain, 7, name)
    }
    await write('a')
    await new Sealer({ db, signer: new AuditSigner(platformKey), log: silent, segmentRows: 5 }).close()
    await write('b')
    // What was given away is not given again.
    await sql(db, 'DELETE FROM sagemcp.audit_events WHERE id = (SELECT max(id) FROM sagemcp.audit_events)')
    await sql(db, `INSERT INTO sagemcp.job_leases VALUES ('job', gen_random_uuid(), now() + interval '1 hour')`)
    return { acme, main }
  })
}

/** Every row as text. What backups themselves add to the audit is left out, and times are as exact as they are. */
const everything = (config: Config): Promise<Record<string, string[]>> =>
  within(config, (db) =>
    db.withSystem(async (em) => {
      await em.query(`SET LOCAL TimeZone = 'UTC'`)
      const found: Record<string, string[]> = {}
      for (const { name, columns } of await tablesOf(em)) {
        const values = columns.map(([column]) => `"${column}"::text`).join(', ')
        const where = name === 'audit_events' ? `WHERE action NOT LIKE 'backup.%'` : ''
        const rows = await em.query(`SELECT ROW(${values})::text AS row FROM sagemcp."${name}" ${where} ORDER BY 1`)
        found[name] = (rows as { row: string }[]).map(({ row }) => row)
      }
      return found
    }),
  )

async function checkAlive(config: Config, { acme, main }: { acme: string; main: string }): Promise<void> {
  await within(config, async (db) => {
    const signer = new AuditSigner(await db.withSystem((em) => openPlatformKey(em, keyring)))
    for (const chain of [acme, null]) {
      expect(await new AuditVerifier(db, signer).verify(chain)).toMatchObject({ ok: true, rows: 7, segments: 1 })
    }
    const token = await db.withTenant(acme, async (em) => {
      const { accessToken } = await em.findOneByOrFail(Credential, { id: main })
      return new Vault(keyring).open(em, acme, accessToken, credentialAad(acme, main, 'access_token'))
    })
    expect(token).toBe('the token of acme')
    const [last] = await sql<{ id: string }>(db, 'SELECT max(id) AS id FROM sagemcp.audit_events')
    await writeMany(db, acme, 1, 'next')
    const [next] = await sql<{ id: string }>(db, 'SELECT max(id) AS id FROM sagemcp.audit_events')
    expect(Number(next?.id)).toBeGreaterThan(Number(last?.id))
    expect(Number(next?.id)).toBeGreaterThan(28)
    await sql(db, `DELETE FROM sagemcp.audit_events WHERE target = 'next-1'`)
    expect(await sql(db, 'SELECT FROM sagemcp.job_leases')).toEqual([])
  })
}

let source: Config
let ids: { acme: string; main: string }
let before: Record<string, string[]>
const file = named('first.backup')
beforeAll(async () => {
  source = await embedded()
  ids = await fill(source)
  before = await everything(source)
  await runBackup(source, file, quiet)
}, 120_000)

it('goes to another database and back, exactly, and works there', async () => {
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(before.tool_calls).toHaveLength(CALLS)
  const [there, back] = [await another(), await embedded()]
  const lines: string[] = []
  await runRestore(there, file, (line) => lines.push(line))
  expect(lines).toContain(`tool_calls: ${CALLS} rows`)
  expect(await everything(there)).toEqual(before)
  await checkAlive(there, ids)

  const second = named('second.backup')
  await runBackup(there, second, quiet)
  await runRestore(back, second, quiet)
  expect(await everything(back)).toEqual(before)
  await checkAlive(back, ids)
}, 240_000)

it('holds no secret in the open, and says in the audit that it was made and restored', async () => {
  const text = gunzipSync(readFileSync(file)).toString()
  expect(text).toContain('acme')
  expect(text).not.toContain('the token of acme')
  expect(text).not.toContain(Buffer.from('the token of acme').toString('hex'))
  const there = await another()
  await runRestore(there, file, quiet)
  const noted = (config: Config) =>
    within(config, (db) =>
      sql(
        db,
        `SELECT action, outcome, details FROM sagemcp.audit_events WHERE action LIKE 'backup.%' ORDER BY id LIMIT 1`,
      ),
    )
  expect(await noted(source)).toMatchObject([
    { action: 'backup.create', outcome: 'ok', details: { rows: expect.any(Number) } },
  ])
  expect(await noted(there)).toMatchObject([{ action: 'backup.restore', outcome: 'ok' }])
}, 120_000)

describe('is refused in words, and leaves an empty database,', () => {
  let empty: Config
  beforeAll(async () => {
    empty = await another()
  })

  const lines = () => gunzipSync(readFileSync(file)).toString().split('\n')
  const stored = (name: string, content: Buffer | string): string => {
    writeFileSync(named(name), typeof content === 'string' ? gzipSync(content) : content)
    return named(name)
  }
  const flipped = () =>
    lines()
      .map((line, i) => (i === 0 ? line : line.replace('globex', 'globix')))
      .join('\n')

  it.each<[string, () => string, RegExp]>([
    ['when a letter was changed', () => stored('changed', flipped()), /checksum/],
    ['when it was cut off', () => stored('cut', readFileSync(file).subarray(0, -500)), /cut off/],
    [
      'when its last line is missing',
      () => stored('endless', `${lines().slice(0, -2).join('\n')}\n`),
      /end is missing/,
    ],
    [
      'when a table is missing',
      () =>
        stored(
          'few',
          lines()
            .filter((l) => !l.startsWith('{"table":"tool_calls'))
            .join('\n'),
        ),
      /rows of no table/,
    ],
    ['when it is something else', () => stored('else', 'hello\n'), /cannot be read/],
    ['when it is no archive', () => stored('plain', Buffer.from('hello')), /not gzip/],
    [
      'when the schema is another',
      () =>
        stored(
          'old',
          lines()
            .join('\n')
            .replace(/"schema":"\w+"/, '"schema":"Old1"'),
        ),
      /schema Old1 of release .* upgrade then/s,
    ],
    ['when it is not there', () => named('nowhere'), /no file/],
  ])(
    '%s',
    async (_, broken, words) => {
      await expect(runRestore(empty, broken(), quiet)).rejects.toThrow(words)
      expect((await everything(empty)).tenants).toEqual([])
    },
    120_000,
  )

  it('when the keys are not those of the data, or there are none', async () => {
    const keys = [{ id: 'main', key: randomBytes(32) }]
    const other = { ...empty, secrets: { ...empty.secrets, keys } }
    await expect(runRestore(other, file, quiet)).rejects.toThrow(/made with the key "main"[^]*Nothing was restored/)
    const none = { ...empty, secrets: { ...empty.secrets, keys: [] } }
    await expect(runRestore(none, file, quiet)).rejects.toThrow('there is no secret key')
    // And after all that it is as good as new.
    await runRestore(empty, file, quiet)
    expect(await everything(empty)).toEqual(before)
  }, 120_000)
})

it('does not touch a database that holds something, nor a file that is there, nor a folder in use', async () => {
  await expect(runRestore(source, file, quiet)).rejects.toThrow('the database is not empty: there are rows in')
  await expect(runBackup(source, file, quiet)).rejects.toThrow('is there already')
  await within(source, async () => {
    await expect(runBackup(source, named('third.backup'), quiet)).rejects.toThrow(
      /in use by process \d+: stop the server/,
    )
  })
  expect(await everything(source)).toEqual(before)
}, 120_000)

it('keeps the newest of a folder', async () => {
  const backups = named('backups')
  mkdirSync(backups)
  const old = ['2026-01-01', '2026-01-02'].map((day) => `sagemcp-${day}T00-00-00Z.backup`)
  for (const name of [...old, 'of somebody else']) writeFileSync(path.join(backups, name), '')
  await runBackup(source, backups, quiet, 2)
  const [other, kept, made = ''] = readdirSync(backups).sort()
  expect([other, kept]).toEqual(['of somebody else', old[1]])
  expect(gunzipSync(readFileSync(path.join(backups, made))).toString()).toContain('"end":true')
  await expect(runBackup(source, named('fourth.backup'), quiet, 2)).rejects.toThrow('--keep is for a folder of backups')
}, 120_000)

const onPostgres = TEST_DATABASE_URL === undefined ? it.skip : it
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED a backup while others write, and of much: it needs PostgreSQL, set TEST_DATABASE_URL\n')
}

onPostgres(
  'is of one moment, whatever others write meanwhile',
  async () => {
    const busy = await another()
    await runRestore(busy, file, quiet)
    const writer = new Client({ connectionString: busy.database.url })
    await writer.connect()
    await writer.query('BEGIN; LOCK TABLE sagemcp.tool_calls IN ACCESS EXCLUSIVE MODE')
    const copy = named('moment.backup')
    const running = runBackup(busy, copy, quiet)
    const waits = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'sagemcp.tool_calls'::regclass`
    await until('it is at the calls', async () => (await writer.query(waits)).rowCount === 1, 30_000)
    // Tenants come first, so they were read: half of this would be in it.
    await writer.query(`INSERT INTO sagemcp.tenants (slug, name) VALUES ('late', 'late');
      INSERT INTO sagemcp.tool_calls (tenant_id, tool, actor, transport, started_at, duration_ms, outcome, arguments,
        result_bytes, request_id)
        SELECT id, 't', 'key:k', 'http', now(), 1, 'ok', '{}', 1, 'r' FROM sagemcp.tenants WHERE slug = 'late';
      COMMIT`)
    await writer.end()
    await running
    expect((await everything(busy)).tool_calls).toHaveLength(CALLS + 1)
    const there = await another()
    await runRestore(there, copy, quiet)
    expect(await everything(there)).toEqual(before)
  },
  120_000,
)

onPostgres(
  'needs no more memory when there is more',
  async () => {
    const [much, there] = [await another(), await another()]
    await runRestore(much, file, quiet)
    await within(much, (db) =>
      sql(
        db,
        `INSERT INTO sagemcp.tool_calls (tenant_id, tool, actor, transport, started_at, duration_ms, outcome, arguments,
           result_bytes, request_id)
         SELECT $1, 't', 'key:k', 'http', now(), n, 'ok', jsonb_build_object('a', repeat('x', 10000)), 1, 'r'
         FROM generate_series(1, 30000) n`,
        [ids.acme],
      ),
    )
    const copy = named('much.backup')
    // A third of what the rows take.
    const small = { NODE_OPTIONS: '--max-old-space-size=100' }
    for (const [of, args] of [
      [much, ['backup', copy]],
      [there, ['restore', copy]],
    ] as const) {
      const { status, stderr } = sagemcp({ ...small, DATABASE_URL: of.database.url ?? '' }, args)
      expect([status, stderr.toString()]).toEqual([0, expect.stringContaining(`tool_calls: ${CALLS + 30_000} rows\n`)])
    }
    const counted = await within(there, (db) => sql(db, 'SELECT count(*)::int AS n FROM sagemcp.tool_calls'))
    expect(counted).toEqual([{ n: CALLS + 30_000 }])
  },
  240_000,
)

const sagemcp = (env: Record<string, string>, args: readonly string[], input?: Buffer) =>
  spawnSync(process.execPath, ['-r', './scripts/register.cjs', 'server/cli.ts', ...args], {
    cwd: root,
    maxBuffer: 2 ** 26,
    env: { PATH: process.env.PATH, SAGEMCP_SECRET_KEYS: KEYS, ...env },
    ...(input === undefined ? {} : { input }),
  })

it('works as a command, through pipes', () => {
  const from = sagemcp({ SAGEMCP_DATA_DIR: source.dataDir }, ['backup', '-'])
  expect(from.stderr.toString()).toMatch(/^tenants: 2 rows$/m)
  expect(from.status).toBe(0)
  const to = { SAGEMCP_DATA_DIR: named('piped') }
  expect(sagemcp(to, ['restore', '-'], from.stdout)).toMatchObject({ status: 0 })
  const again = sagemcp(to, ['restore', '-'], from.stdout)
  expect(again.status).toBe(1)
  expect(again.stderr.toString()).toContain('not empty')
  const verified = sagemcp(to, ['audit', 'verify'])
  expect(verified.stdout.toString()).toMatch(/^acme: ok, 7 rows in 1 segments/m)
  expect(sagemcp({ SAGEMCP_DATA_DIR: named('nothing') }, ['backup', named('x')]).stderr.toString()).toContain(
    'no database',
  )
}, 240_000)
