// The licences of everything that ships. Fails when one is not among those that may.
// usage: node scripts/licences.mjs            a list
//        node scripts/licences.mjs --texts    their texts, which go with the image: most licences ask for it
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { shipped } from './shipped.mjs'

// All let anybody use, change and pass on, and ask for nothing but their text.
const MAY = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'CC0-1.0']
const TEXT = /^(licen[cs]e|notice|copying)/i
// Those whose package.json is silent, as their readme tells.
const TOLD = { 'pause@0.0.1': 'MIT' }

const packages = shipped().packages.map((each) => ({
  ...each,
  licence: each.licence ?? TOLD[`${each.name}@${each.version}`],
}))
const texts = process.argv.includes('--texts')

for (const { name, version, licence, folder, parts } of packages) {
  if (!texts) {
    console.log(`${licence ?? 'unknown'}\t${name} ${version}\t${parts.join(', ')}`)
    continue
  }
  console.log(`${'='.repeat(100)}\n${name} ${version} (${licence ?? 'unknown'})\n`)
  for (const text of textsIn(folder)) console.log(`${text.trim()}\n`)
}

const refused = packages.filter(({ licence }) => !mayShip(licence ?? ''))
for (const { name, version, licence } of refused) {
  console.error(`${name} ${version} has the licence ${licence ?? 'unknown'}, which is not among: ${MAY.join(', ')}`)
}
process.exitCode = refused.length === 0 ? 0 : 1

/** The files that hold it; in packages without one, what the readme says under that heading. */
function textsIn(folder) {
  const names = readdirSync(folder)
  const read = (name) => readFileSync(path.join(folder, name), 'utf8')
  const own = names.filter((name) => TEXT.test(name))
  if (own.length > 0) return own.map(read)
  const readme = names.filter((name) => /^readme/i.test(name)).map(read)
  return readme.flatMap((text) => /^#*\s*licen[cs]e\b[^]*/im.exec(text) ?? [])
}

/** One of several that may be chosen is enough; of several that all hold, each must do. */
function mayShip(expression) {
  const alternatives = expression.replaceAll(/[()]/g, '').split(' OR ')
  return alternatives.some((each) => each.split(' AND ').every((part) => MAY.includes(part)))
}
