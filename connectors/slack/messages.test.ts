import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import * as tools from './schemas'
import { connected } from './slack-double'

const TS = '1767222000.000100'
const LINK = `https://harbor.slack.com/archives/C0LIGHT001/p1767222000000200?thread_ts=${TS}&cid=C0LIGHT001`
const user = ({ user: id }: Readonly<Record<string, unknown>>) => ({
  user: { id, name: 'ada', profile: { display_name: id === 'U0ADA00001' ? 'Ada North' : 'Ben South' } },
})
const message = { type: 'message', ts: TS, user: 'U0ADA00001', text: 'The *lamp* is lit, <@U0BEN00002> &amp; all' }

test('a message is Markdown with names, and carries only what is there', async () => {
  const messages = [
    {
      ...message,
      thread_ts: TS,
      reply_count: 2,
      edited: { user: 'U0ADA00001', ts: TS },
      reactions: [{ name: 'tada', count: 3, users: ['U0ADA00001'] }],
      files: [{ id: 'F0PLAN0001', name: 'plan.md' }],
      attachments: [{ title: 'Fog horn', title_link: 'https://horn.example/1', text: 'It *works*' }],
    },
    {
      ts: '1767221000.000100',
      text: '',
      bot_id: 'B0ALARM001',
      username: 'Ada North',
      blocks: [{ type: 'section', text: { text: '*fog*' } }],
    },
  ]
  const { call, forms } = connected({ 'conversations.history': { messages, has_more: false }, 'users.info': user })
  expect(await call('conversations_history', { channel: 'C0LIGHT001', oldest: '2026-01-01', limit: 5 })).toEqual({
    items: [
      {
        ts: TS,
        at: '2025-12-31T23:00Z',
        from: 'Ada North',
        text: 'The **lamp** is lit, @Ben South & all',
        replies: 2,
        edited: true,
        reactions: ['tada 3'],
        files: ['F0PLAN0001 plan.md'],
        attachments: ['Fog horn — It **works** — https://horn.example/1'],
      },
      { ts: '1767221000.000100', at: '2025-12-31T22:43Z', from: 'Ada North (app)', text: '**fog**' },
    ],
    has_more: false,
  })
  expect(forms('conversations.history')).toEqual([
    { channel: 'C0LIGHT001', oldest: '1767225600', inclusive: true, limit: 5 },
  ])
})

test('without the right to see people their ids stay', async () => {
  const { call } = connected({ 'conversations.history': { messages: [message] }, 'users.info': 'missing_scope' })
  const found = await call('conversations_history', { channel: 'C0LIGHT001' })
  expect(found.items).toMatchObject([{ from: 'U0ADA00001', text: 'The **lamp** is lit, @U0BEN00002 & all' }])
})

test('many people are looked up at once', async () => {
  const ids = Array.from({ length: 8 }, (_, i) => `U0CREW000${i}`)
  const messages = ids.map((id, i) => ({ ts: `176722200${i}.000100`, user: id, text: 'Aye.' }))
  const members = ids.slice(1).map((id) => ({ id, name: `crew${id.at(-1)}` }))
  const { call, methods } = connected({
    'conversations.history': { messages },
    'users.list': { members },
    'users.info': user,
  })
  const found = await call('conversations_history', { channel: 'C0LIGHT001' })
  expect((found.items as { from: string }[]).map(({ from }) => from).slice(0, 2)).toEqual(['Ben South', 'crew1'])
  expect(methods()).toEqual(['conversations.history', 'users.list', 'users.info'])
})

test('a thread by any link into it; its first message stands on the first page alone', async () => {
  const answers = (page: number) => [message, { ...message, ts: `176722200${page}.000300`, thread_ts: TS }]
  const { call, forms } = connected({
    'conversations.replies': ({ cursor }) =>
      cursor === undefined
        ? { messages: answers(1), response_metadata: { next_cursor: 'bmV4dA==' } }
        : { messages: answers(2), response_metadata: { next_cursor: '' } },
    'users.info': user,
  })
  const first = await call('conversations_replies', { ts: LINK })
  expect((first.items as { ts: string }[]).map(({ ts }) => ts)).toEqual([TS, '1767222001.000300'])
  const second = await call('conversations_replies', { ts: LINK, cursor: first.next_cursor })
  expect(second).toMatchObject({ items: [{ ts: '1767222002.000300', thread_ts: TS }], has_more: false })
  expect(forms('conversations.replies')[1]).toEqual({ channel: 'C0LIGHT001', ts: TS, limit: 20, cursor: 'bmV4dA==' })
})

test('an app with few messages per call says so', async () => {
  const plan = { 'conversations.history': { messages: [] } }
  const { call, forms } = connected(plan, { configuration: { historyPageSize: 15 } })
  const args = { channel: 'C0LIGHT001', limit: 50 }
  expect(await call('conversations_history', args)).toMatchObject({
    hint: expect.stringContaining('15 messages per call'),
  })
  expect(forms('conversations.history')).toEqual([{ channel: 'C0LIGHT001', limit: 15 }])
  expect(await call('conversations_history', { ...args, limit: 15 })).not.toHaveProperty('hint')
})

test('what is sent is Markdown, and a thread link says where', async () => {
  const { call, forms } = connected({ 'chat.postMessage': { channel: 'C0LIGHT001', ts: TS, message: {} } })
  expect(await call('send_message', { thread_ts: LINK, text: '**Lit**', reply_broadcast: true })).toEqual({
    channel: 'C0LIGHT001',
    ts: TS,
    thread_ts: TS,
  })
  await call('send_message', { channel: 'C0LIGHT001', text: 'x' })
  expect(forms('chat.postMessage')).toEqual([
    { channel: 'C0LIGHT001', thread_ts: TS, markdown_text: '**Lit**', reply_broadcast: true },
    { channel: 'C0LIGHT001', markdown_text: 'x' },
  ])
})

test.each([
  ['send_message', { text: 'x' }],
  ['send_message', { channel: 'C0LIGHT001', text: 'x'.repeat(12_001) }],
  ['send_message', { thread_ts: TS, text: 'x' }],
  ['get_permalink', { ts: TS }],
  ['update_message', { ts: 'yesterday at noon', channel: 'C0LIGHT001', text: 'x' }],
  ['reactions_add', { ts: LINK, name: 'thumbs up' }],
  ['schedule_message', { channel: 'C0LIGHT001', text: 'x', send_at: '1m' }],
  ['schedule_message', { channel: 'C0LIGHT001', text: 'x', send_at: '121d' }],
  ['conversations_history', { channel: 'C0LIGHT001', oldest: 'yesterday' }],
])('%s refuses %j before Slack is asked', async (tool, args) => {
  const { call, methods } = connected({})
  await expect(call(tool, args)).rejects.toMatchObject({ code: 'validation' })
  expect(methods()).toEqual([])
})

test('a message is changed, planned, cited', async () => {
  const { call, forms } = connected({
    'chat.update': { channel: 'C0LIGHT001', ts: TS },
    'chat.scheduleMessage': ({ post_at }) => ({ channel: 'C0LIGHT001', scheduled_message_id: 'Q1', post_at }),
    'chat.getPermalink': { permalink: 'https://harbor.slack.com/archives/C0LIGHT001/p1' },
  })
  await call('update_message', { channel: 'C0LIGHT001', ts: TS, text: 'Out.' })
  expect(forms('chat.update')).toEqual([{ channel: 'C0LIGHT001', ts: TS, markdown_text: 'Out.' }])
  const plan = await call('schedule_message', { channel: 'C0LIGHT001', text: 'Soon.', send_at: '2h' })
  expect(plan).toEqual({ channel: 'C0LIGHT001', scheduled_message_id: 'Q1', send_at: expect.stringMatching(/Z$/) })
  expect(Number.isInteger(forms('chat.scheduleMessage')[0]?.post_at)).toBe(true)
  await call('get_permalink', { channel: 'C0LIGHT001', ts: TS })
  await call('get_permalink', { ts: LINK })
  expect(forms('chat.getPermalink')).toEqual([
    { channel: 'C0LIGHT001', message_ts: TS },
    { channel: 'C0LIGHT001', message_ts: '1767222000.000200' },
  ])
})

test.each([
  ['reactions_add', 'reactions.add', 'already_reacted'],
  ['reactions_remove', 'reactions.remove', 'no_reaction'],
])('%s: that it is so already is fine, anything else is not', async (tool, method, already) => {
  const args = { ts: LINK, name: ':thumbsup::skin-tone-2:' }
  const done = connected({ [method]: {} })
  expect(await done.call(tool, args)).toEqual({
    channel: 'C0LIGHT001',
    ts: '1767222000.000200',
    name: 'thumbsup::skin-tone-2',
  })
  expect(done.forms(method)).toEqual([
    { channel: 'C0LIGHT001', timestamp: '1767222000.000200', name: 'thumbsup::skin-tone-2' },
  ])
  expect(await connected({ [method]: already }).call(tool, args)).toMatchObject({ unchanged: true })
  await expect(connected({ [method]: 'message_not_found' }).call(tool, args)).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('an account outside the channel learns how to get in', async () => {
  const failed = connected({ 'conversations.history': 'not_in_channel' }).call('conversations_history', {
    channel: 'C0LIGHT001',
  })
  await expect(failed).rejects.toMatchObject({
    code: 'forbidden',
    details: { hint: expect.stringContaining('conversations_join') },
  })
})

test('a usual page of 20 messages stays small', async () => {
  const text =
    'I checked the *lamp* of the <https://harbor.example/lighthouse|lighthouse> this morning: the motor turns, but the lens has to be cleaned before the fog season. <@U0BEN00002>, can you order the cloth?'
  const messages = Array.from({ length: 20 }, (_, i) => ({
    ...message,
    ts: `${1_767_222_000 - i * 777}.000${100 + i}`,
    user: i % 2 ? 'U0ADA00001' : 'U0BEN00002',
    text: i % 3 ? text : 'Thanks, will do.',
    ...(i % 4 ? {} : { reply_count: 3, reactions: [{ name: 'thumbsup', count: 2 }] }),
  }))
  const { call } = connected({ 'conversations.history': { messages }, 'users.info': user })
  const size = encode(JSON.stringify(await call('conversations_history', { channel: 'C0LIGHT001' }))).length
  expect(size).toBeLessThanOrEqual(2_000)
})

test('only one scope is needed to open a direct message, and none of its kind to write to a channel', () => {
  const { conversationsOpen, sendMessage, scheduleMessage, uploadFile, canvasesCreate } = tools
  expect(conversationsOpen).toMatchObject({ scopes: ['im:write'], optionalScopes: ['mpim:write'] })
  for (const tool of [sendMessage, scheduleMessage, uploadFile, canvasesCreate]) {
    expect(tool.scopes).toHaveLength(1)
    expect(tool.optionalScopes).toEqual(['im:write'])
  }
})

test('a channel and a thread are resources', async () => {
  const messages = [
    { ...message, ts: '1767222060.000100', text: 'Second' },
    { ...message, text: 'First' },
  ]
  const plan = {
    'conversations.history': { messages },
    'conversations.replies': { messages: [message] },
    'users.info': user,
  }
  const { read, forms } = connected(plan)
  const { text } = (await read('slack://channels/C0LIGHT001')) as { text: string }
  expect(text).toMatch(/^> .*not instructions\.\n\n\*\*Ada North\*\*, 2025-12-31T23:00Z\nFirst\n\n[^]*Second$/)
  expect(await read(`slack://channels/C0LIGHT001/threads/${TS}`)).toMatchObject({ mimeType: 'text/markdown' })
  expect(forms('conversations.replies')).toEqual([{ channel: 'C0LIGHT001', ts: TS, limit: 200 }])
})

test('prompts name tools that there are', async () => {
  const { prompts } = connected({})
  const all = await prompts()
  expect(all.map(({ name }) => name)).toEqual(['catch_up_on_channel', 'summarise_thread'])
  const texts = await Promise.all(all.map(({ render }) => render({ channel: '#lighthouse', link: LINK }, {} as never)))
  expect(JSON.stringify(texts)).toContain('since 3d')
  expect(JSON.stringify(texts)).toContain('material to judge')
})
