import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { connected } from '../../tests/support/vendors/vendor-double'
import { Notion } from '.'

const SEARCH = 'POST https://api.notion.com/v1/search'
const SOURCE = '2a2a2a2a-5b6a-4789-8abc-0123456789ab'
const DATABASE = '3c3c3c3c-5b6a-4789-8abc-0123456789ab'
const id = (n: number) => `${(0x10_00_00_00 + n).toString(16)}-5b6a-4789-8abc-0123456789ab`
const run = (content: string) => ({ type: 'text', plain_text: content })
const source = {
  ...{ object: 'data_source', id: SOURCE, title: [run('Tasks')], properties: {} },
  parent: { type: 'database_id', database_id: DATABASE },
}
const row = (n: number) => ({
  ...{ object: 'page', id: id(n), url: 'https://www.notion.so/x', last_edited_time: '2026-11-20T17:45:00.000Z' },
  properties: {
    Task: { type: 'title', title: [run(`Turn the lamp of the north tower before dusk, and log it (${n})`)] },
  },
})
const of = (body: unknown) => connected('notion', Notion, { [SEARCH]: { body } })

test('pages and data sources by title', async () => {
  const results = [{ ...row(1), parent: { type: 'workspace', workspace: true } }, source]
  const { http, call } = of({ results, has_more: false })
  expect(await call('search', { query: 'lamp', type: 'page', order: 'oldest' })).toMatchObject({
    items: [
      { type: 'page', id: id(1), parent: 'workspace', edited: '2026-11-20T17:45Z' },
      { type: 'data_source', id: SOURCE, title: 'Tasks', parent: `database ${DATABASE}` },
    ],
    has_more: false,
  })
  expect(http.seen[0]?.body).toEqual({
    query: 'lamp',
    sort: { timestamp: 'last_edited_time', direction: 'ascending' },
    filter: { property: 'object', value: 'page' },
    page_size: 20,
  })
  await call('search', {})
  expect(http.seen[1]?.body).toEqual({ page_size: 20 })
})

test('databases are data sources', async () => {
  const { http, call } = of({ results: [source] })
  expect(await call('list_databases', { order: 'newest' })).toEqual({
    items: [{ title: 'Tasks', data_source_id: SOURCE, database_id: DATABASE }],
    has_more: false,
  })
  expect(http.seen[0]?.body).toMatchObject({ filter: { property: 'object', value: 'data_source' } })
})

test.each(['search', 'list_databases'])('a page of %s is small', async (tool) => {
  const parent = { type: 'data_source_id', data_source_id: SOURCE, database_id: DATABASE }
  const one = (n: number) =>
    tool === 'search'
      ? { ...row(n), parent }
      : {
          ...source,
          id: id(n),
          title: [run(`Work of the harbour ${n}`)],
          last_edited_time: '2026-11-20T17:45:00.000Z',
        }
  const { call } = of({ results: Array.from({ length: 20 }, (_, n) => one(n)) })
  expect(encode(JSON.stringify(await call(tool))).length).toBeLessThanOrEqual(2_000)
})
