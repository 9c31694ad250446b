import { VendorCaller } from '../support/vendors/caller'
import { startSlack } from '../support/vendors/slack'
import { contractSuite } from '../support/vendors/suites/contract-suite'
import { pagingSuite } from '../support/vendors/suites/paging-suite'
import { ITEMS, type ListFacts, type Page, type ToolFacts, type VendorSubject } from '../support/vendors/suites/subject'

const CHANNEL = 'C0HARBOR01'
const THREAD = '1767225600.000200'
const SCOPES = [
  ...['channels', 'groups', 'im', 'mpim'].flatMap((kind) => [`${kind}:history`, `${kind}:read`, `${kind}:write`]),
  ...['users:read', 'users:read.email', 'users.profile:read', 'usergroups:read', 'chat:write', 'reactions:write'],
  ...['files:read', 'files:write', 'canvases:write', 'search:read.public', 'search:read.private'],
]

const tokens = { 'token-a': { tenant: 'a', scopes: SCOPES } }
const subject: VendorSubject = { type: 'slack', start: () => startSlack(tokens, { tenant: 'a' }) }

const inChannel = { needs: { channel: CHANNEL } }

const facts: ToolFacts = {
  values: {
    channel: CHANNEL,
    user: 'U0ADA00001',
    users: 'U0ADA00001',
    from: 'U0ADA00001',
    ts: THREAD,
    thread_ts: THREAD,
    oldest: '2026-01-31',
    latest: '2026-11-01',
    after: '2026-01-31',
    before: '2026-11-01',
    send_at: '2h',
    query: 'lamp',
    text: 'The **lamp** turns.',
    name: 'thumbsup',
    email: 'ada@example.com',
    file: 'F0LAMP0001',
    filename: 'lamp.txt',
    content: 'SXQgdHVybnMu',
    title: 'Lamp',
    comment: 'See <here> & there',
  },
  hints: {
    conversations_replies: inChannel,
    send_message: inChannel,
    update_message: inChannel,
    schedule_message: inChannel,
    reactions_add: inChannel,
    reactions_remove: inChannel,
    get_permalink: inChannel,
    list_channels: { values: { query: 'harbor' } },
    users_list: { values: { query: 'ada' } },
    upload_file: { needs: { channel: CHANNEL } },
  },
  local: {
    conversations_history: ['detail'],
    conversations_replies: ['detail'],
    users_list: ['include_bots', 'include_deactivated'],
    files_info: ['content', 'offset'],
    usergroups_list: ['cursor', 'limit'],
  },
  lists: {
    conversations_history: { operation: 'conversations.history' },
    conversations_replies: { operation: 'conversations.replies', counts: ({ ts }) => ts !== THREAD },
    search_messages: { operation: 'assistant.search.context' },
    list_channels: { operation: 'conversations.list' },
    list_my_conversations: { operation: 'users.conversations' },
    conversations_members: { operation: 'conversations.members' },
    users_list: { operation: 'users.list' },
    usergroups_list: { operation: 'usergroups.list', sliced: true },
  } satisfies Readonly<Record<string, ListFacts>>,
}

describe('contract', () => contractSuite(subject, facts))
describe('paging', () => pagingSuite(subject, facts))

test('the older search, where nothing else is granted, is read to its end by the numbers of its pages', async () => {
  const fake = await startSlack(
    { 'token-old': { tenant: 'a', scopes: ['search:read', 'users:read'] } },
    { tenant: 'a' },
  )
  const caller = new VendorCaller('slack', fake.baseUrls, { token: 'token-old' })
  fake.generate('search.messages', ITEMS)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = (await caller.call('search_messages', { query: 'lamp', ...(cursor && { cursor }) })) as Page
    seen.push(...page.items.map((item) => JSON.stringify(item)))
    cursor = page.next_cursor
  } while (cursor !== undefined && seen.length <= ITEMS)
  expect({ given: seen.length, distinct: new Set(seen).size }).toEqual({ given: ITEMS, distinct: ITEMS })
  expect(fake.violations).toEqual([])
  caller.close()
  await fake.close()
})

test('bytes go to the signed link without the credential, and a file comes from its link with it', async () => {
  const fake = await subject.start()
  const caller = new VendorCaller('slack', fake.baseUrls)
  await caller.call('upload_file', { filename: 'lamp.txt', content: 'It turns.' })
  await expect(caller.call('files_info', { file: 'F0LAMP0001' })).resolves.toMatchObject({
    content: 'The lamp turns.\n',
  })
  expect(fake.signedRequests).toMatchObject([{ method: 'POST', authorization: undefined }])
  expect(fake.signedRequests[0]?.bytes.toString()).toBe('It turns.')
  expect(fake.fileRequests).toMatchObject([{ method: 'GET', authorization: 'Bearer token-a' }])
  expect(fake.violations).toEqual([])
  caller.close()
  await fake.close()
})
