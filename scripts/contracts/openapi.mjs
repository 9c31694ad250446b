/*
 * Takes the request side of the operations we use out of an OpenAPI 3 document, as bare facts: no prose, no examples. The
 * document's own schemas stand once, under `schemas`.
 */

/** What a schema may still say afterwards. */
const KEPT = [
  'type', 'enum', 'const', 'format', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems',
  'maxProperties', 'required', 'not', 'additionalProperties',
] // prettier-ignore
const COMBINATORS = ['oneOf', 'anyOf']

/** @param wanted a map of "METHOD /path/{template}" to the scopes that let a credential call it */
export function extract(document, wanted) {
  const operations = {}
  const context = { document, named: new Map() }
  for (const [key, scopes] of Object.entries(wanted)) {
    const [method, path] = key.split(' ')
    const found = document.paths[path]?.[method.toLowerCase()]
    if (!found) throw new Error(`${key} is not in the vendor's document.`)
    if (found.deprecated) throw new Error(`${key} is deprecated in the vendor's document.`)
    operations[found.operationId] = {
      method,
      path,
      scopes: scopesOf(key, scopes, found['x-scopes']),
      ...(found['x-source'] ? { source: found['x-source'] } : {}),
      ...requestSide(context, document.paths[path], found),
    }
  }
  const schemas = {}
  // Reducing one may meet another; a map gives those, too.
  for (const [name, reference] of context.named) schemas[name] = reduce(context, follow(document, reference))
  return { version: document.info.version, operations, ...(context.named.size > 0 ? { schemas } : {}) }
}

/**
 * @param wanted a list, all of which a credential needs ("a|b": one of both), or "any" of those that the document names
 * @param documented the scopes that the document names for this operation, if it does
 */
export function scopesOf(key, wanted, documented = []) {
  if (wanted === 'any') return documented.length > 0 ? [documented.join('|')] : []
  const foreign = wanted.flatMap((scope) => scope.split('|')).filter((scope) => !documented.includes(scope))
  if (documented.length > 0 && foreign.length > 0) {
    throw new Error(`${key}: the document does not name the scope ${foreign.join(', ')}.`)
  }
  return wanted
}

function requestSide(context, pathItem, operation) {
  const { document } = context
  const given = [...(pathItem.parameters ?? []), ...(operation.parameters ?? [])].map((each) => resolve(document, each))
  // One of the operation stands in for one of the path with the same name.
  const parameters = [...new Map(given.map((each) => [`${each.in} ${each.name}`, each])).values()].map((parameter) => ({
    name: parameter.name,
    in: parameter.in,
    ...(parameter.required ? { required: true } : {}),
    ...(parameter['x-multi-segment'] ? { multiSegment: true } : {}),
    ...(takesCommas(parameter) ? { commas: true } : {}),
    schema: reduce(context, parameter.schema),
  }))
  const body = operation.requestBody && resolve(document, operation.requestBody)
  const type = Object.keys(body?.content ?? {}).find((each) => each === 'application/json' || each === MULTIPART)
  return {
    parameters,
    ...(type
      ? {
          body: {
            ...(body.required ? { required: true } : {}),
            ...(type === MULTIPART ? { multipart: true } : {}),
            schema: reduce(context, body.content[type].schema),
          },
        }
      : {}),
    statuses: Object.keys(operation.responses)
      .filter((status) => status < '303')
      .map(Number),
  }
}

/** A file and what is said about it, which is JSON. */
const MULTIPART = 'multipart/related'

/** A list in a query repeats its name; vendors say in prose where commas do, too. */
const takesCommas = ({ in: place, schema, explode, description = '' }) =>
  place === 'query' && schema.type === 'array' && (explode === false || description.includes('comma-separated'))

/** Facts only; an object that names its fields and combines nothing refuses any other field. */
function reduce(context, given) {
  if (given.$ref) {
    const name = given.$ref.split('/').at(-1)
    context.named.set(name, given.$ref)
    return { $ref: `facts#/schemas/${name}` }
  }
  if (given.allOf?.length === 1 && given.allOf[0].$ref && !given.properties) return reduce(context, given.allOf[0])
  const schema = oneObject(context.document, given)
  const out = {}
  for (const key of KEPT) if (schema[key] !== undefined) out[key] = schema[key]
  if (typeof out.additionalProperties === 'object') out.additionalProperties = reduce(context, out.additionalProperties)
  if (schema.items) out.items = reduce(context, schema.items)
  if (schema.properties) {
    const ours = Object.entries(schema.properties).filter(([, each]) => isOurs(context.document, each))
    out.properties = Object.fromEntries(ours.map(([name, each]) => [name, reduce(context, each)]))
    // Generators write `true` where nobody thought about it.
    if (out.additionalProperties === true) delete out.additionalProperties
  }
  const combined = COMBINATORS.filter((key) => schema[key])
  for (const key of combined) out[key] = schema[key].map((part) => reduce(context, part))
  if (out.properties && combined.length === 0) out.additionalProperties ??= false
  return schema.nullable ? { anyOf: [out, { type: 'null' }] } : out
}

/** Neither what only the vendor writes nor what it wants nobody to send any more. */
const isOurs = (document, schema) =>
  [schema, resolve(document, schema)].every(({ readOnly, deprecated }) => !readOnly && !deprecated)

/** The parts of an `allOf` as one schema: each part alone would refuse the fields of the others. */
export function oneObject(document, schema) {
  const { allOf, ...rest } = schema
  if (!allOf) return schema
  const parts = [...allOf, rest].map((part) => oneObject(document, resolve(document, part)))
  return Object.assign({}, ...parts, {
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: [...new Set(parts.flatMap((part) => part.required ?? []))],
  })
}

/** Follows references inside the document. */
export function resolve(document, node) {
  return node.$ref ? resolve(document, follow(document, node.$ref)) : node
}

const follow = (document, reference) =>
  reference
    .slice(2)
    .split('/')
    .reduce((at, part) => at[part], document)
