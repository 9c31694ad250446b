import { AccountsApp, appOf, type Person } from '../support/accounts'
import { Admin } from '../support/admin'
import { CONNECTED, endOf, goOut } from '../support/connecting'
import { modern } from '../support/raw'

const PLATFORM = { clientId: 'sagemcp-github', clientSecret: 'secret of github &=+%' }

let world: AccountsApp
let ana: Person
let mia: Person
let rita: Person
let count = 0
beforeAll(async () => {
  world = await AccountsApp.start({
    vendors: ['github', 'slack', 'jira'],
    env: {
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
      SAGEMCP_OAUTH_GITHUB_CLIENT_ID: PLATFORM.clientId,
      SAGEMCP_OAUTH_GITHUB_CLIENT_SECRET: PLATFORM.clientSecret,
    },
  })
  for (const slug of ['acme', 'rival']) await world.app.createTenant(slug)
  ana = await world.person('acme', 'ana')
  mia = await world.person('acme', 'mia', 'member')
  rita = await world.person('rival', 'rita')
})
afterAll(() => world?.close())
beforeEach(() => {
  for (const name of ['github', 'slack', 'jira'] as const) world.vendors.of(name).reset()
})

const CONFIG = { clientId: 'own-client', clientSecret: 'own-secret-0123456789' }
const at = (tenant: string, provider = '') => `/tenants/${tenant}/oauth-configs${provider && `/${provider}`}`
const auditOf = async (tenant: string) =>
  (
    await world.app.must<{ items: { action: string; target: string; details: Record<string, unknown> }[] }>(
      'GET',
      `/tenants/${tenant}/audit`,
    )
  ).items
/** A tenant that no other test knows, with an admin. */
async function fresh() {
  const tenant = `fresh-${(count += 1)}`
  await world.app.createTenant(tenant)
  return { tenant, person: await world.person(tenant, `fresh-${count}`) }
}
async function connected(
  tenant: string,
  person: Person,
  more: object = {},
  account = 'ada',
  vendor = 'github' as const,
) {
  const { slug } = await world.addConnector(tenant, vendor, more)
  expect(await endOf(person.browser, (await goOut(world, person, tenant, slug, { account })).back)).toBe(CONNECTED)
  return slug
}
interface Account {
  readonly id: string
  readonly provider: string
  readonly userId: string | null
  readonly account: string | null
  readonly connectors: readonly string[]
}
const accountsOf = async (person: Person, tenant: string, which = 'oauth-credentials') =>
  (await person.ask<{ items: Account[] }>('GET', `/tenants/${tenant}/${which}`)).body.items

describe('an application', () => {
  it('is registered by steps that hold the very redirect address', async () => {
    const { tenant, person } = await fresh()
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
    const { tenant, person } = await fresh()
    const put = await person.ask('PUT', at(tenant, 'slack'), { ...CONFIG, scopes: ['chat:write'] })
    const expected = { provider: 'slack', source: 'tenant', clientId: 'own-client', secretSet: true, baseUrl: null }
    expect(put).toMatchObject({ status: 200, body: { ...expected, scopes: ['chat:write'] } })
    const replies = [
      put,
      await person.ask('GET', at(tenant, 'slack')),
      await person.ask('GET', at(tenant)),
      await auditOf(tenant),
    ]
    expect(replies[1]).toMatchObject({ body: expected })
    for (const reply of replies) expect(JSON.stringify(reply)).not.toContain(CONFIG.clientSecret)
  })

  it('names the one address that the vendor has to know', async () => {
    const { tenant, person } = await fresh()
    const { body } = await person.ask<{ redirectUri: string }>('GET', at(tenant, 'slack'))
    expect(body.redirectUri).toBe(`${world.app.origin}/api/v1/oauth/callback`)
    const baseUrl = 'http://127.0.0.1:1/api/v3'
    const own = await person.ask<{ redirectUri: string }>('PUT', at(tenant, 'github'), { ...CONFIG, baseUrl })
    expect(own.body.redirectUri).toBe(`${world.app.origin}/api/v1/oauth/servers/${tenant}/github/callback`)
  })

  it('keeps its secret where only the rest changes, and needs one at first', async () => {
    const { tenant, person } = await fresh()
    expect((await person.ask('PUT', at(tenant, 'slack'), { clientId: 'x' })).status).toBe(400)
    await person.ask('PUT', at(tenant, 'slack'), CONFIG)
    const { status, body } = await person.ask('PUT', at(tenant, 'slack'), { clientId: 'y' })
    expect([status, body]).toEqual([200, expect.objectContaining({ clientId: 'y', secretSet: true })])
    const stored = (await auditOf(tenant)).filter(({ action }) => action === 'oauth-config.store')
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
    const { tenant, person } = await fresh()
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
    const row = (await auditOf('acme')).find(({ action }) => action === 'oauth-config.delete')
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
    const { tenant, person } = await fresh()
    expect((await person.ask('GET', at(tenant, 'github'))).body).toMatchObject({
      source: 'platform',
      clientId: null,
      secretSet: true,
    })
    expect(JSON.stringify(await person.ask('GET', at(tenant)))).not.toContain(PLATFORM.clientId)
    await connected(tenant, person)
  })

  it('is what a deleted one gives way to', async () => {
    const { tenant, person } = await fresh()
    await person.ask('PUT', at(tenant, 'github'), CONFIG)
    const { slug } = await world.addConnector(tenant, 'github')
    await expect(goOut(world, person, tenant, slug)).rejects.toThrow('unknown client_id')
    expect((await person.ask('DELETE', at(tenant, 'github'))).status).toBe(204)
    expect((await person.ask('GET', at(tenant, 'github'))).body).toMatchObject({ source: 'platform' })
    expect(await endOf(person.browser, (await goOut(world, person, tenant, slug)).back)).toBe(CONNECTED)
  })

  it('is none where the platform has none', async () => {
    const { tenant, person } = await fresh()
    const { slug } = await world.addConnector(tenant, 'slack')
    const { status, body } = await person.ask<{ hint: string }>('POST', `/tenants/${tenant}/connectors/${slug}/connect`)
    expect([status, body.hint]).toEqual([409, expect.stringContaining('slack')])
  })
})

describe('an account', () => {
  it('is one of several at one provider in one tenant', async () => {
    const { tenant, person } = await fresh()
    const [one, two] = [await connected(tenant, person), await connected(tenant, person, {}, 'ben')]
    const accounts = await accountsOf(person, tenant)
    expect(accounts.map(({ account, connectors }) => [account, connectors])).toEqual([
      ['ada-north', [one]],
      ['ben-quay', [two]],
    ])
    const call = async (slug: string) => {
      const url = world.app.endpoint(tenant)
      return (await modern(url, person.key, 'tools/call', { name: `${slug}_get_me`, arguments: {} })).text
    }
    expect(await call(one)).toContain('ada-north')
    expect(await call(two)).toContain('ben-quay')
  })

  it('that is deleted is given back to the vendor', async () => {
    const { tenant, person } = await fresh()
    const slug = await connected(tenant, person)
    const token = world.vendors.of('github').tokenOf('ada') ?? ''
    const [account] = await accountsOf(person, tenant)
    const removed = await person.ask('DELETE', `/tenants/${tenant}/oauth-credentials/${account?.id}`)
    expect(removed).toMatchObject({ status: 200, body: { atVendor: 'revoked' } })
    const [sent] = world.vendors.of('github').requests.filter(({ purpose }) => purpose === 'revoke')
    expect([sent?.status, sent?.body]).toEqual([204, JSON.stringify({ access_token: token })])
    const { ledger } = world.vendors.of('github')
    const known = ledger.token(token)
    expect(known && ledger.life(known)).not.toBe('good')
    expect(await accountsOf(person, tenant)).toEqual([])
    const { text } = await modern(world.app.endpoint(tenant), person.key, 'tools/call', {
      name: `${slug}_get_me`,
      arguments: {},
    })
    expect(text).toContain('connect_required')
    const rows = (await auditOf(tenant)).filter(({ action }) => /^credential\.(delete|revoke)$/.test(action))
    expect(rows).toMatchObject([
      { action: 'credential.revoke', details: { credentialId: account?.id, atVendor: 'revoked' } },
      { action: 'credential.delete', target: account?.id, details: { personal: false } },
    ])
  })

  it('is gone here even where the vendor does not answer', async () => {
    const { tenant, person } = await fresh()
    await connected(tenant, person)
    world.vendors.of('github').fail('error', { on: 'revoke', times: 5 })
    const [account] = await accountsOf(person, tenant)
    const removed = await person.ask('DELETE', `/tenants/${tenant}/oauth-credentials/${account?.id}`)
    expect(removed).toMatchObject({ status: 200, body: { atVendor: 'failed' } })
    expect(await accountsOf(person, tenant)).toEqual([])
  })

  it('cannot be given back where the vendor has no way to, nor what somebody pasted', async () => {
    const { tenant, person } = await fresh()
    await world.configure(tenant, 'jira')
    const jira = (await world.addConnector(tenant, 'jira')).slug
    expect(await endOf(person.browser, (await goOut(world, person, tenant, jira)).back)).toBe(CONNECTED)
    const pasted = (await world.addConnector(tenant, 'github')).slug
    await world.app.setToken(tenant, pasted, 'pasted-token-0123456789')
    const accounts = await accountsOf(person, tenant)
    expect(accounts).toHaveLength(2)
    for (const { id } of accounts) {
      const removed = await person.ask('DELETE', `/tenants/${tenant}/oauth-credentials/${id}`)
      expect(removed.body).toEqual({ atVendor: 'not_possible' })
    }
    expect(world.vendors.of('github').requests).toEqual([])
  })

  it('of another tenant is not there', async () => {
    const { tenant, person } = await fresh()
    await connected(tenant, person)
    const [account] = await accountsOf(person, tenant)
    for (const method of ['GET', 'DELETE']) {
      expect((await rita.ask(method, `/tenants/rival/oauth-credentials/${account?.id}`)).status).toBe(404)
      expect((await rita.ask(method, `/tenants/${tenant}/oauth-credentials/${account?.id}`)).status).toBe(404)
    }
    expect((await rita.ask('DELETE', `/tenants/rival/my-accounts/${account?.id}`)).status).toBe(404)
    expect((await person.ask('GET', `/tenants/${tenant}/oauth-credentials/${account?.id}`)).status).toBe(200)
  })
})

describe('one’s own account', () => {
  it('is listed, and ended, by its person only', async () => {
    const { tenant, person } = await fresh()
    const nora = await world.person(tenant, `nora-${count}`, 'member')
    const own = await connected(tenant, nora, { account: 'personal' }, 'ben')
    await connected(tenant, person)
    const [mine, ...more] = await accountsOf(nora, tenant, 'my-accounts')
    expect([mine?.account, mine?.userId, mine?.connectors, more]).toEqual(['ben-quay', nora.userId, [own], []])
    expect(await accountsOf(person, tenant, 'my-accounts')).toEqual([])
    const shared = (await accountsOf(person, tenant)).find(({ userId }) => userId === null)
    const path = (id = '') => `/tenants/${tenant}/my-accounts/${id}`
    expect((await nora.ask('DELETE', path(shared?.id))).status).toBe(404)
    expect((await person.ask('DELETE', path(mine?.id))).status).toBe(404)
    expect((await nora.ask('DELETE', path(mine?.id))).body).toEqual({ atVendor: 'revoked' })
    expect(await accountsOf(nora, tenant, 'my-accounts')).toEqual([])
    expect(await accountsOf(person, tenant)).toHaveLength(1)
  })

  it('may be a token, which replaces what was there and is never shown', async () => {
    const token = 'own-pasted-token-0123456789'
    const { slug } = await world.addConnector('acme', 'github', { account: 'personal' })
    const path = `/tenants/acme/connectors/${slug}/my-credential`
    const stored = await mia.ask<Account & { kind: string }>('PUT', path, { token })
    expect(stored).toMatchObject({ status: 200, body: { kind: 'token', userId: mia.userId } })
    const again = await mia.ask<Account>('PUT', path, { token: `${token}-2` })
    expect(again.body.id).toBe(stored.body.id)
    expect(JSON.stringify([stored, again, await accountsOf(mia, 'acme', 'my-accounts')])).not.toContain(token)
    expect(await accountsOf(ana, 'acme', 'my-accounts')).toEqual([])
    expect((await mia.ask('DELETE', `/tenants/acme/my-accounts/${again.body.id}`)).status).toBe(200)
  })

  it('is nothing for a shared connector, nor for a key of nobody', async () => {
    const shared = await world.addConnector('acme', 'github')
    const personal = await world.addConnector('acme', 'github', { account: 'personal' })
    const body = { token: 'own-pasted-token-0123456789' }
    expect((await mia.ask('PUT', `/tenants/acme/connectors/${shared.slug}/my-credential`, body)).status).toBe(409)
    const service = new Admin(world.app.origin, (await world.app.createKey('acme')).key)
    expect((await service.ask('PUT', `/tenants/acme/connectors/${personal.slug}/my-credential`, body)).status).toBe(403)
    expect((await rita.ask('PUT', `/tenants/acme/connectors/${personal.slug}/my-credential`, body)).status).toBe(404)
  })
})

describe('a link by provider', () => {
  const ask = async (key: string, provider: string, body: object) => {
    const reply = await fetch(`${world.app.origin}/api/v1/oauth/${provider}/auth`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: reply.status, body: (await reply.json()) as { url: string; expiresAt: string; hint: string } }
  }

  it('is made by key and by session, of the connector that is named or the first', async () => {
    const { tenant, person } = await fresh()
    const { slug } = await world.addConnector(tenant, 'github')
    const byKey = await ask(person.key, 'github', { tenant })
    expect(byKey.status).toBe(200)
    expect(new Date(byKey.body.expiresAt).getTime() - Date.now()).toBeGreaterThan(9 * 60_000)
    const bySession = await fetch(`${world.app.origin}/api/v1/oauth/github/auth`, {
      method: 'POST',
      headers: { cookie: person.browser.cookieHeader('/'), 'content-type': 'application/json' },
      body: JSON.stringify({ tenant }),
    })
    expect(bySession.status).toBe(403)
    const { csrf } = (await person.ask<{ csrf: string }>('GET', '/me')).body
    const withToken = await fetch(`${world.app.origin}/api/v1/oauth/github/auth`, {
      method: 'POST',
      headers: { cookie: person.browser.cookieHeader('/'), 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify({ tenant, connector: slug }),
    })
    expect(withToken.status).toBe(200)
    for (const url of [byKey.body.url, ((await withToken.json()) as { url: string }).url]) {
      expect((await person.browser.open(url)).text).toContain('Connect GitHub?')
    }
    const rows = (await auditOf(tenant)).filter(({ action }) => action === 'credential.link')
    expect(rows.map(({ target }) => target)).toEqual([slug, slug])
  })

  it('is not made for another tenant, another provider, or nobody’s account', async () => {
    const { tenant, person } = await fresh()
    await world.configure(tenant, 'slack')
    const shared = await world.addConnector(tenant, 'github')
    const personal = await world.addConnector(tenant, 'slack', { account: 'personal' })
    const member = await world.person(tenant, `member-${count}`, 'member')
    const service = await world.app.createKey(tenant, { scope: 'tenant_admin' })
    const answers = [
      await ask(rita.key, 'github', { tenant }),
      await ask(rita.key, 'github', { tenant: 'nowhere' }),
      await ask(person.key, 'github', { tenant, connector: personal.slug }),
      await ask(person.key, 'jira', { tenant }),
      await ask(service.key, 'slack', { tenant, connector: personal.slug }),
      await ask(member.key, 'github', { tenant, connector: shared.slug }),
      await ask(world.app.key, 'slack', { tenant, connector: personal.slug }),
      await ask('sk_nobody', 'github', { tenant }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 403, 403, 403, 401])
    expect(answers.filter(({ body }) => 'url' in body)).toEqual([])
  })

  it('is not made in a tenant that is suspended', async () => {
    const { tenant, person } = await fresh()
    await world.addConnector(tenant, 'github')
    expect((await ask(person.key, 'github', { tenant })).status).toBe(200)
    await world.app.setTenantActive(tenant, false)
    expect((await ask(person.key, 'github', { tenant })).status).toBe(403)
    const { csrf } = (await person.ask<{ csrf: string }>('GET', '/me')).body
    const { status } = await fetch(`${world.app.origin}/api/v1/oauth/github/auth`, {
      method: 'POST',
      headers: { cookie: person.browser.cookieHeader('/'), 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify({ tenant }),
    })
    expect(status).toBe(403)
  })

  it('is not made for a platform admin’s own account where they are no member', async () => {
    const { tenant } = await fresh()
    const { slug } = await world.addConnector(tenant, 'github', { account: 'personal' })
    const { status } = await world.app.ask('POST', `/tenants/${tenant}/connectors/${slug}/connect`)
    expect(status).toBe(403)
  })
})

it('the secret of the platform is the one that the vendor is shown', () => {
  expect(PLATFORM).toEqual({
    clientId: appOf('github', world.app.origin).clientId,
    clientSecret: appOf('github', world.app.origin).clientSecret,
  })
})
