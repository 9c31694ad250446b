// npm leaves an optional package that the registry lacks out of package-lock.json without a word, and `npm ci` refuses that
// lock later, on another machine. Every optional dependency that the lock names must therefore be in the lock.
// usage: node scripts/check-lock.mjs [package-lock.json]
import { readFileSync } from 'node:fs'

const { packages } = JSON.parse(readFileSync(process.argv[2] ?? 'package-lock.json', 'utf8'))

/** Node's own rule: look in this package's node_modules, then in each one above it. */
function resolves(from, name) {
  for (let at = from; ; at = parentOf(at)) {
    if (packages[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true
    if (at === '') return false
  }
}

const parentOf = (location) => location.slice(0, Math.max(0, location.lastIndexOf('/node_modules/')))

const missing = Object.entries(packages).flatMap(([location, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !resolves(location, name))
    .map((name) => `${name}, which ${location || 'package.json'} names`),
)

if (missing.length > 0) {
  console.error(`package-lock.json lacks ${missing.length} optional packages, so npm ci would refuse it:`)
  for (const line of missing) console.error(`  ${line}`)
  console.error('Pin the package that names them to a version whose optional packages can all be installed.')
  process.exit(1)
}
console.log('package-lock.json holds every optional package it names')
