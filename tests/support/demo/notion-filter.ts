import { isItem, type Item } from '../vendors/items'
import { plainText } from './notion-blocks'

/** Whether a row passes a filter of Notion; words it does not know let everything through. */
export function rowFits(row: Item, filter: unknown): boolean {
  if (!isItem(filter)) return true
  const { and, or, property, timestamp, ...test } = filter
  if (Array.isArray(and)) return and.every((each) => rowFits(row, each))
  if (Array.isArray(or)) return or.some((each) => rowFits(row, each))
  const value = timestamp === undefined ? valueOf(propertyOf(row, property)) : [String(row[String(timestamp)])]
  const [condition] = Object.values(test)
  const [[operator, wanted] = ['', undefined]] = Object.entries(isItem(condition) ? condition : {})
  const known = OPERATORS[operator]
  return known === undefined || known(value, String(wanted).toLowerCase())
}

const propertyOf = (row: Item, name: unknown): Item | undefined =>
  Object.entries(row['properties'] as Record<string, Item>).find(
    ([own, { id }]) => own === name || id === name || decodeURIComponent(String(id)) === name,
  )?.[1]

/** What is compared: of people and choices several words. */
function valueOf(property: Item | undefined): string[] {
  const content = property?.[String(property['type'])]
  if (content === null || content === undefined) return []
  if (Array.isArray(content)) {
    const text = plainText(content)
    return text === '' ? (content as Item[]).flatMap(({ id, name }) => [String(id), String(name)]) : [text]
  }
  if (!isItem(content)) return [String(content)]
  return [content['name'], content['start']].flatMap((each) => (typeof each === 'string' ? [each] : []))
}

const lower = (value: readonly string[]) => value.map((each) => each.toLowerCase())
const OPERATORS: Readonly<Record<string, (value: readonly string[], wanted: string) => boolean>> = {
  equals: (value, wanted) => lower(value).includes(wanted),
  does_not_equal: (value, wanted) => !lower(value).includes(wanted),
  contains: (value, wanted) => lower(value).some((each) => each.includes(wanted)),
  does_not_contain: (value, wanted) => !lower(value).some((each) => each.includes(wanted)),
  starts_with: (value, wanted) => lower(value).some((each) => each.startsWith(wanted)),
  ends_with: (value, wanted) => lower(value).some((each) => each.endsWith(wanted)),
  before: ([value = ''], wanted) => value !== '' && value < wanted,
  after: ([value = ''], wanted) => value > wanted,
  on_or_before: ([value = ''], wanted) => value !== '' && value <= wanted,
  on_or_after: ([value = ''], wanted) => value >= wanted,
  greater_than: ([value], wanted) => Number(value) > Number(wanted),
  less_than: ([value], wanted) => Number(value) < Number(wanted),
  greater_than_or_equal_to: ([value], wanted) => Number(value) >= Number(wanted),
  less_than_or_equal_to: ([value], wanted) => Number(value) <= Number(wanted),
  is_empty: (value) => value.length === 0,
  is_not_empty: (value) => value.length > 0,
}
