import { AccountsApp, IDENTITY, type Person } from '../support/accounts'
import { CONNECTED, endOf, goOut } from '../support/connecting'
import { say } from '../support/renewals'
import { until } from '../support/until'
import type { VendorName } from '../support/vendors/oauth/stand-ins'

/*
 * However an account ends here, the vendor gets its tokens back, and nobody loses another one by it.
 */

let world: AccountsApp
let count = 0
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['github', 'slack', 'linear'], sweepMs: 200 })
})
afterAll(() => world?.close())

async function start(vendor: VendorName = 'github', more: object = {}, account = 'ada') {
  const tenant = `ending-${(count += 1)}`
  await world.tenant(tenant, [vendor])
  const ana = await world.person(tenant, `ana-${count}`)
  const { slug } = await world.addConnector(tenant, vendor, more)
  const standIn = world.vendors.of(vendor)
  const connect = async (to = slug, as = account, person = ana) =>
    expect(await endOf(person.browser, (await goOut(world, person, tenant, to, { account: as })).back)).toBe(CONNECTED)
  await connect()
  standIn.reset()
  const call = (person: Person = ana, at = slug) =>
    say(world.app.endpoint(tenant), person.key, `${at}_${IDENTITY[vendor].tool}`)
  const isAlive = (token: string) => {
    const known = standIn.ledger.token(token)
    return known !== undefined && standIn.ledger.life(known) === 'good'
  }
  const rows = async (action: string) =>
    (
      await world.app.must<{ items: { details: Record<string, unknown> }[] }>(
        'GET',
        `/tenants/${tenant}/audit?action=${action}`,
      )
    ).items.map(({ details }) => details)
  const accounts = async () =>
    (await ana.ask<{ items: { id: string; account: string }[] }>('GET', `/tenants/${tenant}/oauth-credentials`)).body
      .items
  return { tenant, ana, slug, standIn, connect, call, isAlive, rows, accounts }
}
type It = Awaited<ReturnType<typeof start>>

const endings: [string, (it: It) => Promise<unknown>][] = [
  ['the account is deleted', async ({ tenant, ana, accounts }) => ana.ask('DELETE', `/tenants/${tenant}/oauth-credentials/${(await accounts())[0]?.id}`)],
  ['it is taken from its only connector', ({ tenant, slug, ana }) => ana.ask('DELETE', `/tenants/${tenant}/connectors/${slug}/credential`)],
  ['its only connector is deleted', ({ tenant, slug, ana }) => ana.ask('DELETE', `/tenants/${tenant}/connectors/${slug}`)],
  ['a token is stored in its place', ({ tenant, slug, ana }) => ana.ask('PUT', `/tenants/${tenant}/connectors/${slug}/credential`, { token: 'pasted-token-0123456789' })],
  ['another account is connected', ({ connect, slug }) => connect(slug, 'ben')],
] // prettier-ignore

test.each(endings)('%s: the vendor has it back', async (_, end) => {
  const it = await start()
  const token = it.standIn.tokenOf('ada') ?? ''
  expect(it.isAlive(token)).toBe(true)
  await end(it)
  expect((await it.accounts()).filter(({ account }) => account === 'ada-north')).toEqual([])
  await until('it is given back', () => !it.isAlive(token), 20_000)
  await until('that is told', async () => (await it.rows('credential.revoke')).length === 1)
  expect(await it.rows('credential.revoke')).toMatchObject([{ atVendor: 'revoked', account: 'ada-north' }])
})

test('whoever is no member any more leaves no token behind', async () => {
  const it = await start('github', { account: 'personal' })
  const nora = await world.person(it.tenant, `nora-${count}`, 'member')
  await it.connect(it.slug, 'ben', nora)
  const token = it.standIn.tokenOf('ben') ?? ''
  expect((await it.ana.ask('DELETE', `/tenants/${it.tenant}/members/${nora.userId}`)).status).toBe(204)
  await until('it is given back', () => !it.isAlive(token), 20_000)
  expect((await it.call()).isError).toBe(false)
})

test('the same account connected again is not taken from under the new tokens', async () => {
  const it = await start()
  await it.connect()
  expect((await it.call()).isError).toBe(false)
  expect(it.standIn.requests.filter(({ purpose }) => purpose === 'revoke')).toEqual([])
})

test('a refusal with status 200 is none of the vendor’s yes', async () => {
  const it = await start('slack')
  it.standIn.fail('refusal', { on: 'revoke', answer: { status: 200, body: { ok: false, error: 'internal_error' } } })
  const [account] = await it.accounts()
  const { body } = await it.ana.ask('DELETE', `/tenants/${it.tenant}/oauth-credentials/${account?.id}`)
  expect(body).toEqual({ atVendor: 'failed' })
})

test('a token that proves itself is given back after its end, and without the application', async () => {
  const it = await start('linear')
  const refresh = it.standIn.refreshTokenOf('ada') ?? ''
  await it.ana.ask('DELETE', `/tenants/${it.tenant}/oauth-configs/linear`)
  const [account] = await it.accounts()
  const { body } = await it.ana.ask('DELETE', `/tenants/${it.tenant}/oauth-credentials/${account?.id}`)
  expect(body).toEqual({ atVendor: 'revoked' })
  expect(it.isAlive(refresh)).toBe(false)
})

test('whoever connects while an account is given back keeps the new one', async () => {
  const it = await start()
  const [old] = await it.accounts()
  it.standIn.fail('slow', { on: 'revoke', delayMs: 3_000 })
  const removing = it.ana.ask('DELETE', `/tenants/${it.tenant}/oauth-credentials/${old?.id}`)
  await until('the vendor is asked', () => it.standIn.requests.some(({ purpose }) => purpose === 'revoke'))
  // Gone for everybody at once, not when the vendor has answered.
  expect((await it.call()).body).toMatchObject({ code: 'connect_required' })
  await it.connect(it.slug, 'ben')
  expect((await removing).body).toEqual({ atVendor: 'revoked' })
  expect((await it.call()).body).toMatchObject({ login: 'ben-quay' })
})

test('an account that is deleted while it is renewed is given back as it is then', async () => {
  const it = await start('linear')
  const before = it.standIn.refreshTokenOf('ada') ?? ''
  it.standIn.expire('ada')
  it.standIn.fail('slow', { on: 'refresh', delayMs: 1_500 })
  const call = it.call()
  await until('the vendor is asked', () => it.standIn.requests.some(({ purpose }) => purpose === 'refresh'))
  const [account] = await it.accounts()
  const { body } = await it.ana.ask('DELETE', `/tenants/${it.tenant}/oauth-credentials/${account?.id}`)
  expect(body).toEqual({ atVendor: 'revoked' })
  expect((await call).body).toMatchObject({ code: 'connect_required' })
  expect(it.standIn.refreshTokenOf('ada')).toBeUndefined()
  expect(it.isAlive(before)).toBe(false)
})

test('a second connector that may do less does not take from the first', async () => {
  const it = await start()
  const second = await world.addConnector(it.tenant, 'github', { isReadOnly: true })
  await it.connect(second.slug)
  const lists = (await it.ana.ask<{ items: { connectors: string[]; missingScopes: unknown[] }[] }>('GET', `/tenants/${it.tenant}/oauth-credentials`)).body.items // prettier-ignore
  const ofFirst = lists.find(({ connectors }) => connectors.includes(it.slug))
  expect(ofFirst?.missingScopes).toEqual([])
  for (const at of [it.slug, second.slug]) expect((await it.call(it.ana, at)).isError).toBe(false)
})
