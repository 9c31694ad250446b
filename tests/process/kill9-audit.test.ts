import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../server/db/database'
import { Tenant } from '../../server/tenants/entity'
import { sealerOf, verifierOf } from '../support/audit'
import { silent } from '../support/test-db'
import { cleanUp, onBothDatabases, startWriter } from './killed'

const ROUNDS = 6
/** Lines before it dies: some segments. */
const LEAST = 20
afterAll(cleanUp)

onBothDatabases('leaves a chain that proves itself', async (env, config) => {
  const acknowledged: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const auditor = startWriter('auditor', `round${round}`, env)
    await auditor.said(LEAST)
    await pause(Math.random() * 200)
    acknowledged.push(...(await auditor.kill()))
  }
  const db = await openDatabase(config, silent)
  const { id } = await db.withSystem((em) => em.findOneByOrFail(Tenant, { slug: 'acme' }))
  const found = await verifierOf(db).verify(id)
  await db.withSystem((em) => em.query('DELETE FROM sagemcp.job_leases'))
  await sealerOf(db, silent).close()
  const after = await verifierOf(db).verify(id)
  const left = (await db.withSystem((em) => em.query('SELECT target FROM sagemcp.audit_events'))) as {
    target: string
  }[]
  await db.close()
  process.stdout.write(
    `kill -9 while sealing: ${acknowledged.length} acknowledged, ${after.rows} sealed, ${after.removed.rows} removed\n`,
  )
  expect(found).toMatchObject({ ok: true, broken: null })
  expect(after).toMatchObject({ ok: true, broken: null, unsealed: { rows: 0 } })
  // Every row has a place, and nothing was sealed twice or lost.
  expect(after.rows).toBe(left.length)
  const stored = new Set(left.map(({ target }) => target))
  expect(stored.size).toBe(left.length)
  // What is gone was removed with its segment; what was written and not acknowledged is there at most once a round.
  const missing = acknowledged.filter((target) => !stored.has(target)).length
  expect(after.removed.rows - missing).toBeGreaterThanOrEqual(0)
  expect(after.removed.rows - missing).toBeLessThanOrEqual(ROUNDS)
  expect(acknowledged.length + ROUNDS).toBeGreaterThanOrEqual(after.rows + after.removed.rows)
  expect(after.removed.segments).toBeGreaterThan(0)
})
