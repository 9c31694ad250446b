// Faults under load, on loopback, each bounded: node scripts/faults/run.mjs [--short] [name...]
// One line of figures for each. Ends with 1 when what docs/operations.md promises does not hold.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { Stage } from './stage.mjs'

const NAMES = ['database', 'vendors', 'memory', 'slow-clients', 'full-disk', 'clock', 'reconnect']

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
for (const name of names.length > 0 ? names : NAMES) {
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
process.exit(broken > 0 ? 1 : 0)
