import { type Api, makeTenant, openApi } from './harness'

let api: Api
let tenant: Awaited<ReturnType<typeof makeTenant>>
beforeAll(async () => {
  api = await openApi()
  tenant = await makeTenant(api, 'acme')
})
afterAll(() => api.close())

describe('nobody makes a key with more than they hold', () => {
  const keys = '/tenants/acme/api-keys'

  it.each(['tenant_admin', 'tenant_user'])('a tenant admin makes a %s key, which works', async (scope) => {
    const { body } = await tenant.admin.post(keys, { name: 'made', scope }).expect(201)
    expect((await api.as(body.key).get('/whoami')).body).toMatchObject({
      scope,
      keyId: body.id,
      tenant: { slug: 'acme' },
    })
  })

  it('a platform key cannot be made under a tenant, by anybody', async () => {
    for (const client of [api.admin, tenant.admin, tenant.user]) {
      const { status } = await client.post(keys, { name: 'up', scope: 'platform_admin' })
      expect([400, 403]).toContain(status)
    }
  })

  it.each([{ tenantId: null }, { permissions: ['tenants:manage'] }, { id: 'chosen' }, { secretHash: 'x' }])(
    'refuses the extra field %j',
    async (extra) => {
      const { status, body } = await tenant.admin.post(keys, { name: 'x', scope: 'tenant_user', ...extra })
      expect([status, body.fields]).toEqual([400, { [Object.keys(extra)[0] as string]: 'There is no such field.' }])
    },
  )

  it('a key that ends makes none that lasts longer', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString()
    const later = new Date(Date.now() + 7_200_000).toISOString()
    const { body } = await api.admin.post(keys, { name: 'ends', scope: 'tenant_admin', expiresAt: soon }).expect(201)
    const ending = api.as(body.key)
    expect((await ending.post(keys, { name: 'x', scope: 'tenant_user' })).body.code).toBe('forbidden')
    expect((await ending.post(keys, { name: 'x', scope: 'tenant_user', expiresAt: later })).body.code).toBe('forbidden')
    await ending.post(keys, { name: 'x', scope: 'tenant_user', expiresAt: soon }).expect(201)
  })

  it('a user key may be read-only, an admin key may not', async () => {
    const made = await tenant.admin.post(keys, { name: 'ro', scope: 'tenant_user', readOnly: true }).expect(201)
    expect(made.body.readOnly).toBe(true)
    const { status, body } = await tenant.admin.post(keys, { name: 'ro', scope: 'tenant_admin', readOnly: true })
    expect([status, Object.keys(body.fields)]).toEqual([400, ['readOnly']])
  })
})
