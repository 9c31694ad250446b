import type { JsonSchema } from '../../../connectors/sdk'

type Values = Readonly<Record<string, unknown>>

export interface ArgumentHints {
  /** Values for fields whose schema alone does not say what makes sense, by field name. */
  values: Values
  /** Besides the required fields, what the smallest call must hold. */
  needs?: Values
  /** Fields that exclude each other: each is tried in place of those that the smallest call has. */
  apart?: readonly string[]
  /** All values of a field to try, where those made from its schema alone make no sense. */
  variants?: Readonly<Record<string, readonly unknown[]>>
}

/**
 * Argument sets from a tool's own JSON Schema: the smallest call, one with everything, and for each field one per enum
 * value, union branch, boolean and end of a number's range. {@link facets} says whether nothing was left out.
 */
export function argumentSets(schema: JsonSchema, hints: ArgumentHints): Values[] {
  const { values, needs = {}, apart = [], variants: given = {} } = hints
  const properties = propertiesOf(schema)
  const required = requiredOf(schema)
  const all = (name: string) => given[name] ?? variants(properties[name] ?? {}, name, values)
  const first = (name: string) => all(name)[0]
  const pick = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, first(name)]))
  const smallest = { ...pick(required), ...needs }
  const together = Object.keys(properties).filter((name) => !apart.includes(name))
  const others = Object.fromEntries(Object.entries(smallest).filter(([name]) => !apart.includes(name)))
  return [
    smallest,
    { ...pick(together), ...needs },
    ...Object.keys(properties).flatMap((name) =>
      all(name).map((value) => ({ ...(apart.includes(name) ? others : smallest), [name]: value })),
    ),
  ]
}

/** Everything of a schema that a call can use: each field, enum value, union branch and boolean. */
export function facets(schema: JsonSchema, at = ''): string[] {
  const choices = choicesOf(schema)
  if (choices) return choices.map((value) => `${at}=${JSON.stringify(value)}`)
  const branches = branchesOf(schema)
  if (branches) return branches.flatMap((branch, i) => [`${at}|${i}`, ...facets(branch, at)])
  if (schema['type'] === 'boolean') return [`${at}=true`, `${at}=false`]
  if (schema['type'] === 'array') return facets(itemsOf(schema), `${at}[]`)
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => [
    `${at}.${name}`,
    ...facets(property, `${at}.${name}`),
  ])
}

/** Which of them a value uses. */
export function usedFacets(schema: JsonSchema, value: unknown, at = ''): string[] {
  const branches = branchesOf(schema)
  if (branches) {
    return branches.flatMap((branch, i) =>
      fits(branch, value) ? [`${at}|${i}`, ...usedFacets(branch, value, at)] : [],
    )
  }
  if (choicesOf(schema) || schema['type'] === 'boolean') return [`${at}=${JSON.stringify(value)}`]
  if (Array.isArray(value)) return value.flatMap((each) => usedFacets(itemsOf(schema), each, `${at}[]`))
  if (typeof value !== 'object' || value === null) return []
  const properties = propertiesOf(schema)
  return Object.entries(value).flatMap(([name, each]) => [
    `${at}.${name}`,
    ...usedFacets(properties[name] ?? {}, each, `${at}.${name}`),
  ])
}

/** Values of one schema that use all of its facets together. */
function variants(schema: JsonSchema, name: string, values: Values): unknown[] {
  const choices = choicesOf(schema)
  if (choices) return [...choices]
  const branches = branchesOf(schema)
  if (branches) return branches.flatMap((branch) => variants(branch, name, values))
  const known = Object.hasOwn(values, name) && fits(schema, values[name]) ? [values[name]] : undefined
  switch (schema['type']) {
    case 'null':
      return [null]
    case 'boolean':
      return [true, false]
    case 'array':
      return variants(itemsOf(schema), name, values).map((each) => [each])
    case 'object':
      return objects(schema, values)
    case 'integer':
    case 'number':
      return known ?? numbers(schema)
    default:
      return known ?? [schema['default'] ?? name]
  }
}

function objects(schema: JsonSchema, values: Values): unknown[] {
  const rest = schema['additionalProperties']
  if (typeof rest === 'object' && rest !== null) {
    return variants(rest as JsonSchema, 'value', values).map((value) => ({ name: value }))
  }
  const properties = Object.entries(propertiesOf(schema)).map(
    ([name, property]) => [name, variants(property, name, values)] as const,
  )
  const full = Object.fromEntries(properties.map(([name, all]) => [name, all[0]]))
  const required = Object.fromEntries(requiredOf(schema).map((name) => [name, full[name]]))
  return [
    full,
    required,
    ...properties.flatMap(([name, all]) => all.slice(1).map((each) => ({ ...full, [name]: each }))),
  ]
}

/** The ends of the range; zod writes the ends of what JavaScript can count when the author named none. */
function numbers({ default: usual, minimum, maximum }: JsonSchema): unknown[] {
  const ends = [minimum, maximum].filter((end) => typeof end === 'number' && Math.abs(end) < Number.MAX_SAFE_INTEGER)
  const all = usual === undefined ? ends : [usual, ...ends]
  return all.length > 0 ? all : [1]
}

function choicesOf(schema: JsonSchema): readonly unknown[] | undefined {
  return 'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined)
}

/** Zod writes a union of plain types as one schema with several. */
function branchesOf(schema: JsonSchema): readonly JsonSchema[] | undefined {
  const { type } = schema
  if (Array.isArray(type)) return type.map((each: unknown) => ({ ...schema, type: each }))
  return (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined
}
const propertiesOf = (schema: JsonSchema) => (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
const requiredOf = (schema: JsonSchema) => (schema['required'] ?? []) as readonly string[]
const itemsOf = (schema: JsonSchema) => (schema['items'] ?? {}) as JsonSchema

function fits({ type }: JsonSchema, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type && value !== null
}
