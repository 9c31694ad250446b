import { User } from '../../server/users/entity'
import { makeCompany } from './company'
import { type Api, type Client, openApi } from './harness'

let api: Api
let count = 0
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const company = () => makeCompany(api, `tools-${++count}`)
type Company = Awaited<ReturnType<typeof company>>

const tools = async (who: Client, c: Company, slug = 'depot') =>
  (await who.get(`${c.path}/connectors/${slug}/tools`).expect(200)).body.items as {
    name: string
    title: string | null
    enabled: boolean
    allowedFor: { closedBy: string | null; everyone: boolean; roles: string[]; people: number } | null
  }[]
const allowed = async (c: Company, name: string) =>
  (await tools(c.chief, c)).find((each) => each.name === name)?.allowedFor
const set = (c: Company, rule: object) => c.owner.put(`${c.path}/access/rules`, rule).expect(200)
const CLOSED = { everyone: false, roles: [], people: 0 }

describe('a list of tools says', () => {
  it('the name for people where a tool has one', async () => {
    const c = await company()
    await c.addDepot()
    expect((await tools(c.chief, c)).map(({ name, title }) => [name, title])).toEqual([
      ['depot_delete_thing', null],
      ['depot_get_thing', 'Show a thing'],
      ['depot_list_things', null],
    ])
  })

  it('that everyone may use what nothing is said about', async () => {
    const c = await company()
    await c.addDepot()
    const all = { closedBy: null, everyone: true, roles: ['owner', 'admin', 'member'], people: 3 }
    expect((await tools(c.chief, c)).map(({ allowedFor }) => allowedFor)).toEqual([all, all, all])
  })

  it('what is switched off, and by what, before any rule', async () => {
    const c = await company()
    const { id } = await c.addDepot()
    const one = `${c.path}/connectors/${id}`
    await set(c, { role: 'member', connector: 'depot', effect: 'allow' })
    await c.chief.patch(`${one}/tools/depot_get_thing`, { enabled: false }).expect(200)
    expect(await allowed(c, 'depot_get_thing')).toEqual({ closedBy: 'tool', ...CLOSED })
    await c.chief.patch(one, { isReadOnly: true }).expect(200)
    expect(await allowed(c, 'depot_delete_thing')).toEqual({ closedBy: 'read_only', ...CLOSED })
    expect(await allowed(c, 'depot_list_things')).toMatchObject({ closedBy: null, everyone: true })
    await c.chief.patch(one, { isEnabled: false }).expect(200)
    expect(await allowed(c, 'depot_list_things')).toEqual({ closedBy: 'connector', ...CLOSED })
    await api.admin.patch(c.path, { allowedTypes: [] }).expect(200)
    expect(await allowed(c, 'depot_list_things')).toEqual({ closedBy: 'type', ...CLOSED })
    await api.admin.patch(c.path, { isActive: false }).expect(200)
    const [first] = await tools(api.admin, c)
    expect(first?.allowedFor).toEqual({ closedBy: 'tenant', ...CLOSED })
  })

  it('which roles and how many people the rules leave', async () => {
    const c = await company()
    await c.addDepot()
    const second = await c.member('member', `second-of-${c.slug}`)
    await set(c, { role: 'member', connector: 'depot', effect: 'deny' })
    expect(await allowed(c, 'depot_get_thing')).toEqual({
      closedBy: null,
      everyone: false,
      roles: ['owner', 'admin'],
      people: 2,
    })
    await set(c, { user: second.email, connector: 'depot', tool: 'depot_get_thing', effect: 'allow' })
    expect(await allowed(c, 'depot_get_thing')).toMatchObject({ roles: ['owner', 'admin'], people: 3 })
    expect(await allowed(c, 'depot_list_things')).toMatchObject({ roles: ['owner', 'admin'], people: 2 })
    await set(c, { user: c.chief.email, connector: 'depot', effect: 'deny' })
    expect(await allowed(c, 'depot_list_things')).toMatchObject({ roles: ['owner', 'admin'], people: 1 })
    for (const role of ['owner', 'admin']) await set(c, { role, connector: 'depot', effect: 'deny' })
    expect(await allowed(c, 'depot_get_thing')).toEqual({ closedBy: null, everyone: false, roles: [], people: 1 })
    expect(await allowed(c, 'depot_list_things')).toEqual({ closedBy: null, ...CLOSED })
  })

  it('not everyone where one person is left out, and nobody whose account is closed', async () => {
    const c = await company()
    await c.addDepot()
    await set(c, { user: c.worker.email, connector: 'depot', effect: 'deny' })
    const roles = ['owner', 'admin', 'member']
    expect(await allowed(c, 'depot_get_thing')).toEqual({ closedBy: null, everyone: false, roles, people: 2 })
    await api.admin.patch(`/users/${c.worker.id}`, { isActive: false }).expect(200)
    expect(await allowed(c, 'depot_get_thing')).toEqual({ closedBy: null, everyone: true, roles, people: 2 })
  })

  it('the same as the explanation of each member, whatever the rules', async () => {
    const c = await company()
    await c.addDepot()
    await set(c, { role: 'member', connector: 'depot', tool: 'depot_get_thing', effect: 'allow' })
    await set(c, { role: 'member', connector: 'depot', effect: 'deny' })
    await set(c, { role: 'admin', connector: 'depot', tool: 'depot_delete_thing', effect: 'deny' })
    await set(c, { user: c.worker.email, connector: 'depot', tool: 'depot_list_things', effect: 'allow' })
    for (const { name, allowedFor } of await tools(c.chief, c)) {
      const verdicts = await Promise.all(
        [c.owner, c.chief, c.worker].map(
          async ({ email }) =>
            (await c.chief.get(`${c.path}/access/explain?user=${email}&tool=${name}`).expect(200)).body.allowed,
        ),
      )
      expect([name, allowedFor?.people]).toEqual([name, verdicts.filter(Boolean).length])
    }
  })

  it('nothing of that to who may not read access rules, and counts no other tenant', async () => {
    const [c, other] = [await company(), await company()]
    await c.addDepot()
    await other.addDepot()
    await set(other, { role: 'member', connector: 'depot', effect: 'deny' })
    for (const who of [c.worker, c.user]) {
      expect((await tools(who, c)).map(({ allowedFor }) => allowedFor)).toEqual([null, null, null])
    }
    expect(await allowed(c, 'depot_get_thing')).toMatchObject({ everyone: true, people: 3 })
  })

  it('in the answer to a change what is so after it', async () => {
    const c = await company()
    const { id } = await c.addDepot()
    const path = `${c.path}/connectors/${id}/tools`
    const one = (await c.chief.patch(`${path}/depot_get_thing`, { enabled: false }).expect(200)).body
    expect(one).toMatchObject({ enabled: false, allowedFor: { closedBy: 'tool', people: 0 } })
    const { items } = (await c.chief.patch(path, { enabled: true }).expect(200)).body
    expect(items[1]).toMatchObject({ enabled: true, allowedFor: { closedBy: null, people: 3 } })
  })
})

describe('a connector begins with', () => {
  const enabled = async (c: Company, slug: string) =>
    (await tools(c.chief, c, slug)).filter((each) => each.enabled).map(({ name }) => name.replace(`${slug}_`, ''))
  const add = (c: Company, slug: string, chosen?: unknown) =>
    c.chief.post(`${c.path}/connectors`, { type: 'depot', name: 'Depot', slug, tools: chosen })

  it('all tools unless it says which', async () => {
    const c = await company()
    await add(c, 'plain').expect(201)
    await add(c, 'every', 'all').expect(201)
    for (const slug of ['plain', 'every']) {
      expect(await enabled(c, slug)).toEqual(['delete_thing', 'get_thing', 'list_things'])
    }
  })

  it('those that read, those that are named, or none, from the first moment', async () => {
    const c = await company()
    await add(c, 'reads', 'read').expect(201)
    expect(await enabled(c, 'reads')).toEqual(['get_thing', 'list_things'])
    await add(c, 'named', ['delete_thing', 'get_thing']).expect(201)
    expect(await enabled(c, 'named')).toEqual(['delete_thing', 'get_thing'])
    await add(c, 'none', []).expect(201)
    expect(await enabled(c, 'none')).toEqual([])
    const { items } = (await c.chief.get(`${c.path}/audit?action=connector.create`).expect(200)).body
    expect(items.map(({ details }: { details: { toolsOff?: string[] } }) => details.toolsOff)).toEqual([
      ['delete_thing', 'get_thing', 'list_things'],
      ['list_things'],
      ['delete_thing'],
    ])
  })

  it('nothing at all where one of them does not exist: there is no connector then', async () => {
    const c = await company()
    const { status, body } = await add(c, 'wrong', ['get_thing', 'fly', 'depot_get_thing'])
    expect([status, Object.keys(body.fields)]).toEqual([400, ['tools.1', 'tools.2']])
    await add(c, 'wrong', 'write').expect(400)
    await c.chief.get(`${c.path}/connectors/wrong`).expect(404)
    await c.worker.post(`${c.path}/connectors`, { type: 'depot', name: 'D', tools: 'read' }).expect(403)
  })
})

describe('a credential says who stored it', () => {
  const stored = async (who: Client, c: Company) =>
    (await who.put(`${c.path}/connectors/depot/credential`, { token: 'secret-token' }).expect(200)).body.connectedBy
  const shown = async (c: Company) => {
    const { credential } = (await c.chief.get(`${c.path}/connectors/depot`).expect(200)).body
    const { items } = (await c.chief.get(`${c.path}/connectors`).expect(200)).body
    const accounts = (await c.chief.get(`${c.path}/oauth-credentials`).expect(200)).body.items
    expect(items[0].credential).toEqual(credential)
    expect(accounts[0].connectedBy).toEqual(credential.connectedBy)
    return credential.connectedBy
  }

  it('last, by name, and nobody where it was a service key', async () => {
    const c = await company()
    await c.addDepot()
    await api.db.withSystem((em) => em.update(User, { id: c.owner.id }, { name: 'Ana' }))
    expect(await stored(c.owner, c)).toEqual({ id: c.owner.id, name: 'Ana' })
    expect(await shown(c)).toEqual({ id: c.owner.id, name: 'Ana' })
    const { key } = (await c.chief.post(c.keys, { name: 'mine', scope: 'tenant_admin' }).expect(201)).body
    await stored(api.as(key), c)
    expect(await shown(c)).toEqual({ id: c.chief.id, name: c.chief.email.split('@')[0] })
    expect(await stored(c.admin, c)).toBeNull()
    expect(await shown(c)).toBeNull()
  })

  it('as long as they are a member, and no name of anybody else', async () => {
    const c = await company()
    await c.addDepot()
    await stored(c.owner, c)
    await c.owner.patch(`${c.members}/${c.chief.id}`, { role: 'owner' }).expect(200)
    await c.owner.delete(`${c.path}/membership`).expect(204)
    expect(await shown(c)).toBeNull()
    const root = await api.person(`root-of-${c.slug}`, { platformAdmin: true })
    expect(await stored(root, c)).toBeNull()
  })
})
