import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Database } from '../../server/db/database'
import { LimitSharing } from '../../server/limits/sharing'
import { openTokenStore } from '../../server/limits/token-store'
import { makeTenants, said } from '../support/audit'
import { freePort } from '../../scripts/free-port.cjs'
import { callAll, callFor, callingFrom, callLimits, PER_MINUTE, type Process } from '../support/limited'
import { openTestDatabase } from '../support/test-db'
import { until } from '../support/until'

const NEVER = 2_000_000_000
const PASSWORD = 'redis-canary-0123456789'

const isThere = spawnSync('redis-server', ['--version']).status === 0
if (!isThere) process.stdout.write('limit-redis.test.ts is skipped: there is no redis-server on this machine\n')
// In CI it has to be there.
const suite = isThere || process.env['CI'] ? describe : describe.skip

suite('limits shared through Redis', () => {
  let db: Database
  let by: ReturnType<ReturnType<typeof callingFrom>>
  let redis: ChildProcess | undefined
  let port: number
  const folder = mkdtempSync(path.join(tmpdir(), 'redis-'))
  const open: Process[] = []

  async function startRedis() {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--requirepass', PASSWORD, '--dir', folder]
    redis = spawn('redis-server', [...options, '--save', '', '--appendonly', 'no'], { stdio: 'ignore' })
    await until('Redis listens', () => listens(port), 20_000)
  }
  async function stopRedis() {
    if (!redis) return
    const gone = once(redis, 'exit')
    redis.kill('SIGKILL')
    await gone
    redis = undefined
  }

  beforeAll(async () => {
    db = await openTestDatabase()
    const [acme] = (await makeTenants(db, 'acme')) as [string]
    by = callingFrom(acme)()
    port = await freePort()
    await startRedis()
  })
  afterEach(async () => {
    for (const { sharing } of open.splice(0)) await sharing.close()
    for (const table of ['limit_buckets', 'limit_processes']) {
      await db.withSystem((em) => em.query(`DELETE FROM sagemcp.${table}`))
    }
    await stopRedis()
    await startRedis()
  })
  afterAll(async () => {
    await stopRedis()
    rmSync(folder, { recursive: true, force: true })
    await db.close()
  })

  /** What one process has. The embedded database is only told that there are several. */
  async function start(log = said(), password = PASSWORD): Promise<Process> {
    const limits = callLimits()
    const shared = { ...db, isShared: true }
    const tokens = await openTokenStore(`redis://:${password}@127.0.0.1:${port}`, shared, log as never)
    // The embedded database answers without ever letting the socket speak.
    const answers = () =>
      tokens.check().then(
        () => true,
        () => false,
      )
    if (password === PASSWORD) await until('Redis answers', answers)
    const sharing = new LimitSharing({ db: shared, tokens, limits, log: log as never, everyMs: NEVER })
    open.push({ limits, sharing })
    await sharing.start()
    return { limits, sharing }
  }
  const warnings = (log: ReturnType<typeof said>) => log.lines.filter(({ level }) => level === 'warn')
  /** When the client has its connection. */
  const connected = (processes: readonly Process[], logs: readonly ReturnType<typeof said>[]) =>
    until('both share', async () => {
      for (const { sharing } of processes) await sharing.run()
      return logs.every(({ lines }) => lines.at(-1)?.level === 'info')
    })

  it('two have one limit between them, at most a tenth over it, and the database holds none of it', async () => {
    const [a, b] = [await start(), await start()]
    await a.sharing.run()
    const started = Date.now()
    const calls = await callFor([a, b], by, 30)
    const refilled = ((Date.now() - started) / 60_000) * PER_MINUTE
    expect(calls).toBeLessThanOrEqual((PER_MINUTE + refilled) * 1.1 + 1)
    expect(calls).toBeGreaterThanOrEqual(PER_MINUTE * 0.9)
    expect(await db.withSystem((em) => em.query('SELECT name FROM sagemcp.limit_buckets'))).toEqual([])
  })

  it('what one used when it was alone is used for those that come', async () => {
    const a = await start()
    expect(callAll(a, by)).toBe(PER_MINUTE)
    const started = Date.now()
    const b = await start()
    await a.sharing.run()
    const later = await callFor([a, b], by, 20)
    const refilled = ((Date.now() - started) / 60_000) * PER_MINUTE
    expect(later).toBeLessThanOrEqual((PER_MINUTE + refilled) * 0.1 + refilled + 2)
  })

  it('while it is away each keeps to its part, says so once, and they go on together afterwards', async () => {
    const logs = [said(), said()]
    const both = [await start(logs[0]), await start(logs[1])] as const
    await both[0].sharing.run()
    await stopRedis()
    for (const each of both) callAll(each, callingFrom('other')(), 1)
    for (let n = 0; n < 3; n++) for (const { sharing } of both) await sharing.run()
    expect(logs.map((log) => warnings(log).length)).toEqual([1, 1])
    const began = Date.now()
    const cut = callAll(both[0], by) + callAll(both[1], by)
    expect(cut).toBeLessThanOrEqual(PER_MINUTE * 1.1)
    await startRedis()
    await connected(both, logs)
    const later = await callFor(both, by, 10)
    const refilled = ((Date.now() - began) / 60_000) * PER_MINUTE
    // Redis came back empty: there is one full bucket more.
    expect(cut + later).toBeLessThanOrEqual((2 * PER_MINUTE + refilled) * 1.1 + 2)
    expect(logs.map((log) => warnings(log).length)).toEqual([1, 1])
  })

  it('one that cannot sign in keeps to its part and never says the password', async () => {
    const logs = [said(), said()]
    const both = [await start(logs[0], 'wrong-canary-9876543210'), await start(logs[1], 'wrong-canary-9876543210')]
    for (const each of both) callAll(each, by, 1)
    for (let n = 0; n < 2; n++) for (const { sharing } of both) await sharing.run()
    expect(logs.map((log) => warnings(log).length)).toEqual([1, 1])
    expect(JSON.stringify(logs)).not.toContain('canary')
    expect(both.reduce((calls, each) => calls + callAll(each, by), 0)).toBeLessThanOrEqual(PER_MINUTE * 1.1)
  })
})

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (is: boolean) => () => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })
