// The database is gone: first unreachable, while somebody takes a key away in it; then dead, as after a crash, under load.
import { agent, call, isOk, keepCalling, openSession, wordsOf } from './client.mjs'
import { addTenant, openPostgres, startServer, until, wait } from './stage.mjs'
import { startVendor } from './vendor.mjs'
import { openWire } from './wire.mjs'

const GOES_ON_MS = 5_000
const BLIND_MS = 7_000
const BACK_MS = 5_000

export async function fault(stage) {
  const awayMs = stage.isShort ? 12_000 : 30_000
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
  const acme = await addTenant(server, 'acme', ['good'])
  const globex = await addTenant(server, 'globex', ['good'])
  await takenAway(stage, { wire, postgres, who: { ...globex, via: agent() } })
  await dead(stage, { server, postgres, vendor, who: { ...acme, via: agent() }, awayMs })
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

async function dead(stage, { server, postgres, vendor, who, awayMs }) {
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
        () => call(who, 'good_store', `w${n}-${count++}`),
        (reply) => writes.push({ ...reply, text: `w${n}-${count - 1}` }),
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
  await wait(4_000)
  const goneAt = performance.now()
  await postgres.stop()
  await wait(awayMs)
  await postgres.start()
  const backAt = performance.now()
  await wait(BACK_MS + 5_000)
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
    stage.promise(`${name} went on`, seconds(first), first >= GOES_ON_MS && failed.length > 0)
    stage.promise(
      `${name} refused with 503 and Retry-After`,
      `${clear.length - late} of ${failed.length}${wordsOf(unclear)}, ${late} in their answer`,
      unclear.length === 0 && late <= 10,
    )
    stage.promise(`${name} worked again after its return`, seconds(Math.max(0, last)), last <= BACK_MS)
  }
  const late = probes.filter(({ began }) => began - goneAt > BLIND_MS + 500 && began < backAt - 500)
  const back = probes.filter(({ began }) => began - backAt > BACK_MS)
  const readyWhile = probes.filter(({ began }) => began > goneAt && began - goneAt < GOES_ON_MS - 500)
  stage.promise(
    'ready while calls went on',
    `${readyWhile.filter(({ ready }) => ready === 200).length} of ${readyWhile.length}`,
    readyWhile.every(({ ready }) => ready === 200),
  )
  stage.promise(
    'not ready afterwards',
    `${late.filter(({ ready }) => ready === 503).length} of ${late.length}`,
    late.length > 0 && late.every(({ ready }) => ready === 503),
  )
  stage.promise(
    'ready again',
    `${back.filter(({ ready }) => ready === 200).length} of ${back.length}`,
    back.length > 0 && back.every(({ ready }) => ready === 200),
  )
  stage.promise(
    'alive',
    `${probes.filter(({ live }) => live === 200).length} of ${probes.length}`,
    probes.every(({ live }) => live === 200),
  )
  await nothingLost(stage, { postgres, vendor, who, writes, calls: [...reads, ...inSession, ...writes] })
}

async function nothingLost(stage, { postgres, vendor, who, writes, calls }) {
  const refused = writes.filter((reply) => !isOk(reply))
  const clear = refused.filter(({ message }) => message?.error?.data?.retry_after_s > 0)
  stage.promise(
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
  stage.promise(
    'writes without an audited intent',
    vendor.stored.length - rows.intents,
    vendor.stored.length <= rows.intents,
  )
  stage.promise(
    'acknowledged writes without an audited end',
    acknowledged - rows.ends,
    acknowledged > 0 && acknowledged <= rows.ends,
  )
  const twice = vendor.stored.length - new Set(vendor.stored).size
  stage.promise('writes done twice', twice, twice === 0)
  const answered = calls.filter(isOk).length
  const [{ count }] = await postgres.query(
    `SELECT count(*)::int FROM sagemcp.tool_calls WHERE tenant_id = $1 AND outcome = 'ok'`,
    [who.id],
  )
  stage.promise('usage rows of answered calls', `${count} of ${answered}`, answered > 0 && count === answered)
}
