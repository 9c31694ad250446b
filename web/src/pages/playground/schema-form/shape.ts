import { isObject, propertiesOf, type JsonSchema } from '../../../mcp/schema'

export interface Choice {
  readonly value: unknown
  readonly label: string
}

/** What a form shows for a part of a schema; `json` for whatever it has no better way to show. */
export type Shape =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'nothing' | 'json' }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'several'; readonly choices: readonly Choice[] }
  | { readonly kind: 'list'; readonly item: JsonSchema }
  | { readonly kind: 'object'; readonly properties: Readonly<Record<string, JsonSchema>> }
  | { readonly kind: 'variants'; readonly variants: readonly JsonSchema[] }

const MAX_REFS = 20
const MAX_CHECKBOXES = 12

/** The schema itself, with references inside of its document followed and what only wraps it taken away. */
export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let found = schema
  for (let n = 0; n < MAX_REFS; n++) {
    const { $ref, allOf, ...rest } = found
    if (typeof $ref === 'string') found = { ...pointTo($ref, root), ...rest }
    else if (Array.isArray(allOf) && allOf.length > 0) found = merge([...(allOf as JsonSchema[]), rest])
    else return found
  }
  return {}
}

/** Only references into the same document: nothing is fetched. */
function pointTo(ref: string, root: JsonSchema): JsonSchema {
  if (!ref.startsWith('#')) return {}
  let node: unknown = root
  for (const step of decodeURIComponent(ref.slice(1)).split('/').slice(1)) {
    node = isObject(node) ? node[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return isObject(node) ? node : {}
}

/** Good enough for what is split to be put together again: later keywords win, properties add up. */
const merge = (parts: readonly JsonSchema[]): JsonSchema => ({
  ...Object.assign({}, ...parts),
  properties: Object.assign({}, ...parts.map(propertiesOf)),
  required: parts.flatMap(({ required }) => required ?? []),
})

export function shapeOf(given: JsonSchema, root: JsonSchema): Shape {
  const schema = resolve(given, root)
  const choices = choicesOf(schema, root)
  if (choices) return { kind: 'choice', choices }
  const variants = variantsOf(schema)
  if (variants.length === 1) return shapeOf({ ...schema, ...variants[0], anyOf: [], oneOf: [] }, root)
  if (variants.length > 1) return { kind: 'variants', variants }
  switch (schema.type) {
    case 'string':
      return { kind: 'text' }
    case 'number':
    case 'integer':
      return { kind: 'number' }
    case 'boolean':
      return { kind: 'boolean' }
    case 'null':
      return { kind: 'nothing' }
    case 'array':
      return listShape(schema, root)
    default:
      return objectShape(schema)
  }
}

function listShape({ items, prefixItems, uniqueItems }: JsonSchema, root: JsonSchema): Shape {
  if (!isObject(items) || prefixItems !== undefined) return { kind: 'json' }
  const choices = choicesOf(resolve(items, root), root)
  const fit = choices && uniqueItems !== false && choices.length <= MAX_CHECKBOXES
  return fit ? { kind: 'several', choices } : { kind: 'list', item: items }
}

function objectShape(schema: JsonSchema): Shape {
  const properties = propertiesOf(schema)
  const isOpen = isObject(schema.additionalProperties) || schema.patternProperties !== undefined
  if (Object.keys(properties).length > 0 && !isOpen) return { kind: 'object', properties }
  const isEmpty = schema.type === 'object' && schema.additionalProperties === false
  return isEmpty ? { kind: 'object', properties } : { kind: 'json' }
}

/** A fixed set of values, however the schema says it. */
function choicesOf(schema: JsonSchema, root: JsonSchema): Choice[] | undefined {
  if ('const' in schema) return [choice(schema.const, schema.title)]
  if (Array.isArray(schema.enum)) {
    const names = Array.isArray(schema.enumNames) ? schema.enumNames : []
    return schema.enum.map((value: unknown, index) => choice(value, names[index]))
  }
  const variants = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map((each) => resolve(each, root))
  if (variants.length === 0 || !variants.every((each) => 'const' in each || Array.isArray(each.enum))) return undefined
  return variants.flatMap((each) => choicesOf(each, root) ?? [])
}

const choice = (value: unknown, label: unknown): Choice => ({
  value,
  label: typeof label === 'string' ? label : typeof value === 'string' ? value : JSON.stringify(value),
})

function variantsOf({ anyOf, oneOf, type, ...rest }: JsonSchema): readonly JsonSchema[] {
  if (anyOf !== undefined && anyOf.length > 0) return anyOf
  if (oneOf !== undefined && oneOf.length > 0) return oneOf
  return Array.isArray(type) ? (type as string[]).map((each) => ({ ...rest, type: each })) : []
}

/** What a part of the schema is called: its title, or its name in words. */
export const labelOf = (schema: JsonSchema, name: string): string => schema.title ?? inWords(name)

function inWords(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words === '' ? name : words[0]?.toUpperCase() + words.slice(1)
}

/** How a variant is called among the others. */
export function variantLabel(given: JsonSchema, root: JsonSchema): string {
  const schema = resolve(given, root)
  if (schema.title !== undefined) return schema.title
  const fixed = Object.values(propertiesOf(schema)).find((each) => 'const' in each)
  if (fixed) return String(fixed.const)
  const shape = shapeOf(schema, root)
  if (shape.kind === 'choice') return shape.choices.map(({ label }) => label).join(', ')
  return NAMES[shape.kind]
}

const NAMES = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  nothing: 'Nothing (null)',
  json: 'Anything, as JSON',
  several: 'List',
  list: 'List',
  object: 'Fields',
  variants: 'Something else',
} as const

/** Where a value begins when somebody adds it. */
export function beginOf(given: JsonSchema, root: JsonSchema): unknown {
  const schema = resolve(given, root)
  if ('default' in schema) return structuredClone(schema.default)
  const shape = shapeOf(schema, root)
  switch (shape.kind) {
    case 'object':
      return beginObject(shape.properties, root)
    case 'list':
    case 'several':
      return []
    case 'choice':
      return shape.choices[0]?.value
    case 'boolean':
      return false
    case 'nothing':
      return null
    case 'variants':
      return shape.variants[0] && beginOf(shape.variants[0], root)
    default:
      return ''
  }
}

/** Only what cannot be otherwise: the field that tells one kind of object from another. */
function beginObject(properties: Readonly<Record<string, JsonSchema>>, root: JsonSchema): Record<string, unknown> {
  const fixed = Object.entries(properties).filter(([, each]) => 'const' in resolve(each, root))
  return Object.fromEntries(fixed.map(([name, each]) => [name, resolve(each, root).const]))
}
