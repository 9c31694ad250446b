import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { connected } from './slack-double'

const lighthouse = {
  id: 'C0LIGHT001',
  name: 'lighthouse',
  is_channel: true,
  is_private: false,
  is_member: true,
  is_archived: false,
  num_members: 12,
  created: 1_767_222_000,
  creator: 'U0ADA00001',
  topic: { value: 'The *lamp*, by <@U0ADA00001>', creator: 'U0ADA00001', last_set: 1 },
  purpose: { value: 'Keeping it lit' },
}
const ada = {
  id: 'U0ADA00001',
  name: 'ada',
  real_name: 'Ada North',
  tz: 'Europe/Oslo',
  profile: {
    display_name: 'Ada',
    real_name: 'Ada North',
    title: 'Keeper',
    email: 'ada@harbor.example',
    status_emoji: ':fog:',
    status_text: 'at sea',
  },
}
const bot = { id: 'U0BOT00001', name: 'alarm', is_bot: true, profile: { real_name: 'Alarm' } }
const gone = { id: 'U0BEN00002', name: 'ben', deleted: true, profile: { real_name: 'Ben South' } }
const info = { 'users.info': { user: ada } }

test('a page of channels leads to the next', async () => {
  const { call, forms } = connected({
    ...info,
    'conversations.list': { channels: [lighthouse], response_metadata: { next_cursor: 'bmV4dA==' } },
  })
  const first = await call('list_channels', {})
  expect(first).toMatchObject({
    items: [{ id: 'C0LIGHT001', name: 'lighthouse', topic: 'The **lamp**, by @Ada', members: 12 }],
    has_more: true,
  })
  await call('list_channels', { cursor: first.next_cursor })
  const form = { types: 'public_channel', exclude_archived: true, limit: 20 }
  expect(forms('conversations.list')).toEqual([form, { ...form, cursor: 'bmV4dA==' }])
})

test('channels by a part of their name, from the whole list', async () => {
  const channels = Array.from({ length: 30 }, (_, i) => ({
    id: `C0LAMP00${10 + i}`,
    name: i % 2 ? `lamp-${i}` : `horn-${i}`,
  }))
  const { call, forms } = connected({ 'conversations.list': { channels } })
  const first = await call('list_channels', { query: '#Lamp', limit: 10 })
  expect(first).toMatchObject({ total: 15, has_more: true })
  const second = await call('list_channels', { query: '#Lamp', limit: 10, cursor: first.next_cursor })
  expect((second.items as unknown[]).length).toBe(5)
  expect(forms('conversations.list')[0]).toEqual({ types: 'public_channel', exclude_archived: true, limit: 999 })
})

test('the conversations of a person, with whom', async () => {
  const direct = { id: 'D0ADA00001', is_im: true, user: 'U0ADA00001' }
  const { call, forms } = connected({ ...info, 'users.conversations': { channels: [direct] } })
  const asked = { user: 'U0ADA00001', types: ['im', 'mpim'], include_archived: true }
  expect(await call('list_my_conversations', asked)).toMatchObject({
    items: [{ id: 'D0ADA00001', kind: 'im', with: 'Ada' }],
  })
  expect(forms('users.conversations')).toEqual([
    { user: 'U0ADA00001', types: 'im,mpim', exclude_archived: false, limit: 20 },
  ])
})

test('one channel, whole; joining gives the same', async () => {
  const plan = { ...info, 'conversations.info': { channel: lighthouse }, 'conversations.join': { channel: lighthouse } }
  const { call, forms } = connected(plan)
  const expected = {
    id: 'C0LIGHT001',
    name: 'lighthouse',
    kind: 'public_channel',
    topic: 'The **lamp**, by @Ada',
    purpose: 'Keeping it lit',
    members: 12,
    is_member: true,
    created: '2025-12-31T23:00Z',
    creator: 'Ada',
  }
  expect(await call('conversations_info', { channel: 'C0LIGHT001' })).toEqual(expected)
  expect(await call('conversations_join', { channel: 'C0LIGHT001' })).toEqual(expected)
  expect(forms('conversations.join')).toEqual([{ channel: 'C0LIGHT001' }])
})

test('members with names; a direct message is opened with ids', async () => {
  const { call, forms } = connected({
    ...info,
    'conversations.members': { members: ['U0ADA00001'], response_metadata: { next_cursor: '' } },
    'conversations.open': { channel: { id: 'G0GROUP001' }, already_open: true },
  })
  expect(await call('conversations_members', { channel: 'C0LIGHT001' })).toEqual({
    items: [{ id: 'U0ADA00001', name: 'Ada' }],
    has_more: false,
  })
  const opened = await call('conversations_open', { users: ['U0ADA00001', '<@U0BEN00002>'] })
  expect(opened).toEqual({ id: 'G0GROUP001', already_open: true })
  expect(forms('conversations.open')).toEqual([{ users: 'U0ADA00001,U0BEN00002' }])
})

test('the directory shows active people, and the others when asked', async () => {
  const members = [ada, bot, gone, { id: 'USLACKBOT', name: 'slackbot', is_bot: false }]
  const { call, forms } = connected({ 'users.list': { members, response_metadata: { next_cursor: 'bmV4dA==' } } })
  expect(await call('users_list')).toMatchObject({
    items: [{ id: 'U0ADA00001', handle: 'ada', name: 'Ada', title: 'Keeper' }],
    has_more: true,
  })
  const all = await call('users_list', { include_bots: true, include_deactivated: true })
  expect(all.items).toMatchObject([
    { name: 'Ada' },
    { bot: true },
    { deactivated: true },
    { handle: 'slackbot', bot: true },
  ])
  expect(forms('users.list')).toEqual([{ limit: 20 }, { limit: 20 }])
})

test('the directory by a part of a name', async () => {
  const { call, forms } = connected({ 'users.list': { members: [ada, bot, gone] } })
  expect(await call('users_list', { query: 'north' })).toMatchObject({
    items: [{ handle: 'ada' }],
    total: 1,
    has_more: false,
  })
  expect(forms('users.list')).toEqual([{ limit: 999 }])
})

test('one person: by id, by address, and the profile with the names of own fields', async () => {
  const fields = { Xf01: { value: 'Lamp room', alt: '', label: 'Place' }, Xf02: { value: '', alt: '' } }
  const { call, forms } = connected({
    ...info,
    'auth.test': { user: 'ada', user_id: 'U0ADA00001' },
    'users.lookupByEmail': { user: ada },
    'users.profile.get': { profile: { ...ada.profile, status_expiration: 0, fields } },
  })
  const expected = { id: 'U0ADA00001', email: 'ada@harbor.example', status: ':fog: at sea', time_zone: 'Europe/Oslo' }
  expect(await call('users_info', { user: 'U0ADA00001' })).toMatchObject(expected)
  expect(await call('users_lookup_by_email', { email: 'ada@harbor.example' })).toMatchObject(expected)
  const profile = await call('users_profile')
  expect(profile).toMatchObject({ status: ':fog: at sea', fields: [{ label: 'Place', value: 'Lamp room' }] })
  expect(profile).not.toHaveProperty('status_until')
  expect(forms('users.profile.get')).toEqual([{ user: 'U0ADA00001', include_labels: true }])
  await expect(call('users_lookup_by_email', { email: 'ada' })).rejects.toMatchObject({ code: 'validation' })
})

test('user groups in pages', async () => {
  const usergroups = Array.from({ length: 60 }, (_, i) => ({
    id: `S${i}`,
    handle: `crew${i}`,
    name: 'Crew',
    user_count: '1',
    users: ['U0ADA00001'],
    date_delete: 0,
  }))
  const { call, forms } = connected({ ...info, 'usergroups.list': { usergroups } })
  const first = await call('usergroups_list', { include_members: true })
  expect(first).toMatchObject({ total: 60, has_more: true })
  expect((first.items as unknown[])[0]).toEqual({ id: 'S0', handle: 'crew0', name: 'Crew', size: 1, members: ['Ada'] })
  expect(forms('usergroups.list')).toEqual([{ include_count: true, include_users: true, include_disabled: false }])
})

test('usual pages of 20 stay small', async () => {
  const channels = Array.from({ length: 20 }, (_, i) => ({
    ...lighthouse,
    id: `C0LIGHT0${10 + i}`,
    name: `lighthouse-${i}`,
    topic: { value: 'Keeping the lamp of the lighthouse lit, day and night, in every kind of weather and fog' },
  }))
  const members = Array.from({ length: 20 }, (_, i) => ({ ...ada, id: `U0CREW00${10 + i}`, name: `crew.member${i}` }))
  const { call } = connected({ ...info, 'conversations.list': { channels }, 'users.list': { members } })
  for (const tool of ['list_channels', 'users_list']) {
    expect(encode(JSON.stringify(await call(tool))).length).toBeLessThanOrEqual(2_000)
  }
})

test.each([{}, { channels: 'none' }, { channels: [], response_metadata: { next_cursor: 7 } }])(
  'an answer %j is not a list that we know',
  async (answer) => {
    const failed = connected({ 'conversations.list': answer }).call('list_channels')
    await expect(failed).rejects.toMatchObject({ code: 'vendor_unavailable' })
  },
)
