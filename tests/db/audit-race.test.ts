import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase, type Database } from '../../server/db/database'
import { makeTenants, sealerOf, verifierOf, write } from '../support/audit'
import { silent, TEST_DATABASE_URL, type TestDatabaseConfig, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const onPostgres = TEST_DATABASE_URL === undefined ? describe.skip : describe
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('SKIPPED sealing while others write: it needs a server, set TEST_DATABASE_URL\n')
}

interface Placed {
  readonly target: string
  readonly position: string | null
}

onPostgres('sealing while others write', () => {
  let config: TestDatabaseConfig
  let here: Database
  let there: Database
  let acme: string
  beforeEach(async () => {
    config = await testDatabaseConfig()
    here = await openDatabase({ database: { ...config.database, poolMax: 20 } }, silent)
    there = await openDatabase(config, silent)
    ;[acme] = (await makeTenants(here, 'acme')) as [string]
  })
  afterEach(async () => {
    await Promise.all([here.close(), there.close()])
    await config.drop()
  })

  const placed = () =>
    here.withSystem((em) => em.query('SELECT target, position FROM sagemcp.audit_events ORDER BY id')) as Promise<
      Placed[]
    >

  /** Writes a row, and commits when told to. */
  async function slowly(target: string) {
    let commit: () => void = () => {}
    const told = new Promise<void>((resolve) => (commit = resolve))
    let written = false
    const done = here.withTenant(acme, async (em) => {
      await write(em, acme, target)
      written = true
      await told
    })
    await until(`${target} is written`, () => written)
    return { commit: () => (commit(), done) }
  }

  it('gives a row that is committed late a late place, however low its number', async () => {
    const sealer = sealerOf(there, silent)
    // Numbers in this order.
    const [first, second, third] = [await slowly('first'), await slowly('second'), await slowly('third')]
    await third.commit()
    await sealer.run()
    expect(await verifierOf(here).verify(acme)).toMatchObject({ ok: true, rows: 1 })
    await first.commit()
    await sealer.run()
    await second.commit()
    expect(await verifierOf(here).verify(acme)).toMatchObject({ ok: true, rows: 2, unsealed: { rows: 1 } })
    await sealer.run()
    expect(await placed()).toEqual([
      { target: 'first', position: '2' },
      { target: 'second', position: '3' },
      { target: 'third', position: '1' },
    ])
    expect(await verifierOf(here).verify(acme)).toMatchObject({ ok: true, rows: 3 })
    await sealer.close()
  })

  it('waits for nobody: a transaction that stays open holds up nothing but its own rows', async () => {
    const sealer = sealerOf(there, silent)
    const slow = await slowly('slow')
    await here.withTenant(acme, (em) => write(em, acme, 'quick'))
    await sealer.run()
    expect(await verifierOf(here).verify(acme)).toMatchObject({ ok: true, rows: 1, unsealed: { rows: 0 } })
    await slow.commit()
    await sealer.close()
    expect(await verifierOf(here).verify(acme)).toMatchObject({ ok: true, rows: 2 })
  })

  it('has one chain however many write and seal at once, and is checked meanwhile', async () => {
    const [globex] = (await makeTenants(here, 'globex')) as [string]
    const sealers = [here, there, there].map((db) => sealerOf(db, silent, { segmentRows: 20 }))
    const still = { writing: true }
    const writers = Array.from({ length: 12 }, async (_, i) => {
      for (let n = 0; n < 40; n += 1) {
        const of = (i + n) % 2 === 0 ? acme : globex
        await here.withTenant(of, async (em) => {
          await write(em, of, `${i}-${n}`)
          if (n % 3 === 0) await em.query('SELECT pg_sleep($1)', [Math.random() / 50])
        })
      }
    })
    const sealing = sealers.map(async (sealer) => {
      for (; still.writing; await wait(5)) await sealer.run()
    })
    const checking = (async () => {
      for (let checks = 0; ; checks += 1) {
        expect(await verifierOf(there).verify(acme)).toMatchObject({ ok: true })
        if (!still.writing) return checks
      }
    })()
    await Promise.all(writers).finally(() => (still.writing = false))
    await Promise.all(sealing)
    expect(await checking).toBeGreaterThan(5)
    for (const sealer of sealers) await sealer.close()
    for (const chain of [acme, globex]) {
      expect(await verifierOf(here).verify(chain)).toMatchObject({ ok: true, rows: 240, unsealed: { rows: 0 } })
    }
  })

  it('goes on in another process when the one that sealed is gone, which then seals nothing any more', async () => {
    const gone = sealerOf(here, silent)
    await here.withTenant(acme, (em) => write(em, acme, 'a'))
    await gone.run()
    const next = sealerOf(there, silent)
    await here.withTenant(acme, (em) => write(em, acme, 'b'))
    await next.run()
    expect(await verifierOf(here).verify(acme)).toMatchObject({ rows: 1, unsealed: { rows: 1 } })
    // It believes that it still has the lease.
    await here.withSystem((em) => em.query(`UPDATE sagemcp.job_leases SET until = now(), holder = gen_random_uuid()`))
    await gone.run()
    expect(await verifierOf(here).verify(acme)).toMatchObject({ rows: 1, unsealed: { rows: 1 } })
    const after = sealerOf(there, silent)
    await after.run()
    expect(await verifierOf(here).verify(acme)).toMatchObject({ ok: true, rows: 2 })
    for (const sealer of [gone, next, after]) await sealer.close()
  })

  it('lets a tenant be deleted while it is sealed', async () => {
    const sealer = sealerOf(there, silent)
    const still = { writing: true }
    const sealing = (async () => {
      for (; still.writing; await wait(5)) await sealer.run()
    })()
    const deleting = async () => {
      for (let n = 0; n < 20; n += 1) {
        const [tenant] = (await makeTenants(here, `gone-${n}`)) as [string]
        await Promise.all(
          Array.from({ length: 10 }, () => here.withTenant(tenant, (em) => write(em, tenant, 'x')).catch(() => {})),
        )
        await here.withSystem((em) => em.query('DELETE FROM sagemcp.tenants WHERE id = $1', [tenant]))
      }
    }
    await deleting().finally(() => (still.writing = false))
    await sealing
    await here.withTenant(acme, (em) => write(em, acme, 'x'))
    await sealer.close()
    expect(await verifierOf(here).verify(acme)).toMatchObject({ ok: true, rows: 1, unsealed: { rows: 0 } })
  })
})
