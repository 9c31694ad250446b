import { Membership } from '../../server/members/entity'
import { Tenant } from '../../server/tenants/entity'
import { type Api, type Client, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const me = async (who: Client) => (await who.get('/me').expect(200)).body
const inTenant = async (who: Client, slug: string) =>
  (await me(who)).tenants.find((each: { slug: string }) => each.slug === slug)

describe('what somebody may in each of their tenants', () => {
  it('is said tenant by tenant, as the role there is', async () => {
    const [one, two] = [await makeTenant(api, 'me-one'), await makeTenant(api, 'me-two')]
    const person = await one.member('admin')
    await api.db.withSystem((em) => em.insert(Membership, { tenantId: two.id, userId: person.id, role: 'member' }))
    const { tenants, moreTenants, permissions } = await me(person)
    expect(tenants.map(({ slug, role, isActive }: Record<string, unknown>) => [slug, role, isActive])).toEqual([
      ['me-one', 'admin', true],
      ['me-two', 'member', true],
    ])
    expect(moreTenants).toBe(false)
    expect(tenants[0].permissions).toEqual(expect.arrayContaining(['members:write', 'connectors:write', 'mcp:call']))
    expect(tenants[1].permissions).toEqual(expect.arrayContaining(['connectors:read', 'own-keys:write', 'mcp:call']))
    expect(tenants[1].permissions).not.toContain('members:read')
    expect(permissions).not.toContain('connectors:read')
  })

  it('is what requests there find', async () => {
    const tenant = await makeTenant(api, 'me-true')
    for (const who of [await tenant.member('owner'), await tenant.member('member'), tenant.admin, tenant.user]) {
      const { permissions } = await inTenant(who, 'me-true')
      for (const [permission, path] of [
        ['members:read', '/members'],
        ['connectors:read', '/connectors'],
        ['own-keys:read', '/api-keys'],
        ['audit:read', '/audit'],
      ] as const) {
        const { status } = await who.get(`${tenant.path}${path}`)
        expect([path, status]).toEqual([path, permissions.includes(permission) ? 200 : 403])
      }
    }
  })

  it('is nothing in a suspended tenant, but for the platform', async () => {
    const tenant = await makeTenant(api, 'me-asleep')
    const [owner, root] = [await tenant.member('owner'), await api.person('me-root', { platformAdmin: true })]
    await api.db.withSystem((em) => em.insert(Membership, { tenantId: tenant.id, userId: root.id, role: 'member' }))
    await api.admin.patch(tenant.path, { isActive: false }).expect(200)
    expect(await inTenant(owner, 'me-asleep')).toMatchObject({ isActive: false, role: 'owner', permissions: [] })
    const there = await inTenant(root, 'me-asleep')
    expect(there).toMatchObject({ isActive: false, role: 'member' })
    expect(there.permissions).toEqual((await me(root)).permissions)
    await root.get(`${tenant.path}/members`).expect(200)
    await owner.get(`${tenant.path}/members`).expect(403)
  })

  it('comes without the tenants that somebody is no member of, and for a key with its one', async () => {
    const root = await api.person('me-outsider', { platformAdmin: true })
    expect((await me(root)).tenants).toEqual([])
    expect((await me(root)).permissions).toEqual(expect.arrayContaining(['tenants:manage', 'members:write']))
    const tenant = await makeTenant(api, 'me-key')
    const { tenants, permissions } = await me(tenant.user)
    expect(tenants).toEqual([expect.objectContaining({ slug: 'me-key', role: 'member', permissions })])
  })

  it('ends after a hundred tenants, and says that there are more', async () => {
    const person = await api.person('me-everywhere')
    await api.db.withSystem(async (em) => {
      for (let n = 0; n < 101; n++) {
        const { id } = await em.save(Tenant, { slug: `many-${String(n).padStart(3, '0')}`, name: 'Many' })
        await em.insert(Membership, { tenantId: id, userId: person.id, role: 'member' })
      }
    })
    const { tenants, moreTenants } = await me(person)
    expect([tenants.length, tenants.at(-1).slug, moreTenants]).toEqual([100, 'many-099', true])
  })
})
