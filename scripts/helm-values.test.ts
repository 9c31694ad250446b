import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import Ajv from 'ajv'
import { parse } from 'yaml'
import { SETTINGS } from '../server/settings'

// The image and the chart decide these.
const FIXED = ['NODE_ENV', 'HOST', 'PORT', 'SAGEMCP_DATA_DIR']
const SCHEMA = 'helm/values.schema.json'

type Values = Record<string, unknown>

// As Helm reads it.
const read = (file: string) => parse(readFileSync(file, 'utf8'), { version: '1.1' }) as Values
const names = (secret: boolean) =>
  Object.entries(SETTINGS)
    .filter(([name, setting]) => !FIXED.includes(name) && 'secret' in setting === secret)
    .map(([name]) => name)
    .sort()

const readSchema = () => JSON.parse(readFileSync(SCHEMA, 'utf8')) as Values & { properties: Record<string, Values> }

/** How the schema says which settings there are. The platform's applications at vendors have names of their own. */
const section = (secret: boolean) => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    names(secret).map((name) => [name, { $ref: `#/definitions/${secret ? 'secret' : 'setting'}` }]),
  ),
  patternProperties: secret
    ? { '^SAGEMCP_OAUTH_[A-Z][A-Z0-9_]*_CLIENT_SECRET$': { $ref: '#/definitions/secret' } }
    : { '^SAGEMCP_OAUTH_[A-Z][A-Z0-9_]*_CLIENT_ID$': { $ref: '#/definitions/setting' } },
})

const problemsOf = (values: Values) => {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(readSchema())
  validate(values)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

it('offers every setting in helm/values.yaml, secrets as secrets, and nothing else', () => {
  const { config, secrets } = read('helm/values.yaml') as { config: Values; secrets: Values }
  expect(Object.keys(config).sort()).toEqual(names(false))
  expect(Object.keys(secrets).sort()).toEqual(names(true))
})

it('names every setting in the schema: UPDATE_HELM_SCHEMA=1 writes them', () => {
  const schema = readSchema()
  const wanted = { config: section(false), secrets: section(true) }
  if (process.env.UPDATE_HELM_SCHEMA !== undefined) {
    writeFileSync(
      SCHEMA,
      `${JSON.stringify({ ...schema, properties: { ...schema.properties, ...wanted } }, null, 2)}\n`,
    )
  }
  const { config, secrets } = readSchema().properties
  expect({ config, secrets }).toEqual(wanted)
})

it('accepts the values that come with the chart', () => {
  const files = ['values', 'ci'].flatMap((folder) => readdirSync(`helm/${folder}`).map((file) => `${folder}/${file}`))
  expect(problemsOf(read('helm/values.yaml'))).toEqual([])
  for (const file of [...files, 'examples/vault-agent.yaml']) {
    expect([file, problemsOf(read(`helm/${file}`))]).toEqual([file, []])
  }
})

it.each([
  ['a name that is no value', { replicaCount: 2 }],
  ['a setting with a slip', { config: { SAGEMCP_PUBLIC_ULR: 'https://x.example' } }],
  ['a secret among the settings', { config: { DATABASE_URL: 'postgres://x' } }],
  ['a secret given away', { secrets: { DATABASE_URL: 'postgres://x' } }],
  ['a vendor application that is half a name', { secrets: { SAGEMCP_OAUTH_GITHUB_SECRET: { name: 'x' } } }],
  ['an unknown name one level down', { ingress: { hosts: ['x'] } }],
  ['two levels down', { monitoring: { alerts: { enable: true } } }],
  ['a number as text', { replicas: '2' }],
  ['a digest that is a tag', { image: { digest: 'latest' } }],
])('refuses %s', (_, values) => {
  expect(problemsOf(values)).not.toEqual([])
})

it('closes every object that the chart reads', () => {
  const open: string[] = []
  const walk = (at: string, node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if ('properties' in node && !('additionalProperties' in node && node.additionalProperties === false)) open.push(at)
    for (const [name, value] of Object.entries(node)) walk(`${at}/${name}`, value)
  }
  walk('', readSchema())
  expect(open).toEqual([])
})

it('installs the version that package.json has', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(read('helm/Chart.yaml').appVersion).toBe(version)
})
