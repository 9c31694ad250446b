/*
 * Takes the request side of the operations we use out of a vendor's OpenAPI 3.0 document, as bare facts: no prose, no
 * examples, no references. Written once more with `node scripts/contracts/extract.mjs <folder with the documents>`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a schema may still say afterwards. */
const KEPT = [
  'type', 'enum', 'format', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems',
  'maxProperties', 'required', 'additionalProperties',
] // prettier-ignore
const COMBINATORS = ['oneOf', 'anyOf', 'allOf']

/** @param wanted a map of "METHOD /path/{template}" to the scopes that let a credential call it */
export function extract(document, wanted) {
  const operations = {}
  for (const [key, scopes] of Object.entries(wanted)) {
    const [method, path] = key.split(' ')
    const found = document.paths[path]?.[method.toLowerCase()]
    if (!found) throw new Error(`${key} is not in the vendor's document.`)
    operations[found.operationId] = { method, path, scopes, ...requestSide(document, document.paths[path], found) }
  }
  return { version: document.info.version, operations }
}

function requestSide(document, pathItem, operation) {
  const parameters = [...(pathItem.parameters ?? []), ...(operation.parameters ?? [])].map((given) => {
    const parameter = resolve(document, given)
    return {
      name: parameter.name,
      in: parameter.in,
      ...(parameter.required ? { required: true } : {}),
      ...(parameter['x-multi-segment'] ? { multiSegment: true } : {}),
      schema: reduce(document, parameter.schema),
    }
  })
  const body = operation.requestBody && resolve(document, operation.requestBody)
  const schema = body?.content['application/json']?.schema
  return {
    parameters,
    ...(schema ? { body: { ...(body.required ? { required: true } : {}), schema: reduce(document, schema) } } : {}),
    statuses: Object.keys(operation.responses)
      .filter((status) => status < '303')
      .map(Number),
  }
}

/** Facts only; an object that names its fields and combines nothing refuses any other field. */
function reduce(document, given) {
  const schema = resolve(document, given)
  const out = {}
  for (const key of KEPT) if (schema[key] !== undefined) out[key] = schema[key]
  if (typeof out.additionalProperties === 'object')
    out.additionalProperties = reduce(document, out.additionalProperties)
  if (schema.items) out.items = reduce(document, schema.items)
  if (schema.properties) {
    out.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, reduce(document, property)]),
    )
  }
  const combined = COMBINATORS.filter((key) => schema[key])
  for (const key of combined) out[key] = schema[key].map((part) => reduce(document, part))
  if (out.properties && combined.length === 0) out.additionalProperties ??= false
  return schema.nullable ? { anyOf: [out, { type: 'null' }] } : out
}

/** Follows a reference inside the document. */
export function resolve(document, node) {
  if (!node.$ref) return node
  const found = node.$ref
    .slice(2)
    .split('/')
    .reduce((at, part) => at[part], document)
  return resolve(document, found)
}

export const readJson = (...parts) => JSON.parse(readFileSync(join(...parts), 'utf8'))

/** One operation a line: small, and a change shows as one line of a diff. */
export function print({ version, operations }) {
  const lines = Object.entries(operations).map(([id, facts]) => `  ${JSON.stringify(id)}: ${JSON.stringify(facts)}`)
  return `{\n"version": ${JSON.stringify(version)},\n"operations": {\n${lines.join(',\n')}\n}}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [documents, contracts = 'tests/contracts'] = process.argv.slice(2)
  if (!documents) throw new Error("usage: node scripts/contracts/extract.mjs <folder with the vendors' documents>")
  const facts = extract(readJson(documents, 'github.json'), readJson(contracts, 'github.operations.json'))
  writeFileSync(join(contracts, 'github.json'), print(facts))
}
