import { AccountsApp, type Person } from '../support/accounts'
import { CLIENTS, type McpClient } from '../support/clients'
import { random } from '../support/mutations'
import { NEVER } from '../support/renewals'
import { type MadeCall, wrongTokens } from '../support/right-token'
import type { Beyond } from '../support/vendors/oauth/api'
import { VendorStandIns } from '../support/vendors/oauth/stand-ins'

const CALLS = 1_000
const WAVE = 100
const SEED = 20_261_122

/** A profile that says who asked for it. */
const profiles: Beyond = ({ at }, { grant }) =>
  Promise.resolve({
    status: 200,
    body: {
      login: at.slice(at.lastIndexOf('/') + 1),
      id: 1,
      type: 'User',
      name: grant.account.name,
      html_url: 'https://github.com/somebody',
    },
  })

interface Account {
  readonly grant: string
  readonly name: string
}

interface Way {
  readonly name: string
  readonly client: McpClient
  /** What the tools of each connector run with for this caller. */
  readonly accounts: Readonly<Record<string, Account>>
}

let world: AccountsApp
const ways: Way[] = []
/** Two people's own accounts, and one for all. */
const accounts: Record<'ana' | 'bob' | 'ours', Account> = Object.create(null) as never

beforeAll(async () => {
  world = await AccountsApp.start({
    vendors: ['github'],
    standIns: (options) => VendorStandIns.start({ ...options, beyond: { github: profiles } }),
    // Only the random ends of tokens lead to refreshes, at known places.
    sweepMs: NEVER,
    env: { SAGEMCP_CALLER_CALLS_PER_MINUTE: '100000', SAGEMCP_TENANT_CALLS_PER_MINUTE: '100000' },
  })
  await world.tenant('acme', ['github'])
  await world.addConnector('acme', 'github', { slug: 'mine', account: 'personal' })
  await world.addConnector('acme', 'github', { slug: 'ours' })
  const connect = async (person: Person, slug: string, account: 'ada' | 'ben'): Promise<Account> => {
    const ended = await world.connect(person, 'acme', slug, { account })
    expect(`${ended.pathname}${ended.search}`).toBe('/oauth/success?status=connected')
    const { ledger } = world.vendors.of('github')
    const grant = ledger.grants.at(-1)
    return { grant: grant?.id ?? '', name: grant?.account.name ?? '' }
  }
  const [ana, bob, cleo] = [
    await world.person('acme', 'ana', 'member'),
    await world.person('acme', 'bob', 'member'),
    await world.person('acme', 'cleo'),
  ]
  accounts.ana = await connect(ana, 'mine', 'ada')
  accounts.bob = await connect(bob, 'mine', 'ben')
  // The vendor account of one of the two, by a consent of its own: the answers alone would not tell a mix-up.
  accounts.ours = await connect(cleo, 'ours', 'ada')
  expect(new Set(Object.values(accounts).map(({ grant }) => grant)).size).toBe(3)

  const service = (await world.app.createKey('acme')).key
  const callers = [
    { who: 'ana', key: ana.key, accounts: { mine: accounts.ana, ours: accounts.ours } },
    { who: 'bob', key: bob.key, accounts: { mine: accounts.bob, ours: accounts.ours } },
    { who: 'a service key', key: service, accounts: { ours: accounts.ours } },
  ]
  for (const [name, open] of Object.entries(CLIENTS)) {
    const opened = callers.map(async ({ who, key, accounts: mine }) => {
      const client = await open(world.app.endpoint('acme'), key)
      ways.push({ name: `${who}, ${name}`, client, accounts: mine as Readonly<Record<string, Account>> })
    })
    await Promise.all(opened)
  }
}, 120_000)
afterAll(async () => {
  await Promise.all(ways.map(({ client }) => client.close()))
  await world?.close()
})

const standIn = () => world.vendors.of('github')
const grantOf = (token: string) => standIn().ledger.token(token)?.grant.id
const pick = <T>(next: () => number, from: readonly T[]): T => from[Math.floor(next() * from.length)] as T

test(`${CALLS} calls by all transports and both eras: every request carries its caller's token`, async () => {
  expect(new Set(ways.map(({ client }) => client.era))).toEqual(new Set(['legacy', 'modern']))
  const next = random(SEED)
  const calls: MadeCall[] = []
  const wrong: string[] = []
  standIn().reset()
  for (let wave = 0; wave < CALLS / WAVE; wave += 1) {
    // Tokens of both accounts, of one, or of none end between the waves; the shared one goes with Ada's.
    for (const account of ['ada', 'ben'] as const) if (next() < 0.6) standIn().expire(account)
    const made = Array.from({ length: WAVE }, (_, i) => {
      const number = wave * WAVE + i
      const way = ways[number % ways.length] as Way
      const slug = pick(next, Object.keys(way.accounts))
      const { grant, name } = way.accounts[slug] as Account
      calls.push({ number, grant })
      return way.client.call(`${slug}_get_user_info`, { username: `call-${number}` }).then((result) => {
        const text = result.content[0]?.text ?? ''
        const said = result.structuredContent as { name?: string; login?: string } | undefined
        if (result.isError || said?.name !== name || said.login !== `call-${number}`) {
          wrong.push(`call ${number} (${way.name}, ${slug}) answered ${text.slice(0, 300)}`)
        }
      })
    })
    await Promise.all(made)
  }
  expect(wrong).toEqual([])
  const requests = standIn().requests.filter(({ purpose }) => purpose === 'api')
  expect(wrongTokens(calls, requests, grantOf)).toEqual([])
  expect(calls).toHaveLength(CALLS)
  // It was mixed as it should be, with refreshes in the middle of it.
  for (const { grant } of Object.values(accounts)) {
    expect(calls.filter((call) => call.grant === grant).length).toBeGreaterThan(CALLS / 10)
  }
  const refreshes = standIn().requests.filter(({ purpose }) => purpose === 'refresh')
  expect(refreshes.length).toBeGreaterThan(5)
  expect(refreshes.map(({ status }) => status)).toEqual(refreshes.map(() => 200))
  expect(requests.filter(({ status }) => status === 401).length).toBeGreaterThan(0)
  expect(standIn().violations).toEqual([])
}, 120_000)

test('one request with the token of somebody else would be seen', () => {
  const requests = standIn().requests.filter(({ purpose }) => purpose === 'api')
  const calls = requests.slice(0, 50).map(({ at, token }): MadeCall => {
    return { number: Number(at.slice(at.lastIndexOf('-') + 1)), grant: grantOf(token?.value ?? '') ?? '' }
  })
  const sound = requests.filter(({ at }) => calls.some(({ number }) => at.endsWith(`/call-${number}`)))
  expect(wrongTokens(calls, sound, grantOf)).toEqual([])
  // The same vendor account by another consent, which the answer would not tell.
  const swapped = sound.map((request, i) => {
    const [own, other] = [grantOf(request.token?.value ?? ''), accounts.ours.grant]
    const foreign = requests.find(
      ({ token }) => grantOf(token?.value ?? '') === (own === other ? accounts.ana.grant : other),
    )
    return i === 7 ? { ...request, token: foreign?.token } : request
  })
  expect(wrongTokens(calls, swapped, grantOf)).toHaveLength(1)
  expect(wrongTokens(calls, [{ ...sound[0], at: sound[0]?.at ?? '', token: undefined }], grantOf)).toContainEqual(
    expect.stringContaining('carried the token of undefined'),
  )
  expect(wrongTokens(calls, [], grantOf)).toHaveLength(calls.length)
})

test("the tools of a person's own account are refused to who has none, and the vendor is not asked", async () => {
  standIn().reset()
  const [way] = ways.filter(({ accounts: own }) => !('mine' in own))
  const result = await way?.client.call('mine_get_user_info', { username: 'call-1' })
  expect(result?.isError).toBe(true)
  expect(result?.content[0]?.text).toContain('personal_account_required')
  expect(standIn().requests).toEqual([])
})
