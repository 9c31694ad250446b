import {
  checkConnections,
  checkDatabaseClock,
  checkMigrations,
  checkServer,
  checkTenantRole,
} from '../../server/cli/doctor/database-checks'
import { loadConfig } from '../../server/config'
import { openTestDatabase, TEST_DATABASE_URL } from '../support/test-db'

/*
 * What the doctor sees of the database that the tests run on.
 */
it('a database answers', async () => {
  const db = await openTestDatabase()
  const words = TEST_DATABASE_URL === undefined ? /^PostgreSQL \d+[.\d]*, embedded/ : /^PostgreSQL \d+[.\d]*, answers/
  expect(await checkServer(db)).toMatchObject({ state: 'ok', words: expect.stringMatching(words) })
  expect(await checkDatabaseClock(db)).toMatchObject({ state: 'ok' })
  expect(await checkMigrations(db)).toMatchObject({ state: 'ok' })
  expect(await checkTenantRole(db)).toMatchObject({ state: 'ok' })
  await db.close()
})

const onPostgres = TEST_DATABASE_URL === undefined ? it.skip : it
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED too few connections: it needs PostgreSQL, set TEST_DATABASE_URL\n')
}
onPostgres('a database has enough connections, or not', async () => {
  const db = await openTestDatabase()
  const config = loadConfig({})
  const pool = (poolMax: number) => ({ ...config, database: { ...config.database, poolMax } })
  expect(await checkConnections(db, pool(5))).toMatchObject({ state: 'ok' })
  expect(await checkConnections(db, pool(100_000))).toMatchObject({ state: 'warn', code: 'TOO_FEW' })
  await db.close()
})
