// What a tool call costs through the whole pipeline, beside the bare SDK and bare Node, in one run. Read the ratios; the absolute
// numbers belong to the machine. node run.mjs [case ...]; ends with 1 when a limit is missed.
import { CASES } from './cases.mjs'

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CASES)
const unknown = wanted.filter((name) => !Object.hasOwn(CASES, name))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. The cases: ${Object.keys(CASES).join(', ')}`)
  process.exit(2)
}

const number = (value) => (value === undefined ? '' : value.toFixed(value < 10 ? 2 : 0))
const line = (what, ...rest) => console.log(what.padEnd(58) + rest.map((each) => each.padStart(9)).join(''))
const verdict = (measured, limit) => (limit === undefined ? '' : measured <= limit ? 'pass' : 'FAIL')

const rows = []
for (const name of wanted) {
  const began = performance.now()
  rows.push(...(await CASES[name]()))
  console.error(`${name}: ${Math.round((performance.now() - began) / 1_000)} s`)
}
line('', 'SageMCP', 'beside', '', 'ratio', 'goal', 'limit', '')
let isMissed = false
for (const { what, ours, beside, unit, ratio, limit, goal } of rows) {
  const said = verdict(ratio ?? ours, limit)
  isMissed ||= said === 'FAIL'
  line(what, number(ours), number(beside), unit, number(ratio), number(goal), number(limit), said)
}
process.exit(isMissed ? 1 : 0)
