// A vendor hangs, and a vendor fails at everything, while it is asked as much as before: what that is to another vendor's callers.
import { agent, call, isOk, wordsOf } from './client.mjs'
import { addTenant, share, startServer, wait } from './stage.mjs'
import { startVendor } from './vendor.mjs'

/** Calls begin at these paces, whatever became of those before. */
const GOOD_PER_SECOND = 60
const BAD_PER_SECOND = 60
const MOST_OPEN = 2_000
const MOST_TIMES = 2

export async function fault(stage) {
  const [rounds, phaseMs] = stage.isShort ? [3, 2_000] : [6, 5_000]
  const good = await startVendor(stage, { slowMs: 5 })
  const bad = await startVendor(stage, { slowMs: 5 })
  const server = await startServer(stage, {
    env: {
      FAULT_GOOD: good.origin,
      FAULT_BAD: bad.origin,
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: `${good.host},${bad.host}`,
    },
  })
  const tenants = []
  for (const slug of ['acme', 'globex', 'initech']) {
    const tenant = await addTenant(server, slug, ['good', 'bad'])
    tenants.push({ ...tenant, via: agent(MOST_OPEN) })
  }
  const seen = { fine: [], hang: [], fail: [] }
  const times = { hang: [], fail: [] }
  let before = 0
  const badSeen = { fine: [], hang: [], fail: [] }
  const open = new Set()
  let asked = 0
  await phase('fine', 2_000, { fine: [] }, { fine: [] }) // warms up
  for (let round = 0; round < rounds; round++) {
    for (const mode of ['fine', 'hang', 'fine', 'fail']) {
      const from = seen[mode].length
      await phase(mode, phaseMs, seen, badSeen)
      // What hung ends here, so that each phase has its own trouble; then the breakers close again.
      bad.mode = 'fine'
      bad.release()
      await Promise.all(open)
      // Beside the phase just before it: whatever else a machine does meanwhile must not decide.
      const now = p99(seen[mode].slice(from))
      if (mode === 'fine') before = now
      else times[mode].push(now / before)
      await closeBreakers()
    }
  }

  async function phase(mode, ms, notes, badNotes) {
    bad.mode = mode
    const askedBefore = bad.asked
    const end = performance.now() + ms
    const every = 1_000 / (GOOD_PER_SECOND + BAD_PER_SECOND)
    for (let n = 0, at = performance.now(); at < end; n++) {
      const [tool, into] = n % 2 === 0 ? ['good_ask', notes] : ['bad_ask', badNotes]
      if (open.size < MOST_OPEN) {
        const one = call(tenants[(n >> 1) % tenants.length], tool, `${n}`).then((reply) => {
          open.delete(one)
          into[mode].push(reply)
        })
        open.add(one)
      }
      at += every
      const left = at - performance.now()
      if (left > 0) await wait(left)
    }
    if (mode === 'fail') asked += bad.asked - askedBefore
    if (mode === 'fine') await Promise.all(open)
  }

  async function closeBreakers() {
    for (const tenant of tenants) {
      for (const end = performance.now() + 70_000; performance.now() < end; await wait(250)) {
        if (isOk(await call(tenant, 'bad_ask', 'again'))) break
      }
    }
  }

  for (const [mode, words] of [
    ['hang', 'hangs'],
    ['fail', 'answers 500'],
  ]) {
    const median = share(times[mode], 0.5)
    stage.promise(
      `p99 of another vendor's calls while one ${words}, median of ${rounds} phases beside the one before`,
      `${median.toFixed(2)}x`,
      median < MOST_TIMES,
    )
    const failed = seen[mode].filter((reply) => !isOk(reply))
    stage.promise(`of these failed`, `${failed.length} of ${seen[mode].length}${wordsOf(failed)}`, failed.length === 0)
  }
  const calls = badSeen.fail.length
  stage.promise('requests to the failing vendor per call of it', (asked / calls).toFixed(2), asked < calls / 2)
}

const p99 = (replies) =>
  share(
    replies.map(({ ms }) => ms),
    0.99,
  )
