/*
 * npm run contracts:check -- <folder with the vendors' documents> [folder with our facts]
 *
 * Compares the committed facts with what the vendor's document says today and validates our sample responses against it.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extract, print, readJson } from './extract.mjs'
import { sampleProblems } from './samples.mjs'

const VENDOR = 'github'
const [documents, contracts = fileURLToPath(new URL('../../tests/contracts', import.meta.url))] = process.argv.slice(2)
const say = (line) => process.stdout.write(`${line}\n`)

if (documents === undefined) {
  say("SKIPPED: no folder with the vendors' documents was named.")
} else if (!existsSync(join(documents, `${VENDOR}.json`))) {
  say(`SKIPPED: there is no ${VENDOR}.json in ${documents}.`)
} else {
  const document = readJson(documents, `${VENDOR}.json`)
  const facts = extract(document, readJson(contracts, `${VENDOR}.operations.json`))
  const folder = join(contracts, 'samples', VENDOR)
  const samples = Object.fromEntries(
    readdirSync(folder).map((file) => [file.slice(0, -'.json'.length).replace('.', '/'), readJson(folder, file)]),
  )
  const problems = [
    ...differences(readJson(contracts, `${VENDOR}.json`), JSON.parse(print(facts))),
    ...sampleProblems(document, facts.operations, samples),
  ]
  problems.forEach(say)
  const counted = `${Object.keys(facts.operations).length} operations, ${Object.keys(samples).length} samples`
  say(
    problems.length === 0 ? `ok: ${VENDOR}, ${counted}` : `FAILED: ${VENDOR}, ${counted}, ${problems.length} problems`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
}

/** A line per fact that is not the same. Lists of named things are compared by name, other lists as one fact. */
function differences(committed, current, at = VENDOR) {
  if (JSON.stringify(committed) === JSON.stringify(current)) return []
  const [before, after] = [byName(committed), byName(current)]
  if (!isRecord(before) || !isRecord(after)) {
    return [`${at}: committed ${show(committed)}, the document says ${show(current)}`]
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  const found = [...keys].flatMap((key) => differences(before[key], after[key], `${at} > ${key}`))
  return found.length > 0 ? found : [`${at}: the order differs`]
}

function byName(value) {
  const isNamed = Array.isArray(value) && value.every((each) => typeof each?.name === 'string')
  return isNamed ? Object.fromEntries(value.map((each) => [each.name, each])) : value
}

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value) {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200)
}
