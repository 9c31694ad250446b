// What Helm does with values.schema.json before it renders: the chart's values with those of the files on top must match it.
// usage: node scripts/helm-render/values.mjs CHART [VALUES.yaml ...]
import { readFileSync } from 'node:fs'
import path from 'node:path'
import Ajv from 'ajv'
import { parse } from 'yaml'

const [chart, ...files] = process.argv.slice(2)
// Helm reads YAML 1.1, where a bare `on` is a truth value.
const read = (file) => parse(readFileSync(file, 'utf8'), { version: '1.1' }) ?? {}
const values = files.map(read).reduce(overlay, read(path.join(chart, 'values.yaml')))
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(path.join(chart, 'values.schema.json'), 'utf8')),
)
if (!validate(values)) {
  for (const { instancePath, message, params } of validate.errors) {
    console.error(`${instancePath.slice(1).replaceAll('/', '.') || 'values'} ${message} ${JSON.stringify(params)}`)
  }
  process.exitCode = 1
}

/** Map by map, as `helm -f` does. */
function overlay(base, over) {
  const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
  const merged = { ...base }
  for (const [name, value] of Object.entries(over)) {
    merged[name] = isMap(base[name]) && isMap(value) ? overlay(base[name], value) : value
  }
  return merged
}
