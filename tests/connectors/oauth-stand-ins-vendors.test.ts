import { consent } from '../support/vendors/oauth/consent'
import { type Reply, tokensOf, wordOf } from '../support/vendors/oauth/plain-client'
import { codeFor, connect, PLAIN, Registered, THEIRS } from '../support/vendors/oauth/registered'
import type { VendorName } from '../support/vendors/oauth/stand-ins'

/* What each stand-in holds to that the others do not: its page, its API, and the lives of its tokens. */
let all: Registered

beforeAll(async () => {
  all = await Registered.start()
})
beforeEach(() => all.reset())
afterAll(() => all.close())

/** What is wrong about the request, the page's words, and the same thing done right. */
const PAGES: readonly [VendorName, what: string, wrong: Record<string, string>, words: RegExp, right?: Record<string, string>][] = [
  ['github', 'an unknown client', { client_id: 'nobody' }, /unknown client_id/],
  ['github', 'a redirect with one character more', { redirect_uri: 'http://127.0.0.1:8000/api/v1/oauth/callback/' }, /not registered/],
  ['github', 'a redirect of another port', { redirect_uri: 'http://127.0.0.1:8001/api/v1/oauth/callback' }, /not registered/],
  ['github', 'no redirect', { redirect_uri: '' }, /not registered/],
  ['github', 'no state', { state: '' }, /state is missing/],
  ['github', 'PKCE without hashing', { code_challenge_method: 'plain' }, /must be S256/],
  ['github', 'a challenge without its method', { code_challenge_method: '' }, /must be S256/],
  ['github', 'a challenge that is no hash', { code_challenge: 'short' }, /not of S256/],
  ['jira', 'no audience', { audience: '' }, /audience must be/],
  ['jira', 'no prompt', { prompt: '' }, /prompt must be/],
  ['jira', 'commas between scopes', { scope: 'read:jira-work,offline_access' }, /unknown scope/, { scope: 'read:jira-work offline_access' }],
  ['jira', 'no scope', { scope: '' }, /no scope/],
  ['slack', 'spaces between scopes', { scope: 'channels:read chat:write' }, /unknown scope/],
  ['slack', 'no scope of either kind', { scope: '', user_scope: '' }, /no scope/, { scope: '' }],
  ['slack', 'PKCE', { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' }, /not switched on/],
  ['notion', 'no owner', { owner: '' }, /owner must be user/],
  ['notion', 'no response type', { response_type: '' }, /response_type must be code/],
  ['zoom', 'tokens in the address', { response_type: 'token' }, /response_type must be code/],
  ['google', 'commas between scopes', { scope: 'openid,email' }, /unknown scope/, { scope: 'openid email' }],
  ['linear', 'no prompt', { prompt: '' }, /prompt must be/],
  ['linear', 'spaces between scopes', { scope: 'read write' }, /unknown scope/, { scope: 'read,write,issues:create' }],
] // prettier-ignore

test.each(PAGES)('the page of %s refuses %s', async (vendor, _what, wrong, words, right = {}) => {
  const client = all.client(vendor)
  await expect(consent(client.authorizeUrl(wrong))).rejects.toThrow(words)
  expect(all.standIns.violations).toEqual([expect.stringMatching(words)])
  all.reset()
  expect(await codeFor(client, right)).not.toBe('')
  expect(all.standIns.violations).toEqual([])
})

test('the page refuses a parameter that comes twice', async () => {
  const url = `${all.client('zoom').authorizeUrl()}&state=another`
  await expect(consent(url)).rejects.toThrow(/state comes twice/)
})

test('a page is answered once', async () => {
  const url = all.client('linear').authorizeUrl()
  const page = await (await fetch(url)).text()
  const body = new URLSearchParams({
    request: /value="([^"]+)"/.exec(page)?.[1] ?? '',
    account: 'ada',
    decision: 'allow',
  })
  const statuses = [1, 2].map(async () => (await fetch(url, { method: 'POST', body, redirect: 'manual' })).status)
  expect((await Promise.all(statuses)).sort()).toEqual([302, 400])
})

/** A question with a good token that is refused all the same, and the one that passes. */
const ME = 'https://api.atlassian.com/ex/jira/7d90c3ee-24b8-4f6a-8a57-5be1f2c06622/rest/api/3/myself'
const HARBOR = ME.replace('7d90c3ee-24b8-4f6a-8a57-5be1f2c06622', '1a52b7f0-8c6d-4e35-9b1f-0d3c7a9e4411')
const DRIVE = 'https://www.googleapis.com/drive/v3/about'
const says = (code: string | number) => new RegExp(`"(?:code|error|message)":"?${code}`)
type Question = { scope?: string; headers?: Record<string, string>; at?: string; json?: object }
const API: readonly [VendorName, what: string, wrong: Question, status: number, words: RegExp, right?: Question][] = [
  ['jira', 'a scope that was not granted', { scope: 'read:jira-work', at: ME }, 401, /scope does not match/, { at: ME }],
  ['jira', 'a site of somebody else', { at: HARBOR }, 404, says(404), { at: ME }],
  ['jira', 'an address it does not have', { at: 'https://api.atlassian.com/me' }, 404, says(404)],
  ['slack', 'a method it does not have', { at: 'https://slack.com/api/auth.tests' }, 200, says('unknown_method')],
  ['notion', 'no version', { headers: { 'notion-version': '' } }, 400, says('missing_version')],
  ['notion', 'a version that is none', { headers: { 'notion-version': '2024-01-01' } }, 400, says('missing_version')],
  ['google', 'a scope that was not granted', { scope: 'email' }, 403, says(403)],
  ['google', 'Drive without its scope', { scope: 'openid', at: `${DRIVE}?fields=user` }, 403, says(403), { at: `${DRIVE}?fields=user` }],
  ['google', 'Drive without fields', { at: DRIVE }, 400, says(400), { at: `${DRIVE}?fields=user` }],
  ['linear', 'a scope that was not granted', { scope: 'write' }, 403, /FORBIDDEN/],
  ['linear', 'a question that it does not know', { json: { query: '{ nothing }' } }, 400, /GRAPHQL_VALIDATION/],
] // prettier-ignore

/** What nobody who knows the vendor would send; the rest depends on whom one asks for. */
const MISTAKES = /does not have|no version/

test.each(API)('the API of %s refuses %s', async (vendor, what, wrong, status, words, right = {}) => {
  const client = all.client(vendor)
  const ask = async ({ scope, headers, at, json }: Question): Promise<Reply> => {
    const { access } = await connect(client, scope === undefined ? {} : { scope }, { account: 'ben' })
    const usual = client.manner.identity
    return client.whoAmI(access, headers, { ...usual, ...(at ? { at, method: 'GET' } : {}), ...(json ? { json } : {}) })
  }
  const refused = await ask(wrong)
  expect(refused.status).toBe(status)
  expect(refused.text).toMatch(words)
  expect(all.standIns.violations).toHaveLength(MISTAKES.test(what) ? 1 : 0)
  const passed = await ask(right)
  expect(passed.status).toBe(200)
  if (vendor === 'slack') expect(passed.body['ok']).toBe(true)
})

test('GitHub answers in a form unless JSON is accepted, and its API wants to know who asks', async () => {
  const client = all.client('github')
  const reply = await client.exchange(await codeFor(client), { headers: { accept: '*/*' } })
  expect(reply.headers.get('content-type')).toContain('form-urlencoded')
  const access = new URLSearchParams(reply.text).get('access_token') ?? ''
  expect(access).toMatch(/^ghu_/)
  expect((await client.whoAmI(access, { 'user-agent': '' })).status).toBe(403)
  expect(all.standIns.violations).toEqual(['github: api https://api.github.com/user: missing_header'])
})

test('GitHub: an OAuth App has scopes and no end; a GitHub App has an end and no scopes', async () => {
  const plain = all.client('github', PLAIN)
  const old = await connect(plain, { scope: 'repo not-a-scope read:org' })
  expect(old.reply.body).toEqual({ access_token: old.access, token_type: 'bearer', scope: 'repo,read:org' })
  all.pass(10 * 365 * 86_400)
  expect((await plain.whoAmI(old.access)).headers.get('x-oauth-scopes')).toBe('repo, read:org')

  const ours = all.client('github')
  const first = await connect(ours)
  expect(first.reply.body).toMatchObject({ scope: '', expires_in: 28_800, refresh_token_expires_in: 15_897_600 })
  expect((await ours.whoAmI(first.access)).headers.get('x-oauth-scopes')).toBeNull()
  const second = tokensOf(await ours.refresh(first.refresh ?? ''))
  expect(wordOf(await ours.whoAmI(first.access))).toBe('401')
  expect(wordOf(await ours.whoAmI(second.access))).toBe('200')
  const enterprise = { ...ours.manner.identity, at: 'https://github.com/api/v3/user' }
  expect(wordOf(await ours.whoAmI(second.access, {}, enterprise))).toBe('200')
  all.pass(28_801)
  expect(wordOf(await ours.whoAmI(second.access))).toBe('401')
})

test('Jira: offline_access, the sites, ten minutes of leeway, and the end of who comes later', async () => {
  const client = all.client('jira')
  expect((await connect(client, { scope: 'read:jira-work' })).refresh).toBeUndefined()
  const names = async (access: string) =>
    (JSON.parse((await client.whoAmI(access)).text) as { name: string }[]).map(({ name }) => name)
  const first = await connect(client)
  await expect(names(first.access)).resolves.toEqual(['harbor', 'pier'])
  await expect(names((await connect(client, {}, { account: 'ben' })).access)).resolves.toEqual(['pier'])
  const untick = ['1a52b7f0-8c6d-4e35-9b1f-0d3c7a9e4411']
  await expect(names((await connect(client, {}, { untick })).access)).resolves.toEqual(['pier'])

  const second = tokensOf(await client.refresh(first.refresh ?? ''))
  all.pass(599)
  const again = tokensOf(await client.refresh(first.refresh ?? ''))
  await expect(names(again.access)).resolves.toEqual(['harbor', 'pier'])
  all.pass(2)
  expect(wordOf(await client.refresh(first.refresh ?? ''))).toBe('403 unauthorized_client')
  expect(wordOf(await client.whoAmI(second.access))).toBe('401 401')
  expect(wordOf(await client.refresh(second.refresh ?? ''))).toBe('403 unauthorized_client')
})

test('Slack: a token for the bot and one for the person, each renewed for itself', async () => {
  const client = all.client('slack')
  const { reply, access, refresh } = await connect(client)
  const person = reply.body['authed_user'] as { id: string; access_token: string; refresh_token: string }
  expect(access).toMatch(/^xoxe\.xoxb-/)
  expect(person).toMatchObject({ id: 'U0ADA00001', scope: 'search:read', token_type: 'user' })
  expect((await client.whoAmI(person.access_token)).body['user_id']).toBe('U0ADA00001')
  const renewed = await client.refresh(person.refresh_token)
  expect(renewed.body).toMatchObject({
    token_type: 'user',
    access_token: all.standIns.of('slack').tokenOf('ada', 'user'),
  })
  expect(refresh).toBe(all.standIns.of('slack').refreshTokenOf('ada', 'bot'))
  const alone = await connect(client, { scope: '' })
  expect(alone.access).toBe('')
  expect(alone.reply.body).toMatchObject({ ok: true, authed_user: { token_type: 'user' } })
  const plain = await connect(all.client('slack', PLAIN))
  expect(plain).toMatchObject({ refresh: undefined, access: expect.stringMatching(/^xoxb-/) as string })
})

test('Zoom: scopes of the registration, a regional address, and one consent at a time', async () => {
  const client = all.client('zoom', PLAIN)
  const first = await connect(client)
  expect(first.reply.body).toMatchObject({ scope: 'user:read:user', api_url: 'https://api.zoom.us' })
  const second = await connect(client)
  expect(wordOf(await client.whoAmI(first.access))).toBe('400 4741')
  expect(wordOf(await client.refresh(first.refresh ?? ''))).toBe('400 invalid_grant')
  const ben = await connect(client, {}, { account: 'ben' })
  for (const { access } of [second, ben]) expect(wordOf(await client.whoAmI(access))).toBe('200')
  const less = all.client('zoom', THEIRS('zoom'))
  expect(wordOf(await less.whoAmI((await connect(less)).access))).toBe('400 4711')
})

test('Google: offline and consent for a refresh token, scopes can be unticked, a code used twice ends all', async () => {
  const client = all.client('google')
  expect((await connect(client, { access_type: '' })).refresh).toBeUndefined()
  expect((await connect(client, { prompt: '' })).refresh).toBeUndefined()
  expect((await connect(client)).refresh).toMatch(/^1\/\/0/)
  const untick = ['https://www.googleapis.com/auth/documents']
  const less = await connect(client, {}, { untick })
  expect(less.reply.body['scope']).toBe(
    'openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/drive.file',
  )

  const back = await consent(client.authorizeUrl())
  expect(back.searchParams.get('iss')).toBe(all.standIns.addresses['https://accounts.google.com'])
  expect(back.searchParams.get('scope')).toContain('drive.file')
  const code = back.searchParams.get('code') ?? ''
  const { access, refresh } = tokensOf(await client.exchange(code))
  expect(wordOf(await client.exchange(code))).toBe('400 invalid_grant')
  expect(wordOf(await client.whoAmI(access))).toBe('401')
  expect(wordOf(await client.refresh(refresh ?? ''))).toBe('400 invalid_grant')
})

test('Google: to give one connection back ends all of the person through the application, and nothing else', async () => {
  const client = all.client('google')
  const [first, second, ben] = [
    await connect(client),
    await connect(client),
    await connect(client, {}, { account: 'ben' }),
  ]
  const others = await connect(all.client('google', THEIRS('google')))
  expect((await client.revoke(first.refresh ?? ''))?.status).toBe(200)
  for (const { access } of [first, second]) expect(wordOf(await client.whoAmI(access))).toBe('401')
  expect(wordOf(await client.refresh(second.refresh ?? ''))).toBe('400 invalid_grant')
  for (const { access } of [ben, others]) expect(wordOf(await client.whoAmI(access))).toBe('200')
})

const REVOCATION: readonly VendorName[] = ['github', 'notion', 'zoom']

test.each(REVOCATION)('%s ends a grant only for its application', async (vendor) => {
  const client = all.client(vendor)
  const { access } = await connect(client)
  const guess = await client.revoke(access, { app: { ...client.app, clientSecret: 'guess' } })
  const foreign = await client.revoke(access, { app: THEIRS(vendor) })
  const other = await client.revoke(access, { fields: { token: '', access_token: '' } })
  const media = await client.revoke(access, { body: client.manner.revoke?.body === 'json' ? 'form' : 'json' })
  for (const reply of [guess, foreign, other, media]) expect(reply?.status).toBeGreaterThanOrEqual(400)
  expect(wordOf(await client.whoAmI(access))).toBe('200')
  expect((await client.revoke(access))?.status).toBeLessThan(300)
  expect(wordOf(await client.whoAmI(access))).toMatch(/^401|^400 4741$/)
  expect((await client.revoke(access))?.status).toBeGreaterThanOrEqual(400)
})
