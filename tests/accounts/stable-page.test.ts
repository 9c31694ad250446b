import { AccountsApp, type Person } from '../support/accounts'
import { consent } from '../support/vendors/oauth/consent'

let world: AccountsApp
let ana: Person
let ben: Person
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['linear'] })
  await world.tenant('acme', ['linear'])
  await world.addConnector('acme', 'linear')
  ana = await world.person('acme', 'ana', 'admin')
  ben = await world.person('acme', 'ben', 'member')
})
afterAll(() => world?.close())

const PAGE = '/connect/acme/linear'

test('the address that stays leads to the vendor and back, as often as somebody wants', async () => {
  for (const _ of [1, 2]) {
    const page = await ana.browser.open(PAGE)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Connect Linear?')
    const back = await consent((await ana.browser.submit(page, {})).url)
    expect((await ana.browser.open(back.href)).url).toMatch(/\/oauth\/success\?status=connected$/)
  }
})

test.each([
  ['somebody who may not connect it', PAGE, () => ben],
  ['a connector that is not there', '/connect/acme/slack', () => ana],
  ['a tenant that is not there', '/connect/nobody/linear', () => ana],
])('it says the same to %s', async (_, address, who) => {
  const page = await who().browser.open(address)
  expect(page.status).toBe(404)
  expect(page.text).toContain('There is nothing to connect here')
})

test('whoever is not signed in signs in first and comes back', async () => {
  const reply = await fetch(`${world.app.origin}${PAGE}`, { redirect: 'manual' })
  expect(reply.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(PAGE)}`)
})
