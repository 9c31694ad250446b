import type { FakeVendor } from '../support/vendors/fake-vendor'
import { startSlack } from '../support/vendors/slack'

/* The negative controls of Slack's stand-in: what it refuses, always with status 200, beside what it takes. */

let fake: FakeVendor

beforeAll(async () => {
  fake = await startSlack({ 'token-a': { tenant: 'a', scopes: ['chat:write', 'channels:read', 'search:read'] } })
})
beforeEach(() => fake.reset())
afterAll(() => fake.close())

async function ask(method: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${fake.url}/${method}`, {
    method: 'POST',
    headers: { authorization: 'Bearer token-a', ...headers },
    body: new URLSearchParams(form),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as { ok: boolean; error?: string; needed?: string; response_metadata?: object }
}

const CHANNEL = { channel: 'C0HARBOR01' }
const TEXT = { ...CHANNEL, markdown_text: 'The lamp turns.' }

test.each<[rule: string, method: string, bad: Record<string, string>, words: RegExp, good: Record<string, string>]>([
  ['an argument that it does not know', 'chat.postMessage', { ...TEXT, channel_id: 'C1' }, /"channel_id" is unknown/, TEXT],
  ['a missing argument', 'conversations.info', {}, /"channel" is missing/, CHANNEL],
  ['a choice that it does not have', 'conversations.list', { types: 'public' }, /public_channel/, { types: 'im,mpim' }],
  ['Markdown beside plain text', 'chat.postMessage', { ...TEXT, text: 'a' }, /chat\.postMessage/, TEXT],
  ['a page that is too long', 'conversations.list', { limit: '1001' }, /limit/, { limit: '1000' }],
  ['a cursor that it never gave', 'conversations.list', { cursor: '2' }, /was never given/, { cursor: '' }],
])('refuses %s', async (_rule, method, bad, words, good) => {
  expect(await ask(method, bad)).toMatchObject({ ok: false, error: 'invalid_arguments' })
  expect(fake.violations.join('\n')).toMatch(words)
  fake.reset()
  expect(await ask(method, good)).toMatchObject({ ok: true })
  expect(fake.violations).toEqual([])
}) // prettier-ignore

test('refuses a method that is gone', async () => {
  expect(await ask('files.upload', {})).toMatchObject({ ok: false, error: 'unknown_method' })
  expect(fake.violations).toEqual([expect.stringContaining('no such address')])
})

test('refuses JSON where it reads a form', async () => {
  const response = await fetch(`${fake.url}/chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer token-a', 'content-type': 'application/json' },
    body: JSON.stringify(TEXT),
  })
  expect(await response.json()).toMatchObject({ ok: false })
  expect(fake.violations.join('\n')).toMatch(/as a form, not as JSON/)
})

test('says whose token it does not know, and which scope is missing', async () => {
  expect(await ask('auth.test', {}, { authorization: 'Bearer xoxb-nobody' })).toEqual({
    ok: false,
    error: 'invalid_auth',
  })
  expect(await ask('users.info', { user: 'U0ADA00001' })).toMatchObject({
    error: 'missing_scope',
    needed: 'users:read',
  })
  expect(fake.violations).toEqual([])
})
