import { isObject, propertiesOf, type JsonSchema } from '../../../mcp/schema'
import { resolve, shapeOf } from './shape'

/** Where in the value ('' for the whole, `filter.labels.0` below) -> what is wrong there, in words. */
export type FormErrors = Readonly<Record<string, string>>

export const pathOf = (path: string, name: string | number): string => (path === '' ? `${name}` : `${path}.${name}`)

/** Text of others is matched only up to this length: a pattern may be slow on more. */
const MAX_MATCHED = 2_000
const MAX_DEPTH = 30

/** What a person can mend before sending. The server checks all of it again, and more. */
export function check(schema: JsonSchema, value: unknown, root = schema, path = '', depth = 0): FormErrors {
  if (depth > MAX_DEPTH) return {}
  const found = resolve(schema, root)
  const shape = shapeOf(found, root)
  const below = (part: JsonSchema, inside: unknown, name: string | number) =>
    check(part, inside, root, pathOf(path, name), depth + 1)
  const wrong = (words: string | undefined): FormErrors => (words === undefined ? {} : { [path]: words })
  switch (shape.kind) {
    case 'text':
      return wrong(typeof value === 'string' ? wrongText(found, value) : 'This has to be text.')
    case 'number':
      return wrong(typeof value === 'number' ? wrongNumber(found, value) : 'This has to be a number.')
    case 'boolean':
      return wrong(typeof value === 'boolean' ? undefined : 'Choose yes or no.')
    case 'nothing':
      return wrong(value === null ? undefined : 'This has to be null.')
    case 'choice':
      if (shape.choices.some((each) => same(each.value, value))) return {}
      return wrong(`Choose one of: ${shape.choices.map(({ label }) => label).join(', ')}.`)
    case 'several':
      if (!Array.isArray(value)) return wrong('This has to be a list.')
      return { ...wrong(wrongLength(found, value)), ...all(value, (each, n) => below(itemOf(found), each, n)) }
    case 'list':
      if (!Array.isArray(value)) return wrong('This has to be a list.')
      return { ...wrong(wrongLength(found, value)), ...all(value, (each, n) => below(shape.item, each, n)) }
    case 'object':
      if (!isObject(value)) return wrong('This has to be an object.')
      return { ...unknownFields(found, value, path), ...fields(found, value, path, below) }
    case 'variants':
      return inVariants(shape.variants, value, root, path, depth)
    case 'json':
      return wrong(found.type === 'object' && !isObject(value) ? 'This has to be an object.' : undefined)
  }
}

const itemOf = ({ items }: JsonSchema): JsonSchema => (isObject(items) ? items : {})

const all = <T>(values: readonly T[], one: (value: T, index: number) => FormErrors): FormErrors =>
  Object.assign({}, ...values.map(one))

function fields(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  below: (part: JsonSchema, inside: unknown, name: string) => FormErrors,
): FormErrors {
  const required = new Set(schema.required)
  return all(Object.entries(propertiesOf(schema)), ([name, part]) => {
    if (value[name] !== undefined) return below(part, value[name], name)
    return required.has(name) ? { [pathOf(path, name)]: 'Fill this in.' } : {}
  })
}

function unknownFields(schema: JsonSchema, value: object, path: string): FormErrors {
  if (schema.additionalProperties !== false) return {}
  const known = propertiesOf(schema)
  const extra = Object.keys(value).filter((name) => !Object.hasOwn(known, name))
  return Object.fromEntries(extra.map((name) => [pathOf(path, name), `There is no field called ${name} here.`]))
}

/** The variant that a value belongs to: one that it fits, else one of its type. */
export function variantOf(variants: readonly JsonSchema[], value: unknown, root: JsonSchema, depth = 0): number {
  const troubles = variants.map((each) => check(each, value, root, '', depth + 1))
  const fits = troubles.findIndex((each) => Object.keys(each).length === 0)
  if (fits >= 0) return fits
  // Trouble with the whole value means another type; with a fixed field, another kind of object.
  const near = variants.findIndex((each, n) => troubles[n]?.[''] === undefined && fixedFit(each, value, root))
  return near >= 0 ? near : troubles.findIndex((each) => each[''] === undefined)
}

const fixedFit = (variant: JsonSchema, value: unknown, root: JsonSchema): boolean =>
  Object.entries(propertiesOf(resolve(variant, root))).every(([name, part]) => {
    const fixed = resolve(part, root)
    return !('const' in fixed) || (isObject(value) && same(value[name], fixed.const))
  })

function inVariants(
  variants: readonly JsonSchema[],
  value: unknown,
  root: JsonSchema,
  path: string,
  depth: number,
): FormErrors {
  const chosen = variants[variantOf(variants, value, root, depth)]
  return chosen ? check(chosen, value, root, path, depth + 1) : { [path]: 'This fits none of the possibilities.' }
}

function wrongText(
  { minLength = 0, maxLength = Infinity, pattern, format }: JsonSchema,
  value: string,
): string | undefined {
  const { length } = [...value]
  if (length < minLength) return minLength === 1 ? 'Fill this in.' : `At least ${minLength} characters.`
  if (length > maxLength) return `At most ${maxLength} characters.`
  if (pattern !== undefined && !matches(pattern, value)) return `This does not match ${pattern}.`
  const words = format === undefined ? undefined : FORMATS[format]
  return words && !words.test(value) ? words.words : undefined
}

function matches(pattern: string, value: string): boolean {
  if (value.length > MAX_MATCHED) return true
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

const format = (words: string, test: (value: string) => boolean) => ({ words, test })
const FORMATS: Readonly<Record<string, ReturnType<typeof format>>> = {
  email: format('This is no e-mail address.', (value) => /^[^\s@]+@[^\s@]+$/.test(value)),
  uri: format('This is no address with its scheme, such as https://example.com.', (value) => URL.canParse(value)),
  date: format(
    'A date like 2026-11-21.',
    (value) => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  ),
  'date-time': format('A date and time with its zone, like 2026-11-21T10:00:00Z.', isMoment),
}

function isMoment(value: string): boolean {
  return /^\d{4}-\d\d-\d\d[Tt ].*([Zz]|[+-]\d\d:?\d\d)$/.test(value) && !Number.isNaN(Date.parse(value))
}

function wrongNumber(schema: JsonSchema, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  if (schema.type === 'integer' && !Number.isInteger(value)) return 'This has to be a whole number.'
  if (minimum !== undefined && value < minimum) return `At least ${minimum}.`
  if (maximum !== undefined && value > maximum) return `At most ${maximum}.`
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `More than ${exclusiveMinimum}.`
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return `Less than ${exclusiveMaximum}.`
  const steps = multipleOf === undefined || multipleOf <= 0 ? 0 : value / multipleOf
  return Math.abs(steps - Math.round(steps)) > 1e-9 ? `A multiple of ${multipleOf}.` : undefined
}

function wrongLength(
  { minItems = 0, maxItems = Infinity, uniqueItems }: JsonSchema,
  value: readonly unknown[],
): string | undefined {
  if (value.length < minItems) return `At least ${minItems}.`
  if (value.length > maxItems) return `At most ${maxItems}.`
  const isTwice = uniqueItems === true && new Set(value.map((each) => JSON.stringify(each))).size < value.length
  return isTwice ? 'Each of them only once.' : undefined
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
