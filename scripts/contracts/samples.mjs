/*
 * Validates our sample responses against the vendor's response schemas. Stricter than the document: a field that it does
 * not name fails too, so that no connector is tested with something the vendor never sends.
 */
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { oneObject } from './openapi.mjs'

/**
 * @param samples by operation id, in which a dot may stand for the slash
 * @param every whether each operation needs a sample
 * @returns one line per sample that the document does not accept
 */
export function sampleProblems(document, operations, samples, every = false) {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  addFormats(ajv)
  ajv.addSchema(adapt(document, document), 'vendor')
  const problems = []
  for (const [id, { method, path }] of Object.entries(operations)) {
    const found = jsonResponse(document.paths[path][method.toLowerCase()])
    const sample = samples[fileOf(id)]
    if (!found) continue
    if (sample === undefined) {
      if (every) problems.push(`${id}: there is no sample.`)
      continue
    }
    const at = ['paths', path, method.toLowerCase(), 'responses', found.status, 'content', found.type, 'schema']
    const validate = ajv.compile({ $ref: `vendor#/${at.map(pointer).join('/')}` })
    if (!validate(sample)) problems.push(...validate.errors.map((error) => describe(id, error)))
  }
  const files = new Set(Object.keys(operations).map(fileOf))
  for (const file of Object.keys(samples)) {
    if (!files.has(file)) problems.push(`${file}: a sample of an operation that we do not use.`)
  }
  return problems
}

const fileOf = (id) => id.replace('/', '.')

function jsonResponse(operation) {
  for (const [status, response] of Object.entries(operation.responses)) {
    const type = Object.keys(response.content ?? {}).find((each) => each === 'application/json')
    if (status.startsWith('2') && type) return { status, type }
  }
  return undefined
}

const describe = (id, { instancePath, message, params }) =>
  `${id}: ${instancePath || '/'} ${message}${params.additionalProperty ? ` (${params.additionalProperty})` : ''}`

const pointer = (part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

/** From OpenAPI 3.0 to JSON Schema: `nullable` becomes a null branch, `allOf` one object, objects become closed. */
function adapt(document, node) {
  if (Array.isArray(node)) return node.map((each) => adapt(document, each))
  if (typeof node !== 'object' || node === null) return node
  if (Array.isArray(node.allOf)) return adapt(document, oneObject(document, node))
  const { nullable, example: _example, examples: _examples, ...rest } = node
  const out = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, adapt(document, value)]))
  // The vendor's branches overlap (some are empty objects), so "exactly one" would refuse what it really sends.
  if (Array.isArray(node.oneOf)) {
    out.anyOf = out.oneOf
    delete out.oneOf
  }
  if (isClosed(node)) out.additionalProperties = false
  return nullable === true ? { anyOf: [out, { type: 'null' }] } : out
}

/** `properties` may also be the name of a field; only beside a type it is the keyword. */
const isClosed = (node) =>
  node.type === 'object' &&
  typeof node.properties === 'object' &&
  node.additionalProperties === undefined &&
  !node.oneOf &&
  !node.anyOf
