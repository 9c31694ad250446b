// Takes out of node_modules what no running server reads, for the image: source maps, type declarations, sources, prose, and copies
// of packages for browsers and bundlers. Licences stay, as they ask. What is left is proved by running it: scripts/ci/image.sh.
// usage: node scripts/slim-modules.mjs FOLDER
import { lstatSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'

const UNREAD = /\.map$|\.[cm]?tsx?$|\.(md|markdown|flow)$/i
const LICENCE = /licen[cs]e|notice|copying|copyright/i
// Each is the same code once more: the server takes the CommonJS one.
const COPIES = [
  'typeorm/browser',
  'gpt-tokenizer/esm',
  'gpt-tokenizer/src',
  'gpt-tokenizer/data',
  '@sentry/core/build/esm',
]

const folder = process.argv[2]
if (folder === undefined || path.basename(folder) !== 'node_modules') {
  throw new Error('usage: node scripts/slim-modules.mjs .../node_modules')
}

const before = size(folder)
for (const copy of COPIES) {
  // A package that is laid out otherwise than it was needs another look, not a silently larger image.
  if (!lstatSync(path.join(folder, copy)).isDirectory()) throw new Error(`${copy} is no folder any more`)
  rmSync(path.join(folder, copy), { recursive: true })
}
for (const file of files(folder)) {
  const name = path.basename(file)
  if (UNREAD.test(name) && !LICENCE.test(name)) rmSync(file)
}
console.log(`node_modules: ${megabytes(before)}, and ${megabytes(size(folder))} without what no server reads`)

function* files(at) {
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    const file = path.join(at, entry.name)
    if (entry.isDirectory()) yield* files(file)
    else if (entry.isFile()) yield file
  }
}

/** What it takes on a disk, like `du`. */
function size(at) {
  let blocks = 0
  for (const file of files(at)) blocks += lstatSync(file).blocks
  return blocks * 512
}

function megabytes(bytes) {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
