import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { loadConfig } from '../server/config'
import { SETTINGS } from '../server/settings'

interface Service {
  readonly image?: string
  readonly environment?: Record<string, string>
  readonly ports?: string[]
  readonly volumes?: string[]
  readonly tmpfs?: string[]
  readonly read_only?: boolean
  readonly cap_drop?: string[]
  readonly security_opt?: string[]
  readonly depends_on?: Record<string, { condition: string }>
  readonly healthcheck?: { test: string[] }
  readonly stop_grace_period?: string
}

interface Compose {
  readonly services: Record<string, Service>
  readonly volumes?: Record<string, unknown>
}

const read = (file: string) => parse(readFileSync(file, 'utf8')) as Compose
const base = read('docker-compose.yml')
const tls = read('docs/examples/tls/compose.yml')

const ENV = {
  POSTGRES_PASSWORD: 'a'.repeat(48),
  SAGEMCP_SECRET_KEYS: `main:${Buffer.alloc(32, 1).toString('base64')}`,
  SAGEMCP_BOOTSTRAP_ADMIN_KEY: `sk_admin_${'b'.repeat(64)}`,
  SAGEMCP_HOST: 'mcp.example.com',
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?what to do}`, as compose fills them in. */
const fill = (text: string, env: Record<string, string>): string =>
  String(text).replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, mark?: string, rest = '') => {
    const value = env[name]
    if (value) return value
    if (mark === '?') throw new Error(`${name}: ${rest}`)
    return mark === '-' ? rest : ''
  })

const environmentOf = (env: Record<string, string>, ...files: Compose[]) =>
  Object.fromEntries(
    files.flatMap(({ services }) =>
      Object.entries(services.app?.environment ?? {}).map(([name, value]) => [name, fill(value, env)]),
    ),
  )

it('gives the server an environment that it accepts, with PostgreSQL in it', () => {
  const config = loadConfig({ NODE_ENV: 'production', ...environmentOf(ENV, base) })
  expect(config.database.url).toBe(`postgres://sagemcp:${ENV.POSTGRES_PASSWORD}@db:5432/sagemcp`)
  expect(config.publicUrl).toBe('http://localhost:8000')
})

it('names only settings, so that a slip here is found before somebody starts it', () => {
  for (const name of Object.keys(base.services.app?.environment ?? {})) expect(SETTINGS).toHaveProperty(name)
})

it.each(['POSTGRES_PASSWORD', 'SAGEMCP_SECRET_KEYS'])('does not start without %s', (name) => {
  expect(() => environmentOf({ ...ENV, [name]: '' }, base)).toThrow(name)
})

it('starts from the secrets that its first lines make', () => {
  const recipe = readFileSync('docker-compose.yml', 'utf8')
  for (const name of ['POSTGRES_PASSWORD', 'SAGEMCP_SECRET_KEYS', 'SAGEMCP_BOOTSTRAP_ADMIN_KEY']) {
    expect(recipe).toMatch(new RegExp(`^#.*"${name}=.*openssl rand`, 'm'))
  }
})

it('lets the server do no more than it must, and nobody else reach it', () => {
  const app = base.services.app
  expect(app).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  expect(app?.ports).toEqual(['127.0.0.1:8000:8000'])
  expect(base.services.db?.ports).toBeUndefined()
})

it('waits for the database, and keeps its data', () => {
  const { app, db } = base.services
  expect(app?.depends_on).toEqual({ db: { condition: 'service_healthy' } })
  expect(db?.healthcheck?.test).toContain('pg_isready')
  const [volume = ''] = (db?.volumes ?? []).map((each) => each.split(':')[0])
  expect(Object.keys(base.volumes ?? {})).toContain(volume)
})

it('mounts memory where a read-only image has to be written to', () => {
  const declared = [...readFileSync('Dockerfile', 'utf8').matchAll(/^VOLUME (\S+)/gm)].map(([, folder]) => folder)
  expect(base.services.app?.tmpfs).toEqual(expect.arrayContaining(['/tmp', ...declared]))
})

describe('behind a proxy that speaks TLS', () => {
  it('uses the https address, and believes one proxy', () => {
    const config = loadConfig({ NODE_ENV: 'production', ...environmentOf(ENV, base, tls) })
    expect(config.publicUrl).toBe('https://mcp.example.com')
    expect(config.http.trustProxy).toBe(1)
  })

  it('leads to the server, through files that exist', () => {
    const proxy = tls.services.proxy
    expect(proxy?.depends_on).toEqual({ app: { condition: 'service_healthy' } })
    expect(proxy).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
    const [file = ''] = (proxy?.volumes ?? []).map((each) => each.split(':')[0])
    expect(existsSync(file)).toBe(true)
    expect(readFileSync(file, 'utf8')).toMatch(/reverse_proxy app:8000/)
  })

  it('needs the host name', () => {
    expect(() => fill(tls.services.proxy?.environment?.SAGEMCP_HOST ?? '', {})).toThrow('SAGEMCP_HOST')
  })
})

it('would notice a setting that does not exist', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'sagemcp-compose-')), 'compose.yml')
  const text = readFileSync('docker-compose.yml', 'utf8')
  writeFileSync(file, text.replace('SAGEMCP_SECRET_KEYS: $', 'SAGEMCP_SECRETS: $'))
  expect(() => loadConfig(environmentOf(ENV, read(file)))).toThrow('SAGEMCP_SECRETS is not a setting')
})
