import { AccountsApp, type Person } from '../support/accounts'
import { Renewal } from '../support/renewals'
import { until } from '../support/until'
import { consent } from '../support/vendors/oauth/consent'

let world: AccountsApp
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['google', 'linear', 'slack', 'zoom'], sweepMs: 100 })
})
afterAll(() => world?.close())

/** Seconds that a token lives here: due after half of them. */
const SHORT_S = 2

/** Connected as usual, and from the first renewal on the tokens are short. */
async function shortLived(it: Renewal): Promise<void> {
  it.standIn.ledger.accessS = SHORT_S
  await it.connect()
  it.standIn.reset()
}

test('what nobody calls is renewed, again and again, and is good when somebody does', async () => {
  const it = await Renewal.start(world, 'linear')
  await shortLived(it)
  const before = it.standIn.refreshes('ada')
  await until('the third renewal', () => it.standIn.refreshes('ada') - before >= 3, 15_000)
  it.standIn.ledger.accessS = 600
  await until('a long one', () => it.standIn.refreshes('ada') - before >= 4, 15_000)
  expect(it.asked('api')).toEqual([])
  expect(await it.account()).toMatchObject({ state: 'ok' })
  expect(await it.changes()).toEqual([])
  expect(await it.call()).toMatchObject({ isError: false, body: { name: 'Ada North' } })
  expect(it.standIn.violations).toEqual([])
})

test('a grant that ended is found out without a call', async () => {
  const it = await Renewal.start(world, 'linear')
  await shortLived(it)
  it.standIn.revokeGrant('ada')
  await until('it is told', async () => (await it.account()).state === 'reconnect_needed', 15_000)
  expect((await it.changes())[0]).toMatchObject({ to: 'reconnect_needed', reason: 'invalid_grant' })
  expect(it.asked('refresh')).toHaveLength(1)
})

test('a vendor that lets everybody wait does not hold up the others', async () => {
  const slow = await Renewal.start(world, 'zoom')
  await shortLived(slow)
  slow.standIn.fail('hang', { on: 'refresh' })
  await until('it hangs', () => slow.asked('refresh').length === 1, 15_000)
  const other = await Renewal.start(world, 'google')
  await shortLived(other)
  await until('the other is renewed', () => other.asked('refresh').length >= 2, 8_000)
  expect(slow.asked('refresh').map(({ status }) => status)).toEqual([undefined])
})

test('the two tokens of one Slack connection are renewed separately', async () => {
  const it = await Renewal.start(world, 'slack')
  const kinds = () => [...new Set(it.asked('refresh').map(({ body }) => nameOf(it, body)))].sort()
  await withBot(it, it.ana)
  it.standIn.reset()
  await until('both are renewed', () => kinds().length === 2, 15_000)
  expect(kinds()).toEqual(['bot', 'user'])
  const used = it.asked('refresh').map(({ body }) => new URLSearchParams(body).get('refresh_token'))
  expect(new Set(used).size).toBe(used.length)
  expect(it.asked('refresh').map(({ status }) => status ?? 200)).toEqual(used.map(() => 200))
  expect(await it.account()).toMatchObject({ state: 'ok' })
})

const nameOf = (it: Renewal, body: string) =>
  it.standIn.ledger.token(new URLSearchParams(body).get('refresh_token') ?? '')?.name

/** An admin's link on which the vendor is asked for a bot token as well, as a tool that needs one would have it. */
async function withBot(it: Renewal, ana: Person): Promise<void> {
  it.standIn.ledger.accessS = SHORT_S
  const there = new URL(await world.toVendor(ana.browser, await world.link(ana, it.tenant, it.slug)))
  there.searchParams.set('scope', 'chat:write')
  const page = await ana.browser.open((await consent(there.href)).href)
  expect(new URL(page.url).pathname).toBe('/oauth/success')
}
