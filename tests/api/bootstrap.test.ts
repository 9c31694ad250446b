import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { openTestDatabase, silent } from '../support/test-db'
import { ApiKey } from '../../server/api-keys/entity'
import { hashSecret, parseKey } from '../../server/api-keys/key'
import { KeyDirectory } from '../../server/auth/key-directory'
import type { Database } from '../../server/db/database'
import { bootstrap } from '../../server/auth/bootstrap'
import { OneTimeLink } from '../../server/users/entity'
import { Mailer } from '../../server/mail/mailer'
import { Passwords } from '../../server/users/passwords'
import { Setup } from '../../server/users/setup'

const CONFIGURED = `sk_first_${'s3cretS3'.repeat(5)}`
const lines: string[] = []
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
let db: Database
let dataDir: string

beforeEach(async () => {
  lines.length = 0
  dataDir = mkdtempSync(path.join(tmpdir(), 'sagemcp-bootstrap-'))
  db = await openTestDatabase()
})
afterEach(async () => {
  await db.close()
  rmSync(dataDir, { recursive: true })
})

const start = (key?: string, url?: string) =>
  bootstrap(
    db,
    {
      dataDir,
      publicUrl: 'https://mcp.example',
      secrets: { bootstrapAdminKey: key },
      database: { url, inMemory: false },
    },
    log,
  )
const setupLinks = () =>
  [...lines.join().matchAll(/https:\/\/mcp\.example\/setup\/([A-Za-z0-9_-]{43})/g)].map((m) => m[1] ?? '')
const keys = () => db.withSystem((em) => em.find(ApiKey))

it('makes the configured key, once, and prints no secret', async () => {
  await start(CONFIGURED)
  await start(`sk_second_${'x'.repeat(40)}`)
  const [key, ...others] = await keys()
  expect(others).toEqual([])
  expect(key).toMatchObject({ id: 'first', scope: 'platform_admin', tenantId: null })
  expect(key?.secretHash.equals(hashSecret('s3cretS3'.repeat(5)))).toBe(true)
  expect(lines.join()).not.toContain('s3cretS3')
})

it('leaves a key of its own in a file that only its owner reads', async () => {
  await start()
  const file = path.join(dataDir, 'bootstrap-key')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const made = parseKey(readFileSync(file, 'utf8').trim())
  expect((await keys())[0]).toMatchObject({ id: made?.id, secretHash: hashSecret(made?.secret ?? '') })
  expect(lines.join()).toContain(file)
  expect(lines.join()).not.toContain(made?.secret)
})

it('makes no key on a server of its own without a configured one: the set-up link is there', async () => {
  await start(undefined, 'postgres://localhost/x')
  expect(await keys()).toEqual([])
  expect(setupLinks()).toHaveLength(1)
})

describe('the set-up link', () => {
  const origin = { requestId: 'r', address: '127.0.0.1' }
  const ada = { email: 'Ada@Example.com', name: 'Ada', password: 'correct horse battery' }
  const setup = () => new Setup(db)

  it('makes the first platform admin once and ends the bootstrap key at once', async () => {
    await start(CONFIGURED)
    const directory = new KeyDirectory(db)
    expect(await directory.find('first')).toBeDefined()
    const [token = ''] = setupLinks()
    expect(await setup().find(token)).toBe(true)
    const user = await setup().complete(token, ada, origin)
    expect(user).toMatchObject({ email: 'ada@example.com', isPlatformAdmin: true, isActive: true })
    expect(await directory.find('first')).toBeUndefined()
    directory.close()
    expect(await setup().find(token)).toBe(false)
    expect(await setup().complete(token, { ...ada, email: 'b@example.com' }, origin)).toBeUndefined()
    const passwords = new Passwords(db, 'https://mcp.example', new Mailer(undefined, silent))
    expect(await passwords.check('ADA@example.com', ada.password)).toMatchObject({ id: user?.id })
  })

  it('is stored as a hash, works for an hour, and no made-up one does', async () => {
    await start(CONFIGURED)
    const [token = ''] = setupLinks()
    const [row] = await db.withSystem((em) => em.find(OneTimeLink))
    expect(row?.tokenHash.toString()).not.toContain(token)
    const left = (row?.expiresAt.getTime() ?? 0) - Date.now()
    expect(left).toBeGreaterThan(3_500_000)
    expect(left).toBeLessThanOrEqual(3_600_000)
    for (const wrong of ['', 'x', 'A'.repeat(43), `${token}A`]) expect(await setup().find(wrong)).toBe(false)
    await db.withSystem((em) => em.update(OneTimeLink, { purpose: 'setup' }, { expiresAt: new Date(Date.now() - 1) }))
    expect(await setup().complete(token, ada, origin)).toBeUndefined()
  })

  it('is made on the first start only: neither keys nor people are set up twice', async () => {
    await start(CONFIGURED)
    await start(CONFIGURED)
    expect(setupLinks()).toHaveLength(1)
    await setup().complete(setupLinks()[0] ?? '', ada, origin)
    expect(await keys()).toEqual([])
    await start(CONFIGURED)
    expect(await keys()).toEqual([])
    expect(setupLinks()).toHaveLength(1)
  })

  it('lets one of two that are sent at once make an admin', async () => {
    await start(CONFIGURED)
    const [token = ''] = setupLinks()
    const made = await Promise.all(
      ['one', 'two'].map((name) => setup().complete(token, { ...ada, email: `${name}@example.com`, name }, origin)),
    )
    expect(made.filter((user) => user !== undefined)).toHaveLength(1)
  })
})
