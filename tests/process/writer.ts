import { loadConfig } from '../../server/config'
import { openDatabase } from '../../server/db/database'
import { makeLog } from '../../server/observability/log'
import { Tenant } from '../../server/tenants/entity'

/** Writes rows until it is killed, and says which ones were acknowledged. Started by kill9.test.ts with a name for its rows. */
async function write(round: string): Promise<void> {
  const db = await openDatabase(loadConfig(), makeLog('error'))
  process.stdout.write('open\n')
  for (let n = 0; ; n++) {
    const slug = `${round}-${n}`
    await db.withSystem(async (em) => {
      await em.insert(Tenant, { slug, name: slug })
      await em.update(Tenant, { slug }, { name: 'complete' })
    })
    process.stdout.write(`${slug}\n`)
  }
}

write(process.argv[2] ?? 'row').catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
