import { type Api, LIMITS, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const effective = (callsPerMinute: number) => ({
  callsPerMinute,
  callerCallsPerMinute: LIMITS.callerCallsPerMinute,
  sessions: LIMITS.maxSessionsPerTenant,
  streams: LIMITS.maxStreamsPerTenant,
})

describe("a tenant's own limit", () => {
  it('is none at first: what the server lets each tenant do applies', async () => {
    const { path, admin } = await makeTenant(api, 'lim-plain')
    expect((await admin.get(path)).body).toMatchObject({
      limits: { callsPerMinute: null },
      effectiveLimits: effective(LIMITS.tenantCallsPerMinute),
    })
  })

  it('is set and taken away by the platform, and stays where it is not named', async () => {
    const made = { slug: 'lim-made', name: 'L', limits: { callsPerMinute: 30 } }
    expect((await api.admin.post('/tenants', made).expect(201)).body).toMatchObject({
      limits: { callsPerMinute: 30 },
      effectiveLimits: effective(30),
    })
    const change = async (body: object) => (await api.admin.patch('/tenants/lim-made', body).expect(200)).body
    expect((await change({ name: 'Other' })).limits).toEqual({ callsPerMinute: 30 })
    expect((await change({ limits: {} })).limits).toEqual({ callsPerMinute: 30 })
    expect((await change({ limits: { callsPerMinute: 9_000 } })).effectiveLimits).toEqual(effective(9_000))
    expect(await change({ limits: { callsPerMinute: null } })).toMatchObject({
      limits: { callsPerMinute: null },
      effectiveLimits: effective(LIMITS.tenantCallsPerMinute),
    })
    const { items } = (await api.admin.get('/tenants/lim-made/audit?action=tenant.update').expect(200)).body
    expect(items[0].details).toEqual({ changed: ['limits'], limits: { callsPerMinute: null } })
  })

  it('is not for the tenant to change', async () => {
    const tenant = await makeTenant(api, 'lim-own')
    for (const who of [await tenant.member('owner'), tenant.admin]) {
      await who.patch(tenant.path, { limits: { callsPerMinute: 1_000_000 } }).expect(403)
      await who.patch(tenant.path, { name: 'Fine' }).expect(200)
    }
    expect((await tenant.admin.get(tenant.path)).body.limits).toEqual({ callsPerMinute: null })
    const asTenant = api.db.withTenant(tenant.id, (em) =>
      em.query('UPDATE sagemcp.tenants SET calls_per_minute = 1000000 WHERE id = $1', [tenant.id]),
    )
    await expect(asTenant).rejects.toThrow('permission denied')
  })

  it.each([0, -1, 1.5, 'many', 10_000_001])('is not %j', async (callsPerMinute) => {
    const { status, body } = await api.admin.post('/tenants', {
      slug: 'lim-bad',
      name: 'L',
      limits: { callsPerMinute },
    })
    expect([status, Object.keys(body.fields)]).toEqual([400, ['limits.callsPerMinute']])
  })
})
