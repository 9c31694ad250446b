import { createHash } from 'node:crypto'
import { ApiKey } from '../../server/api-keys/entity'
import { ToolCall } from '../../server/audit/entity'
import { ADMIN_KEY, type Api, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

describe('API keys', () => {
  it('are shown once; the database holds a hash', async () => {
    const tenant = await makeTenant(api, 'once')
    const made = await tenant.admin.post(`${tenant.path}/api-keys`, { name: 'Laptop', scope: 'tenant_user' })
    expect(made.status).toBe(201)
    expect(made.body.key).toMatch(/^sk_[a-z2-7]{16}_[A-Za-z0-9]{43}$/)
    expect(made.headers.location).toBe(`/api/v1/admin${tenant.path}/api-keys/${made.body.id}`)
    expect(made.headers['cache-control']).toBe('no-store')
    const secret = String(made.body.key).split('_')[2] as string
    const row = await api.db.withSystem((em) => em.findOneByOrFail(ApiKey, { id: made.body.id }))
    expect(row.secretHash.equals(createHash('sha256').update(secret).digest())).toBe(true)
    const { key: _, ...rest } = made.body
    expect((await tenant.admin.get(made.headers.location as string)).body).toEqual(rest)
    for (const path of ['/api-keys', '/audit']) {
      expect((await tenant.admin.get(`${tenant.path}${path}`)).text).not.toContain(secret)
    }
  })

  it('page by name, end with DELETE at once, and know who made them', async () => {
    const tenant = await makeTenant(api, 'sorted')
    for (const name of ['c', 'a', 'b'])
      await tenant.admin.post(`${tenant.path}/api-keys`, { name, scope: 'tenant_user' })
    const first = await tenant.admin.get(`${tenant.path}/api-keys?limit=2`).expect(200)
    const second = await tenant.admin.get(`${tenant.path}/api-keys?limit=2&cursor=${first.body.nextCursor}`).expect(200)
    const found = [...first.body.items, ...second.body.items]
    expect(found.slice(0, 3).map((k) => k.name)).toEqual(['a', 'b', 'c'])
    expect(found[0].createdBy).toBe(`key:${tenant.adminKey.id}`)

    await tenant.user.get('/whoami').expect(200)
    await tenant.admin.delete(`${tenant.path}/api-keys/${tenant.userKey.id}`).expect(204)
    await tenant.user.get('/whoami').expect(401)
    await tenant.admin.delete(`${tenant.path}/api-keys/${tenant.userKey.id}`).expect(404)
  })

  it('stop at their end', async () => {
    const tenant = await makeTenant(api, 'ends')
    const path = `${tenant.path}/api-keys`
    const past = { name: 'late', scope: 'tenant_user', expiresAt: '2020-01-01T00:00:00Z' }
    expect((await tenant.admin.post(path, past)).body.fields).toEqual({ expiresAt: 'Has passed already.' })
    const soon = { ...past, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
    const { body } = await tenant.admin.post(path, soon).expect(201)
    await api.as(body.key).get('/whoami').expect(200)
    await api.db.withSystem(async (em) => {
      await em.update(ApiKey, { id: body.id }, { expiresAt: new Date(Date.now() - 1_000) })
      await api.db.announce(em, tenant.id)
    })
    await api.as(body.key).get('/whoami').expect(401)
  })

  it('of the platform are made and deleted by platform admins, but never the last one', async () => {
    const last = await api.admin.delete('/api-keys/bootstrap')
    expect([last.status, last.body.code]).toEqual([409, 'conflict'])
    const made = await api.admin.post('/api-keys', { name: 'Second' }).expect(201)
    expect(made.body).toMatchObject({ scope: 'platform_admin', createdBy: 'key:bootstrap' })
    const second = api.as(made.body.key)
    expect((await second.get('/api-keys')).body.items.map((k: { id: string }) => k.id)).toEqual([
      made.body.id,
      'bootstrap',
    ])
    await second.get(`/api-keys/${made.body.id}`).expect(200)
    await api.admin.delete(`/api-keys/${made.body.id}`).expect(204)
    await second.get('/whoami').expect(401)
    const tenant = await makeTenant(api, 'apart')
    await api.admin.get(`/api-keys/${tenant.adminKey.id}`).expect(404)
    await api.admin.delete(`/api-keys/${tenant.adminKey.id}`).expect(404)
  })

  it('whoami says what the web app needs', async () => {
    const { body } = await api.as(ADMIN_KEY).get('/whoami').expect(200)
    expect(body).toMatchObject({ keyId: 'bootstrap', scope: 'platform_admin', role: 'platform_admin', tenant: null })
    expect(body.permissions).toContain('tenants:manage')
    expect(body.permissions).not.toContain('mcp:call')
  })
})

describe('the audit trail', () => {
  it('says who did what, when and from where, for every write, newest first', async () => {
    const tenant = await makeTenant(api, 'trail')
    const { id } = await tenant.addDepot()
    const path = `${tenant.path}/connectors/${id}`
    await tenant.admin.patch(tenant.path, { name: 'T' }).expect(200)
    await tenant.admin.patch(path, { isEnabled: false }).set('X-Request-Id', 'my-request-1').expect(200)
    await tenant.admin.patch(`${path}/tools/depot_get_thing`, { enabled: false }).expect(200)
    await tenant.admin.put(`${path}/credential`, { token: 'x' }).expect(200)
    await tenant.admin.delete(`${path}/credential`).expect(204)
    await tenant.admin.delete(path).expect(204)
    await tenant.admin.delete(`${tenant.path}/api-keys/${tenant.userKey.id}`).expect(204)
    const { body } = await tenant.admin.get(`${tenant.path}/audit`).expect(200)
    expect(body.items.map((row: { action: string }) => row.action)).toEqual([
      'key.delete',
      'connector.delete',
      'credential.delete',
      'credential.store',
      'connector.tools',
      'connector.update',
      'tenant.update',
      'connector.create',
      'key.create',
      'key.create',
    ])
    expect(body.items[5]).toMatchObject({
      actor: { id: `key:${tenant.adminKey.id}`, name: 'tenant_admin', role: 'admin' },
      target: 'depot',
      outcome: 'ok',
      details: { changed: ['isEnabled'], isEnabled: false },
      requestId: 'my-request-1',
      address: expect.stringMatching(/127\.0\.0\.1|::1/),
      at: expect.stringMatching(/Z$/),
    })
  })

  it('has no row for what was refused or failed', async () => {
    const tenant = await makeTenant(api, 'refused')
    const before = (await tenant.admin.get(`${tenant.path}/audit`)).body.items.length
    await tenant.user.patch(tenant.path, { name: 'X' }).expect(403)
    await tenant.admin.patch(tenant.path, { name: '' }).expect(400)
    await tenant.admin.delete(`${tenant.path}/connectors/depot`).expect(404)
    expect((await tenant.admin.get(`${tenant.path}/audit`)).body.items).toHaveLength(before)
  })

  it('pages and filters', async () => {
    const tenant = await makeTenant(api, 'filters')
    for (const name of ['1', '2', '3']) await tenant.admin.patch(tenant.path, { name })
    const path = `${tenant.path}/audit`
    const first = (await tenant.admin.get(`${path}?limit=2&action=tenant.update`)).body
    const second = (await tenant.admin.get(`${path}?limit=2&action=tenant.update&cursor=${first.nextCursor}`)).body
    const ids = [...first.items, ...second.items].map((row: { id: string }) => Number(row.id))
    expect(ids).toHaveLength(3)
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
    expect(second.nextCursor).toBeUndefined()
    const count = async (query: string) => (await tenant.admin.get(`${path}?${query}`).expect(200)).body.items.length
    expect(await count(`actor=key:${tenant.adminKey.id}`)).toBe(3)
    expect(await count('actor=key:bootstrap')).toBe(2)
    expect(await count('outcome=failed')).toBe(0)
    expect(await count('from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z')).toBe(0)
    expect(await count('from=2020-01-01T00:00:00Z')).toBe(5)
    expect((await tenant.admin.get(`${path}?from=yesterday`)).body.fields).toHaveProperty('from')
  })

  it('keeps the platform and each tenant apart', async () => {
    const tenant = await makeTenant(api, 'apart-too')
    const own = (await tenant.admin.get(`${tenant.path}/audit`)).body.items
    expect(own.map((row: { action: string }) => row.action)).toEqual(['key.create', 'key.create'])
    const platform = (await api.admin.get('/audit?limit=200')).body.items
    expect(platform.map((row: { action: string }) => row.action)).toEqual(
      expect.arrayContaining(['tenant.create', 'key.create']),
    )
    expect(platform.some((row: { target: string }) => row.target === tenant.userKey.id)).toBe(false)
  })

  it('lists tool calls newest first, with filters and pages', async () => {
    const tenant = await makeTenant(api, 'calls')
    const at = Date.parse('2026-01-01T00:00:00Z')
    await api.db.withSystem(async (em) => {
      for (let i = 0; i < 5; i++) {
        await em.insert(ToolCall, {
          tenantId: tenant.id,
          connectorId: null,
          tool: i < 3 ? 'depot_get_thing' : 'depot_list_things',
          actor: tenant.userKey.id,
          transport: 'http',
          // Two at the same moment: the id decides.
          startedAt: new Date(at + Math.floor(i / 2) * 1_000),
          durationMs: 5,
          outcome: i === 0 ? 'timeout' : 'ok',
          arguments: {},
          resultBytes: 2,
          requestId: `r-${i}`,
        })
      }
    })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await tenant.admin
        .get(`${tenant.path}/calls?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
        .expect(200)
      seen.push(...body.items.map((c: { requestId: string }) => c.requestId))
      cursor = body.nextCursor
    } while (cursor)
    expect(seen.slice(0, 1)).toEqual(['r-4'])
    expect([...seen].sort()).toEqual(['r-0', 'r-1', 'r-2', 'r-3', 'r-4'])
    const count = async (query: string) =>
      (await tenant.admin.get(`${tenant.path}/calls?${query}`).expect(200)).body.items.length
    expect(await count('tool=depot_get_thing')).toBe(3)
    expect(await count('outcome=timeout')).toBe(1)
    expect(await count(`actor=key:${tenant.adminKey.id}`)).toBe(0)
    expect(await count('from=2026-01-01T00:00:01Z')).toBe(3)
  })
})
