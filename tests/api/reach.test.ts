import { Invitation } from '../../server/invitations/entity'
import { makeCompany } from './company'
import { type Api, openApi } from './harness'

let api: Api
let count = 0
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

async function company() {
  const made = await makeCompany(api, `reach-${++count}`)
  await made.addDepot()
  return { ...made, rules: `${made.path}/access/rules` }
}
type Company = Awaited<ReturnType<typeof company>>

const deny = (c: Company, about: object, tool?: string) =>
  c.owner.put(c.rules, { ...about, connector: 'depot', tool, effect: 'deny' }).expect(200)

describe('all tools and whether somebody may use them', () => {
  const reach = async (c: Company, who: string) => (await c.chief.get(`${c.path}/access/tools?${who}`).expect(200)).body

  it('says of a person and of a key what explaining each tool says', async () => {
    const c = await company()
    await deny(c, { role: 'member' }, 'depot_delete_thing')
    await deny(c, { user: c.worker.id }, 'depot_get_thing')
    for (const who of [`user=${c.worker.email}`, `user=${c.owner.id}`, `key=${c.userKey.id}`]) {
      const { connectors, ...about } = await reach(c, who)
      expect(connectors).toMatchObject([{ slug: 'depot', type: 'depot' }])
      expect(connectors[0].tools).toHaveLength(3)
      for (const { name, allowed, decidedBy } of connectors[0].tools) {
        const { body } = await c.chief.get(`${c.path}/access/explain?${who}&tool=${name}`).expect(200)
        expect({ allowed, decidedBy, ...about }).toEqual({
          ...{ allowed: body.allowed, decidedBy: body.decidedBy },
          ...{ user: body.user, key: body.key, role: body.role },
        })
      }
    }
    const { connectors } = await reach(c, `user=${c.worker.id}`)
    expect(connectors[0].tools.map((tool: { allowed: boolean }) => tool.allowed)).toEqual([false, false, true])
  })

  it('is for admins, about somebody of their tenant', async () => {
    const [c, other] = [await company(), await company()]
    const path = `${c.path}/access/tools`
    await c.worker.get(`${path}?user=${c.worker.id}`).expect(403)
    await c.chief.get(`${path}?user=${other.worker.id}`).expect(404)
    await c.chief.get(`${path}?key=${other.userKey.id}`).expect(404)
    await c.chief.get(path).expect(400)
  })
})

it('rules are found by tool; with its connector, those about all of it too', async () => {
  const c = await company()
  await deny(c, { role: 'member' }, 'depot_get_thing')
  await deny(c, { role: 'member' }, 'depot_delete_thing')
  await deny(c, { role: 'admin' })
  const found = async (query: string) =>
    (await c.chief.get(`${c.rules}?${query}`).expect(200)).body.items.map(({ tool }: { tool: string | null }) => tool)
  expect(await found('tool=depot_get_thing')).toEqual(['depot_get_thing'])
  expect(await found('connector=depot&tool=depot_get_thing')).toEqual([null, 'depot_get_thing'])
  expect(await found('tool=depot')).toEqual([])
})

describe('an invitation whose link ended', () => {
  it('is listed apart, gets a new link, and can be taken back', async () => {
    const c = await company()
    const make = async (email: string): Promise<string> =>
      (await c.chief.post(c.invitations, { role: 'member', email }).expect(201)).body.id
    const [late, gone] = [await make('late@example.com'), await make('gone@example.com')]
    await make('new@example.com')
    for (const id of [late, gone]) {
      await api.db.withSystem((em) => em.update(Invitation, { id }, { expiresAt: new Date(Date.now() - 1_000) }))
    }
    const listed = async (query: string) =>
      (await c.chief.get(`${c.invitations}${query}`).expect(200)).body.items.map((i: { email: string }) => i.email)
    expect(await listed('')).toEqual(['new@example.com'])
    expect((await listed('?state=expired')).toSorted()).toEqual(['gone@example.com', 'late@example.com'])

    const { url } = (await c.chief.post(`${c.invitations}/${late}/link`).expect(200)).body
    expect(await api.invitations.find(url.split('/').at(-1))).toMatchObject({ email: 'late@example.com' })
    await c.chief.delete(`${c.invitations}/${gone}`).expect(204)
    expect(await listed('?state=expired')).toEqual([])
    expect((await listed('?state=pending')).toSorted()).toEqual(['late@example.com', 'new@example.com'])
  })
})
