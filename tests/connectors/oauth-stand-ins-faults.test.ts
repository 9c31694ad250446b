import { type ConnectorDeclaration, oauth2, oauthOf, type VendorHttp } from '../../connectors/sdk'
import { FakeGitHub } from '../support/vendors/github'
import { behind } from '../support/vendors/oauth/beyond'
import { consent } from '../support/vendors/oauth/consent'
import type { Fault } from '../support/vendors/oauth/faults'
import { PlainClient, type Reply, tokensOf, wordOf } from '../support/vendors/oauth/plain-client'
import { codeFor, connect, OURS, PLAIN, Registered } from '../support/vendors/oauth/registered'
import { relocated } from '../support/vendors/oauth/relocated'
import { VendorStandIns } from '../support/vendors/oauth/stand-ins'

/* What a test asks of the stand-ins besides the vendor's rules: time, faults, memory, another address. */
let all: Registered

beforeAll(async () => {
  all = await Registered.start()
})
beforeEach(() => all.reset())
afterAll(() => all.close())

/** What a test started for itself ends with it, passed or not: an open port would keep the run alive. */
const started: { close(): Promise<void> }[] = []
afterEach(() => Promise.all(started.splice(0).map((each) => each.close())))
const ending = <T extends { close(): Promise<void> }>(each: T): T => {
  started.push(each)
  return each
}

const outcome = (reply: Promise<Reply>) =>
  reply.then(wordOf, (error: Error) => (error.name === 'TimeoutError' ? 'nothing' : 'no answer'))

/** What the caller sees; whether the old refresh token is still good afterwards. */
const FAULTS: readonly [Fault, sees: string, lives: boolean][] = [
  ['error', '500', true],
  ['broken_json', '200', true],
  ['html', '200', true],
  ['limited', '429', true],
  ['cut', 'no answer', true],
  ['cut_after', 'no answer', false],
  ['slow', '200', false],
]

test.each(FAULTS)('a refresh that meets "%s"', async (fault, sees, lives) => {
  const client = all.client('notion')
  const standIn = all.standIns.of('notion')
  const { refresh = '' } = await connect(client)
  standIn.fail(fault, { on: 'refresh', delayMs: 1 })
  expect(await outcome(client.refresh(refresh))).toBe(sees)
  expect(await outcome(client.refresh(refresh))).toBe(lives ? '200' : '400 invalid_grant')
})

test('a vendor that never answers, one that wants a wait, and as many times as was said', async () => {
  const client = all.client('zoom')
  const standIn = all.standIns.of('zoom')
  standIn.fail('hang', { on: 'exchange' })
  const waiting = fetch(standIn.here('https://zoom.us/oauth/token'), {
    method: 'POST',
    signal: AbortSignal.timeout(200),
  })
  await expect(waiting).rejects.toThrow(/timeout/)
  const { access } = await connect(client)
  standIn.fail('limited', { on: 'api', times: 2, retryAfterS: 7 })
  const replies = [await client.whoAmI(access), await client.whoAmI(access), await client.whoAmI(access)]
  expect(replies.map(({ status }) => status)).toEqual([429, 429, 200])
  expect(replies[0]?.headers.get('retry-after')).toBe('7')
})

test('a lost answer of GitHub took both tokens with it; with Jira the old one works for a while', async () => {
  const outcomes = (['github', 'jira'] as const).map(async (vendor) => {
    const client = all.client(vendor)
    const { access, refresh = '' } = await connect(client)
    all.standIns.of(vendor).fail('cut_after', { on: 'refresh' })
    expect(await outcome(client.refresh(refresh))).toBe('no answer')
    return [(await client.whoAmI(access)).status, wordOf(await client.refresh(refresh))]
  })
  expect(await Promise.all(outcomes)).toEqual([
    [401, '200 bad_refresh_token'],
    [200, '200'],
  ])
})

test('lives can be made short', async () => {
  const client = all.client('linear')
  const { ledger } = all.standIns.of('linear')
  ledger.accessS = 3
  const { access, reply } = await connect(client)
  expect(reply.body['expires_in']).toBe(3)
  all.pass(3)
  expect((await client.whoAmI(access)).status).toBe(401)
  ledger.accessS = undefined
  ledger.codeS = 5
  const code = await codeFor(client)
  all.pass(5)
  expect(wordOf(await client.exchange(code))).toBe('400 invalid_grant')
})

test('it knows whose token a request carried, and that one was never its own', async () => {
  const slack = all.client('slack')
  const zoom = all.client('zoom')
  const { access } = await connect(slack, {}, { account: 'ben' })
  await slack.whoAmI(access)
  expect(all.standIns.of('slack').requests.map(({ purpose, status }) => [purpose, status])).toEqual([
    ['authorize', 200],
    ['authorize', 302],
    ['exchange', 200],
    ['api', 200],
  ])
  expect(all.standIns.of('slack').requests.at(-1)?.token).toEqual({ value: access, account: 'ben', name: 'bot' })
  expect(all.standIns.violations).toEqual([])
  expect((await zoom.whoAmI(access)).status).toBe(401)
  expect(all.standIns.of('zoom').requests.at(-1)?.token?.account).toBeUndefined()
  expect(all.standIns.violations).toEqual(['zoom: api https://api.zoom.us/v2/users/me: bad_token'])
  const { refresh = '' } = await connect(zoom)
  expect((await zoom.whoAmI(refresh)).status).toBe(401)
})

test('a token is ended and taken away in the settings of the vendor', async () => {
  const client = all.client('google')
  const standIn = all.standIns.of('google')
  const { access, refresh = '' } = await connect(client)
  const press = (button: string) =>
    fetch(`${standIn.settingsUrl}/${button}`, { method: 'POST', body: new URLSearchParams({ account: 'ada' }) })
  const page = await (await press('expire')).text()
  expect(page).toContain('<td>Ada North</td><td>ours</td>')
  expect((await client.whoAmI(access)).status).toBe(401)
  const renewed = tokensOf(await client.refresh(refresh)).access
  expect((await client.whoAmI(renewed)).status).toBe(200)
  expect(await (await press('revoke')).text()).toContain('<td>Ada North</td><td>nobody</td>')
  expect((await client.whoAmI(renewed)).status).toBe(401)
  expect(wordOf(await client.refresh(refresh))).toBe('400 invalid_grant')
})

test('the page shows text as text', async () => {
  const odd = { ...PLAIN, name: '<b>"Harbor" & \'co\'</b>' }
  const standIns = ending(await VendorStandIns.start({ vendors: ['linear'], apps: { linear: [odd] } }))
  const client = new PlainClient('linear', odd, (address) => standIns.of('linear').here(address))
  const page = await (await fetch(client.authorizeUrl())).text()
  expect(page).toContain('&#60;b&#62;&#34;Harbor&#34; &#38; &#39;co&#39;&#60;/b&#62;')
  expect(page).not.toContain('<b>')
  expect((await consent(client.authorizeUrl())).searchParams.get('code')).not.toBeNull()
})

test('another stand-in answers the rest of the API, behind the judgement of the token', async () => {
  const fake = ending(await FakeGitHub.start({ 'behind-token': { tenant: 'a', scopes: ['repo'] } }))
  const beyond = { github: behind({ 'https://api.github.com': fake.url }, () => 'behind-token') }
  const apps = { github: [OURS('github')] }
  const standIns = ending(await VendorStandIns.start({ vendors: ['github'], apps, beyond }))
  const client = new PlainClient('github', OURS('github'), (address) => standIns.of('github').here(address))
  const { access } = await connect(client)
  const headers = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'SageMCP',
  }
  const rest = { at: 'https://api.github.com/repos/harbor-labs/lighthouse/issues?state=all', headers }
  expect((await client.whoAmI(access, {}, rest)).text).toContain('"number"')
  expect((await client.whoAmI('made-up', {}, rest)).status).toBe(401)
  standIns.of('github').expire('ada')
  expect((await client.whoAmI(access, {}, rest)).status).toBe(401)
  expect(fake.requests).toHaveLength(1)
  expect(fake.violations).toEqual([])
})

test('a declaration moves to the stand-ins, and nothing of it but its addresses', async () => {
  const oauth = oauth2({
    title: 'Harbor account',
    addresses: { authorize: 'https://zoom.us/oauth/authorize', token: 'https://zoom.us/oauth/token' },
    refresh: 'rotates',
    placeHosts: ['*.zoom.us'],
    account: async (_http, reply) => ({
      id: '1',
      name: 'Ada',
      places: [
        { id: 'a', name: 'here', baseUrl: `${String(reply['api_url'])}/v2` },
        { id: 'b', name: 'elsewhere', baseUrl: 'https://evil.example/v2' },
      ],
    }),
  })
  const declaration: ConnectorDeclaration = {
    type: 'harbor',
    title: 'Harbor',
    description: 'Harbor.',
    baseUrls: { api: 'https://api.zoom.us/v2', files: 'https://files.example/v1' },
    headers: { accept: 'application/json' },
    auth: [oauth, { kind: 'token', title: 'Token' }],
  }
  const { addresses } = all.standIns
  const api = addresses['https://api.zoom.us'] ?? ''
  const there = relocated(declaration, addresses)
  expect(there).toMatchObject({
    type: 'harbor',
    headers: { accept: 'application/json' },
    baseUrls: { api: `${api}/v2`, files: 'https://files.example/v1' },
  })
  expect(oauthOf(there)).toMatchObject({
    addresses: { token: `${addresses['https://zoom.us'] ?? ''}/oauth/token` },
    placeHosts: ['*.zoom.us', api],
    refresh: 'rotates',
  })
  const { access, reply } = await connect(all.client('zoom'))
  expect(access).not.toBe('')
  const account = await oauthOf(there)?.account({} as VendorHttp, reply.body)
  expect(account?.places?.map(({ baseUrl }) => baseUrl)).toEqual([`${api}/v2`, 'https://evil.example/v2'])
  expect(oauthOf(declaration)).toBe(oauth)
})
