// The database is gone: first unreachable, while somebody takes a key away in it; then, under load, it answers nothing that it is asked, and
// it is dead, as after a crash.
import { agent, call, isOk, keepCalling, openSession, wordsOf } from './client.mjs'
import { addTenant, openPostgres, startServer, until, wait } from './stage.mjs'
import { startVendor } from './vendor.mjs'
import { openWire } from './wire.mjs'

const GOES_ON_MS = 5_000
const BLIND_MS = 7_000
const BACK_MS = 5_000
const ANSWER_MS = 10_000

export async function fault(stage) {
  const [warmMs, awayMs, restMs] = stage.isShort ? [2_000, 11_000, 2_000] : [4_000, 30_000, 5_000]
  const vendor = await startVendor(stage)
  const postgres = await openPostgres(stage)
  const wire = await openWire(stage, postgres.port)
  const server = await startServer(stage, {
    env: {
      DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${wire.port}/`),
      FAULT_GOOD: vendor.origin,
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: vendor.host,
    },
  })
  const [acme, globex, initech] = await Promise.all(
    ['acme', 'globex', 'initech'].map((slug) => addTenant(server, slug, ['good'])),
  )
  await takenAway(stage, { wire, postgres, who: { ...globex, via: agent() } })
  const under = { server, postgres, vendor, warmMs, awayMs, restMs }
  await away(stage, 'silent', { ...under, who: { ...initech, via: agent() }, begin: wire.swallow, end: wire.mend })
  await away(stage, 'dead', { ...under, who: { ...acme, via: agent() }, begin: postgres.stop, end: postgres.start })
}

/** Nothing that was taken away while it could not be heard counts for longer than promised. */
async function takenAway(stage, { wire, postgres, who }) {
  const seen = []
  const stop = keepCalling(
    () => call(who, 'good_echo', 'x'),
    (reply) => seen.push(reply),
    20,
  )
  await wait(1_500)
  wire.cut()
  const cutAt = performance.now()
  await postgres.query('DELETE FROM sagemcp.api_keys WHERE id = $1', [who.keyId])
  await wait(BLIND_MS + 2_000)
  wire.mend()
  const mendedAt = performance.now()
  await until('the key to be refused', () => seen.at(-1).status === 401, 15_000)
  await stop()
  const late = seen.filter((reply) => isOk(reply) && reply.began - cutAt > BLIND_MS)
  const last = Math.max(...seen.filter(isOk).map(({ began }) => began - cutAt))
  stage.promise('answers to a key deleted unheard, later than 7 s', late.length, late.length === 0)
  stage.promise('last such answer', `${(last / 1_000).toFixed(1)} s`, last <= BLIND_MS)
  const refusedMs = seen.find(({ status }) => status === 401).began - mendedAt
  stage.promise('refused after the return', `${(refusedMs / 1_000).toFixed(1)} s`, refusedMs <= BACK_MS)
}

async function away(stage, kind, { server, postgres, vendor, who, warmMs, awayMs, restMs, begin, end }) {
  const promise = (what, figure, holds) => stage.promise(`${kind}: ${what}`, figure, holds)
  const reads = []
  const writes = []
  const inSession = []
  const probes = []
  const session = await openSession(who)
  const stops = [
    ...[1, 2, 3].map(() =>
      keepCalling(
        () => call(who, 'good_ask', 'x'),
        (reply) => reads.push(reply),
        5,
      ),
    ),
    keepCalling(
      () => session.call('good_ask', 'x'),
      (reply) => inSession.push(reply),
      10,
    ),
    ...[1, 2].map((n) => {
      let count = 0
      return keepCalling(
        () => call(who, 'good_store', `${kind}${n}-${count++}`),
        (reply) => writes.push({ ...reply, text: `${kind}${n}-${count - 1}` }),
        5,
      )
    }),
    keepCalling(
      async () => ({
        began: performance.now(),
        ready: await server.health('ready'),
        live: await server.health('live'),
      }),
      (probe) => probes.push(probe),
      250,
    ),
  ]
  await wait(warmMs)
  const goneAt = performance.now()
  await begin()
  await wait(awayMs)
  await end()
  const backAt = performance.now()
  await wait(BACK_MS + restMs)
  for (const stop of stops) await stop()
  await wait(2_000)

  const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`
  for (const [name, all] of [
    ['calls', reads],
    ['calls in a session', inSession],
  ]) {
    const failed = all.filter((reply) => !isOk(reply))
    const first = failed.length > 0 ? failed[0].began - goneAt : Infinity
    const last = Math.max(...failed.map(({ began }) => began - backAt))
    const clear = failed.filter(({ status, headers, message }) => {
      const seconds = message?.error?.data?.retry_after_s
      // One that was let in just before says it in its answer.
      return seconds > 0 && (status === 200 || (status === 503 && Number(headers['retry-after']) === seconds))
    })
    const unclear = failed.filter((reply) => !clear.includes(reply))
    const late = clear.filter(({ status }) => status === 200).length
    promise(`${name} went on`, seconds(first), first >= GOES_ON_MS && failed.length > 0)
    promise(
      `${name} refused with 503 and Retry-After`,
      `${clear.length - late} of ${failed.length}${wordsOf(unclear)}, ${late} in their answer`,
      unclear.length === 0 && late <= 10,
    )
    promise(`${name} worked again after its return`, seconds(Math.max(0, last)), last <= BACK_MS)
  }
  const slowest = Math.max(...[...reads, ...inSession, ...writes].map(({ ms }) => ms))
  promise('longest wait for an answer', seconds(slowest), slowest <= ANSWER_MS)
  const late = probes.filter(({ began }) => began - goneAt > BLIND_MS + 500 && began < backAt - 500)
  const back = probes.filter(({ began }) => began - backAt > BACK_MS)
  const readyWhile = probes.filter(({ began }) => began > goneAt && began - goneAt < GOES_ON_MS - 500)
  promise(
    'ready while calls went on',
    `${readyWhile.filter(({ ready }) => ready === 200).length} of ${readyWhile.length}`,
    readyWhile.every(({ ready }) => ready === 200),
  )
  promise(
    'not ready afterwards',
    `${late.filter(({ ready }) => ready === 503).length} of ${late.length}`,
    late.length > 0 && late.every(({ ready }) => ready === 503),
  )
  promise(
    'ready again',
    `${back.filter(({ ready }) => ready === 200).length} of ${back.length}`,
    back.length > 0 && back.every(({ ready }) => ready === 200),
  )
  promise(
    'alive',
    `${probes.filter(({ live }) => live === 200).length} of ${probes.length}`,
    probes.every(({ live }) => live === 200),
  )
  const stored = vendor.stored.filter((text) => text.startsWith(kind))
  await nothingLost(promise, { postgres, stored, who, writes, calls: [...reads, ...inSession, ...writes] })
}

async function nothingLost(promise, { postgres, stored, who, writes, calls }) {
  const refused = writes.filter((reply) => !isOk(reply))
  const clear = refused.filter(({ message }) => message?.error?.data?.retry_after_s > 0)
  promise(
    'writes refused with retry_after_s',
    `${clear.length} of ${refused.length}`,
    clear.length === refused.length && refused.length > 0,
  )
  const acknowledged = writes.filter(isOk).length
  const [rows] = await postgres.query(
    `SELECT count(*) FILTER (WHERE outcome = 'intent')::int AS intents, count(*) FILTER (WHERE outcome = 'ok')::int AS ends
     FROM sagemcp.audit_events WHERE tenant_id = $1 AND action = 'tool.call'`,
    [who.id],
  )
  promise('writes without an audited intent', stored.length - rows.intents, stored.length <= rows.intents)
  promise(
    'acknowledged writes without an audited end',
    acknowledged - rows.ends,
    acknowledged > 0 && acknowledged <= rows.ends,
  )
  const twice = stored.length - new Set(stored).size
  promise('writes done twice', twice, twice === 0)
  const answered = calls.filter(isOk).length
  const [{ count }] = await postgres.query(
    `SELECT count(*)::int FROM sagemcp.tool_calls WHERE tenant_id = $1 AND outcome = 'ok'`,
    [who.id],
  )
  promise('usage rows of answered calls', `${count} of ${answered}`, answered > 0 && count === answered)
}
