import { type AccountsApp, type Person } from '../support/accounts'
import { auditOf, fresh, startWithPlatformApp, resetVendors } from '../support/connected'

let world: AccountsApp
let rita: Person
beforeAll(async () => {
  world = await startWithPlatformApp()
  rita = await world.person('rival', 'rita')
})
afterAll(() => world?.close())
beforeEach(() => resetVendors(world))

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
    const { tenant, person } = await fresh(world)
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
    const rows = (await auditOf(world, tenant)).filter(({ action }) => action === 'credential.link')
    expect(rows.map(({ target }) => target)).toEqual([slug, slug])
  })

  it('is not made for another tenant, another provider, or nobody’s account', async () => {
    const { tenant, person } = await fresh(world)
    await world.configure(tenant, 'slack')
    const shared = await world.addConnector(tenant, 'github')
    const personal = await world.addConnector(tenant, 'slack', { account: 'personal' })
    const member = await world.person(tenant, `member-${tenant}`, 'member')
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
    const { tenant, person } = await fresh(world)
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
    const { tenant } = await fresh(world)
    const { slug } = await world.addConnector(tenant, 'github', { account: 'personal' })
    const { status } = await world.app.ask('POST', `/tenants/${tenant}/connectors/${slug}/connect`)
    expect(status).toBe(403)
  })
})
