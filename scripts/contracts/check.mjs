/*
 * npm run contracts:check -- <folder with the vendors' documents> [folder with our facts]
 *
 * Compares the committed facts with what the vendors' documents say today and validates our sample responses against
 * them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampleProblems } from './samples.mjs'
import { read, readJson, VENDORS } from './vendors.mjs'

const [documents, contracts = fileURLToPath(new URL('../../tests/contracts', import.meta.url))] = process.argv.slice(2)
const MISSING = Symbol('a document is missing')
const say = (line) => process.stdout.write(`${line}\n`)

if (documents === undefined) {
  say("SKIPPED: no folder with the vendors' documents was named.")
} else {
  const verdicts = Object.keys(VENDORS).map(check)
  process.exitCode = verdicts.every((isGood) => isGood) ? 0 : 1
}

function check(name) {
  const found = readOrSay(name)
  if (found === undefined) return false
  if (found === MISSING) return true
  const { parse, print, hasNoAnswers, everySample } = VENDORS[name]
  const { document, facts, file } = found
  const samples = hasNoAnswers ? {} : samplesOf(name)
  const problems = differences(name, parse(readFileSync(file, 'utf8')), parse(print(facts)))
  if (!hasNoAnswers) problems.push(...sampleProblems(document, facts.operations, samples, everySample))
  problems.forEach(say)
  const { operations } = facts
  const counted = [
    operations ? `${Object.keys(operations).length} operations` : `${Object.keys(facts).length} types`,
    ...(hasNoAnswers ? [] : [`${Object.keys(samples).length} samples`]),
  ].join(', ')
  say(problems.length === 0 ? `ok: ${name}, ${counted}` : `FAILED: ${name}, ${counted}, ${problems.length} problems`)
  return problems.length === 0
}

function readOrSay(name) {
  const missing = VENDORS[name].documents.filter((each) => !existsSync(join(documents, each)))
  if (missing.length > 0) {
    say(`SKIPPED: ${name}, there is no ${missing.join(', ')} in ${documents}.`)
    return MISSING
  }
  try {
    return read(name, documents, contracts)
  } catch (error) {
    say(`FAILED: ${name}, ${error.message}`)
    return undefined
  }
}

/** By the names of their files, in which a dot stands for the slash of an operation's id. */
function samplesOf(name) {
  const folder = join(contracts, 'samples', name)
  if (!existsSync(folder)) return {}
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return Object.fromEntries(files.map((file) => [file.slice(0, -'.json'.length), readJson(folder, file)]))
}

/** A line per fact that is not the same. Lists of named things are compared by name, other lists as one fact. */
function differences(at, committed, current) {
  if (JSON.stringify(committed) === JSON.stringify(current)) return []
  const [before, after] = [byName(committed), byName(current)]
  if (!isRecord(before) || !isRecord(after)) {
    return [`${at}: committed ${show(committed)}, the document says ${show(current)}`]
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  const found = [...keys].flatMap((key) => differences(`${at} > ${key}`, before[key], after[key]))
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
