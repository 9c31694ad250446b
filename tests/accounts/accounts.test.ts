import { type AccountsApp, type Person } from '../support/accounts'
import { Admin } from '../support/admin'
import {
  type Account,
  accountsOf,
  auditOf,
  connected,
  fresh,
  startWithPlatformApp,
  resetVendors,
} from '../support/connected'
import { CONNECTED, endOf, goOut } from '../support/connecting'
import { modern } from '../support/raw'

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

describe('an account', () => {
  it('is one of several at one provider in one tenant', async () => {
    const { tenant, person } = await fresh(world)
    const [one, two] = [await connected(world, tenant, person), await connected(world, tenant, person, {}, 'ben')]
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
    const { tenant, person } = await fresh(world)
    const slug = await connected(world, tenant, person)
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
    const rows = (await auditOf(world, tenant)).filter(({ action }) => /^credential\.(delete|revoke)$/.test(action))
    expect(rows).toMatchObject([
      { action: 'credential.revoke', details: { credentialId: account?.id, atVendor: 'revoked' } },
      { action: 'credential.delete', target: account?.id, details: { personal: false } },
    ])
  })

  it('is gone here even where the vendor does not answer', async () => {
    const { tenant, person } = await fresh(world)
    await connected(world, tenant, person)
    world.vendors.of('github').fail('error', { on: 'revoke', times: 5 })
    const [account] = await accountsOf(person, tenant)
    const removed = await person.ask('DELETE', `/tenants/${tenant}/oauth-credentials/${account?.id}`)
    expect(removed).toMatchObject({ status: 200, body: { atVendor: 'failed' } })
    expect(await accountsOf(person, tenant)).toEqual([])
  })

  it('cannot be given back where the vendor has no way to, nor what somebody pasted', async () => {
    const { tenant, person } = await fresh(world)
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
    const { tenant, person } = await fresh(world)
    await connected(world, tenant, person)
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
    const { tenant, person } = await fresh(world)
    const nora = await world.person(tenant, `nora-${tenant}`, 'member')
    const own = await connected(world, tenant, nora, { account: 'personal' }, 'ben')
    await connected(world, tenant, person)
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
