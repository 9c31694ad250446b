/*
 * node scripts/contracts/extract.mjs <folder with the vendors' documents> [folder with our facts]
 *
 * Writes the facts of every vendor whose documents are there.
 */
import { read, VENDORS, write } from './vendors.mjs'

const [documents, contracts = 'tests/contracts'] = process.argv.slice(2)
if (!documents) throw new Error("usage: node scripts/contracts/extract.mjs <folder with the vendors' documents>")
for (const name of Object.keys(VENDORS)) {
  const found = read(name, documents, contracts)
  if (found) write(name, found)
  else process.stdout.write(`SKIPPED: ${name}, whose documents are not in ${documents}.\n`)
}
