import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BaseConnector, type ConnectorDeclaration, noAuth, Registry } from '../../connectors/sdk'
import { clockFound } from '../../server/cli/doctor/clock'
import { checkKeys, checkMigrations, checkTenantRole } from '../../server/cli/doctor/database-checks'
import { roomFound } from '../../server/cli/doctor/disk-check'
import { checkMail } from '../../server/cli/doctor/mail-check'
import { checkPublicUrl, checkVendors } from '../../server/cli/doctor/outside-checks'
import { checkConfiguration, examine } from '../../server/cli/doctor/run'
import { type Config, loadConfig } from '../../server/config'
import { PlatformKey } from '../../server/credentials/entity'
import { Keyring } from '../../server/credentials/keyring'
import { formatMasterKey } from '../../server/credentials/master-key'
import { verifyKeyring } from '../../server/credentials/platform-key'
import { type Database, openDatabase } from '../../server/db/database'
import { Vendors } from '../../server/vendors/vendors'
import { version } from '../../server/version'
import { makeTenants } from '../support/audit'
import { ADMIN_KEY } from '../support/app'
import { localhostTls } from '../support/localhost-tls'
import { MAIL_LOGIN, openMailServer } from '../support/mail-server'
import { silent, testTemplate } from '../support/test-db'

/** Embedded, wherever the tests run: what is done to it would be done to every database of a server. */
async function within<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const { database } = loadConfig({})
  const db = await openDatabase({ database: { ...database, inMemory: true, template: await testTemplate() } }, silent)
  return work(db).finally(() => db.close())
}
const sql = (db: Database, text: string) => db.withSystem((em) => em.query(text))

describe('the configuration', () => {
  it('is as it should be', () => {
    expect(checkConfiguration(loadConfig({}))).toMatchObject([{ check: 'configuration', state: 'ok' }])
  })

  it('is not', async () => {
    const env = { NODE_ENV: 'production', SAGEMCP_BOOTSTRAP_ADMIN_KEY: ADMIN_KEY, SAGEMCP_SECRET_KEYS: KEYS }
    expect(checkConfiguration(loadConfig(env)).map(({ state, code }) => [state, code])).toEqual([
      ['warn', 'EMBEDDED'],
      ['warn', 'BOOTSTRAP_KEY'],
    ])
    const broken = () => loadConfig({ PORT: 'eighty', SAGEMCP_PUBLIC_ULR: 'x' })
    expect(await examine(broken, async () => new Registry())).toMatchObject([
      { state: 'fail', words: expect.stringContaining('did you mean SAGEMCP_PUBLIC_URL') },
      { state: 'fail', words: expect.stringContaining('PORT') },
    ])
  })
})

const [FIRST, SECOND] = ['first', 'second'].map((id) => ({ id, key: randomBytes(32) })) as [Key, Key]
interface Key {
  readonly id: string
  readonly key: Buffer
}
const KEYS = formatMasterKey(FIRST)

describe('a database', () => {
  it('does not answer: the checks of it are named, and left out', async () => {
    const config = loadConfig({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/d', SAGEMCP_SECRET_KEYS: KEYS, PORT: '1' })
    const findings = await examine(
      () => config,
      async () => new Registry(),
    )
    expect(findings.find(({ check }) => check === 'database')).toMatchObject({ state: 'fail', code: 'ECONNREFUSED' })
    expect(findings.filter(({ state }) => state === 'skipped').map(({ check }) => check)).toEqual([
      ...['migrations', 'tenant role', 'secret keys', 'connections', 'clock of the database'],
    ])
  })

  it.each([
    ['NO_ROLE', 'DROP OWNED BY app_rls; DROP ROLE app_rls'],
    ['UNBOUND_ROLE', 'ALTER ROLE app_rls BYPASSRLS'],
    ['NOT_ISOLATED', 'ALTER TABLE sagemcp.tenant_keys DISABLE ROW LEVEL SECURITY'],
  ])('has no role that keeps tenants apart: %s', async (code, change) => {
    await within(async (db) => {
      const [tenant] = await makeTenants(db, 'acme')
      await sql(db, `INSERT INTO sagemcp.tenant_keys (tenant_id, wrapped, key_id) VALUES ('${tenant}', '', 'k')`)
      expect(await checkTenantRole(db)).toMatchObject({ state: 'ok' })
      await sql(db, change)
      expect(await checkTenantRole(db)).toMatchObject({ state: 'fail', code })
    })
  })

  it('has the schema of an older release, of a newer one, or none', async () => {
    await within(async (db) => {
      const last = `(SELECT max(timestamp) FROM sagemcp.migrations)`
      await sql(db, `DELETE FROM sagemcp.migrations WHERE timestamp = ${last}`)
      expect(await checkMigrations(db)).toMatchObject({ state: 'warn', code: 'PENDING' })
      await sql(db, `INSERT INTO sagemcp.migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')`)
      expect(await checkMigrations(db)).toMatchObject({
        ...{ state: 'fail', code: 'NEWER', words: expect.stringContaining('Later9999999999999') },
      })
      await sql(db, 'DROP SCHEMA sagemcp CASCADE')
      expect(await checkMigrations(db)).toMatchObject({ state: 'warn', code: 'NO_SCHEMA' })
    })
  })

  it('is opened by the keys that are given, or not', async () => {
    const given = (...keys: Key[]): Config => ({ ...CONFIG, secrets: { ...CONFIG.secrets, keys } })
    await within(async (db) => {
      await verifyKeyring(db, new Keyring([FIRST]))
      const [tenant = ''] = await makeTenants(db, 'acme')
      expect(await checkKeys(db, given(FIRST))).toMatchObject({ state: 'ok' })
      expect(await checkKeys(db, given(FIRST, SECOND))).toMatchObject({
        ...{ state: 'ok', words: expect.stringContaining('"second" opens nothing in it and may be taken out') },
      })
      expect(await checkKeys(db, given(SECOND, FIRST))).toMatchObject({ state: 'warn', code: 'NOT_ROTATED' })
      await expect(checkKeys(db, given(SECOND))).rejects.toThrow('it was made with the key "first"')
      await sql(db, `INSERT INTO sagemcp.tenant_keys (tenant_id, wrapped, key_id) VALUES ('${tenant}', '', 'lost')`)
      expect(await checkKeys(db, given(FIRST))).toMatchObject({ state: 'fail', code: 'KEY_MISSING' })
      await db.withSystem((em) => em.update(PlatformKey, { id: 'platform' }, { wrapped: randomBytes(60) }))
      await expect(checkKeys(db, given(FIRST))).rejects.toThrow('does not open this database')
    })
  })
})

const CONFIG = loadConfig({ SAGEMCP_SECRET_KEYS: KEYS })

it.each([
  [0, 'ok'],
  [4_900, 'ok'],
  [-4_900, 'ok'],
  [6_000, 'warn'],
  [-6_000, 'warn'],
  [61_000, 'fail'],
  [-3_600_000, 'fail'],
])('a clock that is off by %d ms is %s', (ms, state) => {
  expect(clockFound('the database', ms).state).toBe(state)
})

it.each([
  [63, 'fail', 'DISK_FULL'],
  [64, 'warn', 'DISK_LOW'],
  [1_023, 'warn', 'DISK_LOW'],
  [1_024, 'ok', undefined],
])('a disk with %d MB left is %s', (megabytes, state, code) => {
  const found = roomFound('/data', megabytes * 2 ** 20 + 5)
  expect([found.state, found.code]).toEqual([state, code])
  expect(found.words).toContain(`${megabytes.toLocaleString('en')} MB are free for /data`)
})

describe('a mail server', () => {
  const configOf = (url: string): Config => {
    const config = loadConfig({ SAGEMCP_SMTP_URL: url, SAGEMCP_MAIL_FROM: 'no-reply@example.com' })
    return { ...config, vendors: { ...config.vendors, extraCa: localhostTls.cert } }
  }

  it('takes the login, and gets no message', async () => {
    const server = await openMailServer()
    expect(await checkMail(configOf(server.url()))).toEqual({
      state: 'ok',
      words: `localhost:${server.port} lets this server in`,
    })
    expect(server.passwords).toEqual([MAIL_LOGIN.password])
    expect(server.received).toEqual([])
    await server.close()
  })

  it('refuses the login, and the password is not told', async () => {
    const server = await openMailServer()
    const found = await checkMail(configOf(server.url('localhost', { user: 'ada', password: 'wrong-canary' })))
    expect(found).toMatchObject({ state: 'fail', code: 'EAUTH', words: expect.stringContaining('refused 535') })
    expect(found.words).not.toContain('canary')
    await server.close()
  })

  it('is not there, or is not wanted', async () => {
    expect(await checkMail(configOf('smtp://127.0.0.1:1'))).toMatchObject({ state: 'fail', code: 'ESOCKET' })
    expect(await checkMail(loadConfig({}))).toMatchObject({ state: 'ok', words: expect.stringMatching(/^no mail/) })
  })
})

describe('outside', () => {
  let answer: (res: ServerResponse) => void
  const server = createServer((_, res) => answer(res))
  let origin: string
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())
  const json =
    (status: number, body: object, headers = {}) =>
    (res: ServerResponse) =>
      void res.writeHead(status, headers).end(JSON.stringify(body))

  it.each<[string, typeof answer, object]>([
    ['our release', json(200, { version }), { state: 'ok' }],
    ['another release', json(200, { version: '0.0.9' }), { state: 'warn', code: 'OTHER_RELEASE' }],
    ['no database', json(503, { version }), { state: 'fail', code: 'NOT_READY' }],
    ['something else', json(200, { hello: 1 }), { state: 'fail', code: 'NOT_OURS' }],
    ['a redirect', json(301, {}, { location: 'https://x.example' }), { state: 'fail', code: 'REDIRECT' }],
  ])('the public address has %s', async (_, given, expected) => {
    answer = given
    const [address, clock] = await checkPublicUrl(origin)
    expect(address).toMatchObject(expected)
    expect(clock).toMatchObject({ check: 'clock of the public address', state: 'ok' })
  })

  it('the public address has another time, or does not answer', async () => {
    answer = json(200, { version }, { date: new Date(Date.now() - 120_000).toUTCString() })
    expect((await checkPublicUrl(origin))[1]).toMatchObject({ state: 'fail', code: 'CLOCK' })
    expect(await checkPublicUrl('http://127.0.0.1:1')).toMatchObject([{ state: 'fail', code: 'NO_ANSWER' }])
  })

  it('vendors can be reached, or not, by the way that calls take', async () => {
    answer = json(401, {})
    const registry = new Registry()
    const add = (type: string, address: string) => {
      const declaration: ConnectorDeclaration = {
        type,
        title: type,
        description: type,
        baseUrls: { api: address },
        auth: [noAuth()],
      }
      registry.add(class extends BaseConnector {}, declaration)
    }
    add('near', `${origin}/api`)
    add('gone', 'http://127.0.0.1:1')
    add('inside', origin.replace('127.0.0.1', 'localhost'))
    const allowedPrivateHosts = [new URL(origin).host, '127.0.0.1:1']
    const vendors = new Vendors({ allowedPrivateHosts, outboundProxy: undefined, extraCa: undefined })
    const findings = await checkVendors(['near', 'gone', 'inside', 'missing'], registry, vendors)
    vendors.close()
    expect(findings).toMatchObject([
      { check: 'vendor near', state: 'ok', words: `${origin} answers` },
      { check: 'vendor gone', state: 'fail', code: 'NETWORK', words: expect.stringContaining('ECONNREFUSED') },
      { check: 'vendor inside', state: 'fail', code: 'REFUSED', words: expect.stringContaining('cannot be') },
      { check: 'vendor missing', state: 'fail', code: 'NO_TYPE' },
    ])
  })
})
