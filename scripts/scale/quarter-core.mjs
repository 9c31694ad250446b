// Calls a second of one process against two behind a plain proxy, each process held to a quarter of a core by a control group of
// its own; PostgreSQL (the server of TEST_DATABASE_URL), proxy and load stand outside. Two must give at least 1.7 times as much.
// The two are asked in turn, and each round of two is set against those of one before and after it: a machine has its moods. The
// median of these counts.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { freePort } from '../free-port.cjs'
import { makeDatabase, startProcess } from '../ci/processes.mjs'
import { compiledTestTypes, create } from '../ci/stack.mjs'
import { median } from '../median.mjs'
import { listsInSessions, MODERN_LIST, repeat } from './clients.mjs'
import { putOn } from './cpu-quota.mjs'

const QUOTA = 0.25
/** The processes share a core, of which they use half; load and proxy have the other, and all that they need of it. */
const [SERVERS, LOAD] = [0, 1]
const AT_LEAST = 1.7
const ROUNDS = Number(process.env.SCALE_ROUNDS ?? 16)
const CALLS = Number(process.env.SCALE_CALLS ?? 1_500)
/** Of each kind, so that no process is measured while it still gets faster. */
const WARM = 6_000
/** More than a process answers before its quota is used up, or all would wait for one while the other has nothing to do. */
const AT_ONCE = 64
const KINDS = {
  'calls of 2026-07-28': async () => [MODERN_LIST],
  'calls in sessions': () => listsInSessions(url(port), key, AT_ONCE),
}

const address = process.env.TEST_DATABASE_URL
if (!address) throw new Error('TEST_DATABASE_URL names no PostgreSQL server')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-quarter-'))
const database = await makeDatabase(address)
const port = await freePort()
const env = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'error',
  DATABASE_URL: database.url,
  SAGEMCP_PUBLIC_URL: `http://127.0.0.1:${port}`,
  SAGEMCP_CONNECTOR_PACKAGES: compiledTestTypes(folder, 'lab.js'),
  SAGEMCP_CALLER_CALLS_PER_MINUTE: '10000000',
  SAGEMCP_TENANT_CALLS_PER_MINUTE: '10000000',
}
const url = (at) => `http://127.0.0.1:${at}/api/v1/acme/mcp`
const requests = {}
const rates = new Map()
const ends = []
let key
try {
  ends.push(putOn(LOAD, process.pid).release)
  const first = await start()
  const one = await proxyOf([first], port)
  await create(first.origin, '/tenants', { slug: 'acme', name: 'acme' })
  await create(first.origin, '/tenants/acme/connectors', { type: 'lab', name: 'lab' })
  key = (await create(first.origin, '/tenants/acme/api-keys', { name: 'scale', scope: 'tenant_user' })).key
  for (const [kind, make] of Object.entries(KINDS)) requests[kind] = await make()
  await warmAndHold(first)
  const second = await start()
  await warmAndHold(second)
  const two = await proxyOf([first, second])
  await round('one', one)
  for (let n = 0; n < ROUNDS; n++) {
    await round('two', two)
    await round('one', one)
  }
} finally {
  for (const end of ends.toReversed()) await end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(Object.keys(KINDS).map(verdict).every(Boolean) ? 0 : 1)

async function start() {
  const server = await startProcess({ env })
  ends.push(() => server.stop())
  const group = putOn(SERVERS, server.pid)
  ends.push(group.release)
  return { ...server, hold: group.hold }
}

async function proxyOf(servers, at) {
  const targets = servers.map((each) => each.port)
  const proxy = new Worker(new URL('proxy.mjs', import.meta.url), { workerData: { targets, at } })
  ends.push(() => proxy.terminate())
  const [there] = await once(proxy, 'message')
  return there
}

async function warmAndHold(server) {
  for (const kind of Object.keys(KINDS)) await perSecond(kind, server.port, WARM)
  server.hold(QUOTA)
}

async function round(who, at) {
  for (const kind of Object.keys(KINDS)) {
    const name = `${kind} ${who}`
    rates.set(name, [...(rates.get(name) ?? []), await perSecond(kind, at, CALLS)])
  }
}

function perSecond(kind, at, calls) {
  return repeat({ url: url(at), key, requests: requests[kind], calls, atOnce: AT_ONCE })
}

function verdict(kind) {
  const [one, two] = ['one', 'two'].map((who) => rates.get(`${kind} ${who}`))
  const ratios = two.map((rate, n) => (2 * rate) / (one[n] + one[n + 1])).sort((a, b) => a - b)
  const ratio = median(ratios)
  const good = ratio >= AT_LEAST
  const figures = `${Math.round(median(two))} calls/s to ${Math.round(median(one))}, rounds ${ratios.map((each) => each.toFixed(2)).join(' ')}`
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${kind}: two processes give ${ratio.toFixed(2)} times what one gives, ${figures}`,
  )
  return good
}
