import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import type { Judgement, VendorCall } from './contract'
import { isItem, type Item } from './items'
import { blockOf, IDS, NOTION_SAMPLES, SCHEMA } from './notion-samples'

/*
 * What Notion refuses although its document does not say so: sizes of one request, filters and values that do not fit the
 * types of the properties, another type of a block. From developers.notion.com and the types of its own client.
 */

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
addFormats(ajv)
/** A day of the calendar, alone or at the beginning of a time. */
ajv.addFormat('day', (text) => {
  const at = Date.parse(text.slice(0, 10))
  return !Number.isNaN(at) && text.startsWith(new Date(at).toISOString().slice(0, 10))
})

const string = { type: 'string' }
const id = { type: 'string', format: 'uuid' }
const day = { type: 'string', format: 'day' }
const words = 'today tomorrow yesterday one_week_ago one_week_from_now one_month_ago one_month_from_now'
const dayOrWord = { anyOf: [day, { enum: words.split(' ') }] }
const yes = { const: true }
const none = { type: 'object', maxProperties: 0 }
const number = { type: 'number' }
const boolean = { type: 'boolean' }

const closed = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const oneOf = (properties: object) => ({ ...closed(properties), minProperties: 1, maxProperties: 1 })
const all = <T>(names: string, schema: T): Record<string, T> =>
  Object.fromEntries(names.split(' ').map((name) => [name, schema]))
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })
const listOf = (items: object) => ({ type: 'array', maxItems: 100, items })

const existence = all('is_empty is_not_empty', yes)
const texts = oneOf({
  ...all('equals does_not_equal contains does_not_contain starts_with ends_with', string),
  ...existence,
})
const numbers = oneOf({
  ...all('equals does_not_equal greater_than less_than greater_than_or_equal_to less_than_or_equal_to', number),
  ...existence,
})
const flags = oneOf(all('equals does_not_equal', boolean))
const choice = oneOf({ ...all('equals does_not_equal', string), ...existence })
const choices = oneOf({ ...all('contains does_not_contain', string), ...existence })
const links = oneOf({ ...all('contains does_not_contain', id), ...existence })
const dates = oneOf({
  ...all('equals before after on_or_before on_or_after', dayOrWord),
  ...all('this_week past_week past_month past_year next_week next_month next_year', none),
  ...existence,
})
const inner = oneOf({
  ...{ rich_text: texts, number: numbers, checkbox: flags, select: choice, multi_select: choices, relation: links },
  ...{ date: dates, people: links, files: oneOf(existence), status: choice },
})

const FILTERS: Readonly<Record<string, object>> = {
  ...all<object>('title rich_text url email phone_number', texts),
  ...all<object>('number unique_id', numbers),
  ...all<object>('select status', choice),
  ...all<object>('date created_time last_edited_time', dates),
  ...all<object>('people created_by last_edited_by relation', links),
  checkbox: flags,
  multi_select: choices,
  files: oneOf(existence),
  formula: oneOf({ string: texts, number: numbers, checkbox: flags, date: dates }),
  rollup: oneOf({ ...all('any none every', inner), number: numbers, date: dates }),
}

const runs = listOf(
  closed(
    {
      text: closed({ content: { type: 'string', maxLength: 2_000 }, link: orNull(closed({ url: string }, ['url'])) }, [
        'content',
      ]),
      annotations: { type: 'object' },
    },
    ['text'],
  ),
)
const option = closed({ name: { type: 'string', pattern: '^[^,]{1,100}$' } }, ['name'])
const known = closed({ id }, ['id'])
const date = closed({ start: day, end: orNull(day), time_zone: orNull(string) }, ['start'])
const short = orNull({ type: 'string', minLength: 1, maxLength: 200 })

/** What can be written; Notion fills the others itself. */
const VALUES: Readonly<Record<string, object>> = {
  title: runs,
  rich_text: runs,
  number: orNull(number),
  checkbox: boolean,
  select: orNull(option),
  status: orNull(option),
  multi_select: listOf(option),
  date: orNull(date),
  people: listOf(known),
  relation: listOf(known),
  files: listOf(closed({ name: string, external: closed({ url: string }, ['url']) }, ['name', 'external'])),
  url: orNull({ type: 'string', minLength: 1, maxLength: 2_000 }),
  email: short,
  phone_number: short,
  verification: closed({ state: { enum: ['verified', 'unverified'] } }, ['state']),
}

const newOptions = closed({ options: listOf(option) })
const changedOptions = closed({ options: listOf(oneOf({ id: string, name: string })) })
const BARE =
  'title rich_text date people files checkbox url email phone_number created_time created_by last_edited_time last_edited_by'
const SETTINGS: Readonly<Record<string, object>> = {
  ...all(BARE, none),
  number: closed({ format: { enum: ['number', 'percent', 'euro', 'dollar', 'pound'] } }),
  ...all<object>('select multi_select status', newOptions),
  formula: closed({ expression: string }, ['expression']),
  relation: closed({ data_source_id: id, type: { const: 'single_property' }, single_property: none }, [
    'data_source_id',
    'single_property',
  ]),
  unique_id: closed({ prefix: orNull(string) }),
}
const CHANGED: Readonly<Record<string, object>> = {
  ...SETTINGS,
  ...all<object>('select multi_select status', changedOptions),
}

const compiled = new Map<object, ValidateFunction>()
const fits = (schema: object | undefined, value: unknown): boolean => {
  if (!schema) return false
  const validate = compiled.get(schema) ?? ajv.compile(schema)
  compiled.set(schema, validate)
  return validate(value)
}

const propertyOf = (name: unknown) =>
  Object.entries(SCHEMA).find(([own, property]) => own === name || decodeURIComponent(property.id) === name)?.[1]

function filterProblems(filter: unknown, level = 0): string[] {
  if (!isItem(filter)) return ['a filter is an object.']
  const [word, ...others] = Object.keys(filter)
  if (word === 'and' || word === 'or') {
    const parts = filter[word]
    if (others.length > 0 || !Array.isArray(parts)) return [`"${word}" stands alone, and holds a list.`]
    if (level === 2) return ['filters nest two levels deep.']
    return parts.flatMap((part) => filterProblems(part, level + 1))
  }
  const { property: name, timestamp, ...test } = filter
  const [type = '', ...more] = Object.keys(test)
  const wanted = timestamp ?? propertyOf(name)?.type
  if (wanted === undefined) return [`there is no property "${String(name)}".`]
  if (type !== wanted || more.length > 0) return [`a ${String(wanted)} is not tested as ${type}.`]
  return fits(FILTERS[type], test[type]) ? [] : [`${JSON.stringify(test[type])} is no test of a ${type}.`]
}

/** `filter_properties` takes ids, which Notion gives encoded already: encoded twice it knows none of them. */
function columnProblems(query: URLSearchParams): string[] {
  const ids = new Set(Object.values(SCHEMA).map((property) => decodeURIComponent(property.id)))
  return query.getAll('filter_properties').flatMap((each) => (ids.has(each) ? [] : [`there is no property "${each}".`]))
}

function sortProblems(sorts: unknown): string[] {
  const all = (Array.isArray(sorts) ? sorts : []) as Item[]
  return all.flatMap(({ property }) => (property === undefined || propertyOf(property) ? [] : ['no such property.']))
}

function valueProblems(values: unknown, inTable: boolean): string[] {
  return Object.entries(isItem(values) ? values : {}).flatMap(([name, given]) => {
    const type = inTable ? propertyOf(name)?.type : name === 'title' ? 'title' : undefined
    if (type === undefined) return [`properties: "${name}" is not a property that exists.`]
    const value = isItem(given) ? given : {}
    if (Object.keys(value).join() !== type) return [`properties: "${name}" is a ${type}.`]
    return fits(VALUES[type], value[type]) ? [] : [`properties: "${name}" may not be ${JSON.stringify(value[type])}.`]
  })
}

function schemaProblems(properties: unknown, isNew: boolean): string[] {
  const given = Object.entries(isItem(properties) ? properties : {})
  const settings = isNew ? SETTINGS : CHANGED
  const titles = given.filter(([, property]) => isItem(property) && 'title' in property)
  const problems = isNew && titles.length !== 1 ? ['properties: exactly one is a title.'] : []
  for (const [name, property] of given) {
    if (property === null && !isNew && propertyOf(name)) continue
    const { name: renamed, ...rest } = isItem(property) ? property : {}
    const [type, ...more] = Object.keys(rest)
    const isRename = type === undefined && typeof renamed === 'string' && propertyOf(name) !== undefined
    if (!isNew && isRename) continue
    // There is one title, for good.
    const isMoved = !isNew && (type === 'title') !== (propertyOf(name)?.type === 'title')
    if (type === undefined || isMoved || more.length > 0 || !fits(settings[type], rest[type])) {
      problems.push(`properties: "${name}" may not be ${JSON.stringify(property)}.`)
    }
  }
  return problems
}

const childrenOf = (block: Item): Item[] => {
  const content = block[String(block['type'])]
  return isItem(content) && Array.isArray(content['children']) ? (content['children'] as Item[]) : []
}
const count = (blocks: readonly Item[]): number => blocks.reduce((sum, each) => sum + 1 + count(childrenOf(each)), 0)
const depth = (blocks: readonly Item[]): number => Math.max(0, ...blocks.map((each) => 1 + depth(childrenOf(each))))

function sizeProblems(body: Item): string[] {
  const blocks = (Array.isArray(body['children']) ? body['children'] : []) as Item[]
  return [
    ...(count(blocks) > 1_000 ? ['a request holds at most 1000 blocks.'] : []),
    ...(depth(blocks) > 3 ? ['children nest at most two levels deep.'] : []),
    ...(Buffer.byteLength(JSON.stringify(body)) > 500_000 ? ['a request holds at most 500 kB.'] : []),
  ]
}

function blockProblems(body: Item, block: string): string[] {
  const { type } = blockOf(block)
  const others = Object.keys(body).filter((name) => !['type', 'archived', 'in_trash', type].includes(name))
  return others.map((name) => `the block is a ${type}, not a ${name}.`)
}

/** Edits follow each other. A text to find is there, and once unless all places are meant. */
export function edited(before: string, { content_updates: updates }: Item): { text: string; problems: string[] } {
  let text = before
  const problems = (Array.isArray(updates) ? (updates as Item[]) : []).flatMap((update) => {
    const [old, now] = [String(update['old_str']), String(update['new_str'])]
    const found = text.split(old).length - 1
    text = text.replaceAll(old, () => now)
    if (found === 1 || (found > 1 && update['replace_all_matches'] === true)) return []
    return [`body.update_content.content_updates: "${old}" occurs ${found} times.`]
  })
  return { text, problems }
}

function editProblems(update: Item): string[] {
  const { markdown } = NOTION_SAMPLES['update-page-markdown'] as { markdown: string }
  return edited(markdown, update).problems
}

export function unwritten({ id: operation, params }: Judgement, { query, body }: VendorCall): string[] {
  const given = isItem(body) ? body : {}
  const found = sizeProblems(given)
  switch (operation) {
    case 'query-data-source':
      found.push(...('filter' in given ? filterProblems(given['filter']) : []))
      found.push(...sortProblems(given['sorts']), ...columnProblems(query))
      break
    case 'post-page':
      found.push(...valueProblems(given['properties'], isItem(given['parent']) && 'data_source_id' in given['parent']))
      break
    case 'patch-page':
      found.push(...valueProblems(given['properties'], params['page_id'] !== IDS.page))
      break
    case 'create-a-data-source':
    case 'update-a-data-source':
      found.push(...schemaProblems(given['properties'], operation === 'create-a-data-source'))
      break
    case 'update-page-markdown':
      found.push(...(isItem(given['update_content']) ? editProblems(given['update_content']) : []))
      break
    case 'update-a-block':
      found.push(...blockProblems(given, params['block_id'] ?? ''))
      break
  }
  return found.map((each) => `${operation}: ${each}`)
}
