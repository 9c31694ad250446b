import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../../server/db/database'
import { Job } from '../../server/jobs/job'
import { Lease } from '../../server/jobs/lease'
import { said } from '../support/audit'
import { openTestDatabase, silent } from '../support/test-db'
import { until } from '../support/until'

let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const guard = (lease: Lease) => db.withSystem((em) => lease.guard(em))
const LONG = 60_000

it('has one holder; another follows when it gives it back', async () => {
  const [a, b] = [new Lease(db, 'one', LONG), new Lease(db, 'one', LONG)]
  expect(await a.hold()).toBe(true)
  expect(await b.hold()).toBe(false)
  expect([await guard(a), await guard(b)]).toEqual([true, false])
  await b.release()
  expect(await new Lease(db, 'one', LONG).hold()).toBe(false)
  await a.release()
  const c = new Lease(db, 'one', LONG)
  expect(await c.hold()).toBe(true)
  // Who gave it back has to ask like everybody.
  expect(await a.hold()).toBe(false)
  // Another job is another lease.
  expect(await new Lease(db, 'other', LONG).hold()).toBe(true)
})

it('passes on when the holder does not come back, who then may do nothing any more', async () => {
  const [a, b] = [new Lease(db, 'dead', 300), new Lease(db, 'dead', 300)]
  expect(await a.hold()).toBe(true)
  expect(await b.hold()).toBe(false)
  await until('it passes on', () => b.hold())
  expect([await guard(a), await guard(b)]).toEqual([false, true])
})

it('stays with a holder that comes back in time', async () => {
  const [a, b] = [new Lease(db, 'alive', 1_000), new Lease(db, 'alive', 1_000)]
  expect(await a.hold()).toBe(true)
  for (let n = 0; n < 15; n += 1) {
    await wait(100)
    expect([await a.hold(), await b.hold()]).toEqual([true, false])
  }
})

it('asks the database only when it has to', async () => {
  let asked = 0
  const counted: Database = { ...db, withSystem: (work) => ((asked += 1), db.withSystem(work)) }
  const [a, b] = [new Lease(counted, 'quiet', LONG), new Lease(counted, 'quiet', LONG)]
  for (let n = 0; n < 10; n += 1) await Promise.all([a.hold(), b.hold()])
  expect(asked).toBe(2)
})

it('is free when the clock of the database was set back', async () => {
  await new Lease(db, 'clock', 1_000).hold()
  await db.withSystem((em) =>
    em.query(`UPDATE sagemcp.job_leases SET until = until + interval '1 hour' WHERE name = 'clock'`),
  )
  expect(await new Lease(db, 'clock', 1_000).hold()).toBe(true)
})

describe('a job', () => {
  const NEVER = 2_000_000_000

  it('is done by one of two, and by the other when that one stops', async () => {
    const done: string[] = []
    const make = (who: string) =>
      new Job(
        { db, log: silent },
        { name: 'both', everyMs: NEVER, leaseMs: LONG, work: async () => void done.push(who) },
      )
    const [a, b] = [make('a'), make('b')]
    for (let n = 0; n < 2; n += 1) {
      await a.run()
      await b.run()
    }
    expect(done).toEqual(['a', 'a'])
    await a.close()
    const c = make('c')
    await c.run()
    expect(done).toEqual(['a', 'a', 'c'])
    await Promise.all([b.close(), c.close()])
  })

  it('says once that it fails, and once that it works again', async () => {
    const log = said()
    let broken = true
    const work = async () => {
      if (broken) throw new Error('no database')
    }
    const job = new Job({ db, log }, { name: 'failing', everyMs: NEVER, leaseMs: LONG, work })
    for (let n = 0; n < 3; n += 1) await job.run()
    broken = false
    for (let n = 0; n < 3; n += 1) await job.run()
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info'])
    await job.close()
  })

  it('is waited for when it closes, and told to stop', async () => {
    let ended = false
    const work = (_: Lease, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => setTimeout(() => resolve(void (ended = true)), 50))
      })
    const job = new Job({ db, log: silent }, { name: 'long', everyMs: NEVER, leaseMs: LONG, work })
    void job.run()
    await wait(100)
    await job.close()
    expect(ended).toBe(true)
    await job.run()
  })
})
