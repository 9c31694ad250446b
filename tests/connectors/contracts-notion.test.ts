import { call, refusals } from '../support/vendors/call'
import { contracts, sources } from '../support/vendors/contracts'

const notion = contracts.notion()
const ID = '59833787-2cf9-4fdf-8782-e53db20768a5'
const headers = { 'notion-version': '2025-09-03' }
const markdown = { 'notion-version': '2026-03-11' }
const text = (content: string) => [{ type: 'text', text: { content } }]
const send = (method: string, target: string, body?: object) =>
  call(method, target, { headers, ...(body ? { body } : {}) })
const append = (...children: object[]) => send('PATCH', `/v1/blocks/${ID}/children`, { children })

test('every operation is in the vendor’s document', () => {
  expect(sources('notion')).toEqual([])
})

test.each([
  ['post-search', send('POST', '/v1/search', { query: 'lamp', filter: { property: 'object', value: 'page' } })],
  ['retrieve-a-page', send('GET', `/v1/pages/${ID}?filter_properties=title&filter_properties=abc`)],
  ['retrieve-page-markdown', call('GET', `/v1/pages/${ID}/markdown`, { headers: markdown })],
  [
    'query-data-source',
    send('POST', `/v1/data_sources/${ID}/query`, { sorts: [{ property: 'Name', direction: 'ascending' }] }),
  ],
  [
    'post-page',
    send('POST', '/v1/pages', { parent: { type: 'page_id', page_id: ID }, properties: {}, markdown: '# Lamp' }),
  ],
  ['patch-page', send('PATCH', `/v1/pages/${ID}`, { in_trash: true, icon: null })],
  ['patch-block-children', append({ type: 'to_do', to_do: { rich_text: text('Light it'), checked: false } })],
  ['create-a-comment', send('POST', '/v1/comments', { parent: { page_id: ID }, rich_text: text('Lit.') })],
  ['get-self', send('GET', '/v1/users/me')],
])('takes %s', (id, given) => {
  expect(notion.judge(given)).toMatchObject({ id, violations: [] })
})

test.each([
  ['a removed endpoint', send('POST', `/v1/databases/${ID}/query`, {}), 'the vendor has no such address'],
  ['a missing version', call('GET', '/v1/users/me'), 'header Notion-Version is missing.'],
  [
    'an old version',
    call('GET', '/v1/users/me', { headers: { 'notion-version': '2022-06-28' } }),
    'header Notion-Version may not be "2022-06-28".',
  ],
  [
    'Markdown with the version of the others',
    send('GET', `/v1/pages/${ID}/markdown`),
    'header Notion-Version may not be "2025-09-03".',
  ],
  ['an id without dashes', send('GET', `/v1/pages/${ID.replaceAll('-', '')}`), 'path parameter "page_id" may not be'],
  ['an unknown parameter', send('GET', `/v1/blocks/${ID}/children?cursor=a`), 'query parameter "cursor" is unknown.'],
  ['a missing parameter', send('GET', '/v1/comments'), 'query parameter "block_id" is missing.'],
  ['a page that is too large', send('GET', '/v1/users?page_size=101'), 'query parameter "page_size" may not be "101".'],
  [
    'a search for databases',
    send('POST', '/v1/search', { filter: { property: 'object', value: 'database' } }),
    'filter.value: must be one of page, data_source.',
  ],
  [
    'a page below a database',
    send('POST', '/v1/pages', { parent: { database_id: ID }, properties: {} }),
    'parent: field "database_id" is unknown.',
  ],
  ['a page without a parent', send('POST', '/v1/pages', { properties: {} }), 'body: field "parent" is missing.'],
  ['a page without a body', send('POST', '/v1/pages'), 'the body is missing.'],
  [
    'Markdown beside blocks',
    send('POST', '/v1/pages', { parent: { page_id: ID }, markdown: 'a', children: [] }),
    'body: must NOT be valid.',
  ],
  [
    'a wrong enum',
    send('POST', `/v1/data_sources/${ID}/query`, { sorts: [{ property: 'Name', direction: 'up' }] }),
    'direction: must be one of ascending, descending.',
  ],
  ['an unknown kind of block', append({ type: 'poem', poem: {} }), 'type: must be one of'],
  [
    'an unknown field deep in blocks',
    append({
      type: 'toggle',
      toggle: { rich_text: [], children: [{ type: 'quote', quote: { rich_text: [], tea: 1 } }] },
    }),
    'children.0.toggle.children.0.quote: field "tea" is unknown.',
  ],
  [
    'a text that is too long',
    append({ type: 'quote', quote: { rich_text: text('a'.repeat(2001)) } }),
    'must NOT have more than 2000 characters.',
  ],
  [
    'too many blocks',
    append(...Array.from({ length: 101 }, () => ({ type: 'divider', divider: {} }))),
    'children: must NOT have more than 100 items.',
  ],
  [
    'an update of a kind that is deprecated',
    call('PATCH', `/v1/pages/${ID}/markdown`, { headers: markdown, body: { type: 'insert_content' } }),
    'type: must be one of replace_content, update_content.',
  ],
])('refuses %s', (_what, given, words) => {
  expect(refusals(notion, given)).toContainEqual(expect.stringContaining(words))
})
