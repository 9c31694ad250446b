import { type ConnectorClass, tool, z } from '../../connectors/sdk'
import { Linear } from '../../connectors/linear'
import { Slack } from '../../connectors/slack'
import { AccountsApp, type AccountsOptions, type Person } from '../support/accounts'
import { CONNECTED, VENDOR_CASES, type VendorCase, VendorStory } from '../support/vendor-story'
import type { VendorName } from '../support/vendors/oauth/stand-ins'
import { EU, FOREIGN, zoomAt } from '../support/vendors/oauth/zoom-regions'

/* What one connection reaches: sites, a region, the tokens of a bot and of a user, and what somebody left unticked. */

let world: AccountsApp | undefined
afterEach(async () => {
  const broken = world?.vendors.violations
  await world?.close()
  world = undefined
  expect(broken).toEqual([])
})

const caseOf = (vendor: VendorName): VendorCase => {
  const found = VENDOR_CASES.find((each) => each.vendor === vendor && !each.plain)
  if (!found) throw new Error(`no case of ${vendor}`)
  return found
}

async function begin(vendor: VendorName, options: AccountsOptions = {}): Promise<VendorStory> {
  world = await AccountsApp.start({ ...options, vendors: [vendor] })
  return VendorStory.begin(world, { ...caseOf(vendor), configuration: {} })
}

const HARBOR = { id: '1a52b7f0-8c6d-4e35-9b1f-0d3c7a9e4411', name: 'harbor.atlassian.net' }
const PIER = { id: '7d90c3ee-24b8-4f6a-8a57-5be1f2c06622', name: 'pier.atlassian.net' }

describe('Jira', () => {
  const setPlace = (it: VendorStory, place: string) =>
    it.world.app.must('PATCH', `/tenants/${it.tenant}/connectors/first`, { configuration: { place } })
  const lastSite = (it: VendorStory) => /ex\/jira\/([\w-]+)\//.exec(it.standIn.requests.at(-1)?.at ?? '')?.[1]

  test('two sites: a call waits until one is chosen, by name or by id, and goes there', async () => {
    const it = await begin('jira')
    expect(await it.connect(await it.add('first'))).toBe(CONNECTED)
    expect((await it.account()).places).toEqual([HARBOR, PIER])
    it.standIn.reset()
    expect(await it.call('first')).toMatchObject({
      isError: true,
      body: { code: 'configuration_required', hint: expect.stringMatching(/harbor.*pier/) },
    })
    expect(it.standIn.requests).toEqual([])

    for (const [place, site] of [
      [PIER.name, PIER.id],
      [HARBOR.id, HARBOR.id],
    ] as const) {
      await setPlace(it, place)
      expect(await it.call('first')).toMatchObject({ isError: false, body: it.of.ada })
      expect(lastSite(it)).toBe(site)
    }
    await setPlace(it, 'quay.atlassian.net')
    expect(await it.call('first')).toMatchObject({ isError: true, body: { code: 'configuration_required' } })
  })

  test('one site, or one left ticked: nothing has to be chosen', async () => {
    const it = await begin('jira')
    expect(await it.connect(await it.add('first'), { account: 'ben' })).toBe(CONNECTED)
    expect(await it.call('first')).toMatchObject({ isError: false, body: it.of.ben })
    expect(lastSite(it)).toBe(PIER.id)
    expect(await it.connect(await it.add('second'), { untick: [PIER.id] })).toBe(CONNECTED)
    expect(await it.call('second')).toMatchObject({ isError: false, body: it.of.ada })
    expect(lastSite(it)).toBe(HARBOR.id)
  })
})

describe('Zoom', () => {
  test("the region in the token's reply is the address of the calls", async () => {
    const it = await begin(
      'zoom',
      zoomAt(() => EU),
    )
    expect(await it.connect(await it.add('first'))).toBe(CONNECTED)
    expect((await it.account()).places).toEqual([expect.objectContaining({ name: new URL(EU).host })])
    expect(await it.call('first')).toMatchObject({ isError: false, body: it.of.ada })
    expect(it.standIn.requests.at(-1)?.at).toBe(`${EU}/v2/users/me`)
  })

  test('a region on a host that the type does not name is refused: no token goes there', async () => {
    const it = await begin(
      'zoom',
      zoomAt(() => FOREIGN),
    )
    expect(await it.connect(await it.add('first'))).toBe('/oauth/error?status=account_unknown')
    expect(await it.accounts()).toEqual([])
    expect(it.standIn.requests.filter(({ at }) => at.startsWith(FOREIGN))).toEqual([])
  })
})

class TwoTokens extends Slack {
  @tool({ description: 'As the user.', input: z.strictObject({}), effect: 'read', scopes: ['search:read'] })
  async asUser() {
    return super.authTest()
  }

  @tool({
    ...{ description: 'As the bot.', input: z.strictObject({}), effect: 'read' as const },
    ...{ scopes: ['channels:read'], token: 'bot' },
  })
  async asBot() {
    return super.authTest()
  }
}

test('Slack: one consent gives the tokens of a user and of a bot, and each tool runs with its own', async () => {
  const it = await begin('slack', { classes: { slack: TwoTokens as ConnectorClass } })
  await it.add('first')
  const vendor = new URL(await it.world.toVendor(it.ana.browser, await it.world.link(it.ana, it.tenant, 'first')))
  expect(vendor.searchParams.get('user_scope')).toBe('search:read,users:read')
  expect(vendor.searchParams.get('scope')).toBe('channels:read')
  expect(await it.connect('first')).toBe(CONNECTED)
  expect(await it.call('first', it.ana.key, 'as_user')).toMatchObject({ body: { user: 'ada-north', is_bot: false } })
  expect(it.standIn.requests.at(-1)?.token?.value).toMatch(/^xoxe\.xoxp-/)
  expect(await it.call('first', it.ana.key, 'as_bot')).toMatchObject({ body: { user: 'sagemcp', is_bot: true } })
  expect(it.standIn.requests.at(-1)?.token?.value).toMatch(/^xoxe\.xoxb-/)

  it.standIn.expire('ada')
  it.standIn.reset()
  for (const name of ['as_user', 'as_bot']) expect((await it.call('first', it.ana.key, name)).isError).toBe(false)
  expect(it.asked().filter(([purpose]) => purpose === 'refresh')).toHaveLength(2)

  expect(await it.remove(await it.account())).toEqual({ atVendor: 'revoked' })
  for (const name of ['user', 'bot']) expect(it.standIn.tokenOf('ada', name)).toBeUndefined()
})

class Writes extends Linear {
  @tool({ description: 'Writes.', input: z.strictObject({}), effect: 'write', scopes: ['write'] })
  async writeSomething() {
    return super.getViewer()
  }
}

test('Linear: several scopes go out with commas between them, and are granted', async () => {
  const it = await begin('linear', { classes: { linear: Writes as ConnectorClass } })
  await it.add('first')
  const vendor = new URL(await it.world.toVendor(it.ana.browser, await it.world.link(it.ana, it.tenant, 'first')))
  expect(vendor.searchParams.get('scope')).toBe('read,write')
  expect(await it.connect('first')).toBe(CONNECTED)
  expect(await it.account()).toMatchObject({ scopes: ['read', 'write'], missingScopes: [], unusedScopes: [] })
  expect(await it.call('first', it.ana.key, 'write_something')).toMatchObject({ isError: false, body: it.of.ada })
})

test('Google: a scope that was unticked is named, and the link asks for it again', async () => {
  const it = await begin('google')
  const drive = 'https://www.googleapis.com/auth/drive.file'
  expect(await it.connect(await it.add('first'), { untick: [drive] })).toBe(CONNECTED)
  expect(await it.account()).toMatchObject({
    ...{ account: 'ada@harbor.example', state: 'scope_missing' },
    missingScopes: [
      { scope: drive, tools: expect.arrayContaining([expect.stringContaining('get_current_user')]) as string[] },
    ],
  })
  it.standIn.reset()
  const lacking = await it.call('first')
  expect(lacking).toMatchObject({ isError: true, body: { code: 'missing_scope', scope: drive } })
  expect(it.standIn.requests).toEqual([])
  expect(await it.follow(lacking.body.connect_url)).toBe(CONNECTED)
  expect(await it.call('first')).toMatchObject({ isError: false, body: it.of.ada })
  expect(await it.account()).toMatchObject({ state: 'ok', missingScopes: [] })
})

test('personal accounts: everybody works with their own, and nobody with that of another', async () => {
  const it = await begin('linear')
  await it.add('first', { account: 'personal' })
  await it.add('shared')
  const ben: Person = await it.world.person(it.tenant, 'ben', 'member')
  const mia: Person = await it.world.person(it.tenant, 'mia', 'member')
  expect(await it.connect('shared')).toBe(CONNECTED)
  expect(await it.connect('first')).toBe(CONNECTED)
  const asked = await it.call('first', ben.key)
  expect(asked).toMatchObject({ isError: true, body: { code: 'connect_required' } })
  expect(await it.follow(asked.body.connect_url, { account: 'ben' }, ben)).toBe(CONNECTED)

  expect((await it.call('first')).body).toMatchObject(it.of.ada)
  expect((await it.call('first', ben.key)).body).toMatchObject(it.of.ben)
  // The shared one is there, and never stands in.
  expect(await it.call('first', mia.key)).toMatchObject({ isError: true, body: { code: 'connect_required' } })
  expect((await it.call('shared', mia.key)).body).toMatchObject(it.of.ada)
  const service = await it.world.app.createKey(it.tenant)
  expect(await it.call('first', service.key)).toMatchObject({
    isError: true,
    body: { code: 'personal_account_required' },
  })
  expect((await it.accounts()).map(({ userId, account }) => [userId, account])).toEqual([
    [null, expect.stringContaining('ada@')],
    [it.ana.userId, expect.stringContaining('ada@')],
    [ben.userId, expect.stringContaining('ben@')],
  ])

  // Only Ben's ends, and only Ben is asked to connect again.
  it.standIn.revokeGrant('ben')
  it.standIn.expire('ben')
  const ended = await it.call('first', ben.key)
  expect(ended).toMatchObject({ isError: true, body: { code: 'connect_required' } })
  expect((await it.call('first')).isError).toBe(false)
  expect(await it.follow(ended.body.connect_url, { account: 'ben' }, ben)).toBe(CONNECTED)
  expect((await it.call('first', ben.key)).body).toMatchObject(it.of.ben)
})
