import { isItem, type Item } from './items'

/** Whether something passes a filter, by Linear's words for comparing. What is not there passes `null` alone. */
export function matches(value: unknown, filter: unknown): boolean {
  if (!isItem(filter)) return true
  return Object.entries(filter).every(([word, wanted]) => {
    switch (word) {
      case 'and':
        return list(wanted).every((each) => matches(value, each))
      case 'or':
        return list(wanted).some((each) => matches(value, each))
      case 'null':
        return (value === null || value === undefined) === wanted
      case 'some':
        return list(value).some((each) => matches(each, wanted))
      case 'every':
        return list(value).every((each) => matches(each, wanted))
      default:
        if (Object.hasOwn(COMPARE, word)) return value !== undefined && COMPARE[word]?.(value, wanted) === true
        return isItem(value) && matches(known(value, word), wanted)
    }
  })
}

const COMPARE: Readonly<Record<string, (value: unknown, wanted: unknown) => boolean>> = {
  eq: (value, wanted) => value === wanted,
  neq: (value, wanted) => value !== wanted,
  in: (value, wanted) => list(wanted).includes(value),
  nin: (value, wanted) => !list(wanted).includes(value),
  eqIgnoreCase: (value, wanted) => lower(value) === lower(wanted),
  containsIgnoreCase: (value, wanted) => lower(value).includes(lower(wanted)),
  gte: (value, wanted) => point(value) >= point(wanted),
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])
const lower = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '')

const HOURS: Readonly<Record<string, number>> = { H: 1, D: 24, W: 7 * 24 }

/** A number, a time, or a span before now such as `-P7D`. */
function point(value: unknown): number {
  if (typeof value === 'number') return value
  const [, count, unit] = /^-P(?:T(?=\d+H)|(?!\d+H))(\d+)([HDW])$/.exec(String(value)) ?? []
  const at = unit ? Date.now() - Number(count) * (HOURS[unit] ?? NaN) * 3_600_000 : Date.parse(String(value))
  if (Number.isNaN(at)) throw new Error(`"${String(value)}" is neither a time nor a span.`)
  return at
}

/** A field that the world lacks would let everything or nothing through. */
function known(item: Item, field: string): unknown {
  if (!Object.hasOwn(item, field)) throw new Error(`The world has no field "${field}" to filter by.`)
  return item[field]
}
