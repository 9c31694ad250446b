import { AccountsApp } from '../support/accounts'
import { CONNECTED, endOf, exchangesAt, failed, goOut, isConnected } from '../support/connecting'
import { modern } from '../support/raw'
import { until } from '../support/until'
import { type Fake, fake, json } from '../support/vendor-door'

/** What may end between the way out and the way back, or while the vendor is being asked. */
let world: AccountsApp
/** A server that says of everybody that they are Ada. */
let evil: Fake
beforeAll(async () => {
  // Any port of this machine, so that nothing but our own checks keeps a token from it.
  const env = { SAGEMCP_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' }
  world = await AccountsApp.start({ vendors: ['github', 'google'], env })
})
afterAll(() => world?.close())
beforeEach(async () => {
  world.vendors.of('github').reset()
  evil = await fake((_, response) => json(response, { id: 7100421, login: 'ada-north' }))
})

let count = 0

/** A tenant of the test's own, with a connector and who may connect its account: an admin, or for their own a member. */
async function setting(more: { account?: 'shared' | 'personal' } = {}) {
  const tenant = `tenant-${(count += 1)}`
  await world.tenant(tenant, ['github'])
  const isShared = more.account !== 'personal'
  const person = await world.person(tenant, `person-${count}`, isShared ? 'admin' : 'member')
  const { slug } = await world.addConnector(tenant, 'github', more)
  return { tenant, person, slug }
}
type Setting = Awaited<ReturnType<typeof setting>>

const admin = (method: string, path: string, body?: object) => world.app.must(method, path, body)
interface Case {
  readonly name: string
  readonly account: 'shared' | 'personal'
  readonly change: (at: Setting) => Promise<unknown>
  readonly end: string
  /** Whoever follows the link anew goes out with what is there then. */
  readonly linkStays?: true
}

const CASES: readonly Case[] = [
  {
    name: 'the person is no member any more',
    account: 'personal',
    change: ({ tenant, person }) => admin('DELETE', `/tenants/${tenant}/members/${person.userId}`),
    end: failed('no_attempt'),
  },
  {
    name: 'the admin is no member any more',
    account: 'shared',
    change: ({ tenant, person }) => admin('DELETE', `/tenants/${tenant}/members/${person.userId}`),
    end: failed('not_yours'),
  },
  {
    name: 'the admin is only a member now',
    account: 'shared',
    change: ({ tenant, person }) => admin('PATCH', `/tenants/${tenant}/members/${person.userId}`, { role: 'member' }),
    end: failed('not_yours'),
  },
  {
    name: 'the person is deactivated',
    account: 'personal',
    change: ({ person }) => admin('PATCH', `/users/${person.userId}`, { isActive: false }),
    end: failed('signed_out'),
  },
  {
    name: 'the tenant is suspended',
    account: 'shared',
    change: ({ tenant }) => world.app.setTenantActive(tenant, false),
    end: failed('not_yours'),
  },
  {
    name: 'the tenant may not use the type any more',
    account: 'shared',
    change: ({ tenant }) => admin('PATCH', `/tenants/${tenant}`, { allowedTypes: ['google_docs'] }),
    end: failed('changed'),
  },
  {
    name: 'the connector works with personal accounts now',
    account: 'shared',
    change: ({ tenant, slug }) => admin('PATCH', `/tenants/${tenant}/connectors/${slug}`, { account: 'personal' }),
    end: failed('changed'),
  },
  {
    name: 'the connector works with a shared account now',
    account: 'personal',
    change: ({ tenant, slug }) => admin('PATCH', `/tenants/${tenant}/connectors/${slug}`, { account: 'shared' }),
    end: failed('changed'),
  },
  {
    name: 'the connector is gone',
    account: 'shared',
    change: ({ tenant, slug }) => admin('DELETE', `/tenants/${tenant}/connectors/${slug}`),
    end: failed('no_attempt'),
  },
  {
    name: 'the application is gone',
    account: 'shared',
    change: ({ tenant }) => admin('DELETE', `/tenants/${tenant}/oauth-configs/github`),
    end: failed('changed'),
  },
  {
    name: 'the application is another one',
    account: 'shared',
    change: ({ tenant }) => world.configure(tenant, 'github', { clientId: 'another-one' }),
    end: failed('changed'),
    linkStays: true,
  },
  {
    name: 'the connector is at another server now',
    account: 'shared',
    change: moveTo,
    end: failed('changed'),
    linkStays: true,
  },
  {
    name: "everybody's connector is at another server now",
    account: 'personal',
    change: moveTo,
    end: failed('changed'),
    linkStays: true,
  },
]

/** With an application there, so that nothing else is missing. */
async function moveTo({ tenant, slug }: Setting): Promise<void> {
  const baseUrl = `${evil.url}/api/v3`
  await admin('PATCH', `/tenants/${tenant}/connectors/${slug}`, { configuration: { baseUrl } })
  await world.configure(tenant, 'github', { baseUrl })
}

/** Accounts of a tenant, those that no connector uses too. */
const accountsOf = async (tenant: string) =>
  (await world.app.must<{ items: readonly unknown[] }>('GET', `/tenants/${tenant}/oauth-credentials`)).items

describe.each(CASES)('when $name', ({ account, change, end, linkStays = false }) => {
  it('nothing is connected, the code is never used, and the link leads nowhere', async () => {
    const at = await setting({ account })
    const { browser } = at.person
    const way = await goOut(world, at.person, at.tenant, at.slug)
    await change(at)
    expect((await browser.open(way.link)).text.includes('Connect GitHub?')).toBe(linkStays)
    expect(await endOf(browser, way.back)).toBe(end)
    expect(exchangesAt(world, 'github')).toBe(0)
    expect(await accountsOf(at.tenant)).toEqual([])
    expect(evil.requests).toEqual([])
  })
})

it('a connector whose account is what it was is connected', async () => {
  const at = await setting()
  const { back } = await goOut(world, at.person, at.tenant, at.slug)
  await admin('PATCH', `/tenants/${at.tenant}/connectors/${at.slug}`, { name: 'Another name', isReadOnly: true })
  expect(await endOf(at.person.browser, back)).toBe(CONNECTED)
  expect(await isConnected(world, at.tenant, at.slug)).toBe(true)
})

/** What cannot end the attempt any more, because the vendor is being asked already. */
const MEANWHILE: Readonly<Record<string, string>> = {
  'the person is no member any more': failed('not_yours'),
  'the admin is no member any more': failed('not_yours'),
  'the admin is only a member now': failed('not_yours'),
  'the connector works with personal accounts now': failed('changed'),
  'the connector works with a shared account now': failed('changed'),
  'the connector is gone': failed('changed'),
  'the connector is at another server now': failed('changed'),
  "everybody's connector is at another server now": failed('changed'),
}

describe.each(CASES.filter(({ name }) => name in MEANWHILE))('while the vendor is asked, when $name', (each) => {
  it('nothing is stored', async () => {
    const at = await setting({ account: each.account })
    const way = await goOut(world, at.person, at.tenant, at.slug)
    world.vendors.of('github').fail('slow', { on: 'exchange', delayMs: 1_000 })
    const ending = endOf(at.person.browser, way.back)
    await until('the vendor was asked', () => exchangesAt(world, 'github') === 1)
    await each.change(at)
    expect(await ending).toBe(MEANWHILE[each.name])
    expect(await accountsOf(at.tenant)).toEqual([])
    await modern(world.app.endpoint(at.tenant), at.person.key, 'tools/call', {
      name: `${at.slug}_get_me`,
      arguments: {},
    })
    expect(evil.requests).toEqual([])
  })
})

it('an application of another tenant is never used', async () => {
  const at = await setting()
  await world.tenant('without', [])
  const { slug } = await world.addConnector('without', 'github')
  const olga = await world.person('without', 'olga')
  const { status } = await olga.ask('POST', `/tenants/without/connectors/${slug}/connect`, {})
  expect(status).toBe(409)
  const { back } = await goOut(world, at.person, at.tenant, at.slug)
  expect(await endOf(at.person.browser, back)).toBe(CONNECTED)
})
