import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLog } from '../../server/observability/log'
import { AccountsApp, appOf } from '../support/accounts'
import { ADMIN_KEY } from '../support/app'
import { CLIENTS } from '../support/clients'
import { plantPerson, plantVendors } from '../support/exposure'
import { HuntedApp, OF_FORMS } from '../support/hunted-app'
import { ECHO, endure } from '../support/hunted-echo'
import { live, OWN_PASTED, PASTED } from '../support/hunted-life'
import { CLIENT, type IdentityProvider, startIdentityProvider } from '../support/identity-provider'
import { listener } from '../support/listener'
import { type MailServer, openMailServer } from '../support/mail-server'
import { PASSWORD } from '../support/oauth'
import { PAGE_CLIENTS } from '../support/page-clients'
import { dumpEmbedded, dumpOnServer, SecretHunt } from '../support/secrets'
import { startServerProcess } from '../support/server-process'
import { TEST_DATABASE_URL } from '../support/test-db'
import { VENDOR_NAMES } from '../support/vendors/oauth/stand-ins'

/* Everything is done in one running app, and every secret of that is looked for in everything that came out of it. */
const METRICS_TOKEN = 'metrics-canary-0123456789abcdef'
const MAIL_LOGIN = { user: 'ada', password: 'mail-canary-0123456789abcdef' }
const DATABASE_PASSWORD = 'database-canary-0123456789'
const MASTER_KEY = Buffer.alloc(32, 7)

const hunt = new SecretHunt()
let log = ''
let printed = ''
let app: HuntedApp
let world: AccountsApp
let isOpen = false
let mail: MailServer
let mailPasswords: readonly string[] = []
let idp: IdentityProvider

/** A server whose database cannot be reached says so without the password. */
async function startInVain(): Promise<void> {
  const url = `postgres://sagemcp:${DATABASE_PASSWORD}@127.0.0.1:1/sagemcp`
  hunt.plant('database password', DATABASE_PASSWORD)
  const said = await startServerProcess({ DATABASE_URL: url, LOG_LEVEL: 'trace' }).then(
    () => 'it did start',
    (error: unknown) => String(error),
  )
  expect(said).toContain('ECONNREFUSED')
  hunt.look('what a server without its database says', said)
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagemcp-secrets-'))
  const bridgeFolder = mkdtempSync(join(tmpdir(), 'sagemcp-secrets-bridge-'))
  writeFileSync(join(bridgeFolder, 'sagemcp-bridge.cjs'), '// The bridge itself is tested elsewhere.\n')
  const outputs = [process.stderr, process.stdout].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      printed += String(chunk)
      return true
    }),
  )
  const consoles = (['log', 'info', 'warn', 'error'] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((...all) => void (printed += all.map(String).join(' '))),
  )
  const [collector, tracker] = [await listener(), await listener()]
  mail = await openMailServer({ startTls: false, login: MAIL_LOGIN })
  idp = await startIdentityProvider()
  try {
    world = await AccountsApp.start({
      vendors: VENDOR_NAMES,
      keepData: true,
      bridgeFolder,
      log: makeLog('trace', { write: (line) => void (log += line) }),
      env: {
        SAGEMCP_DATA_DIR: folder,
        SAGEMCP_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
        SAGEMCP_METRICS_TOKEN: METRICS_TOKEN,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
        SENTRY_DSN: `http://public@${tracker.host}/1`,
        SAGEMCP_SMTP_URL: mail.url('127.0.0.1', MAIL_LOGIN),
        SAGEMCP_MAIL_FROM: 'no-reply@example.com',
        SAGEMCP_OAUTH_LINEAR_CLIENT_ID: 'linear-of-the-platform',
        SAGEMCP_OAUTH_LINEAR_CLIENT_SECRET: 'platform-canary-0123456789',
      },
    })
    app = new HuntedApp(world, hunt)
    isOpen = true
    hunt.plant('client secret', 'platform-canary-0123456789', ECHO.secret)
    hunt.plant('client secret', ...VENDOR_NAMES.map((name) => appOf(name, world.app.origin).clientSecret))
    hunt.plant('pasted token', PASTED, OWN_PASTED)
    hunt.plant('access token', ECHO.access)
    hunt.plant('refresh token', ECHO.refresh)
    hunt.plant('API key', ADMIN_KEY)
    hunt.plant('metrics token', METRICS_TOKEN)
    hunt.plant(
      'master key',
      ...(['base64', 'base64url', 'hex', 'latin1'] as const).map((how) => MASTER_KEY.toString(how)),
    )
    hunt.plant('mail password', MAIL_LOGIN.password)
    hunt.plant('password', PASSWORD)
    hunt.plant('secret of the identity provider', CLIENT.clientSecret)
    // That of this run, where it has one.
    hunt.plant('database password', TEST_DATABASE_URL && decodeURIComponent(new URL(TEST_DATABASE_URL).password))
    await world.tenant('acme', VENDOR_NAMES)
    const ana = await world.person('acme', 'ana')
    const mia = await world.person('acme', 'mia', 'member')
    for (const person of [ana, mia]) await plantPerson(hunt, person)
    for (const at of ['', '/tenants/acme']) {
      const provider = { name: 'Company login', issuer: idp.issuer, ...CLIENT }
      expect((await app.admin('PUT', `${at}/identity-provider`, provider)).status).toBe(200)
    }
    await startInVain()
    await live(app, { ana, mia })
    plantVendors(hunt, world, VENDOR_NAMES)
    await app.readAll('acme', ana)
    await app.readAll('acme', mia)
    await endure(app)
    const metrics = await fetch(`${world.app.origin}/metrics`, {
      headers: { authorization: `Bearer ${METRICS_TOKEN}` },
    })
    hunt.look('/metrics', await metrics.text())
    const running = TEST_DATABASE_URL === undefined ? undefined : await dumpOnServer('acme')
    await world.close()
    isOpen = false
    for (const [table, rows] of running ?? (await dumpEmbedded(folder))) {
      // Each page shows it again. It is worth nothing without the cookie, of which there is only a hash.
      hunt.look(`the table ${table}`, rows, table === 'browser_sessions' ? OF_FORMS : [])
    }
    for (const { text } of collector.got) hunt.look('a trace', text)
    for (const { text } of tracker.got) hunt.look('an error report', text)
    hunt.look('the log', log)
    hunt.look('what the process printed', printed)
    for (const { raw, text, html } of mail.received) hunt.look('a mail', `${raw} ${text} ${html}`)
    mailPasswords = mail.passwords
  } finally {
    await mail.close()
    await idp.close()
    if (isOpen) await world.close()
    await Promise.all([collector.close(), tracker.close()])
    for (const spy of [...outputs, ...consoles]) spy.mockRestore()
    rmSync(folder, { recursive: true, force: true })
    rmSync(bridgeFolder, { recursive: true, force: true })
  }
}, 400_000)

it('planted every kind of secret', () => {
  expect(hunt.kinds).toEqual([
    ...['API key', 'CSRF token', 'access token', 'client secret', 'code', 'cookie', 'database password', 'link'],
    ...[
      'mail password',
      'master key',
      'metrics token',
      'own access token',
      'own code',
      'own refresh token',
      'password',
    ],
    ...['pasted token', 'refresh token', 'secret of the identity provider', 'state', 'ticket', 'verifier'],
  ])
  // The mail server was given its password: mails were sent.
  expect(new Set(mailPasswords)).toEqual(new Set([MAIL_LOGIN.password]))
})

it('no secret is anywhere', () => {
  expect(hunt.found()).toEqual([])
})

it('looked where something is', () => {
  for (const place of [
    ...['the log', '/metrics', 'the table oauth_credentials', 'the table audit_events', 'a mail', 'a trace'],
    ...['POST /api/v1/oauth/:provider/auth', 'what a WebSocket says', 'prompts/get, in a session'],
    ...Object.keys(CLIENTS).flatMap((name) => [`the tools of ${name}`, `a result of ${name}`]),
    ...Object.keys(PAGE_CLIENTS).map((name) => `the question of ${name}`),
  ]) {
    expect(hunt.places).toContain(place)
  }
  const control = new SecretHunt()
  control.look('the log', log)
  control.plant('a word of the log', 'an account was not connected', 'an account could not be refreshed')
  expect(control.found()).toEqual(['a word of the log in the log'])
  // What answers only a question was asked one.
  const questions = ['/access/explain', '/access/tools']
  expect(app.silentAddresses?.filter((path) => !questions.some((end) => path.endsWith(end)))).toEqual([])
  for (const end of questions) expect(hunt.places.filter((place) => place.includes(`${end}?`))).not.toEqual([])
})
