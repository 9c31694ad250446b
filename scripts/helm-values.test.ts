import { readFileSync } from 'node:fs'
import { SETTINGS } from '../server/settings'

// The image and the chart decide these.
const FIXED = ['NODE_ENV', 'HOST', 'PORT', 'SAGEMCP_DATA_DIR']

it('offers every setting in helm/values.yaml, secrets as secrets, and nothing else', () => {
  const values = readFileSync('helm/values.yaml', 'utf8')
  const section = (name: string) =>
    [...(values.split(`\n${name}:\n`)[1] ?? '').replace(/\n\S[^]*/, '').matchAll(/^ {2}([A-Z_]+):/gm)].map(
      ([, key]) => key,
    )
  const names = (secret: boolean) =>
    Object.entries(SETTINGS)
      .filter(([name, setting]) => !FIXED.includes(name) && 'secret' in setting === secret)
      .map(([name]) => name)
  expect(section('config').sort()).toEqual(names(false).sort())
  expect(section('secrets').sort()).toEqual(names(true).sort())
})
