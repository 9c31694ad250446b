import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import * as migrations from '../../migrations'
import { schemaOf } from '../../server/backup/catalog-store'
import { loadConfig } from '../../server/config'
import { openDatabase } from '../../server/db/database'
import { testEnv } from '../support/app'
import { freePort } from '../../scripts/free-port.cjs'
import { previousRelease } from '../support/previous-release'
import { answer, modern } from '../support/raw'
import { silent, TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'
import { killAll, serve, start } from './release-process'
import { fill, mustBeMe, Traffic } from './traffic'

/*
 * The release before this one, as it was, from this repository. What it needs stays in the schema for one release more: expand, then
 * contract. That is not read from the migrations but seen: it runs against the new schema, and nothing of what worked fails.
 */
const present = path.resolve(__dirname, '../..')
const previous = previousRelease()
const isHere = typeof previous !== 'string'
if (!isHere) process.stdout.write(`SKIPPED the release before this one: ${previous}\n`)
const withPrevious = isHere ? it : it.skip
const { folder, schema } = isHere ? previous : { folder: '', schema: '' }

const timeOf = (migration: string) => Number(/\d+$/.exec(migration)?.[0])
const TOKEN = 'ghp_of_the_previous_release'
const newest =
  Object.keys(migrations)
    .sort((a, b) => timeOf(a) - timeOf(b))
    .at(-1) ?? ''
const data = mkdtempSync(path.join(tmpdir(), 'sagemcp-upgrade-'))
const tokens = new Set<string | undefined>()
const vendor = createServer((req, res) => {
  tokens.add(req.headers.authorization)
  res.setHeader('content-type', 'application/json').end('{"login":"mira-lund","type":"User","html_url":"u"}')
})
let host: string
beforeAll(async () => {
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(vendor.address() as AddressInfo).port}`
})
afterAll(() => {
  killAll()
  vendor.close()
  rmSync(data, { recursive: true, force: true })
  if (isHere) previous.remove()
})

const envAt = (port: number, more: Readonly<Record<string, string>> = {}) => ({
  ...testEnv(port, path.join(data, 'data')),
  LOG_LEVEL: 'warn',
  SAGEMCP_ALLOWED_PRIVATE_HOSTS: host,
  ...more,
})

withPrevious(
  'an embedded folder of the release before this one goes on here, after kill -9',
  async () => {
    const env = envAt(await freePort())
    const old = await serve(folder, env)
    const filled = await fill(old.admin, `http://${host}`, TOKEN)
    const traffic = new Traffic(old.admin, filled).start()
    await traffic.goesOn(4)
    expect(await traffic.stop()).toEqual([])
    const rowsOf = async (admin = old.admin, what = 'calls') =>
      (await admin.must<{ items: { id: string }[] }>('GET', `${admin.tenant('acme')}/${what}?limit=200`)).items.map(
        ({ id }) => id,
      )
    await until('its calls are stored', async () => (await rowsOf()).length >= 8)
    const [calls, audit] = [await rowsOf(), await rowsOf(old.admin, 'audit')]
    await old.end('SIGKILL')
    // It is what the list of releases says, and nothing has touched it.
    const asIs = await openDatabase(loadConfig(env), silent, { asIs: true })
    expect(await asIs.withSystem(schemaOf).finally(() => asIs.close())).toBe(schema)

    tokens.clear()
    const { admin, ...now } = await serve(present, env)
    mustBeMe(
      answer(
        await modern(`${admin.origin}/api/v1/acme/mcp`, filled.key, 'tools/call', {
          ...{ name: 'github_get_me', arguments: {} },
        }),
      ),
    )
    expect([...tokens]).toEqual([`Bearer ${TOKEN}`])
    expect(await rowsOf(admin)).toEqual(expect.arrayContaining(calls))
    expect(await rowsOf(admin, 'audit')).toEqual(expect.arrayContaining(audit))
    expect(audit.length).toBeGreaterThan(10)
    const after = new Traffic(admin, filled).start()
    await after.goesOn(4)
    expect(await after.stop()).toEqual([])
    expect((await now.end('SIGTERM')).code).toBe(0)
    const upgraded = await openDatabase(loadConfig(env), silent, { asIs: true })
    expect(await upgraded.withSystem(schemaOf).finally(() => upgraded.close())).toBe(newest)
  },
  300_000,
)

const onPostgres = TEST_DATABASE_URL === undefined ? it.skip : withPrevious
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED an upgrade under traffic: it needs PostgreSQL, set TEST_DATABASE_URL\n')
}

onPostgres(
  'the release before this one serves on while the schema becomes this one, beside it, and again after it',
  async () => {
    const { database, drop } = await testDatabaseConfig()
    const url = database.url ?? ''
    const onServer = async () => envAt(await freePort(), { DATABASE_URL: url, SAGEMCP_DB_POOL_MAX: '5' })
    const [oldEnv, newEnv] = [await onServer(), await onServer()]
    const old = await serve(folder, oldEnv)
    const filled = await fill(old.admin, `http://${host}`, TOKEN)
    const onOld = new Traffic(old.admin, filled).start()
    await onOld.goesOn()

    const migrated = await start(present, ['migrate'], { ...newEnv, LOG_LEVEL: 'info' }).ended
    expect(migrated).toMatchObject({ code: 0, said: expect.stringContaining(newest) })
    await onOld.goesOn()

    const now = await serve(present, newEnv)
    const onNew = new Traffic(now.admin, filled).start()
    await Promise.all([onOld.goesOn(), onNew.goesOn()])
    expect(await onOld.stop()).toEqual([])
    expect((await old.end('SIGTERM')).code).toBe(0)
    await onNew.goesOn()

    // And back: the schema stays as it is.
    const again = await serve(folder, oldEnv)
    const onAgain = new Traffic(again.admin, filled).start()
    await onAgain.goesOn()
    expect(await onNew.stop()).toEqual([])
    expect(onAgain.failed).toEqual([])

    const verified = await start(present, ['audit', 'verify'], newEnv).ended
    expect(verified).toMatchObject({ code: 0, said: expect.stringMatching(/^acme: ok, \d+ rows in/m) })

    // What would be seen if a migration took away what it uses.
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query('ALTER TABLE sagemcp.connectors RENAME COLUMN is_read_only TO read_only')
    await client.end()
    await onAgain.goesOn(2)
    expect(await onAgain.stop()).toContainEqual(expect.stringMatching(/^writing and reading by the API: .*500/))

    await again.end('SIGKILL')
    await now.end('SIGTERM')
    await drop()
  },
  420_000,
)
