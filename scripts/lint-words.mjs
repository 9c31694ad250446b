// Words that must not stand in some folders, with the reason. A test-only thing named in the product would mean that the
// product behaves differently while it is judged.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const RULES = [
  {
    folders: ['server', 'connectors'],
    word: /conformance/i,
    reason: 'the suite must meet the same product as everybody else',
  },
]

const root = path.resolve(import.meta.dirname, '..')
const files = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name)
    return statSync(file).isDirectory() ? files(file) : [file]
  })

const found = RULES.flatMap(({ folders, word, reason }) =>
  folders
    .flatMap((folder) => files(path.join(root, folder)))
    .filter((file) => word.test(readFileSync(file, 'utf8')) || word.test(path.relative(root, file)))
    .map((file) => `${path.relative(root, file)} holds ${word}: ${reason}`),
)
for (const line of found) console.error(line)
process.exit(found.length === 0 ? 0 : 1)
