import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { connected } from './slack-double'

const me = { 'auth.test': { user: 'ada', user_id: 'U0ADA00001' } }
const found = {
  author_user_id: 'U0ADA00001',
  channel_id: 'C0LIGHT001',
  channel_name: 'lighthouse',
  message_ts: '1767222000.000100',
  content: 'The *lamp* is lit',
  is_author_bot: false,
  permalink: 'https://harbor.slack.com/archives/C0LIGHT001/p1767222000000100',
}
const match = {
  type: 'message',
  user: 'U0ADA00001',
  username: 'ada',
  channel: { id: 'C0LIGHT001', name: 'lighthouse' },
  ts: found.message_ts,
  text: found.content,
  permalink: found.permalink,
}
const item = {
  text: 'The **lamp** is lit',
  from: 'Ada North',
  channel: '#lighthouse',
  at: '2025-12-31T23:00Z',
  url: found.permalink,
}
const user = { 'users.info': { user: { id: 'U0ADA00001', name: 'ada', profile: { display_name: 'Ada North' } } } }
const newer = {
  'assistant.search.context': { results: { messages: [found] }, response_metadata: { next_cursor: 'bjI=' } },
}
const older = {
  'search.messages': ({ page }: Readonly<Record<string, unknown>>) => ({
    messages: { total: 40, matches: [match], paging: { count: 20, total: 40, page, pages: 2 } },
  }),
}

test('the newer search, in the kinds of conversation that were granted', async () => {
  const { call, forms, methods } = connected(
    { ...me, ...user, ...newer },
    { scopes: 'search:read.public,search:read.im,search:read' },
  )
  const args = { query: 'lamp', channel: 'C0LIGHT001', from: 'me', after: '2026-01-01', sort: 'newest' }
  const first = await call('search_messages', args)
  expect(first).toMatchObject({ items: [item], has_more: true })
  await call('search_messages', { ...args, cursor: first.next_cursor })
  const form = {
    query: 'lamp in:<#C0LIGHT001> from:<@U0ADA00001>',
    channel_types: 'public_channel,im',
    include_bots: true,
    after: 1_767_225_600,
    sort: 'timestamp',
    sort_dir: 'desc',
    limit: 20,
  }
  expect(forms('assistant.search.context')).toEqual([form, { ...form, cursor: 'bjI=' }])
  // What is granted is asked once, not for each page.
  expect(methods().filter((method) => method === 'auth.test').length).toBeLessThanOrEqual(2)
})

test('the older search, where only that was granted: days as words, pages to the end', async () => {
  const { call, forms, methods } = connected({ ...me, ...user, ...older }, { scopes: 'users:read,search:read' })
  const args = { query: 'lamp', after: '2026-01-10', before: '2026-01-31T08:00:00Z', limit: 5 }
  const first = await call('search_messages', args)
  expect(first).toMatchObject({ items: [item], total: 40, has_more: true })
  expect(await call('search_messages', { ...args, cursor: first.next_cursor })).toMatchObject({ has_more: false })
  const form = { query: 'lamp after:2026-01-09 before:2026-02-01', sort: 'score', sort_dir: 'desc', count: 5 }
  expect(forms('search.messages')).toEqual([
    { ...form, page: 1 },
    { ...form, page: 2 },
  ])
  expect(methods()).not.toContain('assistant.search.context')
})

test.each([
  'missing_scope',
  'unknown_method',
  'feature_not_enabled',
  'assistant_search_context_disabled',
  'not_allowed_token_type',
])('where nobody says what was granted, %s of the newer search leads to the older', async (error) => {
  const { call, forms } = connected({ ...me, ...user, ...older, 'assistant.search.context': error })
  expect(await call('search_messages', { query: 'lamp' })).toMatchObject({ items: [item] })
  expect(forms('assistant.search.context')).toMatchObject([{ channel_types: 'public_channel' }])
})

test.each([
  [
    'an error of another kind',
    { 'assistant.search.context': 'query_too_long' },
    'search:read.public,search:read',
    'validation',
  ],
  [
    'only the newer scope',
    { 'assistant.search.context': 'feature_not_enabled' },
    'search:read.public',
    'unsupported_plan',
  ],
  ['neither scope', {}, 'chat:write', 'missing_scope'],
  [
    'a bot token',
    { 'assistant.search.context': 'not_allowed_token_type', 'search.messages': 'not_allowed_token_type' },
    undefined,
    'missing_scope',
  ],
])('%s is said, not searched around', async (_, plan, scopes, code) => {
  const { call } = connected({ ...me, ...plan }, scopes === undefined ? {} : { scopes })
  await expect(call('search_messages', { query: 'lamp' })).rejects.toMatchObject({ code })
})

test('apps, direct messages and what is not named', async () => {
  const results = {
    messages: [
      { ...found, is_author_bot: true, author_name: 'Ada North' },
      { content: null, message_ts: found.message_ts, channel_id: 'D0DIRECT01' },
    ],
  }
  const plan = { ...me, ...user, 'assistant.search.context': { results } }
  const { items } = await connected(plan, { scopes: 'search:read.public' }).call('search_messages', { query: 'x' })
  expect(items).toMatchObject([{ from: 'Ada North (app)' }, { text: '', from: 'unknown', channel: 'D0DIRECT01' }])
})

test('the older search calls a direct message by the id of the other person', async () => {
  const direct = { ...match, channel: { id: 'D0ADA00001', name: 'U0ADA00001' } }
  const plan = { ...me, ...user, 'search.messages': { messages: { matches: [direct], paging: { pages: 1 } } } }
  const { items } = await connected(plan, { scopes: 'search:read' }).call('search_messages', { query: 'x' })
  expect(items).toMatchObject([{ channel: '@Ada North' }])
})

test('the older search finds what apps say in blocks and attachments', async () => {
  const app = { ...match, user: null, username: 'Alarm', bot_id: 'B0ALARM001', text: '' }
  const matches = [
    { ...app, blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Fog horn' } }] },
    { ...app, attachments: [{ pretext: 'The lamp', fields: [{ title: 'Place', value: 'Pier' }] }] },
  ]
  const plan = { ...me, ...user, 'search.messages': { messages: { matches, paging: { pages: 1 } } } }
  const { items } = await connected(plan, { scopes: 'search:read' }).call('search_messages', { query: 'x' })
  expect(items).toMatchObject([
    { text: 'Fog horn', from: 'Alarm (app)' },
    { text: 'The lamp — Place: Pier', from: 'Alarm (app)' },
  ])
})

test('a usual page of 20 results stays small', async () => {
  const content =
    'I checked the *lamp* of the lighthouse this morning: the motor turns, but the lens has to be cleaned soon.'
  const messages = Array.from({ length: 20 }, () => ({ ...found, content }))
  const plan = { ...me, ...user, 'assistant.search.context': { results: { messages } } }
  const page = await connected(plan, { scopes: 'search:read.public' }).call('search_messages', { query: 'lamp' })
  expect(encode(JSON.stringify(page)).length).toBeLessThanOrEqual(2_000)
})
