import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Contract, type Facts } from './contract'

const folder = join(__dirname, '../../contracts')
const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))

export const githubContract = (): Contract => new Contract(readJson('github.json') as Facts)

/** Our own sample of each operation's answer; scripts/contracts/check.mjs holds them against the vendor's document. */
export function githubSamples(): Readonly<Record<string, unknown>> {
  const files = readdirSync(join(folder, 'samples/github'))
  return Object.fromEntries(
    files.map((file) => [file.slice(0, -'.json'.length).replace('.', '/'), readJson('samples/github', file)]),
  )
}
