// Leaks on purpose, five times what is allowed: whoever measures must find each of them.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
require('../register.cjs')
const { judge } = require('./verdict.ts')
const TIMES = 5

export const PLANTED = ['heap', 'open files', 'rows of job_leases']

/** For ever, from now on; `sample` tells how much is held already. */
export async function leak(server, sample, { measured, isShort }) {
  const allowed = (value, isCount) => judge({ name: '', isCount, samples: [[0, value]] }, measured, isShort).allowed
  const everyMs = (count) => (measured * 60_000) / (TIMES * count)
  await server.ask('leakHeap', (TIMES * allowed(sample.heap, false)) / (measured * 60))
  await server.ask('leakSockets', everyMs(allowed(sample.files, true)))
  const row =
    "INSERT INTO sagemcp.job_leases (name, holder, until) VALUES (gen_random_uuid(), gen_random_uuid(), 'infinity')"
  const planting = setInterval(
    () => server.ask('query', row).catch(() => clearInterval(planting)),
    everyMs(allowed(sample.rows.job_leases, true)),
  )
  planting.unref()
}
