// kill -9 of each of two processes in turn, under load through a plain proxy, on the PostgreSQL server of TEST_DATABASE_URL: no
// session is lost, nor any write that was acknowledged; calls that were running may go unanswered, and nobody gets anything wrong.
// The control, with CI_FORGET_SESSIONS=1, must fail.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startPair } from '../ci/processes.mjs'
import { ADMIN_KEY, compiledTestTypes, create, makeTenant } from '../ci/stack.mjs'
import { longCall, modern, Notes, ping, send, sessions, socket, sse } from './clients.mjs'

const LIMIT_MS = 90_000
const BEFORE_MS = 4_000
const AWAY_MS = 2_000
/** How many of each kind. */
const CLIENTS = { sessions: 6, modern: 4, writes: 2, socket: 4, sse: 3, admin: 2 }
/** A client whose call was lost with its process is told in this time. */
const TOLD_S = 12

const address = process.env.TEST_DATABASE_URL
if (!address) throw new Error('TEST_DATABASE_URL names no PostgreSQL server')
setTimeout(() => {
  console.log(`FAIL it takes longer than ${LIMIT_MS / 1_000} s`)
  process.exit(1)
}, LIMIT_MS).unref()

const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-kill9-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const pair = await startPair(address, {
  env: {
    LOG_LEVEL: 'fatal',
    SAGEMCP_CONNECTOR_PACKAGES: compiledTestTypes(folder, 'lab.js'),
    SAGEMCP_CALLER_CALLS_PER_MINUTE: '1000000',
    SAGEMCP_TENANT_CALLS_PER_MINUTE: '1000000',
    SAGEMCP_MAX_SESSIONS_PER_TENANT: '100000',
  },
})
const promises = []
const promise = (what, figure, holds) => promises.push({ what, figure, holds })

const { key, url } = await makeTenant(
  { origin: pair.origin, create: (where, body) => create(pair.origin, where, body) },
  'acme',
  ['lab'],
)
const at = ({ origin }) => `${origin}${new URL(url).pathname}`
const opened = []
const stored = []
let writes = 0
let isOver = false
const load = { url, key, isOver: () => isOver }
const notes = Object.fromEntries(Object.keys(CLIENTS).map((kind) => [kind, new Notes(kind)]))
const START = {
  sessions: () => sessions(load, notes.sessions, opened),
  modern: () => modern(load, notes.modern),
  writes: () => modern(load, notes.writes, 'lab_write', () => (writes += 1)),
  socket: () => socket(load, notes.socket),
  sse: () => sse(load, notes.sse),
  admin,
}
const running = Object.entries(CLIENTS).flatMap(([kind, count]) => Array.from({ length: count }, START[kind]))

for (const which of [0, 1]) {
  await wait(BEFORE_MS)
  const survivor = pair.processes[1 - which]
  const calls = await Promise.all([1, 2].map(() => longCall({ at: at(pair.processes[which]), url, key })))
  await pair.processes[which].kill()
  const ids = [...opened]
  const [kept, ended] = await Promise.all([
    keptAt(survivor, ids),
    Promise.all(calls.map((each) => each.resume())),
    wait(AWAY_MS),
  ])
  promise(
    `sessions that the other process knows after kill ${which + 1}`,
    `${kept} of ${ids.length}`,
    kept === ids.length,
  )
  const seconds = Math.max(...ended.map((each) => each.seconds))
  const how = `${[...new Set(ended.map((each) => each.how))]} after ${seconds.toFixed(1)} s`
  const isTold = seconds < TOLD_S && ended.every((each) => each.how !== 'nothing')
  promise('a call that ran there ends for a client that comes back', how, isTold)
  await pair.restart(which)
}
await wait(BEFORE_MS)
isOver = true
await Promise.all(running)

for (const [which, each] of pair.processes.entries()) {
  const kept = await keptAt(each, opened)
  promise(`sessions that process ${which + 1} knows in the end`, `${kept} of ${opened.length}`, kept === opened.length)
}
const [{ keys }] = await pair.database.query(
  'SELECT count(*)::int AS keys FROM sagemcp.api_keys WHERE id = ANY ($1)', //
  [stored],
)
promise('keys whose making was acknowledged', `${keys} of ${stored.length}`, keys === stored.length && keys > 0)
const [{ audited }] = await pair.database.query(
  `SELECT count(*)::int AS audited FROM sagemcp.audit_events WHERE action = 'tool.call' AND outcome = 'intent'`,
)
promise(
  'calls that change something, answered, in the audit',
  `${audited} for ${writes}`,
  audited >= writes && writes > 0,
)
for (const { kind, answered, unanswered, wrong } of Object.values(notes)) {
  const figure = `${answered} answered, ${unanswered} not, ${wrong.length} wrong`
  // Each client waits for one thing at a time, and two processes were killed; opening anew may take two attempts.
  promise(kind, figure, answered > 0 && wrong.length === 0 && unanswered <= 4 * CLIENTS[kind])
  for (const each of wrong.slice(0, 3)) console.log(`wrong, ${kind}: ${each}`)
}
await pair.stop()
for (const { what, figure, holds } of promises) console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}: ${figure}`)
process.exit(promises.every(({ holds }) => holds) ? 0 : 1)

/** Makes keys, and keeps the ids of those that it was told of. */
async function admin() {
  for (; !load.isOver(); await wait(100)) {
    const body = { name: 'scale', scope: 'tenant_user' }
    const reply = await send(`${pair.origin}/api/v1/admin/tenants/acme/api-keys`, ADMIN_KEY, body)
    if (notes.admin.take(reply, reply.status === 201)) stored.push(JSON.parse(reply.text).id)
  }
}

async function keptAt(server, ids) {
  let kept = 0
  const left = [...ids]
  const worker = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      if ((await ping(at(server), key, id)).status === 200) kept += 1
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return kept
}
