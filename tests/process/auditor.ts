import { setTimeout as wait } from 'node:timers/promises'
import { loadConfig } from '../../server/config'
import { openDatabase } from '../../server/db/database'
import { Retention } from '../../server/retention/retention'
import { Tenant } from '../../server/tenants/entity'
import { sealerOf, SIGNER, write } from '../support/audit'
import { said } from '../support/audit'

/** Writes audit rows, seals and removes them until it is killed, and says which ones were acknowledged. Started by kill9-audit.test.ts. */
async function work(round: string): Promise<void> {
  const db = await openDatabase(loadConfig(), said())
  const tenantId = await db.withSystem(async (em) => {
    // As if the time of the process before were over.
    await em.query('DELETE FROM sagemcp.job_leases')
    const found = await em.findOneBy(Tenant, { slug: 'acme' })
    return (found ?? (await em.save(Tenant, { slug: 'acme', name: 'acme' }))).id
  })
  const parts = { db, signer: SIGNER, log: said() }
  sealerOf(db, parts.log, { everyMs: 3 })
  // Two seconds, by the clock of the database.
  void new Retention({ ...parts, everyMs: 20, config: { activityDays: 90, auditDays: 2 / 86_400 } })
  process.stdout.write('open\n')
  for (let n = 0; ; n += 1) {
    await db.withTenant(tenantId, (em) => write(em, tenantId, `${round}-${n}`))
    process.stdout.write(`${round}-${n}\n`)
    await wait(1)
  }
}

work(process.argv[2] ?? 'row').catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
