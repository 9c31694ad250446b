// The disk of the data is full under load, for the embedded database and for PostgreSQL, and has room again later.
import { agent, call, isOk, keepCalling, wordsOf } from './client.mjs'
import { mountSmallDisk } from './small-disk.mjs'
import { addTenant, admin, openPostgres, startServer, wait } from './stage.mjs'
import { startVendor } from './vendor.mjs'

const BACK_MS = 5_000

export async function fault(stage) {
  for (const kind of ['embedded', 'PostgreSQL']) await full(stage, kind)
}

async function full(stage, kind) {
  const disk = await mountSmallDisk(stage, 250)
  if (!disk) return stage.promise(`${kind}: a disk to fill`, 'nothing can be mounted here', false)
  const vendor = await startVendor(stage)
  const env = { FAULT_GOOD: vendor.origin, SAGEMCP_ALLOWED_PRIVATE_HOSTS: vendor.host }
  const postgres = kind === 'PostgreSQL' ? await openPostgres(stage, disk.folder) : undefined
  if (postgres) env.DATABASE_URL = postgres.url
  else env.SAGEMCP_DATA_DIR = `${disk.folder}/data`
  const settings = { env, folder: stage.folder() }
  const server = await startServer(stage, settings)
  const acme = await addTenant(server, 'acme', ['good'])
  const who = { ...acme, via: agent() }
  const reads = []
  const writes = []
  const changes = []
  let n = 0
  const stops = [
    keepCalling(
      () => call(who, 'good_ask', 'x'),
      (reply) => reads.push(reply),
      10,
    ),
    keepCalling(
      () => call(who, 'good_store', `w${n++}`),
      (reply) => writes.push(reply),
      10,
    ),
    keepCalling(
      () => change(server, n++),
      (reply) => changes.push(reply),
      50,
    ),
  ]
  await wait(3_000)
  disk.fill()
  const fullAt = performance.now()
  await wait(stage.isShort ? 6_000 : 20_000)
  disk.empty()
  const emptyAt = performance.now()
  await wait(BACK_MS + 3_000)
  for (const stop of stops) await stop()
  await wait(2_000)
  const during = (all) => all.filter(({ began, ms }) => began > fullAt && began + ms < emptyAt)
  const after = (all) => all.filter(({ began }) => began > emptyAt + BACK_MS)
  const failed = (all) => all.filter((reply) => !isOk(reply))
  const say = (what, bad, all) =>
    stage.promise(
      `${kind}: ${what}`,
      `${bad.length} of ${all.length}${wordsOf(bad)}`,
      bad.length === 0 && all.length > 0,
    )
  say('reads that failed while it was full', failed(during(reads)), during(reads))
  // PostgreSQL fills what it has first.
  const refused = failed(during([...writes, ...changes]))
  stage.promise(
    `${kind}: writes refused`,
    `${refused.length} of ${during([...writes, ...changes]).length}`,
    refused.length > 0,
  )
  const unclear = refused.filter(({ status, message }) => status !== 503 && !(message?.error?.data?.retry_after_s > 0))
  say('of these without a word when to come back', unclear, refused)
  say(
    'calls and changes that failed once there was room',
    failed(after([...reads, ...writes, ...changes])),
    after([...reads, ...writes, ...changes]),
  )
  stage.promise(
    `${kind}: the server`,
    server.hasEnded() === undefined ? 'up' : 'ended',
    server.hasEnded() === undefined,
  )
  await server.stop()
  const again = await startServer(stage, settings)
  const there = new Set((await connectors(again)).map(({ name }) => name))
  const lost = changes.filter((reply) => isOk(reply) && !there.has(reply.name))
  say('acknowledged changes lost', lost, changes.filter(isOk))
  const outcomes = await admin(again, 'GET', '/tenants/acme/audit?action=tool.call&limit=1').then(
    () => 'readable',
    (error) => error.message,
  )
  stage.promise(`${kind}: the audit after opening it again`, outcomes, outcomes === 'readable')
  await again.stop()
}

/** As a call is noted. */
async function change(server, n) {
  const began = performance.now()
  const name = `Name ${n}`
  const reply = await admin(server, 'POST', '/tenants/acme/connectors', { type: 'good', name, slug: `good_${n}` }).then(
    () => ({ status: 200, message: { result: {} } }),
    (error) => ({ status: Number(/: (\d{3}) /.exec(error.message)?.[1] ?? 0), error: error.message }),
  )
  return { ...reply, name, began, ms: performance.now() - began }
}

async function connectors(server) {
  const all = []
  for (let cursor; ;) {
    const page = await admin(
      server,
      'GET',
      `/tenants/acme/connectors?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    )
    all.push(...page.items)
    if (!page.nextCursor) return all
    cursor = page.nextCursor
  }
}
