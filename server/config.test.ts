import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError, loadConfig } from './config'
import { nearest } from './nearest'
import { type Setting, SETTINGS } from './settings'

const KEY = `main:${Buffer.alloc(32, 1).toString('base64')}`
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fileOf = (text: string) => {
  const file = path.join(folder, `f${Math.random()}`)
  writeFileSync(file, text)
  return file
}
const problems = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

it('has a default for everything', () => {
  expect(loadConfig({})).toMatchObject({
    production: false,
    publicUrl: 'http://localhost:8000',
    http: { host: '127.0.0.1', port: 8000, allowedOrigins: [], trustProxy: 0 },
    database: { url: undefined, inMemory: false, poolMin: 5, poolMax: 20, dataDir: path.resolve('data/db') },
    secrets: { keys: [], keyFile: path.resolve('data/secret-key'), bootstrapAdminKey: undefined },
    vendors: { allowedPrivateHosts: [], outboundProxy: undefined, extraCa: undefined },
    oauth: { clientMetadataDocuments: true, documentPrivateHosts: [] },
    limits: { maxBodyBytes: 4_194_304, maxResultBytes: 100_000, callTimeoutMs: 60_000, sessionIdleMs: 1_800_000 },
    log: { level: 'info' },
  })
})

it('reads every name', () => {
  const second = `old:${Buffer.alloc(32, 2).toString('base64')}`
  const ca = fileOf('-----BEGIN CERTIFICATE-----\n...')
  const config = loadConfig({
    PORT: '9000',
    HOST: '0.0.0.0',
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://u:p@db/x',
    SAGEMCP_PUBLIC_URL: 'https://Tools.example.com/',
    SAGEMCP_SECRET_KEYS: `${KEY}, ${second}`,
    SAGEMCP_ALLOWED_ORIGINS: 'https://a.example, http://localhost:3001',
    SAGEMCP_TRUST_PROXY: '10.0.0.0/8, ::1',
    SAGEMCP_ALLOWED_PRIVATE_HOSTS: 'Git.internal, 10.0.0.5:8443, [fd00::1]:80',
    SAGEMCP_OAUTH_CIMD_PRIVATE_HOSTS: 'clients.internal',
    SAGEMCP_EXTRA_CA_FILE: ca,
    SAGEMCP_CONNECTOR_PACKAGES: '@acme/connector, ./mine',
  })
  expect(config.production).toBe(true)
  expect(config.publicUrl).toBe('https://tools.example.com')
  expect(config.secrets.keys.map((k) => [k.id, k.key.length])).toEqual([
    ['main', 32],
    ['old', 32],
  ])
  expect(config.http.allowedOrigins).toEqual(['https://a.example', 'http://localhost:3001'])
  expect(config.http.trustProxy).toEqual(['10.0.0.0/8', '::1'])
  expect(config.vendors.allowedPrivateHosts).toEqual(['git.internal', '10.0.0.5:8443', '[fd00::1]:80'])
  expect(config.oauth.documentPrivateHosts).toEqual(['clients.internal'])
  expect(config.vendors.extraCa).toContain('BEGIN CERTIFICATE')
  expect(config.connectorPackages).toEqual(['@acme/connector', './mine'])
})

it('takes an empty value for an absent one', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '', SAGEMCP_SECRET_KEYS: '' })).toEqual(loadConfig({}))
})

it.each([
  [{ PORT: 'eighty' }, 'PORT must be a whole number from 0 to 65535'],
  [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of fatal'],
  [{ DATABASE_URL: 'mysql://x', SAGEMCP_SECRET_KEYS: KEY }, 'DATABASE_URL must be a URL that begins with postgres://'],
  [{ SAGEMCP_PUBLIC_URL: 'http://tools.example.com' }, 'SAGEMCP_PUBLIC_URL must begin with https://'],
  [{ SAGEMCP_PUBLIC_URL: 'https://tools.example.com/mcp' }, 'SAGEMCP_PUBLIC_URL must be an origin'],
  [{ SAGEMCP_ALLOWED_ORIGINS: '*' }, 'SAGEMCP_ALLOWED_ORIGINS must be an origin'],
  [{ SAGEMCP_TRUST_PROXY: 'everybody' }, 'SAGEMCP_TRUST_PROXY must be a number of hops'],
  [{ SAGEMCP_ALLOWED_PRIVATE_HOSTS: 'http://x' }, 'SAGEMCP_ALLOWED_PRIVATE_HOSTS must be hosts'],
  [{ SAGEMCP_OUTBOUND_PROXY: 'proxy:3128' }, 'SAGEMCP_OUTBOUND_PROXY must be a URL'],
  [{ SAGEMCP_EXTRA_CA_FILE: '/nowhere' }, 'SAGEMCP_EXTRA_CA_FILE names a file that cannot be read'],
  [{ SAGEMCP_BOOTSTRAP_ADMIN_KEY: 'sk_a_short' }, 'SAGEMCP_BOOTSTRAP_ADMIN_KEY must be sk_<id>_<secret>'],
  [{ SAGEMCP_SECRET_KEYS: 'main:c2hvcnQ=' }, 'SAGEMCP_SECRET_KEYS must be id:base64 of 32 random bytes'],
  [{ SAGEMCP_SECRET_KEYS: `${KEY},${KEY}` }, 'SAGEMCP_SECRET_KEYS must not use a key id twice'],
  [{ SAGEMCP_DB_POOL_MIN: '30' }, 'SAGEMCP_DB_POOL_MIN must not be above SAGEMCP_DB_POOL_MAX'],
  [{ NODE_ENV: 'production' }, 'SAGEMCP_SECRET_KEYS is needed'],
  [{ SAGEMCP_SMTP_URL: 'smtp://mail.example.com' }, 'SAGEMCP_MAIL_FROM is needed with SAGEMCP_SMTP_URL'],
  [{ SAGEMCP_MAIL_FROM: 'a@example.com' }, 'SAGEMCP_MAIL_FROM does nothing without SAGEMCP_SMTP_URL'],
  [{ SAGEMCP_MAIL_FROM: 'nobody', SAGEMCP_SMTP_URL: 'smtp://mail' }, 'SAGEMCP_MAIL_FROM must be an address'],
  [{ SAGEMCP_SMTP_URL: 'https://mail.example.com' }, 'SAGEMCP_SMTP_URL must be smtp://'],
  [{ SAGEMCP_SMTP_URL: 'smtp://ada:pass/word@mail.example.com' }, 'SAGEMCP_SMTP_URL must be smtp://'],
  [{ SAGEMCP_SMTP_URL: 'smtp://ada:100%@mail.example.com' }, 'SAGEMCP_SMTP_URL must be smtp://'],
  [{ SAGEMCP_SMTP_URL: 'smtp://ada@mail.example.com' }, 'SAGEMCP_SMTP_URL must have both a user and a password'],
  [{ DATABASE_URL: 'postgres://db/x' }, 'SAGEMCP_SECRET_KEYS is needed'],
])('refuses %j', (env, problem) => {
  expect(problems(env as unknown as Record<string, string>)).toEqual([expect.stringContaining(problem)])
})

it('names every problem at once, a line each, and no value', () => {
  const secret = 'hunter2hunter2'
  const smtp = `smtp://ada:${secret}#@mail`
  const env = {
    PORT: 'x',
    SAGEMCP_SECRET_KEYS: secret,
    DATABASE_URL: secret,
    SAGEMCP_POOL: '1',
    SAGEMCP_SMTP_URL: smtp,
  }
  expect(problems(env)).toHaveLength(5)
  expect(() => loadConfig(env)).toThrow(/\n.*\n.*\n/)
  expect(problems(env).join()).not.toContain(secret)
})

it('knows a mail server, and who mail comes from', () => {
  expect(loadConfig({}).mail).toBeUndefined()
  const from = { SAGEMCP_MAIL_FROM: 'Tools at Acme <no-reply@acme.example>' }
  expect(loadConfig({ ...from, SAGEMCP_SMTP_URL_FILE: fileOf('smtps://ada:a%20b@mail.acme.example\n') }).mail).toEqual({
    server: { host: 'mail.acme.example', port: 465, secure: true, login: { user: 'ada', password: 'a b' } },
    from: { name: 'Tools at Acme', address: 'no-reply@acme.example' },
  })
})

it('suggests the nearest name for one that it does not know', () => {
  expect(problems({ SAGEMCP_PUBLIC_ULR: 'x' })).toEqual([
    'SAGEMCP_PUBLIC_ULR is not a setting; did you mean SAGEMCP_PUBLIC_URL?',
  ])
  expect(nearest('SAGEMCP_DB_POOLMAX', Object.keys(SETTINGS))).toBe('SAGEMCP_DB_POOL_MAX')
})

it('leaves alone what is not its own', () => {
  expect(
    problems({
      PATH: '/bin',
      SAGEMCP_KEY: 'sk_a_b',
      SAGEMCP_SERVICE_HOST: '10.0.0.1',
      SAGEMCP_PORT: 'tcp://10.0.0.1:8000',
      SAGEMCP_PORT_8000_TCP_ADDR: '10.0.0.1',
    }),
  ).toEqual([])
  expect(problems({ SAGEMCP_PORT: '9000' })).toHaveLength(1)
})

it('reads secrets from files', () => {
  const config = loadConfig({
    DATABASE_URL_FILE: fileOf('postgres://db/x\n'),
    SAGEMCP_SECRET_KEYS_FILE: fileOf(`${KEY}\n`),
  })
  expect(config.database.url).toBe('postgres://db/x')
  expect(config.secrets.keys[0]?.id).toBe('main')
  expect(problems({ SAGEMCP_SECRET_KEYS_FILE: '/nowhere' })).toEqual([
    'SAGEMCP_SECRET_KEYS_FILE names a file that cannot be read',
  ])
  expect(problems({ SAGEMCP_SECRET_KEYS: KEY, SAGEMCP_SECRET_KEYS_FILE: fileOf(KEY) })).toEqual([
    'SAGEMCP_SECRET_KEYS and SAGEMCP_SECRET_KEYS_FILE are both set; use one',
  ])
  expect(problems({ SAGEMCP_DATA_DIR_FILE: fileOf('x') })).toHaveLength(1)
})

it('is what .env.example says', () => {
  const lines = readFileSync(path.join(__dirname, '../.env.example'), 'utf8').split('\n')
  const written = lines.flatMap((line) => {
    const [, name, value] = /^# ?([A-Z_]+)=(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, value]]
  })
  const declared = Object.entries<Setting>(SETTINGS).map(([name, s]) => [name, s.default ?? ''])
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(declared))
  expect(written).toHaveLength(declared.length)
  // Copying the file changes nothing.
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
})
