import { zoom } from '../support/vendors/oauth/zoom'
import { defaultRegistry } from '../../connectors/sdk'
import { AccountsApp, type Person } from '../support/accounts'
import { CONNECTED, endOf, failed, goOut, isConnected } from '../support/connecting'
import { modern } from '../support/raw'
import { type Fake, fake, json } from '../support/vendor-door'
import { relocated } from '../support/vendors/oauth/relocated'
import { VendorStandIn } from '../support/vendors/oauth/stand-in'
import { EU, zoomAt } from '../support/vendors/oauth/zoom-regions'
import { NEVER } from '../support/renewals'
import { until } from '../support/until'

/** What a vendor, or a new version of a type, says about where the account is. */
async function zoomWorld(apiUrl: () => string) {
  const world = await AccountsApp.start({
    vendors: ['zoom'],
    keepData: true,
    env: { SAGEMCP_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' },
    standIns: async ({ apps, now }) => {
      const made = await VendorStandIn.start(
        { ...zoom, reply: (...given) => ({ ...zoom.reply(...given), api_url: apiUrl() }) },
        { apps: apps.zoom ?? [], ...(now ? { now } : {}) },
      )
      return {
        of: () => made,
        addresses: made.addresses,
        hosts: Object.values(made.addresses).map((address) => new URL(address).host),
        violations: made.violations,
        close: () => made.close(),
      }
    },
  })
  await world.tenant('acme', ['zoom'])
  const ana = await world.person('acme', 'ana')
  const { slug } = await world.addConnector('acme', 'zoom')
  return { world, ana, slug }
}

const other = (): Promise<Fake> => fake((_, response) => json(response, { id: 'ZAda', email: 'ada@harbor.example' }))
const call = async (world: AccountsApp, { key }: Person, slug: string) =>
  (await modern(world.app.endpoint('acme'), key, 'tools/call', { name: `${slug}_get_user`, arguments: {} })).text

it('a place on a host that the type does not declare is no place', async () => {
  const evil = await other()
  const urls = [
    evil.url,
    'https://evil.example',
    'https://zoom.us.evil.example',
    'https://evilzoom.us',
    'https://api.zoom.us@evil.example',
    'http://api.zoom.us',
    'https://api.zoom.us:8443',
  ]
  let apiUrl = 'https://api.zoom.us'
  const { world, ana, slug } = await zoomWorld(() => apiUrl)
  try {
    for (const url of urls) {
      apiUrl = url
      expect(await endOf(ana.browser, (await goOut(world, ana, 'acme', slug)).back)).toBe(failed('account_unknown'))
      expect(await isConnected(world, 'acme', slug)).toBe(false)
    }
    apiUrl = 'https://api.zoom.us'
    expect(await endOf(ana.browser, (await goOut(world, ana, 'acme', slug)).back)).toBe(CONNECTED)
    expect(await call(world, ana, slug)).toContain('ada@harbor.example')
    expect(evil.requests).toEqual([])
  } finally {
    await world.close()
  }
})

it('an account stays where it was when its type moves to another host', async () => {
  const evil = await other()
  const { world, ana, slug } = await zoomWorld(() => 'https://api.zoom.us')
  const type = defaultRegistry.get('zoom')
  if (!type) throw new Error('no zoom')
  try {
    expect(await endOf(ana.browser, (await goOut(world, ana, 'acme', slug)).back)).toBe(CONNECTED)
    expect(await call(world, ana, slug)).toContain('ada@harbor.example')
    const here = relocated(type, world.vendors.addresses)
    await world.app.restart([
      { class: type.class, declaration: { ...here, baseUrls: { ...here.baseUrls, other: evil.url } } },
    ])
    expect(await call(world, ana, slug)).toContain('connect_required')
    await world.app.restart([{ class: type.class, declaration: here }])
    expect(await call(world, ana, slug)).toContain('ada@harbor.example')
    expect(evil.requests).toEqual([])
  } finally {
    await world.close()
  }
})

it('a renewed token goes nowhere but where it was stored for: not to where a call was on its way', async () => {
  let apiUrl = EU
  const world = await AccountsApp.start({ vendors: ['zoom'], sweepMs: NEVER, ...zoomAt(() => apiUrl) })
  try {
    await world.tenant('acme', ['zoom'])
    const ana = await world.person('acme', 'ana')
    const { slug } = await world.addConnector('acme', 'zoom')
    const standIn = world.vendors.of('zoom')
    expect(await endOf(ana.browser, (await goOut(world, ana, 'acme', slug)).back)).toBe(CONNECTED)
    const old = standIn.tokenOf('ada')
    // The call has begun when the grant ends. Judged at once, answered after the account was connected again, elsewhere.
    standIn.revokeGrant('ada')
    standIn.reset()
    standIn.fail('slow', { on: 'refresh', delayMs: 3_000 })
    const running = call(world, ana, slug)
    const refresh = () => standIn.requests.find(({ purpose }) => purpose === 'refresh')
    await until('the vendor is asked', () => refresh() !== undefined)
    apiUrl = 'https://api.zoom.us'
    expect(await endOf(ana.browser, (await goOut(world, ana, 'acme', slug)).back)).toBe(CONNECTED)
    expect(refresh()?.status).toBeUndefined()

    expect(await running).toContain('vendor_unavailable')
    expect(refresh()?.status).toBe(400)
    const there = standIn.requests.filter(({ at }) => at.startsWith(EU))
    expect(there.map(({ token }) => token?.value)).toEqual([old])
    // The next one goes where the account is now.
    expect(await call(world, ana, slug)).toContain('ada@harbor.example')
    expect(standIn.requests.at(-1)).toMatchObject({
      at: 'https://api.zoom.us/v2/users/me',
      token: { value: standIn.tokenOf('ada') },
    })
  } finally {
    await world.close()
  }
})
