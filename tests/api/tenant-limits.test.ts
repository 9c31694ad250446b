import { type Api, LIMITS, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const NONE = { callsPerMinute: null, callsPerDay: null, callerCallsPerDay: null, streams: null, callerStreams: null }

const effective = (callsPerMinute: number) => ({
  callsPerMinute,
  callerCallsPerMinute: LIMITS.callerCallsPerMinute,
  callsPerDay: null,
  callerCallsPerDay: null,
  callerStreams: LIMITS.maxStreamsPerTenant,
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
    expect((await change({ name: 'Other' })).limits).toEqual({ ...NONE, callsPerMinute: 30 })
    expect((await change({ limits: {} })).limits).toEqual({ ...NONE, callsPerMinute: 30 })
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
    expect((await tenant.admin.get(tenant.path)).body.limits).toEqual(NONE)
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

  it('of a day and of streams are set in the same way', async () => {
    const { path } = await makeTenant(api, 'lim-quotas')
    const limits = { callsPerDay: 1_000, callerCallsPerDay: 100, streams: 20, callerStreams: 50 }
    const { body } = await api.admin.patch(path, { limits }).expect(200)
    expect(body.limits).toEqual({ ...NONE, ...limits })
    // One caller has no more than all.
    expect(body.effectiveLimits).toMatchObject({ ...limits, callerStreams: 20 })
    const { items } = (await api.admin.get(`${path}/audit?action=tenant.update`).expect(200)).body
    expect(items[0].details).toEqual({ changed: ['limits'], limits })
    const back = { callsPerDay: null, callerCallsPerDay: null, streams: null, callerStreams: null }
    expect((await api.admin.patch(path, { limits: back }).expect(200)).body.effectiveLimits).toEqual(
      effective(LIMITS.tenantCallsPerMinute),
    )
  })

  it.each(['callsPerDay', 'callerCallsPerDay', 'streams', 'callerStreams'])(
    '%s is a whole number above 0',
    async (name) => {
      const { path, id } = await makeTenant(api, `lim-${name.toLowerCase()}`)
      const { status, body } = await api.admin.patch(path, { limits: { [name]: 0 } })
      expect([status, Object.keys(body.fields)]).toEqual([400, [`limits.${name}`]])
      const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      const asTenant = api.db.withTenant(id, (em) =>
        em.query(`UPDATE sagemcp.tenants SET ${column} = 5 WHERE id = $1`, [id]),
      )
      await expect(asTenant).rejects.toThrow('permission denied')
    },
  )
})
