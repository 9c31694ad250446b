import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import '../../connectors'
import { defaultRegistry } from '../../connectors/sdk'

const connectors = join(__dirname, '../../connectors')
const folders = readdirSync(connectors, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'sdk')
  .map((entry) => entry.name)
  .sort()

test('connectors/index.ts imports every folder beside it, in order, and nothing else', () => {
  const source = readFileSync(join(connectors, 'index.ts'), 'utf8')
  const imports = [...source.matchAll(/^import '\.\/(.*)'$/gm)].map(([, name]) => name)
  expect(folders.length).toBeGreaterThan(0)
  expect(imports).toEqual(folders)
})

test('each folder registers the type of its name', () => {
  expect(defaultRegistry.all().map(({ type }) => type)).toEqual(folders)
})

test.each(folders)('%s has an icon', (folder) => {
  expect(existsSync(join(connectors, folder, 'icon.svg'))).toBe(true)
})
