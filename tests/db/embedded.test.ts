import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadConfig } from '../../server/config'
import { openDatabase } from '../../server/db/database'
import { Tenant } from '../../server/tenants/entity'
import { silent, testTemplate } from '../support/test-db'

const root = mkdtempSync(path.join(tmpdir(), 'sagemcp-embedded-'))
afterAll(() => rmSync(root, { recursive: true }))

const configIn = async (name: string) => {
  const { database } = loadConfig({ SAGEMCP_DATA_DIR: path.join(root, name) })
  return { database: { ...database, template: await testTemplate() } }
}
const slugs = async (config: Awaited<ReturnType<typeof configIn>>) => {
  const db = await openDatabase(config, silent)
  const rows = await db.withSystem((em) => em.find(Tenant))
  await db.close()
  return rows.map((row) => row.slug)
}

it('keeps its rows, and refuses a second opener of the same folder', async () => {
  const config = await configIn('kept')
  const db = await openDatabase(config, silent)
  await expect(openDatabase(config, silent)).rejects.toThrow('is in use by process')
  await db.withSystem((em) => em.insert(Tenant, { slug: 'acme', name: 'acme' }))
  await db.ping()
  await db.close()
  expect(await slugs(config)).toEqual(['acme'])
})

it('starts again where a process died while it made the database', async () => {
  const config = await configIn('half')
  mkdirSync(config.database.dataDir, { recursive: true })
  writeFileSync(path.join(config.database.dataDir, 'PG_VERSION'), '18\n')
  writeFileSync(`${config.database.dataDir}.unfinished`, '')
  expect(await slugs(config)).toEqual([])
  expect(existsSync(`${config.database.dataDir}.unfinished`)).toBe(false)
})

it('says in words that the data is of another version, and touches nothing', async () => {
  const config = await configIn('old')
  mkdirSync(config.database.dataDir, { recursive: true })
  writeFileSync(path.join(config.database.dataDir, 'PG_VERSION'), '17\n')
  await expect(openDatabase(config, silent)).rejects.toThrow('was written by PostgreSQL 17, this release has 18')
})

it('says in words that the data cannot be opened', async () => {
  const config = await configIn('broken')
  mkdirSync(config.database.dataDir, { recursive: true })
  writeFileSync(path.join(config.database.dataDir, 'PG_VERSION'), '18\n')
  const error = (await openDatabase(config, silent).catch((e: unknown) => e)) as Error
  expect(error.message).toMatch(/^the embedded database failed to open/)
  expect(`${error.stack}`.length).toBeLessThan(3000)
})

it('waits for the one session and gives up in words, without breaking it', async () => {
  const db = await openDatabase(await configIn('busy'), silent)
  const nested = db.withSystem(() => db.withSystem((em) => em.count(Tenant)))
  await expect(nested).rejects.toMatchObject({ code: 'unavailable', details: { retryAfterS: 5 } })
  expect(await db.withSystem((em) => em.count(Tenant))).toBe(0)
  await db.close()
})
