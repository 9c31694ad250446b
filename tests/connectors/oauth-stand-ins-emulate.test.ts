import { Emulated, type EmulatedName } from '../support/vendors/oauth/emulated'
import type { PlainRequest } from '../support/vendors/oauth/manners'
import { PlainClient, type Reply, tokensOf } from '../support/vendors/oauth/plain-client'
import { app, REDIRECT } from '../support/vendors/oauth/registered'

/*
 * A second judge that we did not write: the `emulate` package takes the same plain requests. Where it refuses less than
 * the vendor does, it is written down here, and the test says so when that changes.
 */
type Rule =
  | 'an unknown client on the page'
  | 'another host in the redirect'
  | 'an unknown client'
  | 'a wrong secret'
  | 'a made-up code'
  | 'a code used before'
  | 'another redirect with the code'
  | 'another verifier'
  | 'no verifier'
  | 'a refresh token that was used'
  | 'a token that was given back'
  | 'a made-up token'

/** What it lets pass or does not have, and why that matters little here. */
const LACKS: Readonly<Record<EmulatedName, Partial<Record<Rule, string>>>> = {
  github: {
    'another redirect with the code': 'the token address does not look at the redirect',
    'another verifier': 'no PKCE',
    'no verifier': 'no PKCE',
    'a refresh token that was used': 'OAuth Apps only, whose tokens do not end',
    'a token that was given back': 'no address for it',
    'a made-up token': 'a token that it does not know is its first user',
  },
  slack: {
    'another verifier': 'no PKCE, which we do not use with Slack either',
    'no verifier': 'no PKCE, which we do not use with Slack either',
    'a refresh token that was used': 'no token rotation',
    'a token that was given back': 'no auth.revoke',
    'a made-up token': 'a token that it does not know is its first user',
  },
  google: {
    'another redirect with the code': 'the token address does not look at the redirect',
    'a refresh token that was used': 'Google itself lets it go on working',
    'a token that was given back': 'a token that it does not know is its first user',
    'a made-up token': 'a token that it does not know is its first user',
  },
  linear: {},
}

/** Everywhere: nobody can say no, nothing ends before the process does, and no redirect names its issuer. */
const EMULATED = Object.keys(LACKS) as EmulatedName[]
const ours = app('ours')
const running = new Map<EmulatedName, Emulated>()

beforeAll(async () => {
  await Promise.all(EMULATED.map(async (name) => running.set(name, await Emulated.start(name, ours))))
})
afterAll(() => Promise.all([...running.values()].map((each) => each.close())))

const of = (name: EmulatedName): Emulated => running.get(name) as Emulated
const clientOf = (name: EmulatedName) => new PlainClient(name, ours, of(name).here)
const codeFor = async (client: PlainClient) =>
  (await of(client.vendor as EmulatedName).consent(client.authorizeUrl())).searchParams.get('code') ?? ''
const connect = async (client: PlainClient) => tokensOf(await client.exchange(await codeFor(client)))

/** True where it was refused. */
const page = (changes: Record<string, string>) => async (client: PlainClient) =>
  !(await fetch(client.authorizeUrl(changes))).ok
const token = (send: (client: PlainClient, code: string) => Promise<Reply>) => async (client: PlainClient) =>
  tokensOf(await send(client, await codeFor(client))).access === ''
const isRefused = (reply: Reply) => reply.status >= 400 || reply.body['ok'] === false || 'errors' in reply.body

const WRONG: Readonly<Record<Rule, (client: PlainClient) => Promise<boolean>>> = {
  'an unknown client on the page': page({ client_id: 'nobody' }),
  'another host in the redirect': page({ redirect_uri: REDIRECT.replace('127.0.0.1', 'evil.example') }),
  'an unknown client': token((client, code) => client.exchange(code, { app: app('nobody') })),
  'a wrong secret': token((client, code) => client.exchange(code, { app: { ...ours, clientSecret: 'guess' } })),
  'a made-up code': token((client) => client.exchange('code-made-up')),
  'a code used before': token(async (client, code) => {
    await client.exchange(code)
    return client.exchange(code)
  }),
  'another redirect with the code': token((client, code) =>
    client.exchange(code, { fields: { redirect_uri: `${REDIRECT}/more` } }),
  ),
  'another verifier': token((client, code) => client.exchange(code, { fields: { code_verifier: 'v'.repeat(43) } })),
  'no verifier': token((client, code) => client.exchange(code, { fields: { code_verifier: '' } })),
  'a refresh token that was used': async (client) => {
    const { refresh } = await connect(client)
    if (refresh === undefined) return false
    await client.refresh(refresh)
    return tokensOf(await client.refresh(refresh)).access === ''
  },
  'a token that was given back': async (client) => {
    const { access } = await connect(client)
    await client.revoke(access)
    return isRefused(await client.whoAmI(access))
  },
  'a made-up token': async (client) => isRefused(await client.whoAmI('made-up')),
}

const CASES = EMULATED.flatMap((name) =>
  (Object.keys(WRONG) as Rule[]).map((rule) => [name, LACKS[name][rule] ? 'still takes' : 'refuses', rule] as const),
)

test.each(CASES)('%s %s %s', async (name, does, rule) => {
  expect(await WRONG[rule](clientOf(name))).toBe(does === 'refuses')
})

const WHO: Readonly<Record<EmulatedName, RegExp>> = {
  github: /"login":"ada-north"/,
  slack: /"team":"Harbor"/,
  google: /"name":"Ada North"/,
  linear: /"name":"Ada North"/,
}
/** Its viewer has no organization, which Linear's has; there is one beside it, as with Linear. */
const ASKS: Partial<Record<EmulatedName, PlainRequest>> = {
  linear: {
    method: 'POST',
    at: 'https://api.linear.app/graphql',
    json: { query: '{ viewer { name } organization { name } }' },
  },
}

test.each(EMULATED)('%s takes the right requests, from the page to who I am', async (name) => {
  const client = clientOf(name)
  const back = await of(name).consent(client.authorizeUrl({ state: 'a state & more' }))
  expect(`${back.origin}${back.pathname}`).toBe(REDIRECT)
  expect(back.searchParams.get('state')).toBe('a state & more')
  const first = tokensOf(await client.exchange(back.searchParams.get('code') ?? ''))
  expect((await client.whoAmI(first.access, {}, ASKS[name])).text).toMatch(WHO[name])
  if (first.refresh === undefined) return expect(['github', 'slack']).toContain(name)
  const second = tokensOf(await client.refresh(first.refresh))
  expect((await client.whoAmI(second.access, {}, ASKS[name])).text).toMatch(WHO[name])
})
