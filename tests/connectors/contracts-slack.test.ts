import { call, refusals } from '../support/vendors/call'
import { contracts, grantsAll } from '../support/vendors/contracts'

const slack = contracts.slack()
const post = (method: string, form: Readonly<Record<string, string>> = {}) => call('POST', `/${method}`, { form })

test.each([
  [
    'conversations.list',
    post('conversations.list', { types: 'public_channel,im', limit: '200', exclude_archived: 'true' }),
  ],
  ['conversations.history', call('GET', '/conversations.history?channel=C1&oldest=1700000000.000100&inclusive=1')],
  ['chat.postMessage', post('chat.postMessage', { channel: 'C1', markdown_text: 'Lit.', unfurl_links: 'false' })],
  ['chat.postMessage', post('chat.postMessage', { channel: 'C1', text: 'Lit.', blocks: '[{"type":"divider"}]' })],
  ['conversations.open', post('conversations.open', { users: 'U1,U2' })],
  ['files.completeUploadExternal', post('files.completeUploadExternal', { files: '[{"id":"F1","title":"log"}]' })],
  ['canvases.create', post('canvases.create', { document_content: '{"type":"markdown","markdown":"# Lamp"}' })],
  [
    'assistant.search.context',
    post('assistant.search.context', { query: 'lamp', content_types: 'messages', limit: '20' }),
  ],
  ['auth.test', post('auth.test')],
])('takes %s', (id, given) => {
  expect(slack.judge(given)).toMatchObject({ id, violations: [] })
})

test.each([
  ['a removed method', post('files.upload', { channels: 'C1' }), 'the vendor has no such address'],
  ['an unknown method', post('chat.shout'), 'the vendor has no such address'],
  ['a wrong HTTP method', call('PUT', '/auth.test'), 'the vendor has no such address'],
  [
    'an unknown argument',
    post('users.info', { user: 'U1', include_labels: 'true' }),
    'body: field "include_labels" is unknown.',
  ],
  [
    'an argument of another name',
    post('conversations.info', { channel_id: 'C1' }),
    'body: field "channel_id" is unknown.',
  ],
  ['a missing argument', post('conversations.replies', { channel: 'C1' }), 'body: field "ts" is missing.'],
  [
    'JSON',
    call('POST', '/conversations.info', { body: { channel: 'C1' } }),
    'the arguments go as a form, not as JSON.',
  ],
  ['a wrong number', post('conversations.list', { limit: 'many' }), 'limit: must be integer.'],
  ['a wrong boolean', post('users.info', { user: 'U1', include_locale: 'yes' }), 'include_locale: must be boolean.'],
  [
    'a wrong enum in a list',
    post('conversations.list', { types: 'public_channel,secret' }),
    'types.1: must be one of public_channel, private_channel, mpim, im.',
  ],
  ['a wrong enum', post('search.messages', { query: 'a', sort: 'best' }), 'sort: must be one of score, timestamp.'],
  ['a page that is too large', post('assistant.search.context', { query: 'a', limit: '21' }), 'limit: must be <= 20.'],
  [
    'a history that is too large',
    post('conversations.history', { channel: 'C1', limit: '1000' }),
    'limit: must be <= 999.',
  ],
  ['a list that is not JSON', post('files.completeUploadExternal', { files: 'F1' }), 'files: must be array.'],
  [
    'an unknown field in JSON',
    post('files.completeUploadExternal', { files: '[{"id":"F1","name":"log"}]' }),
    'files.0: field "name" is unknown.',
  ],
  [
    'both kinds of text',
    post('chat.postMessage', { channel: 'C1', text: 'a', markdown_text: 'a' }),
    'body: must NOT be valid.',
  ],
  ['a message without text', post('chat.postMessage', { channel: 'C1' }), 'body: must match a schema in anyOf.'],
  [
    'a text that is too long',
    post('chat.postMessage', { channel: 'C1', markdown_text: 'a'.repeat(12_001) }),
    'markdown_text: must NOT have more than 12000 characters.',
  ],
  ['neither channel nor users', post('conversations.open'), 'body: must match exactly one schema in oneOf.'],
])('refuses %s', (_what, given, words) => {
  expect(refusals(slack, given)).toContainEqual(expect.stringContaining(words))
})

test('refuses an argument that is given more than once', () => {
  const form = new URLSearchParams([['user', 'U1'], ['user', 'U2']]) // prettier-ignore
  expect(refusals(slack, { ...post('users.info'), form })).toEqual(['argument "user" is given more than once.'])
})

test('any of the documented scopes will do', () => {
  const { operation } = slack.judge(post('conversations.join', { channel: 'C1' }))
  const needed = operation?.scopes ?? []
  expect(needed).toEqual(['channels:join|channels:write'])
  expect(grantsAll(['channels:write'], needed)).toBe(true)
  expect(grantsAll(['channels:read'], needed)).toBe(false)
  expect(slack.judge(post('auth.test')).operation?.scopes).toEqual([])
})
