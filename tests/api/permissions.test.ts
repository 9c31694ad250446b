import { type Api, makeTenant, openApi } from './harness'

let api: Api
let tenant: Awaited<ReturnType<typeof makeTenant>>
beforeAll(async () => {
  api = await openApi()
  tenant = await makeTenant(api, 'acme')
})
afterAll(() => api.close())

/** Which kinds of key get past the permission of each endpoint. Written by hand: a new endpoint has to be decided here. */
const PLATFORM = ['platform_admin']
const ADMINS = ['platform_admin', 'tenant_admin']
const ALL = ['platform_admin', 'tenant_admin', 'tenant_user']
const T = '/api/v1/admin/tenants/:tenant'
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'GET /api/v1/admin/whoami': ALL,
  'GET /api/v1/admin/connector-types': ALL,
  'GET /api/v1/admin/connector-types/:type': ALL,
  'GET /api/v1/admin/audit': PLATFORM,
  'GET /api/v1/admin/api-keys': PLATFORM,
  'POST /api/v1/admin/api-keys': PLATFORM,
  'GET /api/v1/admin/api-keys/:id': PLATFORM,
  'DELETE /api/v1/admin/api-keys/:id': PLATFORM,
  'POST /api/v1/admin/tenants': PLATFORM,
  'GET /api/v1/admin/tenants': ALL,
  [`GET ${T}`]: ALL,
  [`PATCH ${T}`]: ADMINS,
  [`DELETE ${T}`]: PLATFORM,
  [`POST ${T}/connectors`]: ADMINS,
  [`GET ${T}/connectors`]: ALL,
  [`GET ${T}/connectors/:id`]: ALL,
  [`PATCH ${T}/connectors/:id`]: ADMINS,
  [`DELETE ${T}/connectors/:id`]: ADMINS,
  [`PUT ${T}/connectors/:id/credential`]: ADMINS,
  [`DELETE ${T}/connectors/:id/credential`]: ADMINS,
  [`POST ${T}/connectors/:id/validate`]: ADMINS,
  [`GET ${T}/connectors/:id/tools`]: ALL,
  [`PATCH ${T}/connectors/:id/tools`]: ADMINS,
  [`PATCH ${T}/connectors/:id/tools/:tool`]: ADMINS,
  [`POST ${T}/api-keys`]: ADMINS,
  [`GET ${T}/api-keys`]: ADMINS,
  [`GET ${T}/api-keys/:id`]: ADMINS,
  [`DELETE ${T}/api-keys/:id`]: ADMINS,
  [`GET ${T}/audit`]: ADMINS,
  [`GET ${T}/calls`]: ADMINS,
}

it('decides about every endpoint', () => {
  expect(api.endpoints.map((e) => `${e.method} ${e.path}`).sort()).toEqual(Object.keys(EXPECTED).sort())
})

it.each(Object.entries(EXPECTED))('%s is for %s', async (route, allowed) => {
  const [method = '', path = ''] = route.split(' ')
  // Nothing that exists, and a body that no schema takes: whoever may is told that, and nothing happens.
  const address = path
    .replace(':tenant', method === 'DELETE' && path === T ? 'missing' : 'acme')
    .replace(/:\w+/g, 'missing')
  const clients = { platform_admin: api.admin, tenant_admin: tenant.admin, tenant_user: tenant.user }
  for (const [scope, client] of Object.entries(clients)) {
    const { status, body } = await client.send(
      method.toLowerCase() as 'get',
      address,
      method === 'GET' ? undefined : [],
    )
    const refused = status === 403
    if (address.endsWith('/missing') && path === T) expect([scope, status]).toEqual([scope, 404])
    else expect([scope, status, !refused]).toEqual([scope, status, allowed.includes(scope)])
    if (refused) {
      const { permission } = api.endpoints.find((e) => `${e.method} ${e.path}` === route) ?? {}
      expect(body).toMatchObject({ code: 'forbidden', detail: `This needs the permission ${permission}.` })
    }
  }
})

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
