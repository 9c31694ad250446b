import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import type { CallContext, VendorHttp } from '../sdk'
import { connected } from '../../tests/support/vendors/vendor-double'
import { Notion } from '.'

const API = 'https://api.notion.com'
const SOURCE = '2a2a2a2a-5b6a-4789-8abc-0123456789ab'
const DATABASE = '3c3c3c3c-5b6a-4789-8abc-0123456789ab'
const PAGE = '1f2e3d4c-5b6a-4789-8abc-0123456789ab'
const ADA = '4d4d4d4d-5b6a-4789-8abc-0123456789ab'
const id = (n: number) => `${(0x10_00_00_00 + n).toString(16)}-5b6a-4789-8abc-0123456789ab`
const run = (content: string) => ({ type: 'text', plain_text: content, href: null, text: { content } })
const options = (...names: string[]) => ({ options: names.map((name, i) => ({ id: `o${i}`, name })) })

const schema = {
  Task: { id: 'title', type: 'title', title: {} },
  Status: { id: 'st', type: 'status', status: options('Next', 'Doing', 'Done') },
  Tags: { id: 'ta', type: 'multi_select', multi_select: options('night', 'storm') },
  Owner: { id: 'ow', type: 'people', people: {} },
  Due: { id: 'd%3A', type: 'date', date: {} },
  Hours: { id: 'ho', type: 'number', number: { format: 'percent' } },
  Ready: { id: 're', type: 'checkbox', checkbox: {} },
  Part: { id: 'pa', type: 'relation', relation: { data_source_id: DATABASE } },
  Plans: { id: 'pl', type: 'files', files: {} },
  No: { id: 'nr', type: 'unique_id', unique_id: { prefix: 'LAMP' } },
  Score: { id: 'sc', type: 'formula', formula: { expression: 'prop("Hours") * 2' } },
  Total: {
    id: 'to',
    type: 'rollup',
    rollup: { function: 'sum', rollup_property_name: 'Hours', relation_property_name: 'Part' },
  },
  Press: { id: 'pr', type: 'button', button: {} },
}
const source = {
  ...{ object: 'data_source', id: SOURCE, title: [run('Tasks')], description: [], properties: schema },
  parent: { type: 'database_id', database_id: DATABASE },
}
const row = (n: number) => ({
  object: 'page',
  id: id(n),
  url: `https://www.notion.so/Turn-the-lamp-before-dusk-${n}-${id(n).replaceAll('-', '')}`,
  last_edited_time: '2026-11-20T17:45:00.000Z',
  properties: {
    Task: { type: 'title', title: [run(`Turn the lamp of the north tower before dusk, and log it (${n})`)] },
    Status: { type: 'status', status: { name: 'Doing' } },
    Tags: { type: 'multi_select', multi_select: [{ name: 'night' }] },
    Owner: { type: 'people', people: [{ id: ADA, name: 'Ada North' }] },
    Due: { type: 'date', date: { start: '2026-12-01' } },
    Hours: { type: 'number', number: 2 },
    Notes: { type: 'rich_text', rich_text: [run('The lens is cleaned with the soft cloth only. '.repeat(9))] },
    Ready: { type: 'checkbox', checkbox: false },
    Score: { type: 'formula', formula: { type: 'number', number: null } },
  },
})
const rows = { object: 'list', results: [row(1)], has_more: false, next_cursor: null }

const QUERY = `POST ${API}/v1/data_sources/${SOURCE}/query`
const READ = `GET ${API}/v1/data_sources/${SOURCE}`
const of = (replies: Readonly<Record<string, unknown>>) =>
  connected('notion', Notion, Object.fromEntries(Object.entries(replies).map(([key, body]) => [key, { body }])))
const users = { results: [{ id: ADA, name: 'Ada North', type: 'person' }] }
const self = { id: 'b1', bot: { owner: { type: 'user', user: { id: ADA } } } }
const querying = () =>
  of({ [QUERY]: rows, [READ]: source, [`GET ${API}/v1/users`]: users, [`GET ${API}/v1/users/me`]: self })

/** The filter that was sent. */
async function sent(filter: object[], match = 'all'): Promise<unknown> {
  const { http, call } = querying()
  await call('query_database', { data_source_id: SOURCE, filter, match })
  return http.seen.map(({ body }) => body as { filter?: unknown } | undefined).at(-1)?.filter
}

describe('query_database', () => {
  test.each([
    [
      { property: 'status', is: 'equals', value: 'done' },
      { property: 'Status', status: { equals: 'Done' } },
    ],
    [
      { property: 'Status', is: 'contains', value: 'Next' },
      { property: 'Status', status: { equals: 'Next' } },
    ],
    [
      { property: 'Status', is: 'equals', value: ['Next', 'Doing'] },
      {
        or: [
          { property: 'Status', status: { equals: 'Next' } },
          { property: 'Status', status: { equals: 'Doing' } },
        ],
      },
    ],
    [
      { property: 'Status', is: 'does_not_equal', value: ['Next', 'Done'] },
      {
        and: [
          { property: 'Status', status: { does_not_equal: 'Next' } },
          { property: 'Status', status: { does_not_equal: 'Done' } },
        ],
      },
    ],
    [
      { property: 'Task', is: 'contains', value: 'lamp' },
      { property: 'Task', title: { contains: 'lamp' } },
    ],
    [
      { property: 'Tags', is: 'equals', value: 'storm' },
      { property: 'Tags', multi_select: { contains: 'storm' } },
    ],
    [
      { property: 'Owner', is: 'equals', value: 'me' },
      { property: 'Owner', people: { contains: ADA } },
    ],
    [
      { property: 'Owner', is: 'contains', value: 'ada north' },
      { property: 'Owner', people: { contains: ADA } },
    ],
    [
      { property: 'Owner', is: 'is_empty' },
      { property: 'Owner', people: { is_empty: true } },
    ],
    [
      { property: 'Due', is: 'next_week' },
      { property: 'Due', date: { next_week: {} } },
    ],
    [
      { property: 'Due', is: 'less_than', value: 'today' },
      { property: 'Due', date: { before: 'today' } },
    ],
    [
      { property: 'Hours', is: 'greater_than', value: '3' },
      { property: 'Hours', number: { greater_than: 3 } },
    ],
    [
      { property: 'No', is: 'equals', value: 'LAMP-12' },
      { property: 'No', unique_id: { equals: 12 } },
    ],
    [
      { property: 'Ready', is: 'equals', value: false },
      { property: 'Ready', checkbox: { equals: false } },
    ],
    [
      { property: 'Part', is: 'contains', value: PAGE },
      { property: 'Part', relation: { contains: PAGE } },
    ],
    [
      { property: 'Plans', is: 'is_not_empty' },
      { property: 'Plans', files: { is_not_empty: true } },
    ],
    [
      { property: 'Score', is: 'equals', value: 4 },
      { property: 'Score', formula: { number: { equals: 4 } } },
    ],
    [
      { property: 'Score', is: 'contains', value: 'x' },
      { property: 'Score', formula: { string: { contains: 'x' } } },
    ],
    [
      { property: 'Total', is: 'less_than', value: 9 },
      { property: 'Total', rollup: { number: { less_than: 9 } } },
    ],
    [
      { property: 'Total', is: 'equals', value: 'x' },
      { property: 'Total', rollup: { any: { rich_text: { equals: 'x' } } } },
    ],
    [
      { property: 'created_time', is: 'past_week' },
      { timestamp: 'created_time', created_time: { past_week: {} } },
    ],
  ])('%j', async (condition, wanted) => {
    expect(await sent([condition])).toEqual(wanted)
  })

  test('days ago are counted', async () => {
    const ago = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10)
    const filter = await sent([{ property: 'last_edited_time', is: 'on_or_after', value: '7d' }])
    expect(filter).toEqual({ timestamp: 'last_edited_time', last_edited_time: { on_or_after: ago } })
  })

  test('all of several conditions, or any', async () => {
    const both = [
      { property: 'Status', is: 'does_not_equal', value: 'Done' },
      { property: 'Ready', is: 'equals', value: true },
    ]
    const each = [
      { property: 'Status', status: { does_not_equal: 'Done' } },
      { property: 'Ready', checkbox: { equals: true } },
    ]
    expect(await sent(both)).toEqual({ and: each })
    expect(await sent(both, 'any')).toEqual({ or: each })
  })

  test.each([
    [{ property: 'Colour', is: 'is_empty' }, /no such property.*Task \(title\)/],
    [{ property: 'Status', is: 'equals', value: 'Later' }, /There are: Next, Doing, Done\./],
    [{ property: 'Status', is: 'greater_than', value: 'Next' }, /can be tested with: equals, does_not_equal, is_empty/],
    [{ property: 'Hours', is: 'equals', value: 'x' }, /compare it with a number/],
    [{ property: 'Due', is: 'before', value: 'soon' }, /give a date/],
    [{ property: 'Due', is: 'before', value: '2026-02-30' }, /give a date that exists/],
    [{ property: 'Ready', is: 'equals', value: 'x' }, /true or false/],
    [{ property: 'Task', is: 'equals' }, /give a value/],
    [{ property: 'Press', is: 'is_empty' }, /cannot be filtered by a button/],
  ])('%j is refused with what is possible', async (condition, says) => {
    const { http, call } = querying()
    const failure = call('query_database', { data_source_id: SOURCE, filter: [condition] })
    await expect(failure).rejects.toMatchObject({ code: 'validation', message: expect.stringMatching(says) })
    expect(http.seen.some(({ at }) => at === QUERY)).toBe(false)
  })

  test('sorts and columns go by name', async () => {
    const { http, call } = querying()
    const sorts = [{ property: 'due' }, { property: 'created_time', direction: 'descending' }]
    await call('query_database', { data_source_id: SOURCE, sorts, properties: ['Due', 'Task'], in_trash: true })
    expect(http.seen.at(-1)).toEqual({
      at: QUERY,
      query: { filter_properties: ['d:', 'title'] },
      body: {
        sorts: [
          { property: 'Due', direction: 'ascending' },
          { timestamp: 'created_time', direction: 'descending' },
        ],
        in_trash: true,
        page_size: 20,
      },
    })
  })

  test('without names the schema is not read; the cursor is Notion’s', async () => {
    const { http, call } = of({
      [`GET ${API}/v1/databases/${DATABASE}`]: { data_sources: [{ id: SOURCE }] },
      [QUERY]: {
        ...rows,
        has_more: true,
        next_cursor: 'c2',
        request_status: { incomplete_reason: 'query_result_limit_reached' },
      },
    })
    const first = (await call('query_database', { database_id: DATABASE })) as { next_cursor: string }
    expect(first).toMatchObject({ has_more: true, incomplete: true, items: [{ id: id(1) }] })
    await call('query_database', { database_id: DATABASE, cursor: first.next_cursor })
    const bodies = http.seen.filter(({ at }) => at === QUERY).map(({ body }) => body)
    expect(bodies).toEqual([{ page_size: 20 }, { page_size: 20, start_cursor: 'c2' }])
    expect(http.seen.some(({ at }) => at === READ)).toBe(false)
  })

  test('a page of usual rows is small, and full gives the rest', async () => {
    const { call } = of({ [QUERY]: { results: Array.from({ length: 20 }, (_, n) => row(n)) } })
    const page = (await call('query_database', { data_source_id: SOURCE })) as { items: Record<string, never>[] }
    const { properties } = page.items[0] as unknown as { properties: Record<string, string> }
    expect(properties).toEqual({
      ...{ Status: 'Doing', Tags: ['night'], Owner: ['Ada North'], Due: '2026-12-01', Hours: 2, Ready: false },
      Notes: expect.stringMatching(/…$/),
    })
    expect(encode(JSON.stringify(page)).length).toBeLessThanOrEqual(2_000)
    const full = (await call('query_database', { data_source_id: SOURCE, detail: 'full' })) as typeof page
    expect(full.items[0]).toMatchObject({ url: row(0).url, edited: '2026-11-20T17:45Z' })
    expect(JSON.stringify(full)).not.toContain('…')
  })
})

test('a wiki’s tables stand among its rows', async () => {
  const { call } = of({ [QUERY]: { results: [source, { object: 'page', id: id(2) }] } })
  expect(await call('query_database', { data_source_id: SOURCE })).toMatchObject({
    items: [
      { id: SOURCE, title: 'Tasks', properties: {} },
      { id: id(2), title: '', properties: {} },
    ],
  })
})

describe('schemas', () => {
  test('a data source says names, types and options', async () => {
    const { call } = of({ [READ]: source })
    expect(await call('get_data_source', { data_source_id: `collection://${SOURCE}` })).toMatchObject({
      title: 'Tasks',
      database_id: DATABASE,
      properties: expect.arrayContaining([
        { name: 'Status', type: 'status', options: ['Next', 'Doing', 'Done'] },
        { name: 'Hours', type: 'number', format: 'percent' },
        { name: 'Part', type: 'relation', relates_to: DATABASE },
        { name: 'Total', type: 'rollup', rollup: 'sum of Hours over Part' },
        { name: 'No', type: 'unique_id', prefix: 'LAMP' },
      ]),
    })
  })

  test('the id of a data source works in place of a database', async () => {
    const get = async (where: string) =>
      where.startsWith('/v1/databases/')
        ? { status: 404, headers: {}, body: {} }
        : { status: 200, headers: {}, body: source }
    const notion = new Notion({ slug: 'notion', configuration: {}, http: { get } as unknown as VendorHttp })
    const found = await notion.executeTool('get_data_source', { database_id: SOURCE }, {} as CallContext)
    expect(found).toMatchObject({ id: SOURCE, title: 'Tasks' })
  })

  test('a schema of another form is the vendor’s fault', async () => {
    const { call } = of({ [READ]: { id: SOURCE, properties: { Task: 'title' } } })
    await expect(call('get_data_source', { data_source_id: SOURCE })).rejects.toMatchObject({
      code: 'vendor_unavailable',
    })
  })

  test('a database names its data sources', async () => {
    const body = { id: DATABASE, title: [run('Harbor')], data_sources: [{ id: SOURCE, name: 'Tasks' }] }
    const { call } = of({ [`GET ${API}/v1/databases/${DATABASE}`]: body })
    expect(await call('get_database', { database_id: DATABASE })).toEqual({
      id: DATABASE,
      title: 'Harbor',
      data_sources: [{ id: SOURCE, name: 'Tasks' }],
    })
  })

  test('a new one has a title, and its settings by type', async () => {
    const { http, call } = of({ [`POST ${API}/v1/data_sources`]: source })
    const properties = [
      { name: 'Kind', type: 'select', options: ['Lamp', 'Horn'] },
      { name: 'Cost', type: 'number', format: 'euro' },
      { name: 'Twice', type: 'formula', expression: 'prop("Cost") * 2' },
      { name: 'Part', type: 'relation', relates_to: SOURCE },
      { name: 'Day', type: 'date' },
    ]
    await call('create_data_source', { database_id: DATABASE, title: 'Parts', properties })
    expect(http.seen[0]?.body).toEqual({
      parent: { type: 'database_id', database_id: DATABASE },
      title: [{ text: { content: 'Parts' } }],
      properties: {
        Name: { title: {} },
        Kind: { select: { options: [{ name: 'Lamp' }, { name: 'Horn' }] } },
        Cost: { number: { format: 'euro' } },
        Twice: { formula: { expression: 'prop("Cost") * 2' } },
        Part: { relation: { data_source_id: SOURCE, type: 'single_property', single_property: {} } },
        Day: { date: {} },
      },
    })
    const wrong = call('create_data_source', {
      database_id: DATABASE,
      title: 'x',
      properties: [{ name: 'F', type: 'formula' }],
    })
    await expect(wrong).rejects.toMatchObject({ code: 'validation' })
  })

  test('changes go by name, and options that are there stay', async () => {
    const { http, call } = of({ [READ]: source, [`PATCH ${API}/v1/data_sources/${SOURCE}`]: source })
    const properties = [
      { name: 'status', options: ['Doing', 'Waiting'] },
      { name: 'Due', new_name: 'Until' },
      { name: 'Ready', remove: true },
      { name: 'Hours', type: 'rich_text' },
      { name: 'Kind', type: 'select', options: ['Lamp'] },
    ]
    await call('update_data_source', { data_source_id: SOURCE, title: 'Work', properties })
    expect(http.seen.at(-1)?.body).toEqual({
      title: [{ text: { content: 'Work' } }],
      properties: {
        Status: { status: { options: [{ id: 'o0' }, { id: 'o1' }, { id: 'o2' }, { name: 'Waiting' }] } },
        Due: { name: 'Until' },
        Ready: null,
        Hours: { rich_text: {} },
        Kind: { select: { options: [{ name: 'Lamp' }] } },
      },
    })
  })

  test.each([
    [{ name: 'Colour', remove: true }, /no such property/],
    [{ name: 'Colour', new_name: 'x' }, /no such property/],
    [{ name: 'Due' }, /give new_name/],
    [{ name: 'Total', format: 'euro' }, /can only be renamed or removed/],
  ])('the change %j is refused', async (change, says) => {
    const { call } = of({ [READ]: source })
    const failure = call('update_data_source', { data_source_id: SOURCE, properties: [change] })
    await expect(failure).rejects.toMatchObject({ code: 'validation', message: expect.stringMatching(says) })
  })
})
