// Whether the server holds more the longer it runs: a steady, mixed life at a low rate, and a look at what is held every few
// seconds. See HELP.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../ci/stack.mjs'
import { makeDatabase, startPostgres } from './database.mjs'
import { leak } from './leak.mjs'
import { Life } from './life.mjs'
import { lineOf, report } from './report.mjs'
import { MCP_SCENES } from './scenes-mcp.mjs'
import { PEOPLE_SCENES } from './scenes-people.mjs'
import { startServer } from './server.mjs'
import { watch } from './watch.mjs'
import { makeWorld, startVendor } from './world.mjs'

const require = createRequire(import.meta.url)
require('../register.cjs')
const { planOf } = require('./verdict.ts')

const HELP = `node scripts/soak/run.mjs [--minutes 60] [--postgres] [--json FILE] [--snapshots FOLDER] [--leak]

Drives the built server (npm run build) with a steady life and fails when what it holds grows: heap after a garbage collection
(without the code that the engine compiles, which it does for hours), open files, active resources, sessions, and the rows of each
table that has an end. The database is embedded; with --postgres it is on a PostgreSQL server that is started for it, with
DATABASE_URL on that one, in a database that is dropped afterwards.

From ten minutes on, the first half is warm-up. Of each minute after it the lowest sample counts; the slope between these floors
(Theil and Sen) may be 1 % in ten minutes, or 3 % over all that is measured where that is more, or what steady floors that
scatter as much do by chance (twice the standard error).

Below ten minutes the first minute is warm-up. What comes after it may grow by 5 %, or by as much as the samples of one minute
differ. In three minutes that finds what leaks with each request or session. It does not find what leaks less than 25 % in ten
minutes, nor what leaks when something ends that lasts for minutes. On a busy machine both take longer.

--leak       plants leaks of heap, sockets and rows, five times what is allowed: each must be found, and the run fails (1).
--snapshots  writes a heap snapshot when measuring begins and one at the end.
--json       writes all samples.`

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    postgres: { type: 'boolean', default: false },
    leak: { type: 'boolean', default: false },
    json: { type: 'string' },
    snapshots: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

async function soak(minutes) {
  const plan = planOf(minutes)
  const ends = []
  try {
    const vendor = await startVendor()
    ends.push(() => vendor.close())
    const databaseUrl = await findDatabase(ends)
    const hosts = [new URL(vendor.url).host]
    const server = await startServer({ databaseUrl, hosts, idleMs: plan.isShort ? 6_000 : 60_000 })
    ends.push(() => server.stop())
    const world = await makeWorld(server, vendor)
    ends.push(() => world.held.dropAll())
    const life = new Life(world, { ...MCP_SCENES, ...PEOPLE_SCENES })
    const begun = async (sample) => {
      await snapshot(server, 'begin')
      if (options.leak) await leak(server, sample, plan)
    }
    const watched = await Promise.race([watch(server, life, plan, { tell: eachMinute(), begun }), stopped()])
    await snapshot(server, 'end')
    if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(watched))
    console.log(`on ${databaseUrl === undefined ? 'the embedded database' : 'PostgreSQL'}:`)
    return report(watched, { plan, life, server, isLeaking: options.leak })
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

/** Rejects when somebody ends this: what was started here is ended too. */
const stopped = () =>
  new Promise((_, reject) => {
    for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => reject(new Error(`stopped by ${name}`)))
  })

async function findDatabase(ends) {
  let { DATABASE_URL: url } = process.env
  if (options.postgres) {
    const own = await startPostgres()
    ends.push(own.stop)
    url = own.url
  }
  if (!url) return undefined
  const database = await makeDatabase(url)
  ends.push(database.drop)
  return database.url
}

async function snapshot(server, name) {
  const { snapshots: folder } = options
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await server.ask('snapshot', path.resolve(folder, `${name}.heapsnapshot`))
}

function eachMinute() {
  let next = 0
  return (sample) => {
    if (sample.minute < next) return
    next = Math.floor(sample.minute) + 1
    console.error(lineOf(sample))
  }
}

const minutes = Number(options.minutes)
if (options.help) console.log(HELP)
else if (!(minutes >= 3 && minutes <= 600)) throw new Error('--minutes must be from 3 to 600')
else if (!existsSync(path.join(root, 'dist/server/main.js'))) throw new Error('run "npm run build" first')
else process.exitCode = await soak(minutes)
