// Faults under load, on loopback, each bounded: node scripts/faults/run.mjs [--short] [name...]
// One line of figures for each. Ends with 1 when what docs/operations.md promises does not hold.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { Stage } from './stage.mjs'

/** Others beside them would change their figures. */
const ALONE = ['vendors', 'memory']
/** They wait most of their time, for what is promised in seconds and counts: in the short form two run at once. */
const WAITING = ['database', 'full-disk', 'slow-clients', 'clock', 'reconnect']
const NAMES = [...ALONE, ...WAITING]

const args = process.argv.slice(2)
const isShort = args.includes('--short')
const names = args.filter((arg) => arg !== '--short')
const unknown = names.filter((name) => !NAMES.includes(name))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}. There are ${NAMES.join(', ')}.`)
  process.exit(2)
}
const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, '../build.mjs')], { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)

let broken = 0
const wanted = names.length > 0 ? names : NAMES
for (const name of wanted) if (ALONE.includes(name)) await run(name)
const waiting = wanted.filter((name) => WAITING.includes(name))
const lane = async () => {
  while (waiting.length > 0) await run(waiting.shift())
}
await Promise.all(Array.from({ length: isShort ? 2 : 1 }, lane))
process.exit(broken > 0 ? 1 : 0)

async function run(name) {
  const { fault } = await import(`./${name}.mjs`)
  const stage = new Stage(isShort)
  const began = performance.now()
  try {
    await fault(stage)
  } catch (error) {
    stage.promise('the run itself', error.stack ?? String(error), false)
  } finally {
    await stage.close()
  }
  const isKept = stage.seen.every(({ holds }) => holds)
  if (!isKept) broken++
  const figures = stage.seen.map(({ what, figure, holds }) => `${holds ? '' : 'BROKEN '}${what}: ${figure}`)
  console.log(
    `${isKept ? 'kept' : 'BROKEN'} ${name} (${Math.round((performance.now() - began) / 1_000)} s): ${figures.join('; ')}`,
  )
}
