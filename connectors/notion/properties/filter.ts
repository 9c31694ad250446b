import { choices, label, mustFind, find, type Named, option, wrong } from './find'
import { toId } from '../identifiers'
import type { RawProperties } from './raw'
import { type FindPerson, isDate } from './write'

const EMPTY = ['is_empty', 'is_not_empty'] as const
const PERIODS = ['this_week', 'past_week', 'past_month', 'past_year', 'next_week', 'next_month', 'next_year'] as const
const COMPARED = ['greater_than', 'less_than', 'greater_than_or_equal_to', 'less_than_or_equal_to'] as const
const DATED = ['before', 'after', 'on_or_before', 'on_or_after'] as const
const EQUALS = ['equals', 'does_not_equal'] as const
const CONTAINS = ['contains', 'does_not_contain'] as const

export const OPERATORS = [
  ...EQUALS,
  ...CONTAINS,
  ...['starts_with' as const, 'ends_with' as const],
  ...COMPARED,
  ...DATED,
  ...PERIODS,
  ...EMPTY,
] as const
type Operator = (typeof OPERATORS)[number]

export interface Condition {
  readonly property: string
  readonly is: Operator
  readonly value?: Scalar | readonly string[] | undefined
}

type Scalar = string | number | boolean
/** With one value. */
type Single = Omit<Condition, 'value'> & { readonly value?: Scalar | undefined }

type Kind = 'text' | 'number' | 'checkbox' | 'choice' | 'choices' | 'date' | 'links' | 'files'

const ALLOWED: Readonly<Record<Kind, readonly Operator[]>> = {
  text: [...EQUALS, ...CONTAINS, 'starts_with', 'ends_with', ...EMPTY],
  number: [...EQUALS, ...COMPARED, ...EMPTY],
  checkbox: EQUALS,
  choice: [...EQUALS, ...EMPTY],
  choices: [...CONTAINS, ...EMPTY],
  date: ['equals', ...DATED, ...PERIODS, ...EMPTY],
  links: [...CONTAINS, ...EMPTY],
  files: EMPTY,
}

const KINDS: Readonly<Record<string, Kind>> = {
  title: 'text',
  rich_text: 'text',
  url: 'text',
  email: 'text',
  phone_number: 'text',
  number: 'number',
  unique_id: 'number',
  checkbox: 'checkbox',
  select: 'choice',
  status: 'choice',
  multi_select: 'choices',
  date: 'date',
  created_time: 'date',
  last_edited_time: 'date',
  people: 'links',
  created_by: 'links',
  last_edited_by: 'links',
  relation: 'links',
  files: 'files',
}

/** What is meant where Notion has another word for it. */
const MEANT: Readonly<Partial<Record<Kind, Partial<Record<Operator, Operator>>>>> = {
  choice: { contains: 'equals', does_not_contain: 'does_not_equal' },
  choices: { equals: 'contains', does_not_equal: 'does_not_contain' },
  links: { equals: 'contains', does_not_equal: 'does_not_contain' },
  date: {
    greater_than: 'after',
    less_than: 'before',
    greater_than_or_equal_to: 'on_or_after',
    less_than_or_equal_to: 'on_or_before',
  },
}

const includes = <T extends string>(all: readonly T[], one: string): one is T => all.includes(one as T)
const TIMESTAMPS = ['created_time', 'last_edited_time'] as const
const RELATIVE = /^(?:today|tomorrow|yesterday|one_week_ago|one_week_from_now|one_month_ago|one_month_from_now)$/

/** A day, a word that Notion knows, or `7d`: so many days ago. */
function day(name: string, value: unknown): string {
  const text = String(value ?? '').trim()
  const ago = /^(\d{1,4})d$/.exec(text)?.[1]
  if (ago !== undefined) return new Date(Date.now() - Number(ago) * 86_400_000).toISOString().slice(0, 10)
  if (isDate(text) || RELATIVE.test(text)) return text
  throw wrong(name, 'give a date that exists, such as 2026-01-31, "today" or "7d" (days ago).')
}

function number(name: string, value: unknown): number {
  const text = String(value ?? '').trim()
  // A unique id is shown with its prefix.
  const found = Number(/^[A-Za-z][\w]*-(\d+)$/.exec(text)?.[1] ?? text)
  if (text !== '' && Number.isFinite(found)) return found
  throw wrong(name, 'compare it with a number.')
}

async function valueFor(kind: Kind, { name, property }: Named, value: Scalar | undefined, person: FindPerson) {
  switch (kind) {
    case 'number':
      return number(name, value)
    case 'date':
      return day(name, value)
    case 'checkbox':
      if (typeof value === 'boolean' || value === 'true' || value === 'false') return String(value) === 'true'
      throw wrong(name, 'compare it with true or false.')
    case 'choice':
    case 'choices':
      return option(name, property, String(value ?? ''))
    case 'links': {
      if (property.type !== 'relation') return person(name, String(value ?? ''))
      const id = toId(String(value ?? ''), 'page')
      if (id) return id
      throw wrong(name, 'compare it with the address or id of a page.')
    }
    default:
      if (value === undefined) throw wrong(name, 'give a value to compare it with.')
      return String(value)
  }
}

async function test(kind: Kind, field: Named, { is, value }: Single, person: FindPerson) {
  const operator = MEANT[kind]?.[is] ?? is
  if (!includes(ALLOWED[kind], operator)) {
    throw wrong(field.name, `a ${field.property.type} can be tested with: ${choices(ALLOWED[kind])}.`)
  }
  if (includes(EMPTY, operator)) return { [operator]: true }
  if (includes(PERIODS, operator)) return { [operator]: {} }
  return { [operator]: await valueFor(kind, field, value, person) }
}

/** What a formula or rollup gives is not in the schema; what it is compared with tells. */
function resultKind({ is, value }: Single): 'text' | 'number' | 'checkbox' | 'date' {
  if (typeof value === 'boolean') return 'checkbox'
  if (typeof value === 'number') return 'number'
  if (includes([...DATED, ...PERIODS], is)) return 'date'
  if (includes(COMPARED, is)) return isDate(String(value)) ? 'date' : 'number'
  return 'text'
}

async function single(schema: RawProperties, given: Single, person: FindPerson): Promise<object> {
  const stamp = TIMESTAMPS.find((each) => each === given.property)
  if (stamp && !find(schema, stamp)) {
    const field = { name: stamp, property: { id: stamp, type: stamp } }
    return { timestamp: stamp, [stamp]: await test('date', field, given, person) }
  }
  const field = mustFind(schema, given.property)
  const { type } = field.property
  const base = { property: field.name }
  if (type === 'formula') {
    const kind = resultKind(given)
    return { ...base, formula: { [kind === 'text' ? 'string' : kind]: await test(kind, field, given, person) } }
  }
  if (type === 'rollup') {
    const kind = resultKind(given)
    const tested = await test(kind, field, given, person)
    if (kind === 'number' || kind === 'date') return { ...base, rollup: { [kind]: tested } }
    return { ...base, rollup: { any: { [kind === 'text' ? 'rich_text' : kind]: tested } } }
  }
  const kind = KINDS[type]
  if (!kind) throw wrong(given.property, `rows cannot be filtered by a ${label(type)}.`)
  return { ...base, [type]: await test(kind, field, given, person) }
}

/** Of several values one is enough; what must not be, must not be any of them. */
async function condition(schema: RawProperties, given: Condition, person: FindPerson): Promise<object[]> {
  const values = typeof given.value === 'object' ? given.value : [given.value]
  const all = await Promise.all(values.map((value) => single(schema, { ...given, value }, person)))
  return all.length > 1 && !/_not_/.test(given.is) ? [{ or: all }] : all
}

export async function filterFor(
  schema: RawProperties,
  conditions: readonly Condition[],
  match: 'all' | 'any',
  person: FindPerson,
) {
  const each = await Promise.all(conditions.map((given) => condition(schema, given, person)))
  if (match === 'all') return joined('and', each.flat())
  return joined(
    'or',
    each.flatMap((all) => joined('and', all) ?? []),
  )
}

const joined = (word: 'and' | 'or', all: readonly object[]): object | undefined =>
  all.length > 1 ? { [word]: all } : all[0]

export interface Sort {
  readonly property: string
  readonly direction: 'ascending' | 'descending'
}

export const sortsFor = (schema: RawProperties, sorts: readonly Sort[]) =>
  sorts.map(({ property, direction }) => {
    const stamp = TIMESTAMPS.find((each) => each === property)
    if (stamp && !find(schema, stamp)) return { timestamp: stamp, direction }
    return { property: mustFind(schema, property).name, direction }
  })
