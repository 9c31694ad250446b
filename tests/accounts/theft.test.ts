import { AccountsApp, IDENTITY, type Person } from '../support/accounts'
import { CONNECTED, endOf, goOut } from '../support/connecting'
import { say } from '../support/renewals'

/*
 * Whoever administers a tenant reads the ids of all accounts in it. None of them helps to get at a member's own one.
 */

let world: AccountsApp
let ana: Person
let ben: Person
let own: { id: string; slug: string }
let benId: string
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['github'] })
  await world.tenant('acme', ['github'])
  ana = await world.person('acme', 'ana')
  ben = await world.person('acme', 'ben', 'member')
  own = await world.addConnector('acme', 'github', { account: 'personal' })
  expect(await endOf(ben.browser, (await goOut(world, ben, 'acme', own.slug, { account: 'ben' })).back)).toBe(CONNECTED)
  const accounts = await accountsOf(ana)
  benId = accounts.find(({ userId }) => userId === ben.userId)?.id ?? ''
})
afterAll(() => world?.close())

interface Seen {
  id: string
  userId: string | null
  account: string | null
}
const accountsOf = async (person: Person) =>
  (await person.ask<{ items: Seen[] }>('GET', '/tenants/acme/oauth-credentials')).body.items
const who = async (person: Person, slug: string) =>
  (await say(world.app.endpoint('acme'), person.key, `${slug}_${IDENTITY.github.tool}`)).body

test.each(['POST', 'PATCH'])('%s: a member’s own account is no connector’s', async (method) => {
  const { slug } = await world.addConnector('acme', 'github')
  const path = method === 'POST' ? '/tenants/acme/connectors' : `/tenants/acme/connectors/${slug}`
  const body = { ...(method === 'POST' ? { type: 'github', name: 'Mine now' } : {}), credentialId: benId }
  const { status, body: refusal } = await ana.ask<{ fields: object }>(method, path, body)
  expect([status, Object.keys(refusal.fields)]).toEqual([400, ['credentialId']])
  // What came before this was refused: a token stored over Ben's, or his account deleted with the connector.
  await ana.ask('PUT', `/tenants/acme/connectors/${slug}/credential`, { token: 'token-of-ana-0123456789' })
  expect((await ana.ask('DELETE', `/tenants/acme/connectors/${slug}`)).status).toBe(204)
  expect(await who(ben, own.slug)).toMatchObject({ login: 'ben-quay' })
  expect((await accountsOf(ana)).find(({ id }) => id === benId)).toMatchObject({ userId: ben.userId })
})
