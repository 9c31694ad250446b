import { DataSource } from 'typeorm'
import { openDatabase, type Database } from '../../server/db/database'
import { entities } from '../../server/db/entities'
import { makeDataSource } from '../../server/db/data-source'
import { openEmbedded } from '../../server/db/embedded'
import { openPostgres } from '../../server/db/postgres'
import { prepare } from '../../server/db/prepare'
import { Tenant } from '../../server/tenants/entity'
import { silent, testDatabaseConfig, testTemplate } from '../support/test-db'

async function rawDataSource() {
  const { database, drop } = await testDatabaseConfig()
  const backend =
    database.url === undefined
      ? await openEmbedded({ template: await testTemplate() })
      : openPostgres(database.url, database, silent)
  const dataSource = makeDataSource(backend.connection, silent)
  await dataSource.initialize()
  const close = async () => {
    await dataSource.destroy()
    await backend.close()
    await drop()
  }
  return { dataSource, close }
}

const drift = async (dataSource: DataSource) =>
  (await dataSource.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query)

let raw: Awaited<ReturnType<typeof rawDataSource>>
beforeAll(async () => {
  raw = await rawDataSource()
  await prepare(raw.dataSource, silent)
})
afterAll(() => raw.close())

it('makes exactly the tables that the entities declare', async () => {
  expect(await drift(raw.dataSource)).toEqual([])
})

it('would notice a column that only one side has', async () => {
  await raw.dataSource.query('ALTER TABLE sagemcp.tenants ADD COLUMN extra text')
  expect(await drift(raw.dataSource)).toEqual([expect.stringContaining('extra')])
  await raw.dataSource.query('ALTER TABLE sagemcp.tenants DROP COLUMN extra')
})

it('has nothing to do the second time', async () => {
  await prepare(raw.dataSource, silent)
  expect(await raw.dataSource.runMigrations()).toEqual([])
})

it('goes back and forth', async () => {
  for (const _ of raw.dataSource.migrations) await raw.dataSource.undoLastMigration()
  expect((await drift(raw.dataSource)).filter((q) => q.startsWith('CREATE TABLE')).length).toBe(entities.length)
  await prepare(raw.dataSource, silent)
  expect(await drift(raw.dataSource)).toEqual([])
})

it('refuses a tenant role that would see everything', async () => {
  // Embedded in any case: on a server the role is shared with every other database.
  const backend = await openEmbedded({ template: await testTemplate() })
  const dataSource = await makeDataSource(backend.connection, silent).initialize()
  for (const right of ['BYPASSRLS', 'SUPERUSER']) {
    await dataSource.query(`ALTER ROLE app_rls ${right}`)
    await expect(prepare(dataSource, silent)).rejects.toThrow('must not be a superuser or have BYPASSRLS')
    await dataSource.query(`ALTER ROLE app_rls NO${right}`)
  }
  await prepare(dataSource, silent)
  await dataSource.destroy()
  await backend.close()
})

it('says what an administrator has to run when it may not make the tenant role', async () => {
  const backend = await openEmbedded({})
  const dataSource = await makeDataSource(backend.connection, silent).initialize()
  await dataSource.query(
    'CREATE ROLE "plain user"; GRANT CREATE ON DATABASE postgres TO "plain user"; SET ROLE "plain user"',
  )
  const refused = prepare(dataSource, silent)
  await expect(refused).rejects.toThrow('CREATE ROLE app_rls NOLOGIN; GRANT app_rls TO "plain user";')
  await dataSource.query(
    'RESET ROLE; CREATE ROLE app_rls NOLOGIN; GRANT app_rls TO "plain user"; SET ROLE "plain user"',
  )
  await prepare(dataSource, silent)
  await dataSource.destroy()
  await backend.close()
})

it('runs the first work once for each start, after the migrations and before anybody else', async () => {
  const { database, drop } = await testDatabaseConfig()
  const seen: number[] = []
  const first = async (db: Database) => {
    seen.push(await db.withSystem((em) => em.count(Tenant)))
    await db.withSystem((em) => em.insert(Tenant, { slug: `t${seen.length}`, name: 't' }))
  }
  const starts = database.url === undefined ? 1 : 3
  const open = await Promise.all(Array.from({ length: starts }, () => openDatabase({ database }, silent, { first })))
  expect(seen).toEqual([0, 1, 2].slice(0, starts))
  for (const db of open) await db.close()
  await drop()
})
