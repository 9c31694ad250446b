import { v7 } from 'uuid'
import { Usage } from '../../server/audit/usage'
import type { UsageRow } from '../../server/audit/usage-store'
import { type Database, openDatabase } from '../../server/db/database'
import { makeTenants } from '../support/audit'
import { openTestDatabase, silent, TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

let db: Database
let acme: string
let other: string
beforeEach(async () => {
  db = await openTestDatabase()
  ;[acme, other] = (await makeTenants(db, 'acme', 'other')) as [string, string]
})
afterEach(() => db.close())

const rowOf = (tenantId: string, more: Partial<UsageRow> = {}): UsageRow => ({
  ...{ id: v7(), tenantId, connectorId: null, tool: 'github_get_issue', actor: 'key:1', actorName: 'A key' },
  ...{ userId: null, transport: 'http', startedAt: new Date('2026-01-02T03:04:05.678Z'), durationMs: 7 },
  ...{ outcome: 'ok', arguments: { number: 2 }, resultBytes: 99, requestId: 'request-1', ...more },
})
const stored = async (): Promise<Record<string, unknown>[]> =>
  db.withSystem((em) =>
    em.query(`SELECT id, tenant_id AS "tenantId", connector_id AS "connectorId", tool, actor, actor_name AS "actorName",
      user_id AS "userId", transport, started_at AS "startedAt", duration_ms AS "durationMs", outcome, arguments,
      result_bytes AS "resultBytes", request_id AS "requestId" FROM sagemcp.tool_calls ORDER BY id`),
  )

async function store(rows: readonly UsageRow[], into: Database = db) {
  const usage = new Usage(into, silent)
  for (const row of rows) usage.record(row)
  await usage.close()
}

const endOf = (tenantId: string): Promise<void> =>
  db.withSystem(async (em) => {
    await em.query('DELETE FROM sagemcp.tenants WHERE id = $1', [tenantId])
    await db.announce(em, tenantId)
  })

it('stores each value as it is', async () => {
  const userId = '0197c0de-0000-7000-8000-000000000001'
  const rows = [
    rowOf(acme),
    rowOf(acme, { userId, connectorId: userId, actorName: 'tab\t line\n return\r back\\slash \\N \\. "ü" 🙂' }),
    rowOf(other, { actorName: '', tool: '\\N', arguments: { 'a "name"\\\t': 1 } }),
  ]
  await store(rows)
  expect(await stored()).toEqual(rows)
})

it('leaves out rows of a tenant that is gone, and keeps the others', async () => {
  const usage = new Usage(db, silent)
  const rows = [rowOf(acme), rowOf(other)]
  await endOf(acme)
  for (const row of rows) usage.record(row)
  await usage.close()
  expect(await stored()).toEqual([rows[1]])
})

it('leaves out rows of a tenant that ends while they wait, though it stored others before', async () => {
  const usage = new Usage(db, silent)
  const rows = [rowOf(acme), rowOf(other), rowOf(acme), rowOf(other)]
  for (const row of rows.slice(0, 2)) usage.record(row)
  await usage.flush()
  const ended = endOf(acme)
  for (const row of rows.slice(2)) usage.record(row)
  await Promise.all([ended, usage.close()])
  expect(await stored()).toEqual([rows[1], rows[3]])
})

/** Stores what it is given the first time too, and does not say so. */
function unsure() {
  const seen = { tries: 0 }
  const usage = new Usage(
    {
      ...db,
      withSystem: async (work) => {
        const result = await db.withSystem(work)
        if (seen.tries++ === 0) throw new Error('the answer got lost')
        return result
      },
    },
    silent,
  )
  return { usage, seen }
}

it('leaves out the row of a call that goes on for longer than its tenant', async () => {
  const usage = new Usage(db, silent)
  const rows = [rowOf(other), rowOf(acme), rowOf(other)] as const
  await endOf(acme)
  usage.record(rows[0])
  await usage.flush()
  for (const row of rows.slice(1)) usage.record(row)
  await usage.close()
  expect(await stored()).toEqual([rows[0], rows[2]])
})

it('stores rows once whose first try was not known to have worked', async () => {
  const { usage, seen } = unsure()
  const rows = [rowOf(acme), rowOf(acme)]
  for (const row of rows) usage.record(row)
  await usage.flush()
  usage.record(rowOf(other))
  await usage.flush()
  await usage.close()
  expect(seen.tries).toBe(2)
  expect(await stored()).toHaveLength(3)
})

it('leaves out rows of a tenant that ends between two tries', async () => {
  const { usage } = unsure()
  const [gone, kept, later] = [rowOf(acme), rowOf(other), rowOf(other)] as const
  usage.record(gone)
  usage.record(kept)
  await usage.flush()
  await endOf(acme)
  usage.record(later)
  await usage.close()
  expect(await stored()).toEqual([kept, later])
})

it('takes the calls of a tenant along when it ends, and no others', async () => {
  const rows = [rowOf(acme), rowOf(other), rowOf(acme)]
  await store(rows)
  await db.withSystem((em) => em.query('DELETE FROM sagemcp.tenants WHERE id = $1', [acme]))
  expect(await stored()).toEqual([rows[1]])
})

const onPostgres = TEST_DATABASE_URL === undefined ? it.skip : it
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED rows stored while their tenant ends: it needs a server, set TEST_DATABASE_URL\n')
}

onPostgres('takes along what another process stores while the tenant ends', async () => {
  const config = await testDatabaseConfig()
  const [here, there] = [await openDatabase(config, silent), await openDatabase(config, silent)]
  try {
    const [tenant] = (await makeTenants(here, 'acme')) as [string]
    let commit: () => void = () => {}
    const told = new Promise<void>((resolve) => (commit = resolve))
    let written = false
    const slow: Database = {
      ...there,
      withSystem: (work) =>
        there.withSystem(async (em) => {
          const result = await work(em)
          written = true
          await told
          return result
        }),
    }
    const storing = store([rowOf(tenant)], slow)
    await until('the row is written', () => written)
    const ending = here.withSystem((em) => em.query('DELETE FROM sagemcp.tenants WHERE id = $1', [tenant]))
    const waits = `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'sagemcp.tool_calls'::regclass`
    await until('the end of the tenant waits', async () => (await here.withSystem((em) => em.query(waits)))[0].n === 1)
    commit()
    await Promise.all([storing, ending])
    expect(await here.withSystem((em) => em.query('SELECT id FROM sagemcp.tool_calls'))).toEqual([])
  } finally {
    await Promise.all([here.close(), there.close()])
    await config.drop()
  }
})
