// What was found, in lines for people and a code for programs.
import { createRequire } from 'node:module'
import { PLANTED } from './leak.mjs'

const require = createRequire(import.meta.url)
require('../register.cjs')
const { judge, KEPT, KEPT_PARTS } = require('./verdict.ts')

const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`
const sum = (all) => Object.values(all).reduce((total, each) => total + each, 0)
/** Of the failures of each scene, the last. */
const TOLD_OF_EACH = 20

export const lineOf = ({ minute, heap, code, rss, files, handles, sessions, rows }) =>
  `minute ${minute.toFixed(1)}: heap ${mb(heap)} and ${mb(code)} of code, resident ${mb(rss)}, ${files} files, ${handles} resources, ` +
  `${sum(sessions)} sessions, ${sum(rows)} rows`

/** What must not grow. */
function seriesOf(samples) {
  const series = (name, isCount, valueOf) => ({
    ...{ name, isCount },
    samples: samples.map((sample) => [sample.minute, valueOf(sample)]),
  })
  return [
    series('heap', false, ({ heap }) => heap),
    series('open files', true, ({ files }) => files),
    series('active resources', true, ({ handles }) => handles),
    series('sessions', true, ({ sessions }) => sum(sessions)),
    ...Object.keys(samples[0].rows).map((table) => series(`rows of ${table}`, true, ({ rows }) => rows[table])),
  ]
}

/** The exit code. */
export function report({ samples, first }, { plan, life, server, isLeaking }) {
  const from = first.minute
  const measured = samples.slice(samples.indexOf(first)).map((sample) => ({ ...sample, minute: sample.minute - from }))
  const minutes = measured.at(-1).minute
  const begun = measured.filter(({ minute }) => minute < Math.floor(minutes))
  const judged = seriesOf(begun).map((series) => judge(series, minutes, plan.isShort))
  console.log(`warm after ${from.toFixed(1)} minutes, measured for ${minutes.toFixed(1)}, ${measured.length} samples\n`)
  for (const { name, level, grew, allowed, percentIn10Minutes, isLeak } of judged) {
    const value = (number) => (name === 'heap' ? mb(number) : number.toFixed(1))
    console.log(
      `${isLeak ? 'FAIL' : 'ok  '} ${name.padEnd(28)} level ${value(level).padStart(8)}, grew ${value(grew).padStart(7)} ` +
        `of ${value(allowed)} allowed, ${percentIn10Minutes.toFixed(2)} % in 10 minutes`,
    )
  }
  for (const [table, why] of Object.entries(KEPT)) console.log(`     rows of ${table} are not judged: ${why}`)
  for (const [table, { counted, why }] of Object.entries(KEPT_PARTS)) {
    console.log(`     rows of ${table} are judged where ${counted}: ${why}`)
  }
  const cpu = (measured.at(-1).cpuSeconds - measured[0].cpuSeconds) / (minutes * 60)
  console.log(`\n${(cpu * 100).toFixed(0)} % of a core, ${server.log.lines} lines of log`)
  const lived = tellLife(life)
  const leaks = judged.filter(({ isLeak }) => isLeak).map(({ name }) => name)
  if (!isLeaking) return leaks.length === 0 && lived ? 0 : 1
  const missed = PLANTED.filter((name) => !leaks.includes(name))
  console.log(missed.length === 0 ? 'found all that was planted' : `planted and not found: ${missed.join(', ')}`)
  return missed.length === 0 ? 1 : 2
}

/** Whether there was a life at all: where nothing happens, nothing leaks. */
function tellLife({ played, scenes, rounds }) {
  const all = [...played.values()]
  const times = all.reduce((total, each) => total + each.times, 0)
  const failures = all.reduce((total, each) => total + each.failures.length, 0)
  console.log(`${times} scenes in ${rounds.toFixed(1)} rounds, ${failures} failed`)
  for (const [name, { failures }] of played) {
    for (const { at, error } of failures.slice(-TOLD_OF_EACH)) {
      console.log(`     ${name}, ${at.toISOString()}: ${error.message.slice(0, 500)}`)
    }
  }
  const missing = Object.keys(scenes).filter((name) => !played.has(name))
  if (missing.length > 0) console.log(`FAIL never played: ${missing.join(', ')}`)
  // A rare failure is a race more often than it is the machine: a hundredth once hid two.
  const most = Math.max(1, times / 5_000)
  if (failures > most) console.log(`FAIL more than ${Math.floor(most)} scenes failed`)
  return missing.length === 0 && failures <= most
}
