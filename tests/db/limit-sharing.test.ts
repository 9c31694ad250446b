import { LimitSharing } from '../../server/limits/sharing'
import { tokensInDatabase } from '../../server/limits/token-store'
import type { Database } from '../../server/db/database'
import { makeTenants, said } from '../support/audit'
import {
  callAll as callAllOf,
  callFor as callForOf,
  callingFrom,
  callLimits,
  PER_MINUTE,
  type Process,
} from '../support/limited'
import { openTestDatabase, silent } from '../support/test-db'

const NEVER = 2_000_000_000

let db: Database
let acme: string
let open: LimitSharing[] = []

beforeAll(async () => {
  db = await openTestDatabase()
  ;[acme] = (await makeTenants(db, 'acme')) as [string]
})
afterEach(async () => {
  for (const sharing of open.splice(0)) await sharing.close()
  for (const table of ['limit_buckets', 'limit_processes', 'call_counts']) await sql(`DELETE FROM sagemcp.${table}`)
})
afterAll(() => db.close())

const sql = (text: string) => db.withSystem((em) => em.query(text))

/** What one process has. The embedded database is only told that there are several. */
async function process(more: Partial<Database> = {}, log = silent): Promise<Process> {
  const limits = callLimits()
  const shared = { ...db, isShared: true, ...more }
  const sharing = new LimitSharing({ db: shared, tokens: tokensInDatabase(shared), limits, log, everyMs: NEVER })
  open.push(sharing)
  await sharing.start()
  return { limits, sharing }
}
const calling = (quotas: object = {}, id?: string) => callingFrom(acme)(quotas, id)
const callAll = (process: Process, by = calling(), most?: number) => callAllOf(process, by, most)
const callFor = (processes: readonly Process[], rounds: number) => callForOf(processes, calling(), rounds)

it('a process alone has the whole limit, and nobody writes anything', async () => {
  const alone = await process()
  expect(callAll(alone)).toBe(PER_MINUTE)
  await alone.sharing.run()
  expect(await sql('SELECT name FROM sagemcp.limit_buckets')).toEqual([])
})

it('the embedded database is not even asked who is there', async () => {
  const alone = await process({ isShared: false })
  callAll(alone)
  await alone.sharing.run()
  expect(await sql('SELECT id FROM sagemcp.limit_processes')).toEqual([])
})

it('two have one limit between them, at most a tenth over it, wherever the calls arrive', async () => {
  const [a, b] = [await process(), await process()]
  await a.sharing.run()
  const started = Date.now()
  const calls = await callFor([a, b], 30)
  const refilled = ((Date.now() - started) / 60_000) * PER_MINUTE
  expect(calls).toBeLessThanOrEqual((PER_MINUTE + refilled) * 1.1 + 1)
  expect(calls).toBeGreaterThanOrEqual(PER_MINUTE * 0.9)
})

it('one that is asked alone gets nearly all, although there are others', async () => {
  const [a, b] = [await process(), await process()]
  await a.sharing.run()
  expect(b).toBeDefined()
  expect(await callFor([a], 30)).toBeGreaterThanOrEqual(PER_MINUTE * 0.9)
})

it('calls that come at once wait for what the others left, and only where there may be some', async () => {
  const [a, b] = [await process(), await process()]
  await a.sharing.run()
  const call = async (): Promise<number> => {
    try {
      const soon = a.limits.takeSoon(calling())
      if (soon) await soon
      return 1
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limited' })
      return 0
    }
  }
  const atOnce = async (calls: number) => {
    const allowed = await Promise.all(Array.from({ length: calls }, call))
    return allowed.reduce((sum, each) => sum + each, 0)
  }
  expect(await atOnce(PER_MINUTE / 3)).toBe(PER_MINUTE / 3)
  const started = Date.now()
  let rest = 0
  for (let n = 0; n < 3; n++) rest += await atOnce(PER_MINUTE)
  const refilled = ((Date.now() - started) / 60_000) * PER_MINUTE
  expect(rest).toBeGreaterThanOrEqual(PER_MINUTE * 0.6)
  expect(rest).toBeLessThanOrEqual((PER_MINUTE * 2) / 3 + PER_MINUTE * 0.1 + refilled + 1)
  expect(callAll(b)).toBeLessThanOrEqual(PER_MINUTE * 0.1)
  // Nobody has more: it is said at once.
  expect(a.limits.settled(calling())).toBeUndefined()
  expect(a.limits.refusal(calling())).toBeDefined()
})

it('a call that waits is told when the process ends', async () => {
  const [a] = [await process(), await process()]
  await a.sharing.run()
  callAll(a)
  const waiting = a.limits.settled(calling())
  expect(waiting).toBeDefined()
  await Promise.all([a.sharing.close(), waiting])
  open = open.filter((each) => each !== a.sharing)
})

it('what one used when it was alone is used for those that come', async () => {
  const a = await process()
  const alone = callAll(a)
  const started = Date.now()
  const b = await process()
  await a.sharing.run()
  const later = await callFor([a, b], 20)
  const refilled = ((Date.now() - started) / 60_000) * PER_MINUTE
  expect(alone).toBe(PER_MINUTE)
  expect(later).toBeLessThanOrEqual((PER_MINUTE + refilled) * 0.1 + refilled + 2)
})

it('one that stays alone has all of it again', async () => {
  const [a, b] = [await process(), await process()]
  await a.sharing.run()
  await b.sharing.close()
  open = open.filter((each) => each !== b.sharing)
  await a.sharing.run()
  expect(callAll(a, calling({}, 'key:new'))).toBe(PER_MINUTE)
})

it('without the database each keeps to its part, says so once, and goes on together afterwards', async () => {
  let isGone = false
  const log = said()
  const withSystem: Database['withSystem'] = (work) =>
    isGone ? Promise.reject(new Error('gone')) : db.withSystem(work)
  const [a, b] = [await process({ withSystem }, log as never), await process({ withSystem }, log as never)]
  await a.sharing.run()
  isGone = true
  for (const each of [a, b]) callAll(each, calling({}, 'key:other'), 1)
  for (let n = 0; n < 3; n++) for (const each of [a, b]) await each.sharing.run()
  expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(2)
  const cut = callAll(a) + callAll(b)
  expect(cut).toBeLessThanOrEqual(PER_MINUTE * 1.1)
  isGone = false
  for (const each of [a, b]) await each.sharing.run()
  const started = Date.now()
  const later = await callFor([a, b], 10)
  const refilled = ((Date.now() - started) / 60_000) * PER_MINUTE
  expect(cut + later).toBeLessThanOrEqual((PER_MINUTE + refilled) * 1.2 + 2)
})

it('a moment without the database takes nothing from those who had most of it left', async () => {
  let isGone = false
  const withSystem: Database['withSystem'] = (work) =>
    isGone ? Promise.reject(new Error('gone')) : db.withSystem(work)
  const [a, b] = [await process({ withSystem }), await process()]
  await a.sharing.run()
  callAll(a, calling(), 10)
  await a.sharing.run()
  isGone = true
  await a.sharing.run()
  callAll(a, calling(), 2)
  isGone = false
  await a.sharing.run()
  expect(await callFor([a, b], 30)).toBeGreaterThanOrEqual((PER_MINUTE - 12) * 0.9)
})

describe('the calls of a day', () => {
  const quota = { callsPerDay: 7 }

  it('are those of all processes, and stay when they are started anew', async () => {
    const [a, b] = [await process(), await process()]
    expect(callAll(a, calling(quota), 4)).toBe(4)
    await a.sharing.run()
    expect(callAll(b, calling(quota), 1)).toBe(1)
    await b.sharing.run()
    expect(callAll(b, calling(quota))).toBe(2)
    await b.sharing.run()
    const again = await process()
    expect(callAll(again, calling(quota), 1)).toBe(1)
    await again.sharing.run()
    expect(callAll(again, calling(quota))).toBe(0)
  })

  it('are written when the process stops, and not lost while the database is gone', async () => {
    let isGone = false
    const withSystem: Database['withSystem'] = (work) =>
      isGone ? Promise.reject(new Error('gone')) : db.withSystem(work)
    const a = await process({ withSystem })
    callAll(a, calling(quota), 2)
    isGone = true
    await a.sharing.run()
    callAll(a, calling(quota), 1)
    isGone = false
    await a.sharing.close()
    open = []
    const [row] = await sql(`SELECT calls FROM sagemcp.call_counts WHERE caller = ''`)
    expect(Number(row.calls)).toBe(3)
  })

  it('of a tenant that is gone are dropped, and nobody is held up', async () => {
    const a = await process()
    const by = { ...calling(quota), caller: { id: 'key:k', tenantId: '00000000-0000-4000-8000-000000000000' } }
    callAll(a, by, 2)
    callAll(a, calling(quota), 2)
    await a.sharing.run()
    const rows = await sql('SELECT tenant_id FROM sagemcp.call_counts')
    expect(rows).toEqual([{ tenant_id: acme }])
  })
})
