import { consent } from '../support/vendors/oauth/consent'
import { PlainClient, type Reply, tokensOf, wordOf } from '../support/vendors/oauth/plain-client'
import { app, codeFor, connect, REDIRECT, Registered, THEIRS } from '../support/vendors/oauth/registered'
import { VENDOR_NAMES, type VendorName } from '../support/vendors/oauth/stand-ins'

/*
 * The negative controls of the stand-ins: each is worth what it refuses. A table of wrong requests, the word that the
 * vendor has for each, and beside each the right one, which passes. What only one vendor does is in oauth-stand-ins-vendors.
 */
let all: Registered

beforeAll(async () => {
  all = await Registered.start()
})
beforeEach(() => all.reset())
afterAll(() => all.close())

type Wrong = (client: PlainClient) => Promise<Reply>
const other = (client: PlainClient) => (client.manner.client === 'basic' ? 'body' : 'basic')
const otherBody = (client: PlainClient) => (client.manner.body === 'form' ? 'json' : 'form')
const withCode =
  (send: (client: PlainClient, code: string) => Promise<Reply>): Wrong =>
  async (client) =>
    send(client, await codeFor(client))
const withRefresh =
  (send: (client: PlainClient, refresh: string) => Promise<Reply>): Wrong =>
  async (client) =>
    send(client, (await connect(client)).refresh ?? '')

const WRONG = {
  'an unknown client': withCode((client, code) => client.exchange(code, { app: app('nobody') })),
  'a wrong secret': withCode((client, code) =>
    client.exchange(code, { app: { ...client.app, clientSecret: 'guess' } }),
  ),
  'no proof': withCode((client, code) => client.exchange(code, { client: 'body', fields: { client_secret: '' } })),
  'the proof elsewhere': withCode((client, code) => client.exchange(code, { client: other(client) })),
  'the proof twice': withCode((client, code) =>
    client.exchange(code, {
      client: 'basic',
      fields: { client_id: client.app.clientId, client_secret: client.app.clientSecret },
    }),
  ),
  'the other media type': withCode((client, code) => client.exchange(code, { body: otherBody(client) })),
  'an unknown grant type': withCode((client, code) => client.exchange(code, { fields: { grant_type: 'password' } })),
  'no code': withCode((client) => client.exchange('')),
  'a made-up code': withCode((client) => client.exchange('code-made-up')),
  'a code of another application': withCode((client, code) => client.exchange(code, { app: THEIRS(client.vendor) })),
  'a code used before': withCode(async (client, code) => {
    await client.exchange(code)
    return client.exchange(code)
  }),
  'an old code': withCode((client, code) => {
    all.pass(601)
    return client.exchange(code)
  }),
  'another redirect': withCode((client, code) => client.exchange(code, { fields: { redirect_uri: `${REDIRECT}/` } })),
  'no redirect': withCode((client, code) => client.exchange(code, { fields: { redirect_uri: '' } })),
  'another verifier': withCode((client, code) => client.exchange(code, { fields: { code_verifier: 'v'.repeat(43) } })),
  'no verifier': withCode((client, code) => client.exchange(code, { fields: { code_verifier: '' } })),
  'a verifier without a challenge': async (client) => {
    const code = await codeFor(client, { code_challenge: '', code_challenge_method: '' })
    return client.exchange(code, { fields: { code_verifier: client.verifier } })
  },
  'a made-up refresh token': withRefresh((client) => client.refresh('made-up')),
  'an access token as refresh token': async (client) => client.refresh((await connect(client)).access),
  'a refresh token of another application': withRefresh((client, refresh) =>
    client.refresh(refresh, { app: THEIRS(client.vendor) }),
  ),
  'a refresh token after its turn': withRefresh(async (client, refresh) => {
    await client.refresh(refresh)
    all.pass(601)
    return client.refresh(refresh)
  }),
  'a refresh token of a grant that was taken away': withRefresh((client, refresh) => {
    all.standIns.of(client.vendor).revokeGrant('ada')
    return client.refresh(refresh)
  }),
} satisfies Record<string, Wrong>

/** What each answers; `passes` where the vendor takes it. A star: no violation, it happens to everybody in the long run. */
const SAYS: Readonly<Record<keyof typeof WRONG, readonly string[]>> = {
  //                                           github                              jira                       slack                        notion                        zoom                          google                        linear
  'an unknown client':                        ['200 incorrect_client_credentials', '401 access_denied',       '200 invalid_client_id',     '401 invalid_client',         '401 invalid_client',         '401 invalid_client',         '401 invalid_client'],
  'a wrong secret':                           ['200 incorrect_client_credentials', '401 access_denied',       '200 bad_client_secret',     '401 invalid_client',         '401 invalid_client',         '401 invalid_client',         '401 invalid_client'],
  'no proof':                                 ['200 incorrect_client_credentials', '401 access_denied',       '200 bad_client_secret',     '401 invalid_client',         '401 invalid_client',         '401 invalid_client',         '401 invalid_client'],
  'the proof elsewhere':                      ['200 incorrect_client_credentials', '401 access_denied',       'passes',                    '401 invalid_client',         '401 invalid_client',         'passes',                     '401 invalid_client'],
  'the proof twice':                          ['200 incorrect_client_credentials', '401 access_denied',       '200 bad_client_secret',     '401 invalid_client',         '401 invalid_client',         '401 invalid_client',         '401 invalid_client'],
  'the other media type':                     ['passes',                           'passes',                  '200 invalid_post_type',     '400 invalid_request',        '400 invalid_request',        '400 invalid_request',        '400 invalid_request'],
  'an unknown grant type':                    ['200 unsupported_grant_type',       '400 unsupported_grant_type', '200 invalid_grant_type', '400 unsupported_grant_type', '400 unsupported_grant_type', '400 unsupported_grant_type', '400 unsupported_grant_type'],
  'no code':                                  ['200 bad_verification_code',        '400 invalid_request',     '200 invalid_arguments',     '400 invalid_request',        '400 invalid_request',        '400 invalid_request',        '400 invalid_request'],
  'a made-up code':                           ['200 bad_verification_code',        '403 invalid_grant',       '200 invalid_code',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'a code of another application':            ['200 bad_verification_code',        '403 invalid_grant',       '200 invalid_code',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'a code used before':                       ['200 bad_verification_code',        '403 invalid_grant',       '200 code_already_used',     '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'an old code':                              ['200 bad_verification_code',        '403 invalid_grant',       '200 invalid_code',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'another redirect':                         ['200 redirect_uri_mismatch',        '403 invalid_grant',       '200 bad_redirect_uri',      '400 invalid_grant',          '400 invalid_request',        '400 redirect_uri_mismatch',  '400 invalid_grant'],
  'no redirect':                              ['200 bad_verification_code',        '400 invalid_request',     '200 invalid_arguments',     '400 invalid_request',        '400 invalid_request',        '400 invalid_request',        '400 invalid_request'],
  'another verifier':                         ['200 bad_verification_code',        '403 invalid_grant',       '200 invalid_code_verifier', '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'no verifier':                              ['200 bad_verification_code',        '403 invalid_grant',       'passes',                    '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'a verifier without a challenge':           ['200 bad_verification_code',        '403 invalid_grant',       '200 invalid_code_verifier', '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'a made-up refresh token':                  ['200 bad_refresh_token',            '403 invalid_grant',       '200 invalid_refresh_token', '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'an access token as refresh token':         ['200 bad_refresh_token',            '403 invalid_grant',       '200 invalid_refresh_token', '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'a refresh token of another application':   ['200 bad_refresh_token',            '403 invalid_grant',       '200 invalid_refresh_token', '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant',          '400 invalid_grant'],
  'a refresh token after its turn':           ['200 bad_refresh_token *',          '403 unauthorized_client *', '200 invalid_refresh_token *', '400 invalid_grant *',    '400 invalid_grant *',        'passes',                     '400 invalid_grant *'],
  'a refresh token of a grant that was taken away': ['200 bad_refresh_token *',    '403 unauthorized_client *', '200 invalid_refresh_token *', '400 invalid_grant *',    '400 invalid_grant *',        '400 invalid_grant *',        '400 invalid_grant *'],
} // prettier-ignore

const CASES = Object.entries(SAYS).flatMap(([rule, words]) =>
  VENDOR_NAMES.map((vendor, at) => [vendor, rule as keyof typeof WRONG, words[at] ?? ''] as const),
)

test.each(CASES)('%s: %s: %s', async (vendor, rule, says) => {
  const client = all.client(vendor)
  const refused = await WRONG[rule](client)
  const standIn = all.standIns.of(vendor)
  if (says === 'passes') {
    expect(tokensOf(refused).access).not.toBe('')
    expect(standIn.violations).toEqual([])
    return
  }
  expect(wordOf(refused)).toBe(says.replace(' *', ''))
  expect(tokensOf(refused)).toEqual({ access: '', refresh: undefined })
  expect(standIn.violations).toHaveLength(says.endsWith('*') ? 0 : 1)
  standIn.reset()
  expect((await connect(client)).access).not.toBe('')
  expect(standIn.violations).toEqual([])
})

/** What says that it is Ben; a bot of Slack is nobody's. */
const BEN: Readonly<Record<VendorName, string>> = {
  github: '"id":7100422',
  jira: '"name":"pier"',
  slack: '"user_id":"U0BOT00001"',
  notion: '"id":"0c9e5b1a-7f64-4f0e-9a66-2d1f0b3c5512"',
  zoom: '"id":"ZBen-8kT3pW1bJ4"',
  google: '"sub":"104200000000000000012"',
  linear: '"id":"c6a1f5d2-1b0e-4a77-9d31-5f2e8b6caa02"',
}

test.each(VENDOR_NAMES)('%s from the page to the end of the grant', async (vendor) => {
  const standIn = all.standIns.of(vendor)
  const client = all.client(vendor)
  const back = await consent(client.authorizeUrl({ state: 'a state & more' }), { account: 'ben' })
  expect(`${back.origin}${back.pathname}`).toBe(REDIRECT)
  expect(back.searchParams.get('state')).toBe('a state & more')
  const first = tokensOf(await client.exchange(back.searchParams.get('code') ?? ''))
  expect((await client.whoAmI(first.access)).text).toContain(BEN[vendor])
  expect(standIn.requests.at(-1)).toMatchObject({ purpose: 'api', token: { account: 'ben', value: first.access } })
  expect(standIn.tokenOf('ben')).toBe(first.access)
  expect(standIn.tokenOf('ada')).not.toBe(first.access)

  standIn.expire('ben')
  await expectRefusal(client, first.access)
  const before = standIn.refreshes('ben')
  const second = tokensOf(await client.refresh(first.refresh ?? ''))
  expect(standIn.refreshes('ben')).toBe(before + 1)
  expect(second.refresh).toBe(vendor === 'google' ? undefined : standIn.refreshTokenOf('ben'))
  await expectRefusal(client, first.access)
  expect(wordOf(await client.whoAmI(second.access))).toBe('200')

  const ended = await client.revoke(second.access)
  if (ended) expect(ended.status).toBeLessThan(300)
  else standIn.revokeGrant('ben')
  await expectRefusal(client, second.access)
  expect(standIn.violations).toEqual([])
})

async function expectRefusal(client: PlainClient, token: string): Promise<void> {
  const reply = await client.whoAmI(token)
  // Zoom has a word for a grant that ended.
  const isEnded = client.vendor === 'zoom' && wordOf(reply) === '400 4741'
  expect(client.vendor === 'slack' ? reply.body['ok'] === false : reply.status === 401 || isEnded).toBe(true)
}

test.each(VENDOR_NAMES)('%s sends back who says no', async (vendor) => {
  const back = await consent(all.client(vendor).authorizeUrl(), { deny: true })
  expect(back.searchParams.get('error')).toBe('access_denied')
  expect(back.searchParams.get('state')).toBe('state-1')
  expect(back.searchParams.has('code')).toBe(false)
})
