import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { openTestDatabase } from '../support/test-db'
import { ApiKey } from '../../server/api-keys/entity'
import { hashSecret, parseKey } from '../../server/api-keys/key'
import type { Database } from '../../server/db/database'
import { bootstrap } from '../../server/auth/bootstrap'

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
      secrets: { bootstrapAdminKey: key },
      database: { url, inMemory: false },
    },
    log,
  )
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

it('makes nothing on a server of its own without a configured key, and says how', async () => {
  await start(undefined, 'postgres://localhost/x')
  expect(await keys()).toEqual([])
  expect(lines.join()).toContain('SAGEMCP_BOOTSTRAP_ADMIN_KEY')
})
