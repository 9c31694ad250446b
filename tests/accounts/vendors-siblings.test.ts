import { AccountsApp } from '../support/accounts'
import { CONNECTED, VENDOR_CASES, VendorStory } from '../support/vendor-story'
import type { VendorName } from '../support/vendors/oauth/stand-ins'

/* Connections of one person through one application that hang together at the vendor: the end of one ends the other. */

let world: AccountsApp | undefined
afterEach(async () => {
  const broken = world?.vendors.violations
  await world?.close()
  world = undefined
  expect(broken).toEqual([])
})

async function begin(vendor: VendorName): Promise<VendorStory> {
  const found = VENDOR_CASES.find((each) => each.vendor === vendor && !each.plain)
  if (!found) throw new Error(`no case of ${vendor}`)
  world = await AccountsApp.start({ vendors: [vendor] })
  const it = await VendorStory.begin(world, found)
  await it.add('shared')
  await it.add('own', { account: 'personal' })
  return it
}

const states = async (it: VendorStory) =>
  Object.fromEntries((await it.accounts()).map(({ userId, state }) => [userId === null ? 'shared' : 'own', state]))

/** The connection is over: the call says so and has a link. */
async function over(it: VendorStory, slug: string): Promise<string> {
  const said = await it.call(slug)
  expect(said).toMatchObject({
    isError: true,
    body: { code: 'connect_required', connect_url: expect.stringMatching(/\/connect\/[\w-]{20,}$/) as string },
  })
  return String(said.body.connect_url)
}

test("Zoom: a person's newer connection ends their older one, which says so and can be connected again", async () => {
  const it = await begin('zoom')
  expect(await it.connect('shared')).toBe(CONNECTED)
  expect(await it.call('shared')).toMatchObject({ isError: false, body: it.of.ada })

  expect(await it.connect('own')).toBe(CONNECTED)
  const link = await over(it, 'shared')
  expect(await states(it)).toEqual({ shared: 'reconnect_needed', own: 'ok' })
  expect(await it.call('own')).toMatchObject({ isError: false, body: it.of.ada })

  // And the other way round.
  expect(await it.follow(link)).toBe(CONNECTED)
  expect(await it.call('shared')).toMatchObject({ isError: false, body: it.of.ada })
  await over(it, 'own')
  expect(await states(it)).toEqual({ shared: 'ok', own: 'reconnect_needed' })
})

test('Zoom: a connection of somebody else goes on', async () => {
  const it = await begin('zoom')
  const ben = await it.world.person(it.tenant, 'ben', 'member')
  expect(await it.connect('shared')).toBe(CONNECTED)
  expect(await it.connect('own', { account: 'ben' }, ben)).toBe(CONNECTED)
  expect(await it.call('shared')).toMatchObject({ isError: false, body: it.of.ada })
  expect(await it.call('own', ben.key)).toMatchObject({ isError: false, body: it.of.ben })
})

test('Google: an account that is given back ends its sibling, which says so and can be connected again', async () => {
  const it = await begin('google')
  for (const slug of ['shared', 'own']) {
    expect(await it.connect(slug)).toBe(CONNECTED)
    expect(await it.call(slug)).toMatchObject({ isError: false, body: it.of.ada })
  }
  const shared = (await it.accounts()).find(({ userId }) => userId === null)
  expect(await it.remove({ id: shared?.id ?? '' })).toEqual({ atVendor: 'revoked' })

  const link = await over(it, 'own')
  expect(await states(it)).toEqual({ own: 'reconnect_needed' })
  expect(await it.follow(link)).toBe(CONNECTED)
  expect(await it.call('own')).toMatchObject({ isError: false, body: it.of.ada })
  expect(await states(it)).toEqual({ own: 'ok' })
})
