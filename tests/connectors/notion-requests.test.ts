import { type BlockRequest, fieldsOf } from '../../connectors/notion/blocks/from-markdown'
import { VendorCaller } from '../support/vendors/caller'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { startNotion } from '../support/vendors/notion'
import { blockOf, IDS } from '../support/vendors/notion-samples'

/* What no schema of a tool says: what is asked in which requests, and what is refused before anything is asked. */

let fake: FakeVendor
let caller: VendorCaller

beforeAll(async () => {
  fake = await startNotion({ 'token-a': { tenant: 'a' } }, { tenant: 'a' })
  caller = new VendorCaller('notion', fake.baseUrls)
})
beforeEach(() => fake.reset())
afterEach(() => expect(fake.violations).toEqual([]))
afterAll(async () => {
  caller.close()
  await fake.close()
})

const HERE = `https://www.notion.so/harbor/${IDS.database.replaceAll('-', '')}?v=${IDS.task.replaceAll('-', '')}`
const bodies = () => fake.requests.map(({ body }) => body as Record<string, unknown> | undefined)

test('each operation is asked with the version that it wants', async () => {
  await caller.call('get_page_content', { page_id: IDS.row })
  await caller.call('update_page_content', { page_id: IDS.row, replace_all: '' })
  await caller.call('get_page', { page_id: IDS.row })
  await caller.call('search')
  expect(fake.requests.map(({ id, headers }) => [id, headers['notion-version']])).toEqual([
    ['retrieve-page-markdown', '2026-03-11'],
    ['update-page-markdown', '2026-03-11'],
    ['retrieve-a-page', '2025-09-03'],
    ['post-search', '2025-09-03'],
  ])
})

test('only the columns that are asked for come, however Notion wrote their ids', async () => {
  await expect(
    caller.call('query_database', { data_source_id: IDS.source, properties: ['Status', 'owner'] }),
  ).resolves.toMatchObject({ items: [{ properties: { Status: 'Doing', Owner: ['Ada North'] } }] })
})

test('all conditions, or any', async () => {
  const filter = [
    { property: 'Ready', is: 'equals', value: true },
    { property: 'Hours', is: 'less_than', value: 3 },
  ]
  for (const match of ['all', 'any']) await caller.call('query_database', { data_source_id: IDS.source, filter, match })
  const sent = bodies().flatMap((body) => (body?.['filter'] ? Object.keys(body['filter']) : []))
  expect(sent).toEqual(['and', 'or'])
})

test('long texts go in requests that Notion takes, and arrive whole', async () => {
  const long = 'The lamp turns. '.repeat(400).trim()
  const paragraphs = Array.from({ length: 250 }, (_, i) => `Entry ${i}.`)
  const nested = ['- a', '  - b', '    - c', '      - d', '        - e']
  const items = Array.from({ length: 120 }, (_, i) => `under ${i}`)
  const rows = Array.from({ length: 150 }, (_, i) => `row ${i}`)
  const list = [...nested, '- many', ...items.map((item) => `  - ${item}`)].join('\n')
  const table = ['| head |', '| ---- |', ...rows.map((row) => `| ${row} |`)].join('\n')
  const markdown = [...paragraphs, long, list, table].join('\n\n')
  await caller.call('create_page', { parent_page_id: IDS.page, title: 'Log', markdown })
  const created = bodies().flatMap(textsOf)
  fake.forgetRequests()
  await expect(
    caller.call('append_block_children', { block_id: IDS.page, markdown, after: IDS.code }),
  ).resolves.toMatchObject({ added: 254 })
  const wanted = [...paragraphs, long, ...'abcde', 'many', ...items, 'head', ...rows]
  expect(created.sort()).toEqual(wanted.sort())
  expect(bodies().flatMap(textsOf).sort()).toEqual(wanted)
  // Each part follows the one before it.
  const below = fake.requests.filter(({ url }) => url.includes(IDS.page)).map(({ body }) => (body as Sent).after)
  expect(below[0]).toBe(IDS.code)
  expect(below.slice(1).every((after) => after !== undefined && after !== IDS.code)).toBe(true)
})

test('what is below a block is read to its end, and no further than asked', async () => {
  const blocks = [IDS.toggle, ...Array.from({ length: 149 }, (_, i) => IDS.task.replace(/.{3}$/, String(100 + i)))]
  const results = blocks.map((id) => ({ ...blockOf(id), id }))
  fake.answer('get-block-children', { status: 200, body: { object: 'list', results } })
  const { items } = (await caller.call('list_block_children', { block_id: IDS.page, depth: 2 })) as {
    items: { children?: { has_children?: true; children?: unknown[] }[] }[]
  }
  expect(items).toHaveLength(20)
  const [below = [], ...others] = items.map(({ children }) => children)
  expect({ below: below.length, others: others.filter(Boolean) }).toEqual({ below: 150, others: [] })
  expect(below.map(({ has_children, children }) => [has_children, children])).toEqual([
    [true, undefined],
    ...Array.from({ length: 149 }, () => [undefined, undefined]),
  ])
  expect(fake.requests).toHaveLength(3)
})

test('of a page that is too long for blocks it is said that there is more', async () => {
  fake.generate('get-block-children', 550)
  const read = await caller.call('get_page_content', { page_id: IDS.row, format: 'blocks' })
  expect(read).toMatchObject({ truncated: true, hint: expect.stringContaining('list_block_children') as string })
  // To read itself again would end at the same place.
  expect(read).not.toHaveProperty('unread_block_ids')
  expect(fake.requests).toHaveLength(5)
})

test('a person is found on any page of the workspace, and the list is asked for once', async () => {
  fake.generate('get-users', 250)
  const Owner = ['Ada North-250', 'Ada North-101']
  await caller.call('update_page', { page_id: IDS.row, properties: { Owner } })
  expect(fake.requests.filter(({ id }) => id === 'get-users')).toHaveLength(3)
  expect(bodies().at(-1)).toMatchObject({
    properties: { Owner: { people: [250, 101].map((n) => ({ id: IDS.ada.replace(/.{3}$/, String(n)) })) } },
  })
})

test('who is only similar is never taken, and a list that was cut is said to be', async () => {
  fake.generate('get-users', 1_050)
  const assigned = (...Owner: string[]) => caller.call('update_page', { page_id: IDS.row, properties: { Owner } })
  await expect(assigned('Ada North-105')).resolves.toMatchObject({ id: IDS.row })
  await expect(assigned('Ada North-1049')).rejects.toMatchObject({
    code: 'validation',
    message: expect.stringMatching(/nobody is called exactly.*Only the first 1000 people/) as string,
  })
})

test('a text that is there several times is replaced once all are meant', async () => {
  const edit = (every: boolean) =>
    caller.call('update_page_content', { page_id: IDS.row, edits: [{ find: 't', replace: 'T', every }] })
  await expect(edit(false)).rejects.toMatchObject({
    code: 'validation',
    details: { hint: expect.stringContaining('or set every') as string },
  })
  expect(fake.violations).toEqual([expect.stringContaining('occurs 2 times')])
  fake.reset()
  await expect(edit(true)).resolves.toMatchObject({ updated: true })
})

test.each([
  ['query_database', { data_source_id: HERE }],
  ['move_page', { page_id: IDS.row, to_data_source_id: HERE }],
])('%s takes no address for a data source', async (tool, args) => {
  await expect(caller.call(tool, args)).rejects.toThrow('pass it as database_id')
  expect(fake.requests).toEqual([])
})

test.each([
  ['a second title', [{ name: 'Lens', type: 'title' }], /one title/],
  ['another type of the title', [{ name: 'Task', type: 'date' }], /one title/],
  ['an option with a comma', [{ name: 'Kind', options: ['lamp, lens'] }], /no comma/],
  ['a change of a computed column', [{ name: 'Total', options: ['a'] }], /rollup can only be renamed/],
])('%s is refused before Notion has to', async (_what, properties, words) => {
  await expect(caller.call('update_data_source', { data_source_id: IDS.source, properties })).rejects.toMatchObject({
    code: 'validation',
    message: expect.stringMatching(words) as string,
  })
  expect(fake.requests.map(({ id }) => id)).toEqual(['retrieve-a-data-source'])
})

test('a database of several tables asks which; names and options of a table are told', async () => {
  await expect(caller.call('query_database', { database_id: IDS.twins })).rejects.toMatchObject({
    code: 'validation',
    message: expect.stringMatching(/several data sources: Tasks .*Old tasks /) as string,
  })
  const given = { page_id: IDS.row, properties: { Status: 'Finished' } }
  await expect(caller.call('update_page', given)).rejects.toMatchObject({
    message: expect.stringContaining('Next, Doing, Done') as string,
  })
})

test('the text of a page is a resource, and the credential says whose it is', async () => {
  const { connector, ctx } = caller.connector('read')
  await expect(connector.readResource(`notion://pages/${IDS.row}`, ctx)).resolves.toMatchObject({
    text: '# Lighthouse\n\nThe **lamp** turns.',
  })
  await expect(connector.validateAuth(ctx)).resolves.toEqual({ account: 'ada@example.com (Harbor)' })
})

interface Sent {
  children?: readonly BlockRequest[]
  after?: string
}

/** The text of each block of a request, and of those below it. */
function textsOf(body: unknown): string[] {
  const texts = (block: BlockRequest): string[] => {
    const { children = [], rich_text, cells } = fieldsOf(block) as ReturnType<typeof fieldsOf> & Texts
    const own = cells?.flat() ?? rich_text
    return [...(own ? [own.map(({ text }) => text.content).join('')] : []), ...children.flatMap(texts)]
  }
  return ((body as Sent | undefined)?.children ?? []).flatMap(texts)
}

interface Texts {
  rich_text?: readonly { text: { content: string } }[]
  cells?: readonly (readonly { text: { content: string } }[])[]
}
