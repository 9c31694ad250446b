import { type AccountsApp, appOf, type Person } from '../support/accounts'
import { Admin } from '../support/admin'
import { auditOf, connected, fresh, startWithPlatformApp, resetVendors, PLATFORM } from '../support/connected'
import { CONNECTED, endOf, goOut } from '../support/connecting'

let world: AccountsApp
let ana: Person
let mia: Person
let rita: Person
beforeAll(async () => {
  world = await startWithPlatformApp()
  ana = await world.person('acme', 'ana')
  mia = await world.person('acme', 'mia', 'member')
  rita = await world.person('rival', 'rita')
})
afterAll(() => world?.close())
beforeEach(() => resetVendors(world))

const CONFIG = { clientId: 'own-client', clientSecret: 'own-secret-0123456789' }
const at = (tenant: string, provider = '') => `/tenants/${tenant}/oauth-configs${provider && `/${provider}`}`

describe('an application', () => {
  it('is registered by steps that hold the very redirect address', async () => {
    const { tenant, person } = await fresh(world)
    interface Config {
      readonly provider: string
      readonly redirectUri: string
      readonly redirectUris: { readonly usual: string; readonly ownServer: string | null }
      readonly registration: { readonly url: string; readonly steps: readonly string[] }
    }
    const { items } = (await person.ask<{ items: Config[] }>('GET', at(tenant))).body
    expect(items.map(({ provider }) => provider)).toEqual(['github', 'jira', 'slack'])
    for (const { redirectUri, registration } of items) {
      expect(registration.steps.filter((step) => step.includes(`\`${redirectUri}\``))).toHaveLength(1)
      expect(registration.steps.join()).not.toContain('{redirectUri}')
    }
    // A server of their own has an address of its own, which is known before it is needed.
    const [before, other] = items.map(({ redirectUris }) => redirectUris)
    expect(other).toEqual({ usual: items[1]?.redirectUri, ownServer: null })
    const baseUrl = 'https://93.184.215.14/api/v3'
    const put = await person.ask<Config>('PUT', at(tenant, 'github'), { ...CONFIG, baseUrl })
    expect(put.body).toMatchObject({ redirectUri: before?.ownServer, redirectUris: before })
    expect(before?.usual).toBe(items[0]?.redirectUri)
    expect(put.body.redirectUri).toContain(`/servers/${tenant}/github/`)
    expect(put.body.registration.steps.join()).toContain(`\`${put.body.redirectUri}\``)
  })

  it('goes in and its secret never comes out', async () => {
    const { tenant, person } = await fresh(world)
    const put = await person.ask('PUT', at(tenant, 'slack'), { ...CONFIG, scopes: ['chat:write'] })
    const expected = { provider: 'slack', source: 'tenant', clientId: 'own-client', secretSet: true, baseUrl: null }
    expect(put).toMatchObject({ status: 200, body: { ...expected, scopes: ['chat:write'] } })
    const replies = [
      put,
      await person.ask('GET', at(tenant, 'slack')),
      await person.ask('GET', at(tenant)),
      await auditOf(world, tenant),
    ]
    expect(replies[1]).toMatchObject({ body: expected })
    for (const reply of replies) expect(JSON.stringify(reply)).not.toContain(CONFIG.clientSecret)
  })

  it('names the one address that the vendor has to know', async () => {
    const { tenant, person } = await fresh(world)
    const { body } = await person.ask<{ redirectUri: string }>('GET', at(tenant, 'slack'))
    expect(body.redirectUri).toBe(`${world.app.origin}/api/v1/oauth/callback`)
    const baseUrl = 'http://127.0.0.1:1/api/v3'
    const own = await person.ask<{ redirectUri: string }>('PUT', at(tenant, 'github'), { ...CONFIG, baseUrl })
    expect(own.body.redirectUri).toBe(`${world.app.origin}/api/v1/oauth/servers/${tenant}/github/callback`)
  })

  it('keeps its secret where only the rest changes, and needs one at first', async () => {
    const { tenant, person } = await fresh(world)
    expect((await person.ask('PUT', at(tenant, 'slack'), { clientId: 'x' })).status).toBe(400)
    await person.ask('PUT', at(tenant, 'slack'), CONFIG)
    const { status, body } = await person.ask('PUT', at(tenant, 'slack'), { clientId: 'y' })
    expect([status, body]).toEqual([200, expect.objectContaining({ clientId: 'y', secretSet: true })])
    const stored = (await auditOf(world, tenant)).filter(({ action }) => action === 'oauth-config.store')
    expect(stored.map(({ details }) => details['secretChanged'])).toEqual([false, true])
  })

  it.each([
    ['an address of a provider without such servers', 'slack', { ...CONFIG, baseUrl: 'http://127.0.0.1:1' }],
    ['an address inside', 'github', { ...CONFIG, baseUrl: 'http://10.0.0.1/' }],
    ['an address with a password', 'github', { ...CONFIG, baseUrl: 'https://a:b@ghe.example' }],
    ['another scheme', 'github', { ...CONFIG, baseUrl: 'file:///etc/passwd' }],
    ['two words as client id', 'slack', { ...CONFIG, clientId: 'a b' }],
    ['a secret with a line break', 'slack', { ...CONFIG, clientSecret: 'a\nb' }],
    ['an unknown field', 'slack', { ...CONFIG, client_secret: 'x' }],
  ])('with %s is refused', async (_, provider, body) => {
    expect((await ana.ask('PUT', at('acme', provider), body)).status).toBe(400)
    expect((await ana.ask<{ source: string | null }>('GET', at('acme', provider))).body.source).not.toBe('tenant')
  })

  it('is the tenant’s own: no other sees, uses or ends it', async () => {
    const { tenant, person } = await fresh(world)
    await person.ask('PUT', at(tenant, 'slack'), CONFIG)
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await rita.ask(method, at(tenant, 'slack'), method === 'PUT' ? CONFIG : undefined)).status).toBe(404)
    }
    expect((await rita.ask('GET', at('rival', 'slack'))).body).toMatchObject({ source: null, clientId: null })
    expect((await rita.ask('DELETE', at('rival', 'slack'))).status).toBe(404)
    expect((await person.ask('GET', at(tenant, 'slack'))).body).toMatchObject({ source: 'tenant' })
  })

  it('is for admins', async () => {
    const service = new Admin(world.app.origin, (await world.app.createKey('acme')).key)
    for (const [method, path] of [
      ['GET', at('acme')],
      ['GET', at('acme', 'slack')],
      ['PUT', at('acme', 'slack')],
      ['DELETE', at('acme', 'slack')],
      ['GET', '/tenants/acme/oauth-credentials'],
    ] as const) {
      const body = method === 'PUT' ? CONFIG : undefined
      expect((await mia.ask(method, path, body)).status).toBe(403)
      expect((await service.ask(method, path, body)).status).toBe(403)
    }
    const platform = await world.app.ask('PUT', at('acme', 'slack'), CONFIG)
    expect(platform.status).toBe(200)
    expect((await world.app.ask('DELETE', at('acme', 'slack'))).status).toBe(204)
    const row = (await auditOf(world, 'acme')).find(({ action }) => action === 'oauth-config.delete')
    expect(row).toMatchObject({ target: 'slack' })
  })

  it('of a provider that there is none of is not found', async () => {
    for (const name of ['nowhere', '__proto__', 'x'.repeat(40)]) {
      expect((await ana.ask('GET', at('acme', name))).status).toBe(404)
      expect((await ana.ask('PUT', at('acme', name), CONFIG)).status).toBe(404)
    }
  })
})

describe('the application of the platform', () => {
  it('serves who has none, at the usual address, and is not shown', async () => {
    const { tenant, person } = await fresh(world)
    expect((await person.ask('GET', at(tenant, 'github'))).body).toMatchObject({
      source: 'platform',
      clientId: null,
      secretSet: true,
    })
    expect(JSON.stringify(await person.ask('GET', at(tenant)))).not.toContain(PLATFORM.clientId)
    await connected(world, tenant, person)
  })

  it('is what a deleted one gives way to', async () => {
    const { tenant, person } = await fresh(world)
    await person.ask('PUT', at(tenant, 'github'), CONFIG)
    const { slug } = await world.addConnector(tenant, 'github')
    await expect(goOut(world, person, tenant, slug)).rejects.toThrow('unknown client_id')
    expect((await person.ask('DELETE', at(tenant, 'github'))).status).toBe(204)
    expect((await person.ask('GET', at(tenant, 'github'))).body).toMatchObject({ source: 'platform' })
    expect(await endOf(person.browser, (await goOut(world, person, tenant, slug)).back)).toBe(CONNECTED)
  })

  it('is none where the platform has none', async () => {
    const { tenant, person } = await fresh(world)
    const { slug } = await world.addConnector(tenant, 'slack')
    const { status, body } = await person.ask<{ hint: string }>('POST', `/tenants/${tenant}/connectors/${slug}/connect`)
    expect([status, body.hint]).toEqual([409, expect.stringContaining('slack')])
  })
})

it('the secret of the platform is the one that the vendor is shown', () => {
  expect(PLATFORM).toEqual({
    clientId: appOf('github', world.app.origin).clientId,
    clientSecret: appOf('github', world.app.origin).clientSecret,
  })
})
