import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startApp } from '../../server/app'
import { loadConfig } from '../../server/config'
import { type Setting, SETTINGS } from '../../server/settings'
import { Admin } from '../support/admin'
import { ADMIN_KEY, testEnv } from '../support/app'
import { freePort } from '../../scripts/free-port.cjs'
import { silent, testTemplate } from '../support/test-db'
import { join } from './traffic'

const root = path.resolve(__dirname, '../..')
const canaries = new Map<string, string>()

/** A word that nothing else holds, and that is a name wherever one is asked for. */
function canary(of: string): string {
  const word = `c${randomBytes(9).toString('hex')}`
  canaries.set(word, of)
  return word
}

/** The word itself, and what is left of it in something longer that was written in hex or base64. */
function spellings(word: string): string[] {
  const inBase64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.from('x'.repeat(before) + word).toString('base64')
    return encoded.slice(before === 0 ? 0 : 4, Math.floor((before + word.length) / 3) * 4)
  })
  return [
    word,
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    Buffer.from(word).toString('hex'),
  ]
}

const found = (text: string): string[] => {
  const low = text.toLowerCase()
  const has = (each: string) => text.includes(each) || low.includes(each.toLowerCase())
  return [...canaries].filter(([word]) => spellings(word).some(has)).map(([, of]) => of)
}

const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-support-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const data = path.join(folder, canary('the data folder'))
const masterKey = canary('a secret key').padEnd(32, 'k')
const keyId = canary('the id of a secret key')
const KEYS = `${keyId}:${Buffer.from(masterKey).toString('base64')}`

/** A value with a canary for every secret there is. */
const SECRETS: Record<string, () => string> = {
  DATABASE_URL: () =>
    `postgres://${canary('a database user')}:${canary('a database password')}@127.0.0.1:1/${canary('a database')}`,
  SAGEMCP_SECRET_KEYS: () => KEYS,
  SAGEMCP_BOOTSTRAP_ADMIN_KEY: () => `sk_boot_${canary('the bootstrap key')}${'0'.repeat(20)}`,
  SAGEMCP_OUTBOUND_PROXY: () => `http://${canary('a proxy user')}:${canary('a proxy password')}@127.0.0.1:1`,
  SAGEMCP_METRICS_TOKEN: () => canary('the metrics token'),
  OTEL_EXPORTER_OTLP_HEADERS: () => `authorization=${canary('a collector key')}`,
  SENTRY_DSN: () => `https://${canary('a DSN')}@${canary('a DSN host')}.invalid/1`,
  REDIS_URL: () => `redis://:${canary('a Redis password')}@127.0.0.1:1`,
  SAGEMCP_SMTP_URL: () => `smtp://${canary('a mail user')}:${canary('a mail password')}@127.0.0.1:1`,
}
/** And for every other setting that names something. */
const NAMES = (): Record<string, string> => ({
  SAGEMCP_PUBLIC_URL: `https://${canary('the public host')}.invalid`,
  SAGEMCP_ALLOWED_ORIGINS: `https://${canary('an origin')}.invalid`,
  SAGEMCP_ALLOWED_PRIVATE_HOSTS: `${canary('a private host')}.invalid`,
  SAGEMCP_OAUTH_CIMD_PRIVATE_HOSTS: `${canary('a document host')}.invalid`,
  SAGEMCP_MAIL_FROM: `${canary('a sender')}@${canary('a mail domain')}.invalid`,
  SAGEMCP_CONNECTOR_PACKAGES: ownType(),
  SAGEMCP_OAUTH_GITHUB_CLIENT_ID: canary('a client id'),
  SAGEMCP_OAUTH_GITHUB_CLIENT_SECRET: canary('a client secret'),
  OTEL_SERVICE_NAME: canary('a service name'),
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://${canary('a collector')}.invalid`,
  SAGEMCP_TRUST_PROXY: '10.11.12.13',
})

/** A connector type of somebody's own, whose name is theirs. */
function ownType(): string {
  const file = path.join(folder, `${canary('a package')}.ts`)
  const sdk = path.join(root, 'connectors/sdk')
  writeFileSync(
    file,
    `import { BaseConnector, connector, noAuth, tool, z } from '${sdk}'
     @connector({ type: '${OWN_TYPE}', title: 'Own', description: 'Own.', auth: [noAuth()],
       baseUrls: { api: 'http://${canary('a vendor host')}.invalid' } })
     export class Own extends BaseConnector {
       @tool({ description: 'x', input: z.strictObject({}), effect: 'read', scopes: [] }) async ${OWN_TOOL}() { return {} }
     }`,
  )
  return file
}
const OWN_TYPE = canary('a connector type')
const OWN_TOOL = canary('a tool')

let env: Record<string, string>
beforeAll(async () => {
  mkdirSync(data)
  const names = NAMES()
  env = {
    ...Object.fromEntries(Object.entries(SECRETS).map(([name, make]) => [name, make()])),
    ...names,
    SAGEMCP_DATA_DIR: data,
    SAGEMCP_MAX_BODY_BYTES: '73918264',
    LOG_LEVEL: 'debug',
  }
  const { SAGEMCP_CONNECTOR_PACKAGES = '', SAGEMCP_ALLOWED_PRIVATE_HOSTS = '' } = names
  const port = await freePort()
  const given = { SAGEMCP_CONNECTOR_PACKAGES, SAGEMCP_ALLOWED_PRIVATE_HOSTS, SAGEMCP_SECRET_KEYS: KEYS }
  const config = loadConfig({ ...testEnv(port, data), ...given })
  const app = await startApp(
    { ...config, database: { ...config.database, template: await testTemplate() } },
    { log: silent },
  )
  const admin = new Admin(app.url, ADMIN_KEY)
  const tenant = canary('a slug')
  const named = { name: canary('a tenant'), contactEmail: `${canary('a contact')}@example.com` }
  await admin.must('POST', '/tenants', {
    slug: tenant,
    ...named,
    settings: { [canary('a fact')]: canary('its value') },
  })
  await admin.addConnector(tenant, { type: OWN_TYPE, slug: canary('a connector') })
  const { id } = await admin.addConnector(tenant, { type: 'github' })
  await admin.setToken(tenant, id, canary('a token'))
  await admin.must('POST', `${admin.tenant(tenant)}/api-keys`, { name: canary('a key'), scope: 'tenant_user' })
  await join(admin, tenant, canary('a person'))
  await app.close()
}, 180_000)

function makeBundle(more: Record<string, string | undefined>) {
  const file = path.join(folder, `${randomBytes(6).toString('hex')}.json`)
  const args = ['-r', path.join(root, 'scripts/register.cjs'), path.join(root, 'server/cli.ts'), 'support-bundle', file]
  const all = { PATH: process.env.PATH, ...env, ...more }
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: all })
  expect({ status, stderr: stderr.trim() }).toEqual({ status: 0, stderr: `wrote ${file}` })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const text = readFileSync(file, 'utf8')
  return { file, text, bundle: JSON.parse(text) as Record<string, object> }
}

it('has a canary for every secret setting', () => {
  const secrets = Object.entries<Setting>(SETTINGS).filter(([, { secret }]) => secret)
  expect(Object.keys(SECRETS)).toEqual(expect.arrayContaining(secrets.map(([name]) => name)))
})

it('finds what is planted, however it is written', () => {
  const [[word, of] = ['', '']] = [...canaries]
  for (const text of ['', 'a', 'ab'].map((before) => `${before}${word}/more`)) {
    for (const encoded of [
      text,
      Buffer.from(text).toString('base64'),
      Buffer.from(text).toString('hex'),
      text.toUpperCase(),
    ]) {
      expect(found(`{"x":"${encoded}"}`)).toEqual([of])
    }
  }
  expect(found('nothing')).toEqual([])
})

it('says how the embedded database is, and not whose it is', () => {
  const { text, bundle } = makeBundle({ DATABASE_URL: undefined })
  expect(bundle.database).toMatchObject({
    kind: 'embedded',
    connectors: expect.arrayContaining([
      { type: 'github', isEnabled: true, connectors: 1 },
      { type: 'of another package', isEnabled: true, connectors: 1 },
    ]),
    tables: expect.arrayContaining([{ table: 'tenants', rows: 1, bytes: expect.any(Number) }]),
    keys: { given: 1, used: [{ given: true, first: true, dataKeys: 2 }] },
  })
  expect(bundle.doctor).toEqual(
    expect.arrayContaining([
      { check: 'secret keys', state: 'ok' },
      { check: 'vendor of another package', state: 'fail', code: expect.any(String) },
    ]),
  )
  expect(bundle.settings).toMatchObject({
    ...{ LOG_LEVEL: 'debug', SAGEMCP_MAX_BODY_BYTES: '73918264', SAGEMCP_SECRET_KEYS: 'set', PORT: 'default' },
    ...{ SAGEMCP_PUBLIC_URL: 'set', SAGEMCP_TRUST_PROXY: 'set', DATABASE_URL: 'default' },
  })
  expect(found(text)).toEqual([])
  expect(text).not.toContain('10.11.12.13')
}, 120_000)

it.each<[string, () => Record<string, string | undefined>, object]>([
  ['a database that cannot be reached', () => ({}), { error: 'ECONNREFUSED' }],
  ['a setting that cannot be used', () => ({ PORT: canary('a port') }), { error: 'ConfigError' }],
  [
    'a name that is no setting',
    () => ({ [`SAGEMCP_${canary('a name')}`]: canary('its value') }),
    { error: 'ConfigError' },
  ],
])(
  'tells no more of %s',
  (_, more, database) => {
    const { text, bundle } = makeBundle(more())
    expect(bundle.database).toEqual(database)
    expect(found(text)).toEqual([])
  },
  120_000,
)

it('is found out when a setting that may be told holds a canary', () => {
  const number = String(randomBytes(5).readUIntBE(0, 5)).padStart(12, '7').slice(0, 12)
  canaries.set(number, 'a number')
  expect(found(makeBundle({ PORT: number }).text)).toEqual(['a number'])
  canaries.delete(number)
}, 60_000)

it('reads secrets from files as well, and does not replace a file', () => {
  const file = path.join(folder, canary('a file of a secret'))
  writeFileSync(file, KEYS)
  const {
    text,
    bundle,
    file: made,
  } = makeBundle({
    ...{ DATABASE_URL: undefined, SAGEMCP_SECRET_KEYS: undefined, SAGEMCP_SECRET_KEYS_FILE: file },
  })
  expect(bundle.settings).toMatchObject({ SAGEMCP_SECRET_KEYS: 'from a file' })
  expect(bundle.database).toMatchObject({ keys: { given: 1 } })
  expect(found(text)).toEqual([])
  const again = spawnSync(
    process.execPath,
    ['-r', path.join(root, 'scripts/register.cjs'), path.join(root, 'server/cli.ts'), 'support-bundle', made],
    { encoding: 'utf8', env: { PATH: process.env.PATH } },
  )
  expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('is there already') })
}, 120_000)
