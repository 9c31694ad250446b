import { AccountsApp, type Person } from '../support/accounts'
import { Admin } from '../support/admin'
import { CONNECTED, endOf, goOut, linkFor } from '../support/connecting'
import { modern } from '../support/raw'

/** As in server/oauth/store.ts: of one person or service key, and of a tenant. */
const OF_ONE = 20
const OF_TENANT = 500

let world: AccountsApp
let ana: Person
let mia: Person
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['github'] })
  for (const slug of ['acme', 'rival']) await world.tenant(slug, ['github'])
  ana = await world.person('acme', 'ana')
  mia = await world.person('acme', 'mia', 'member')
  await world.addConnector('acme', 'github', { slug: 'own', account: 'personal' })
  await world.addConnector('acme', 'github', { slug: 'github' })
  await world.addConnector('rival', 'github', { slug: 'github' })
})
afterAll(() => world?.close())

const isOpen = async ({ browser }: Person, link: string) => (await browser.open(link)).status === 200
const linksFor = async (person: Person, connector: string, many: number) => {
  const links: string[] = []
  for (let i = 0; i < many; i += 1) links.push(await linkFor(world, person, 'acme', connector))
  return links
}

it('the oldest links of somebody make room for their newest', async () => {
  const links = await linksFor(mia, 'own', OF_ONE + 2)
  const open = await Promise.all(links.map((link) => isOpen(mia, link)))
  expect(open).toEqual([false, false, ...Array<boolean>(OF_ONE).fill(true)])
})

it('keys are no way to more links than a person may have', async () => {
  const link = await linkFor(world, ana, 'acme', 'github')
  const own = await mia.ask<{ key: string }>('POST', '/tenants/acme/api-keys', { name: 'more', scope: 'tenant_user' })
  const other = { ...mia, key: own.body.key }
  const [first = ''] = await linksFor(mia, 'own', 1)
  await linksFor(other, 'own', OF_ONE)
  expect(await isOpen(mia, first)).toBe(false)
  expect(await isOpen(ana, link)).toBe(true)
})

it('calls that lack an account are given one link', async () => {
  const [first = ''] = await linksFor(mia, 'own', 1)
  const links = new Set<string | undefined>()
  for (let i = 0; i < OF_ONE; i += 1) {
    const { text } = await modern(world.app.endpoint('acme'), mia.key, 'tools/call', {
      name: 'own_get_me',
      arguments: {},
    })
    links.add(/\/connect\/[\w-]{43}/.exec(text)?.[0])
  }
  expect([...links]).toEqual([expect.stringContaining('/connect/')])
  expect(await isOpen(mia, first)).toBe(true)
})

it('a full tenant makes room too, and keeps nobody out', async () => {
  const begun = await goOut(world, mia, 'acme', 'own')
  // As many service keys as it takes: only admins make those.
  for (let made = 0; made < OF_TENANT; made += OF_ONE) {
    const { key } = await world.app.createKey('acme', { scope: 'tenant_admin' })
    const flooder = new Admin(world.app.origin, key)
    for (let i = 0; i < OF_ONE; i += 1) await flooder.must('POST', '/tenants/acme/connectors/github/connect')
  }
  expect(await endOf(mia.browser, begun.back)).toBe('/oauth/error?status=no_attempt')
  const { back } = await goOut(world, mia, 'acme', 'own')
  expect(await endOf(mia.browser, back)).toBe(CONNECTED)
})

it('no flood reaches another tenant', async () => {
  const rita = await world.person('rival', 'rita')
  const link = await linkFor(world, rita, 'rival', 'github')
  await linksFor(ana, 'github', OF_ONE)
  expect(await isOpen(rita, link)).toBe(true)
})
