import { contracts } from './contracts'
import { cutPage, FORMS, parameter } from './cursor-forms'
import { type FakeOptions, FakeVendor } from './fake-vendor'
import { type Fault, reply } from './faults'
import type { Item } from './items'
import { sampleWorld } from './sample-world'
import { SLACK_SAMPLES } from './slack-samples'
import type { Account, Answer, Asked, VendorDescription } from './vendor-description'

/** Slack says no with status 200. */
const no = (error: string, more: object = {}): Answer => ({ status: 200, body: { ok: false, error, ...more } })

export const slack = (): VendorDescription => ({
  bases: { api: { prefix: '/api', judge: contracts.slack() } },
  world: () => sampleWorld(SLACK_SAMPLES, { lists: { 'conversations.members': ['members'] }, answers }),
  say: {
    unauthorized: () => no('invalid_auth'),
    refused: (violations) => no('invalid_arguments', { response_metadata: { messages: violations } }),
    unknownAddress: () => no('unknown_method'),
    missingScope: ({ scopes = [] }, needed) =>
      no('missing_scope', { needed: needed[0]?.split('|')[0], provided: scopes.join(',') }),
  },
  page,
  accountHeaders: ({ scopes = [] }) => ({ 'x-oauth-scopes': scopes.join(','), 'x-slack-req-id': 'c0de1f2e3d4c5b6a' }),
  uploaded: (bytes) => ({ status: 200, body: `OK - ${bytes.length}` }),
})

/** Answers that hold what was asked for, or a link. */
const answers: Readonly<Record<string, (asked: Asked, sample: Item) => Answer>> = {
  'users.info': (asked, { user, ...rest }) =>
    ok({ ...rest, user: { ...(user as Item), id: parameter(asked, 'user') } }),
  'files.info': ({ linkUrl }, { file, ...rest }) =>
    ok({ ...rest, file: { ...(file as Item), url_private_download: `${linkUrl}/files-pri/lamp.txt` } }),
  'files.getUploadURLExternal': ({ signedUrl }, sample) => ok({ ...sample, upload_url: `${signedUrl}/upload/v1/lamp` }),
}

const ok = (body: Item): Answer => ({ status: 200, body })

const CURSORED = new Set([
  'conversations.history',
  'conversations.replies',
  'conversations.list',
  'users.conversations',
  'users.list',
])

function page(given: Answer, asked: Asked): Answer {
  if ((given.body as Item | undefined)?.['ok'] !== true) return given
  const { id } = asked
  if (id === 'conversations.members') return cutPage(given, asked, FORMS.slack, ['members'])
  if (id === 'conversations.replies') return withFirst(cutPage(given, asked, FORMS.slack), asked)
  if (CURSORED.has(id)) return cutPage(given, asked, FORMS.slack)
  if (id === 'assistant.search.context') {
    return cutPage(given, asked, { ...FORMS.slack, size: ['limit', 20, 20], above: 2 }, ['results', 'messages'])
  }
  return id === 'search.messages' ? cutPage(given, asked, NUMBERED, ['messages', 'matches']) : given
}

const NUMBERED = {
  size: ['count', 20, 100],
  cursor: 'page',
  kind: 'page',
  onward: (body: Item, { from, size, total }: { from: number; size: number; total: number }) => ({
    ...body,
    total,
    paging: { count: size, total, page: from / size + 1, pages: Math.ceil(total / size) },
  }),
} as const

/** Each page of a thread begins with its first message. */
function withFirst(given: Answer, asked: Asked): Answer {
  const { messages, ...rest } = given.body as { messages: Item[] }
  const first = { ...messages[0], ts: parameter(asked, 'ts'), thread_ts: parameter(asked, 'ts'), text: 'The first.' }
  return { ...given, body: { ...rest, messages: [first, ...messages] } }
}

/** Slack's Web API as far as our tools use it. */
export const startSlack = (tokens: Readonly<Record<string, Account>>, options: FakeOptions = {}): Promise<FakeVendor> =>
  FakeVendor.of(slack(), tokens, options)

/** How Slack refuses. */
export const slackNo = (error: string, more: object = {}): Fault => reply(200, { ok: false, error, ...more })
