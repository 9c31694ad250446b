import { AccountsApp, type Person } from '../support/accounts'
import { CONNECTED, endOf, goOut } from '../support/connecting'

// A token that somebody pastes, with the vendor asked before it is stored.

let world: AccountsApp
let ana: Person
let mia: Person
let right: string
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['github'] })
  await world.tenant('acme', ['github'])
  ana = await world.person('acme', 'ana')
  mia = await world.person('acme', 'mia', 'member')
  const { slug } = await world.addConnector('acme', 'github')
  expect(await endOf(ana.browser, (await goOut(world, ana, 'acme', slug, { account: 'ada' })).back)).toBe(CONNECTED)
  right = world.vendors.of('github').tokenOf('ada') ?? ''
})
afterAll(() => world?.close())
beforeEach(() => world.vendors.of('github').reset())

interface Told {
  readonly code?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly username?: string | null
  readonly account?: string | null
}

const at = (slug: string, own: boolean) => `/tenants/acme/connectors/${slug}/${own ? 'my-credential' : 'credential'}`
const credentialOf = async (slug: string) =>
  (
    await ana.ask<{ credential: { id: string; username: string | null } | null }>(
      'GET',
      `/tenants/acme/connectors/${slug}`,
    )
  ).body.credential
const ownOf = async (person: Person) =>
  (await person.ask<{ items: { id: string; connectors: string[] }[] }>('GET', '/tenants/acme/my-accounts')).body.items
const WRONG = 'ghp_wrong0123456789'

describe('of a connector', () => {
  it('is refused when the vendor refuses it, and nothing is stored', async () => {
    const { slug } = await world.addConnector('acme', 'github')
    const refused = await ana.ask<Told>('PUT', at(slug, false), { token: WRONG, check: true })
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(refused.body.fields).toEqual({ token: 'The vendor does not accept this token. Nothing was stored.' })
    expect(await credentialOf(slug)).toBeNull()
    // The control: unasked it is stored as it is.
    expect((await ana.ask('PUT', at(slug, false), { token: WRONG })).status).toBe(200)
    expect(await credentialOf(slug)).not.toBeNull()
  })

  it('that works is stored with its name, and a wrong one does not take its place', async () => {
    const { slug } = await world.addConnector('acme', 'github')
    const stored = await ana.ask<Told>('PUT', at(slug, false), { token: right, check: true })
    expect(stored).toMatchObject({ status: 200, body: { username: 'ada-north' } })
    expect(JSON.stringify(stored)).not.toContain(right)
    expect((await ana.ask('PUT', at(slug, false), { token: WRONG, check: true })).status).toBe(400)
    const works = await ana.ask('POST', `/tenants/acme/connectors/${slug}/validate`)
    expect(works.body).toMatchObject({ ok: true, account: 'ada-north' })
    expect(await credentialOf(slug)).toMatchObject({ username: 'ada-north' })
  })

  it('waits where the vendor does not answer', async () => {
    const { slug } = await world.addConnector('acme', 'github')
    world.vendors.of('github').fail('error', { on: 'api', times: 9 })
    const answer = await ana.ask<Told>('PUT', at(slug, false), { token: right, check: true })
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(await credentialOf(slug)).toBeNull()
  })
})

describe('of one’s own', () => {
  it('is refused or stored by the same rule', async () => {
    const { slug } = await world.addConnector('acme', 'github', { account: 'personal' })
    const refused = await mia.ask<Told>('PUT', at(slug, true), { token: WRONG, check: true })
    expect(refused).toMatchObject({ status: 400, body: { fields: { token: expect.stringContaining('not accept') } } })
    expect(await ownOf(mia)).toEqual([])
    const stored = await mia.ask<Told>('PUT', at(slug, true), { token: right, check: true })
    expect(stored).toMatchObject({ status: 200, body: { account: 'ada-north' } })
    expect(await ownOf(mia)).toHaveLength(1)
  })

  it('is not even shown to the vendor where the connector has a shared account', async () => {
    const { slug } = await world.addConnector('acme', 'github')
    expect((await mia.ask('PUT', at(slug, true), { token: WRONG, check: true })).status).toBe(409)
    expect(world.vendors.of('github').requests).toEqual([])
  })
})
