import { randomUUID } from 'node:crypto'
import type { Database } from '../../server/db/database'
import { patiently } from '../../server/db/patiently'
import { openTestDatabase, TEST_DATABASE_URL } from '../support/test-db'

let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const tenant = randomUUID()

it('sets a limit for this transaction and no other', async () => {
  const limit = (em: { query: (sql: string) => Promise<unknown> }) => em.query('SHOW statement_timeout')
  expect(await patiently(db, tenant, limit)).toEqual([{ statement_timeout: '8s' }])
  expect(await db.withTenant(tenant, limit)).toEqual([{ statement_timeout: '0' }])
})

const onServer = TEST_DATABASE_URL === undefined ? it.skip : it
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write(
    'SKIPPED giving up a long query: the embedded database has no clock for it, set TEST_DATABASE_URL\n',
  )
}

onServer('says in words that it gave up', async () => {
  const long = patiently(db, tenant, async (em) => {
    await em.query(`SELECT set_config('statement_timeout', '50', true)`)
    await em.query('SELECT pg_sleep(20)')
  })
  await expect(long).rejects.toMatchObject({ code: 'unavailable', details: { hint: 'Choose a shorter time.' } })
  await expect(patiently(db, tenant, (em) => em.query('SELECT nothing'))).rejects.toThrow('nothing')
})
