import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  BaseConnector,
  connector,
  type ConnectorDeclaration,
  path as at,
  Registry,
  token,
  tool,
  z,
} from '../../connectors/sdk'
import { startApp } from '../../server/app'
import { AuditSigner } from '../../server/audit/signer'
import { loadConfig } from '../../server/config'
import { PlatformKey, TenantKey } from '../../server/credentials/entity'
import { Keyring } from '../../server/credentials/keyring'
import { formatMasterKey, type MasterKey } from '../../server/credentials/master-key'
import { rotate } from '../../server/credentials/master-keys'
import { openPlatformKey, verifyKeyring } from '../../server/credentials/platform-key'
import { rewrapPlatformKey, rewrapTenantKeys } from '../../server/credentials/rewrap-store'
import { dataKeyAad, platformKeyAad } from '../../server/credentials/seal'
import { type Database, openDatabase } from '../../server/db/database'
import { Admin } from '../support/admin'
import { ADMIN_KEY, testEnv } from '../support/app'
import { freePort } from '../../scripts/free-port.cjs'
import { answer, ask, type Message, modern } from '../support/raw'
import { openTestDatabase, silent, TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const root = path.resolve(__dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-rotate-'))
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

const keyOf = (id: string): MasterKey => ({ id, key: randomBytes(32) })
const OLD = keyOf('old')
const NEW = keyOf('new')
const text = (...keys: MasterKey[]) => keys.map(formatMasterKey).join(',')

/** Tenants with a data key each, wrapped by the old master key. */
async function makeTenants(db: Database, count: number): Promise<Map<string, Buffer>> {
  const keyring = new Keyring([OLD])
  await verifyKeyring(db, keyring)
  return db.withSystem(async (em) => {
    const rows = (await em.query(
      `INSERT INTO sagemcp.tenants (slug, name) SELECT 't' || n, 'T' FROM generate_series(1, $1::int) n RETURNING id`,
      [count],
    )) as { id: string }[]
    const keys = new Map(rows.map(({ id }) => [id, Keyring.newDataKey()]))
    const wrapped = [...keys].map(([tenantId, key]) => ({
      ...{ tenantId, keyId: OLD.id },
      wrapped: keyring.wrap(key, dataKeyAad(tenantId)),
    }))
    await em.insert(TenantKey, wrapped)
    return keys
  })
}

/** What these master keys open of everything that is wrapped, by tenant, or `platform`. */
async function opened(db: Database, ...keys: MasterKey[]): Promise<Map<string, Buffer>> {
  const keyring = new Keyring(keys)
  const [tenants, platform] = await db.withSystem(async (em) => [await em.find(TenantKey), await em.find(PlatformKey)])
  const all = [
    ...tenants.map((row) => [row.tenantId, row.wrapped, dataKeyAad(row.tenantId)] as const),
    ...platform.map((row) => [row.id, row.wrapped, platformKeyAad(row.id)] as const),
  ]
  const found = new Map<string, Buffer>()
  for (const [id, wrapped, aad] of all) {
    try {
      found.set(id, keyring.unwrap(wrapped, aad))
    } catch {
      // not by these
    }
  }
  return found
}

describe('on a database', () => {
  let db: Database
  let dataKeys: Map<string, Buffer>
  beforeAll(async () => {
    db = await openTestDatabase()
    dataKeys = await makeTenants(db, 250)
  })
  afterAll(() => db?.close())

  it('does nothing with keys that are not those of the data', async () => {
    await expect(rotate(db, new Keyring([NEW]))).rejects.toThrow('it was made with the key "old"')
    expect((await opened(db, OLD)).size).toBe(251)
  })

  it('leaves nothing that the old key opens, and every data key what it was', async () => {
    const before = await opened(db, OLD)
    expect(before.size).toBe(251)
    expect((await opened(db, NEW)).size).toBe(0)
    const announced = new Set<string>()
    db.changes.subscribe({ changed: (id) => announced.add(id), reset: () => undefined })
    expect(await rotate(db, new Keyring([NEW, OLD]))).toEqual({ keyId: 'new', rewrapped: 251 })

    expect((await opened(db, OLD)).size).toBe(0)
    const after = await opened(db, NEW)
    expect(after).toEqual(before)
    for (const [id, key] of dataKeys) expect(after.get(id)?.equals(key)).toBe(true)
    for (const id of dataKeys.keys()) expect(announced).toContain(id)
    // The audit is signed as before.
    const platform = await db.withSystem((em) => openPlatformKey(em, new Keyring([NEW])))
    expect(new AuditSigner(platform).keyId).toBe(new AuditSigner(before.get('platform') ?? Buffer.alloc(0)).keyId)
    await expect(db.withSystem((em) => openPlatformKey(em, new Keyring([OLD])))).rejects.toThrow('does not open')
    // Again there is nothing to do.
    expect(await rotate(db, new Keyring([NEW, OLD]))).toEqual({ keyId: 'new', rewrapped: 0 })
  })

  it('is done by several at once without harm', async () => {
    const [third, before] = [keyOf('third'), await opened(db, NEW)]
    const done = await Promise.all([1, 2].map(() => rotate(db, new Keyring([third, NEW]))))
    expect(done.reduce((sum, { rewrapped }) => sum + rewrapped, 0)).toBe(251)
    expect(await opened(db, third)).toEqual(before)
  })
})

const DECLARATION: ConnectorDeclaration = {
  type: 'keyed',
  title: 'Keyed',
  description: 'Asks its vendor with a token.',
  baseUrls: { default: 'https://keyed.invalid' },
  auth: [token({ title: 'Token' })],
}

@connector(DECLARATION)
class Keyed extends BaseConnector {
  @tool({ description: 'Asks who it is.', input: z.strictObject({}), effect: 'read', scopes: [] })
  async ask() {
    return (await this.http.get(at`/me`)).body
  }
}

/** A server whose keys can change, and its vendor. */
async function openServer() {
  const tokens: (string | undefined)[] = []
  const vendor = createServer((req, res) => {
    tokens.push(req.headers.authorization)
    res.setHeader('content-type', 'application/json').end('{"ok":true}')
  })
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(vendor.address() as AddressInfo).port}`
  const registry = new Registry().add(Keyed, { ...DECLARATION, baseUrls: { default: `http://${host}` } })
  const port = await freePort()
  const data = path.join(folder, `server-${port}`)
  const env = { ...testEnv(port, data), SAGEMCP_ALLOWED_PRIVATE_HOSTS: host, SAGEMCP_SECRET_KEYS: text(OLD) }
  const { database, drop } = await testDatabaseConfig()
  // On disk where it is embedded, so that it can be opened again.
  const config = { ...loadConfig(env), ...(database.url === undefined ? {} : { database }) }
  const keys = { now: [OLD] }
  const secrets = () => ({ ...config.secrets, keys: keys.now })
  const start = (given: MasterKey[]) =>
    startApp({ ...config, secrets: { ...config.secrets, keys: given } }, { registry, log: silent, secrets })
  const app = await start(keys.now)
  const admin = new Admin(app.url, ADMIN_KEY)
  return {
    ...{ app, admin, start, tokens, config },
    async addTenant(slug: string): Promise<Asker> {
      await admin.createTenant(slug)
      const { id } = await admin.addConnector(slug, { type: 'keyed' })
      await admin.setToken(slug, id, `token-of-${slug}`)
      return { slug, key: (await admin.createKey(slug)).key, url: `${app.url}/api/v1/${slug}/mcp` }
    },
    async take(...now: MasterKey[]) {
      keys.now = now
      await app.reloadKeys()
    },
    async end() {
      vendor.close()
      await drop()
    },
  }
}

interface Asker {
  readonly slug: string
  readonly key: string
  readonly url: string
}
const call = async ({ url, key }: Pick<Asker, 'url' | 'key'>) =>
  answer(await modern(url, key, 'tools/call', { name: 'keyed_ask', arguments: {} }))
/** The server knows the tenant now, and has opened nothing of it. */
const look = async ({ url, key }: Asker) => answer(await modern(url, key, 'tools/list'))
const isFine = ({ result, error }: Message) => error === undefined && result !== undefined && result.isError !== true

it('fails no call of a running server, which takes and leaves keys meanwhile', async () => {
  const { app, admin, start, tokens, addTenant, take, end } = await openServer()
  const tenants: Asker[] = []
  for (let n = 1; n <= 5; n += 1) tenants.push(await addTenant(`t${n}`))
  const quiet = await addTenant('quiet')
  expect(isFine(await look(quiet))).toBe(true)

  const failed: unknown[] = []
  let calls = 0
  const over = new AbortController()
  const traffic = tenants.map(async (tenant) => {
    while (!over.signal.aborted) {
      const message = await call(tenant)
      calls += 1
      if (!isFine(message)) failed.push(message)
    }
  })
  const someCalls = async () => {
    const enough = calls + 25
    await until('calls went on', async () => calls >= enough, 60_000)
  }
  const rotated = () => admin.ask('POST', '/master-key-rotations')

  await someCalls()
  for (const keys of [
    [OLD, NEW],
    [NEW, OLD],
  ]) {
    await take(...keys)
    await someCalls()
  }
  expect(await rotated()).toMatchObject({ status: 200, body: { keyId: 'new', rewrapped: 7 } })
  await someCalls()
  await take(NEW)
  // What the server held of this one was wrapped by the key that is gone.
  expect(isFine(await call(quiet))).toBe(true)
  await someCalls()
  // A key that opens nothing here is not taken, nor one in place of it: calls go on by the ones before.
  await take(keyOf('third'), OLD)
  await someCalls()
  expect(await rotated()).toMatchObject({ status: 409 })
  tenants.push(await addTenant('t6'))
  over.abort()
  await Promise.all(traffic)
  expect(failed).toEqual([])
  for (const tenant of tenants) expect(isFine(await call(tenant))).toBe(true)
  const asked = [...tenants, quiet].map(({ slug }) => `Bearer token-of-${slug}`)
  expect(new Set(tokens)).toEqual(new Set(asked))
  await app.close()

  await expect(start([OLD])).rejects.toThrow('SAGEMCP_SECRET_KEYS does not open this database')
  const again = await start([NEW])
  const [first = quiet] = tenants
  expect(isFine(await call({ key: first.key, url: `${again.url}/api/v1/t1/mcp` }))).toBe(true)
  await again.close()
  await end()
}, 240_000)

const onPostgres = TEST_DATABASE_URL === undefined ? it.skip : it
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED a rotation that nobody hears of: it needs PostgreSQL, set TEST_DATABASE_URL\n')
}
onPostgres(
  'would fail calls if servers did not hear of it',
  async () => {
    const { app, addTenant, take, config, end } = await openServer()
    const quiet = await addTenant('quiet')
    expect(isFine(await look(quiet))).toBe(true)
    await take(NEW, OLD)
    const db = await openDatabase(config, silent)
    const tenantIds = await db.withSystem(async (em) => {
      await rewrapPlatformKey(em, new Keyring([NEW, OLD]))
      return rewrapTenantKeys(em, new Keyring([NEW, OLD]), undefined, 10)
    })
    await take(NEW)
    expect(isFine(await call(quiet))).toBe(false)
    await db.withSystem(async (em) => {
      for (const id of tenantIds) await db.announce(em, id)
    })
    await until('it heard of it', async () => isFine(await call(quiet)), 20_000)
    await db.close()
    await app.close()
    await end()
  },
  120_000,
)

function sagemcp(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['-r', './scripts/register.cjs', 'server/cli.ts', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  })
  children.add(child)
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return { child, ended, said: () => said }
}

it('goes on where it was after kill -9', async () => {
  const env = { SAGEMCP_DATA_DIR: path.join(folder, 'killed'), SAGEMCP_SECRET_KEYS: text(NEW, OLD) }
  const within = async <T>(work: (db: Database) => Promise<T>) => {
    const db = await openDatabase(loadConfig(env), silent)
    return work(db).finally(() => db.close())
  }
  await within((db) => makeTenants(db, 3_000))
  const first = sagemcp(['rotate-keys'], env)
  await until('it is at work', async () => /^\d01 data keys$/m.test(first.said()), 60_000)
  first.child.kill('SIGKILL')
  await first.ended
  await within(async (db) => {
    const [old, now] = [(await opened(db, OLD)).size, (await opened(db, NEW)).size]
    expect([old + now, old > 0, now > 0]).toEqual([3_001, true, true])
  })
  const second = sagemcp(['rotate-keys'], env)
  expect({ code: await second.ended, said: second.said() }).toMatchObject({ code: 0 })
  await within(async (db) => {
    expect([(await opened(db, OLD)).size, (await opened(db, NEW)).size]).toEqual([0, 3_001])
  })
}, 240_000)

it('makes a new key in the key file of a running server, which reads it again on SIGHUP', async () => {
  const port = await freePort()
  const dataDir = path.join(folder, 'file')
  const { SAGEMCP_SECRET_KEYS: _, ...plain } = testEnv(port, dataDir)
  const env = { ...plain, LOG_LEVEL: 'info', SAGEMCP_KEY: ADMIN_KEY }
  const server = sagemcp(['serve'], env)
  const up = () =>
    ask(`http://127.0.0.1:${port}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    )
  await until('the server is up', up, 60_000)
  const admin = new Admin(`http://127.0.0.1:${port}`, ADMIN_KEY)
  await admin.createTenant('acme')
  const file = path.join(dataDir, 'secret-key')
  const first = readFileSync(file, 'utf8').trim()

  const made = spawnSync(process.execPath, ['-r', './scripts/register.cjs', 'server/cli.ts', 'rotate-keys', '--new'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  })
  expect(made).toMatchObject({ status: 0, stderr: expect.stringMatching(/wrapped 2 data keys by "file-[0-9a-f]{8}"/) })
  const [added = '', ...others] = readFileSync(file, 'utf8').trim().split(',')
  expect(others).toEqual([first])

  // What does not open everything is refused, and told.
  writeFileSync(file, `${first}\n`)
  server.child.kill('SIGHUP')
  await until('it says so', async () => server.said().includes('those of before go on'), 20_000)
  writeFileSync(file, `${added}\n`)
  server.child.kill('SIGHUP')
  const taken = new RegExp(`"opens":"${added.split(':')[0]}"[^\n]*took the secret keys`)
  await until('it took the new key alone', async () => taken.test(server.said()), 20_000)
  await admin.createTenant('globex')
  expect(server.said()).not.toContain(added.split(':')[1])
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
}, 240_000)
