import type { FakeVendor } from '../support/vendors/fake-vendor'
import { startNotion } from '../support/vendors/notion'
import { IDS } from '../support/vendors/notion-samples'

/* The negative controls of Notion's stand-in: what it refuses, each beside what it takes. */

const VERSION = '2025-09-03'
const MARKDOWN = '2026-03-11'

let fake: FakeVendor

beforeAll(async () => {
  const tokens = {
    'token-a': { tenant: 'a' },
    'token-reader': { tenant: 'a', scopes: ['read content'] },
    'token-b': { tenant: 'b' },
  }
  fake = await startNotion(tokens, { tenant: 'a' })
})
beforeEach(() => fake.reset())
afterAll(() => fake.close())

interface Refusal {
  object: string
  code?: string
  request_id?: string
  results?: { id: string }[]
  next_cursor?: string | null
  has_more?: boolean
}

type Headers = Readonly<Record<string, string>>

async function ask(at: string, body?: object, headers: Headers = {}) {
  const [method = '', path = ''] = at.split(' ')
  const response = await fetch(`${fake.url}/v1${path}`, {
    method,
    headers: {
      authorization: 'Bearer token-a',
      'user-agent': 'SageMCP',
      'notion-version': VERSION,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Refusal }
}

const PAGE = `/pages/${IDS.row}`
const QUERY = `POST /data_sources/${IDS.source}/query`
const REWRITE = [`PATCH ${PAGE}/markdown`] as const
const AS_MARKDOWN = { 'notion-version': MARKDOWN }
const edit = (old_str: string, replace_all_matches = false) => ({
  type: 'update_content',
  update_content: { content_updates: [{ old_str, new_str: 'x', replace_all_matches }] },
})
const APPEND = `PATCH /blocks/${IDS.page}/children`
const inSource = { data_source_id: IDS.source }
const text = (content: string) => [{ text: { content } }]
const paragraph = (content = 'lamp', children: object[] = []) => ({
  type: 'paragraph',
  paragraph: { rich_text: text(content), ...(children.length > 0 ? { children } : {}) },
})
const many = (count: number, children: object[] = []) =>
  Array.from({ length: count }, () => paragraph('lamp', children))
const nested = (levels: number): object => paragraph('lamp', levels > 1 ? [nested(levels - 1)] : [])
const row = (properties: object) => ({ parent: inSource, properties })
const table = (properties: object) => ({ parent: { database_id: IDS.database }, properties })
const tested = (property: string, type: string, condition: object) => ({ property, [type]: condition })
const done = tested('Status', 'status', { equals: 'Done' })

type Given = readonly [at: string, body?: object | undefined, headers?: Headers]

describe('refuses what its document refuses', () => {
  test.each<[rule: string, bad: Given, words: RegExp, good: Given]>([
    ['a parameter that it does not know', [`GET /comments?block_id=${IDS.row}&limit=5`], /"limit" is unknown/, [`GET /comments?block_id=${IDS.row}&page_size=5`]],
    ['a missing parameter', ['GET /comments'], /"block_id" is missing/, [`GET /comments?block_id=${IDS.row}`]],
    ['a field that it does not know', ['POST /search', { words: 'lamp' }], /"words" is unknown/, ['POST /search', { query: 'lamp' }]],
    ['a missing field', ['POST /pages', { properties: {} }], /"parent" is missing/, ['POST /pages', row({})]],
    ['a choice that it does not have', ['POST /search', { filter: { property: 'object', value: 'database' } }], /page, data_source/, ['POST /search', { filter: { property: 'object', value: 'data_source' } }]],
    ['a direction that it does not have', [QUERY, { sorts: [{ property: 'Due', direction: 'up' }] }], /ascending, descending/, [QUERY, { sorts: [{ property: 'Due', direction: 'ascending' }] }]],
    ['a row below a database', ['POST /pages', { parent: { database_id: IDS.database } }], /"database_id" is unknown/, ['POST /pages', row({})]],
    ['an id that is none', ['GET /pages/lamp'], /"page_id" may not be/, [`GET ${PAGE}`]],
    ['an old version', [`GET ${PAGE}`, undefined, { 'notion-version': '2022-06-28' }], /Notion-Version may not be "2022-06-28"/, [`GET ${PAGE}`]],
    ['Markdown with the version of the others', [`GET ${PAGE}/markdown`], /Notion-Version may not be/, [`GET ${PAGE}/markdown`, undefined, { 'notion-version': MARKDOWN }]],
    ['the others with the version of Markdown', [`GET ${PAGE}`, undefined, { 'notion-version': MARKDOWN }], /Notion-Version may not be/, [`GET ${PAGE}`]],
    ['a page that is too long', ['POST /search', { page_size: 101 }], /page_size/, ['POST /search', { page_size: 100 }]],
    ['more than 100 children', [APPEND, { children: many(101) }], /more than 100 items/, [APPEND, { children: many(100) }]],
    ['more than 2000 characters', [APPEND, { children: [paragraph('x'.repeat(2_001))] }], /more than 2000 characters/, [APPEND, { children: [paragraph('x'.repeat(2_000))] }]],
    ['a kind of block that it does not have', [APPEND, { children: [{ type: 'poem', poem: {} }] }], /type: must be one of/, [APPEND, { children: [{ type: 'divider', divider: {} }] }]],
    ['a comment without a place', ['POST /comments', { rich_text: text('a') }], /exactly one schema/, ['POST /comments', { parent: { page_id: IDS.row }, rich_text: text('a') }]],
  ])('%s', async (_rule, bad, words, good) => {
    expect(await ask(...bad)).toMatchObject({ status: 400, body: { object: 'error', code: 'validation_error' } })
    expect(fake.violations.join('\n')).toMatch(words)
    fake.reset()
    expect((await ask(...good)).status).toBe(200)
    expect(fake.violations).toEqual([])
  }) // prettier-ignore
})

describe('refuses what its document does not say', () => {
  const due = tested('Due', 'date', { before: 'today' })
  test.each<[rule: string, bad: Given, words: RegExp, good: Given]>([
    ['more than 1000 blocks', [APPEND, { children: many(100, many(10)) }], /at most 1000 blocks/, [APPEND, { children: many(100, many(9)) }]],
    ['blocks that nest too deep', [APPEND, { children: [nested(4)] }], /two levels deep/, [APPEND, { children: [nested(3)] }]],
    ['more than 500 kB', [APPEND, { children: many(100).map(() => ({ type: 'code', code: { rich_text: Array.from({ length: 3 }, () => text('x'.repeat(2_000))).flat() } })) }], /500 kB/, [APPEND, { children: many(50) }]],
    ['another type of a block', [`PATCH /blocks/${IDS.code}`, { to_do: { checked: true } }], /is a code, not a to_do/, [`PATCH /blocks/${IDS.task}`, { to_do: { checked: true } }]],
    ['a property that is not there', ['POST /pages', row({ Colour: { select: null } })], /"Colour" is not a property/, ['POST /pages', row({ Kind: { select: null } })]],
    ['a value of another type', [`PATCH ${PAGE}`, { properties: { Status: { select: { name: 'Done' } } } }], /"Status" is a status/, [`PATCH ${PAGE}`, { properties: { Status: { status: { name: 'Done' } } } }]],
    ['a value in another form', [`PATCH ${PAGE}`, { properties: { Due: { date: '2026-12-01' } } }], /"Due" may not be/, [`PATCH ${PAGE}`, { properties: { Due: { date: { start: '2026-12-01' } } } }]],
    ['a value that Notion fills itself', [`PATCH ${PAGE}`, { properties: { Score: { formula: { number: 1 } } } }], /"Score" may not be/, [`PATCH ${PAGE}`, { properties: { Hours: { number: 1 } } }]],
    ['a property of a page that is no row', [`PATCH /pages/${IDS.page}`, { properties: { Task: { title: text('a') } } }], /"Task" is not a property/, [`PATCH /pages/${IDS.page}`, { properties: { title: { title: text('a') } } }]],
    ['an option with a comma', [`PATCH ${PAGE}`, { properties: { Tags: { multi_select: [{ name: 'a, b' }] } } }], /"Tags" may not be/, [`PATCH ${PAGE}`, { properties: { Tags: { multi_select: [{ name: 'a' }] } } }]],
    ['a filter by what is not there', [QUERY, { filter: tested('Colour', 'select', { equals: 'red' }) }], /no property "Colour"/, [QUERY, { filter: done }]],
    ['a filter of another type', [QUERY, { filter: tested('Status', 'select', { equals: 'Done' }) }], /a status is not tested as select/, [QUERY, { filter: done }]],
    ['a test that its type does not have', [QUERY, { filter: tested('Status', 'status', { contains: 'Do' }) }], /no test of a status/, [QUERY, { filter: tested('Status', 'status', { is_empty: true }) }]],
    ['two tests at once', [QUERY, { filter: tested('Hours', 'number', { greater_than: 1, less_than: 3 }) }], /no test of a number/, [QUERY, { filter: tested('Hours', 'number', { greater_than: 1 }) }]],
    ['a day that is none', [QUERY, { filter: tested('Due', 'date', { before: 'soon' }) }], /no test of a date/, [QUERY, { filter: due }]],
    ['a day that the calendar has not got', [`PATCH ${PAGE}`, { properties: { Due: { date: { start: '2026-02-30' } } } }], /"Due" may not be/, [`PATCH ${PAGE}`, { properties: { Due: { date: { start: '2026-02-28T09:00:00Z' } } } }]],
    ['a text to replace that is not there', [...REWRITE, edit('dark'), AS_MARKDOWN], /"dark" occurs 0 times/, [...REWRITE, edit('lamp'), AS_MARKDOWN]],
    ['a text to replace that is there twice', [...REWRITE, edit('t'), AS_MARKDOWN], /"t" occurs 2 times/, [...REWRITE, edit('t', true), AS_MARKDOWN]],
    ['a time of another name', [QUERY, { filter: { timestamp: 'created_time', last_edited_time: { past_week: {} } } }], /a created_time is not tested as last_edited_time/, [QUERY, { filter: { timestamp: 'created_time', created_time: { past_week: {} } } }]],
    ['a formula without the type of its result', [QUERY, { filter: tested('Score', 'formula', { equals: 2 }) }], /no test of a formula/, [QUERY, { filter: tested('Score', 'formula', { number: { equals: 2 } }) }]],
    ['a rollup without the type of its result', [QUERY, { filter: tested('Total', 'rollup', { any: { equals: 2 } }) }], /no test of a rollup/, [QUERY, { filter: tested('Total', 'rollup', { any: { number: { equals: 2 } } }) }]],
    ['filters that nest too deep', [QUERY, { filter: { and: [{ or: [{ and: [done] }] }] } }], /two levels deep/, [QUERY, { filter: { and: [{ or: [done, due] }] } }]],
    ['groups beside tests', [QUERY, { filter: { and: [done], property: 'Due' } }], /stands alone/, [QUERY, { filter: { and: [done] } }]],
    ['an order by what is not there', [QUERY, { sorts: [{ property: 'Colour', direction: 'ascending' }] }], /no such property/, [QUERY, { sorts: [{ timestamp: 'created_time', direction: 'ascending' }] }]],
    ['ids of columns that are encoded twice', [`${QUERY}?filter_properties=st%253Aa`, {}], /no property "st%3Aa"/, [`${QUERY}?filter_properties=st%3Aa`, {}]],
    ['a table without a title', ['POST /data_sources', table({ Kind: { select: {} } })], /exactly one is a title/, ['POST /data_sources', table({ Lens: { title: {} }, Kind: { select: {} } })]],
    ['a column without a type', ['POST /data_sources', table({ Lens: { title: {} }, Kind: {} })], /"Kind" may not be/, ['POST /data_sources', table({ Lens: { title: {} }, Kind: { date: {} } })]],
    ['settings of another type', ['POST /data_sources', table({ Lens: { title: {} }, Due: { date: { format: 'euro' } } })], /"Due" may not be/, ['POST /data_sources', table({ Lens: { title: {} }, Cost: { number: { format: 'euro' } } })]],
    ['a second title', [`PATCH /data_sources/${IDS.source}`, { properties: { Kind: { title: {} } } }], /"Kind" may not be/, [`PATCH /data_sources/${IDS.source}`, { properties: { Task: { name: 'Job', title: {} } } }]],
    ['another type of the title', [`PATCH /data_sources/${IDS.source}`, { properties: { Task: { date: {} } } }], /"Task" may not be/, [`PATCH /data_sources/${IDS.source}`, { properties: { Kind: { date: {} } } }]],
    ['a column to remove that is not there', [`PATCH /data_sources/${IDS.source}`, { properties: { Colour: null } }], /"Colour" may not be/, [`PATCH /data_sources/${IDS.source}`, { properties: { Kind: null } }]],
    ['nobody', [`GET ${PAGE}`, undefined, { 'user-agent': '' }], /user-agent/, [`GET ${PAGE}`]],
    ['a cursor that it never gave', ['POST /search', { start_cursor: '2' }], /was never given/, ['POST /search', {}]],
  ])('%s', async (_rule, bad, words, good) => {
    expect(await ask(...bad)).toMatchObject({ status: 400, body: { object: 'error', code: 'validation_error' } })
    expect(fake.violations.join('\n')).toMatch(words)
    fake.reset()
    expect((await ask(...good)).status).toBe(200)
    expect(fake.violations).toEqual([])
  }) // prettier-ignore
})

test('refuses an address that is gone', async () => {
  const gone = await ask(`POST /databases/${IDS.database}/query`, {})
  expect(gone).toMatchObject({ status: 400, body: { code: 'invalid_request_url' } })
  expect(fake.violations).toEqual([expect.stringContaining('no such address')])
})

test('refuses a request without a version', async () => {
  const response = await fetch(`${fake.url}/v1${PAGE}`, { headers: { authorization: 'Bearer token-a' } })
  expect({ status: response.status, body: await response.json() }).toMatchObject({
    status: 400,
    body: { code: 'missing_version' },
  })
})

test('refuses whose token it does not know, and who lacks a capability, without saying which', async () => {
  const by = (token: string, at: string, body?: object) => ask(at, body, { authorization: `Bearer ${token}` })
  expect(await by('nobody', `GET ${PAGE}`)).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
  const refused = await by('token-reader', 'POST /comments', { parent: { page_id: IDS.row }, rich_text: text('a') })
  expect(refused).toMatchObject({ status: 403, body: { code: 'restricted_resource' } })
  expect(JSON.stringify(refused.body)).not.toContain('insert comments')
  expect((await by('token-reader', `GET ${PAGE}`)).status).toBe(200)
  expect(fake.violations).toEqual([])
})

test('writes down a token of another tenant', async () => {
  await ask(`GET ${PAGE}`, undefined, { authorization: 'Bearer token-b' })
  expect(fake.violations).toEqual(['retrieve-a-page: a token of tenant b in a call of tenant a.'])
})

test('does not take a data source for a database', async () => {
  expect(await ask(`GET /databases/${IDS.source}`)).toMatchObject({ status: 404, body: { code: 'object_not_found' } })
  expect((await ask(`GET /databases/${IDS.database}`)).status).toBe(200)
})

test('gives a long list in pages; a cursor belongs to its list', async () => {
  fake.generate('query-data-source', 150)
  const first = await ask(QUERY, {})
  expect(first.body).toMatchObject({ has_more: true, next_cursor: expect.any(String) as string })
  const cursor = first.body.next_cursor
  const second = await ask(QUERY, { start_cursor: cursor })
  expect(second.body).toMatchObject({ has_more: false, next_cursor: null })
  const ids = [first, second].flatMap(({ body }) => (body.results ?? []).map(({ id }) => id))
  expect(new Set(ids).size).toBe(150)
  expect((await ask('POST /search', { start_cursor: cursor })).status).toBe(400)
})

test('a search gives what was asked for', async () => {
  const kinds = async (value: string) => {
    const { body } = await ask('POST /search', { filter: { property: 'object', value } })
    return (body.results as { object?: string }[] | undefined)?.map(({ object }) => object)
  }
  expect([await kinds('page'), await kinds('data_source')]).toEqual([['page'], ['data_source']])
})
