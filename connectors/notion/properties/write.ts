import { linkedRuns, type RichTextRequest, textRuns } from '../blocks/rich-text'
import { toId } from '../identifiers'
import { choices, mustFind, type Named, option, wrong } from './find'
import type { RawProperties } from './raw'

/** What a model writes for a property. */
export type Given = string | number | boolean | null | readonly string[]

/** Looks a person up by what was given. */
export type FindPerson = (field: string, wanted: string) => Promise<string>

type Writer = (given: Given, field: Named, person: FindPerson) => unknown

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/** Of a day that the calendar has: JavaScript takes the 30th of February for the 2nd of March. */
export const isDate = (text: string): boolean => {
  const day = DATE.test(text) ? text.slice(0, 10) : ''
  return !Number.isNaN(Date.parse(text)) && day !== '' && new Date(day).toISOString().startsWith(day)
}

const textOf = (given: Given, { name }: Named): string => {
  if (given === null) return ''
  if (typeof given === 'object') throw wrong(name, 'give one text, not a list.')
  return String(given)
}

/** One text is a list of one; several may be separated by commas. */
const listOf = (given: Given): readonly string[] => {
  if (given === null) return []
  if (typeof given === 'object') return given
  return String(given)
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)
}

const orNull = (given: Given, field: Named): string | null => textOf(given, field) || null

function numberOf(given: Given, { name }: Named): number | null {
  if (given === null || given === '') return null
  const value = typeof given === 'string' ? Number(given) : given
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrong(name, 'give a number.')
}

function booleanOf(given: Given, { name }: Named): boolean {
  if (typeof given === 'boolean') return given
  if (given === null) return false
  const text = String(given).toLowerCase()
  if (/^(?:true|yes|false|no)$/.test(text)) return text === 'true' || text === 'yes'
  throw wrong(name, 'give true or false.')
}

function dateOf(given: Given, field: Named) {
  const text = textOf(given, field)
  if (text === '') return null
  const [start = '', end, ...more] = text.split('/').map((each) => each.trim())
  if (more.length > 0 || ![start, end ?? start].every(isDate)) {
    throw wrong(
      field.name,
      'give days that exist: 2026-01-31, 2026-01-31T09:00:00+01:00, or a period 2026-01-31/2026-02-02.',
    )
  }
  return { start, ...(end === undefined ? {} : { end }) }
}

function fileOf(name: string, url: string) {
  if (!/^https?:\/\//.test(url))
    throw wrong(name, 'give addresses of files (https://...). Files cannot be uploaded here.')
  return { name: url.split(/[?#]/)[0]?.split('/').findLast(Boolean)?.slice(0, 100) ?? 'file', external: { url } }
}

const pageOf = (name: string, text: string) => {
  const id = toId(text, 'page')
  if (id) return { id }
  throw wrong(name, 'give addresses or ids of pages. Find them with query_database or search.')
}

const WRITERS: Readonly<Record<string, Writer>> = {
  title: (given, field) => textRuns(textOf(given, field)),
  rich_text: (given, field) => linkedRuns(textOf(given, field)),
  number: numberOf,
  checkbox: booleanOf,
  date: dateOf,
  url: orNull,
  email: orNull,
  phone_number: orNull,
  select: (given, field) => chosen(given, field),
  status: (given, field) => chosen(given, field),
  multi_select: (given, { name, property }) =>
    // An option's name has no comma, so that one text may hold several.
    listOf(given).map((each) => ({ name: option(name, property, each) })),
  people: (given, { name }, person) =>
    Promise.all(listOf(given).map(async (each) => ({ id: await person(name, each) }))),
  relation: (given, { name }) => listOf(given).map((each) => pageOf(name, each)),
  files: (given, { name }) => listOf(given).map((each) => fileOf(name, each)),
  verification: (given, field) => {
    const state = textOf(given, field) || 'unverified'
    if (state === 'verified' || state === 'unverified') return { state }
    throw wrong(field.name, 'give "verified" or "unverified".')
  },
}

const chosen = (given: Given, field: Named) => {
  const text = textOf(given, field)
  return text === '' ? null : { name: option(field.name, field.property, text) }
}

/** The values as Notion wants them, by the schema. Names, options and forms that do not fit say what would. */
export async function writeAll(
  schema: RawProperties,
  values: Readonly<Record<string, Given>>,
  person: FindPerson,
): Promise<Record<string, unknown>> {
  const written: Record<string, unknown> = {}
  for (const [wanted, given] of Object.entries(values)) {
    const field = mustFind(schema, wanted)
    const { type } = field.property
    const writer = WRITERS[type]
    if (!writer) {
      const writable = Object.entries(schema).filter(([, each]) => each.type in WRITERS)
      throw wrong(
        wanted,
        `Notion fills a ${type} itself. These can be set: ${choices(writable.map(([name]) => name))}.`,
      )
    }
    written[field.name] = { [type]: await writer(given, field, person) }
  }
  return written
}

export const titleRuns = (title: string): RichTextRequest[] => textRuns(title)
