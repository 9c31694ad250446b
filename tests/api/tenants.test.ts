import { Credential, TenantKey } from '../../server/credentials/entity'
import { entities } from '../../server/db/entities'
import { RESERVED_SLUGS } from '../../server/contracts/tenants'
import { type Api, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const create = (body: object) => api.admin.post('/tenants', body)

describe('making a tenant', () => {
  it('answers 201, a Location that works and everything it stored', async () => {
    const made = await create({
      slug: 'acme',
      name: 'Acme',
      contactEmail: 'it@acme.example',
      settings: { region: 'eu' },
    })
    expect(made.status).toBe(201)
    expect(made.headers.location).toBe('/api/v1/admin/tenants/acme')
    expect(made.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      allowedTypes: null,
      slug: 'acme',
      name: 'Acme',
      description: '',
      contactEmail: 'it@acme.example',
      settings: { region: 'eu' },
      limits: { callsPerMinute: null, callsPerDay: null, callerCallsPerDay: null, streams: null, callerStreams: null },
      effectiveLimits: {
        ...{ callsPerMinute: 6_000, callerCallsPerMinute: 600, callsPerDay: null, callerCallsPerDay: null },
        ...{ sessions: 1_000, streams: 1_000, callerStreams: 1_000 },
      },
      isActive: true,
      mcpUrl: 'http://localhost:8000/api/v1/acme/mcp',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    })
    expect((await api.admin.get(made.headers.location as string)).body).toEqual(made.body)
  })

  it('is found by slug and by id', async () => {
    const { body } = await create({ slug: 'both-ways', name: 'B' })
    expect((await api.admin.get(`/tenants/${body.id}`)).body.slug).toBe('both-ways')
    expect((await api.admin.get(`/tenants/${String(body.id).toUpperCase()}`)).body.slug).toBe('both-ways')
    expect((await api.admin.get('/tenants/both-ways')).body.id).toBe(body.id)
  })

  it('says which field is taken', async () => {
    await create({ slug: 'twice', name: 'First' }).expect(201)
    const { status, body } = await create({ slug: 'twice', name: 'Second' })
    expect([status, body.code, body.fields]).toEqual([409, 'conflict', { slug: 'Is taken.' }])
  })

  it.each(['a', 'A-b', '1ab', 'ab-', '-ab', 'a_b', 'a b', 'a'.repeat(51), '../x', 'ab\u0000', ''])(
    'refuses the slug %j',
    async (slug) => {
      const { status, body } = await create({ slug, name: 'X' })
      expect([status, body.code]).toEqual([400, 'invalid_request'])
    },
  )

  it('takes slugs of 2 and of 50 characters', async () => {
    await create({ slug: 'ab', name: 'X' }).expect(201)
    await create({ slug: `a${'b'.repeat(49)}`, name: 'X' }).expect(201)
  })

  it.each([
    'admin',
    'oauth',
    'auth',
    'health',
    'docs',
    'mcp',
    'mcpo',
    'me',
    'api',
    'connectors',
    'tenants',
    'downloads',
  ])('keeps %s for itself', async (slug) => {
    const { status, body } = await create({ slug, name: 'X' })
    expect([status, body.fields]).toEqual([400, { slug: 'This name is reserved.' }])
  })

  it('reserves every first segment below /api/v1 and every page of its own', () => {
    const own = api.endpoints.map((e) => e.path.split('/')[3] as string)
    for (const segment of new Set(own)) expect(RESERVED_SLUGS).toContain(segment)
  })
})

describe('listing tenants', () => {
  it('pages through all of them once, in order', async () => {
    for (let i = 0; i < 5; i++) await create({ slug: `page-${i}`, name: 'P' }).expect(201)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { body } = await api.admin.get(`/tenants?limit=2${cursor ? `&cursor=${cursor}` : ''}`).expect(200)
      expect(body.items.length).toBeLessThanOrEqual(2)
      seen.push(...body.items.map((t: { slug: string }) => t.slug))
      cursor = body.nextCursor
    } while (cursor)
    expect(seen).toEqual([...new Set(seen)].sort())
    expect(seen).toEqual(expect.arrayContaining(['page-0', 'page-1', 'page-2', 'page-3', 'page-4']))
  })

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=!', 'cursor=AAAA', 'limit=1&limit=2', 'colour=red'])(
    'refuses ?%s',
    async (query) => {
      const { status, body } = await api.admin.get(`/tenants?${query}`)
      expect([status, body.code]).toEqual([400, 'invalid_request'])
      expect(Object.keys(body.fields)).toEqual([query.split('=')[0]])
    },
  )

  it('shows a tenant only itself', async () => {
    const tenant = await makeTenant(api, 'only-me')
    for (const client of [tenant.admin, tenant.user]) {
      const { body } = await client.get('/tenants').expect(200)
      expect(body.items.map((t: { slug: string }) => t.slug)).toEqual(['only-me'])
    }
  })
})

describe('changing a tenant', () => {
  it('changes what was given, clears what is null and leaves the rest', async () => {
    await create({ slug: 'change', name: 'Old', description: 'Long', contactEmail: 'a@b.example', settings: { a: 1 } })
    const changed = await api.admin.patch('/tenants/change', { name: 'New', contactEmail: null }).expect(200)
    expect(changed.body).toMatchObject({ name: 'New', contactEmail: null, description: 'Long', settings: { a: 1 } })
    const cleared = await api.admin.patch('/tenants/change', { description: null, settings: null }).expect(200)
    expect(cleared.body).toMatchObject({ name: 'New', description: '', settings: {} })
    expect((await api.admin.get('/tenants/change')).body).toEqual(cleared.body)
  })

  it.each([
    { slug: 'other' },
    { id: 'x' },
    { name: '' },
    { name: null },
    { isActive: 'no' },
    { contactEmail: 'nobody' },
  ])('refuses %j', async (body) => {
    await create({ slug: 'stays', name: 'S' })
    expect((await api.admin.patch('/tenants/stays', body)).status).toBe(400)
  })

  it('lets a tenant admin rename, but not suspend or revive, the tenant', async () => {
    const tenant = await makeTenant(api, 'self-made')
    await tenant.admin.patch(tenant.path, { name: 'Renamed' }).expect(200)
    const refused = await tenant.admin.patch(tenant.path, { isActive: false })
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
    expect((await api.admin.get(tenant.path)).body.isActive).toBe(true)
  })

  it('closes a suspended tenant to its own keys, and opens it again', async () => {
    const tenant = await makeTenant(api, 'paused')
    await api.admin.patch(tenant.path, { isActive: false }).expect(200)
    expect((await tenant.admin.get(tenant.path)).body).toMatchObject({ status: 403, code: 'forbidden' })
    await api.admin.get(tenant.path).expect(200)
    await api.admin.patch(tenant.path, { isActive: true }).expect(200)
    await tenant.admin.get(tenant.path).expect(200)
  })
})

describe('deleting a tenant', () => {
  it('removes everything of it, destroys its data key and leaves one row of the platform', async () => {
    const kept = await makeTenant(api, 'kept')
    await kept.addDepot()
    const gone = await makeTenant(api, 'gone')
    const depot = await gone.addDepot()
    await api.admin.put(`${gone.path}/connectors/${depot.id}/credential`, { token: 'tok-gone-1' }).expect(200)
    await api.admin.patch(`${gone.path}/connectors/${depot.id}/tools/depot_get_thing`, { enabled: false }).expect(200)
    const rowsOf = (tenantId: string) =>
      api.db.withSystem(async (em) => {
        const counts: Record<string, number> = {}
        for (const entity of entities) {
          const { tableName, columns } = em.connection.getMetadata(entity)
          if (!columns.some((c) => c.propertyName === 'tenantId')) continue
          counts[tableName] = await em
            .createQueryBuilder(entity, 'e')
            .where('e.tenantId = :tenantId', { tenantId })
            .getCount()
        }
        return counts
      })
    const before = await rowsOf(gone.id)
    expect(before).toMatchObject({
      connectors: 1,
      oauth_credentials: 1,
      tenant_keys: 1,
      api_keys: 2,
      connector_tools: 1,
    })

    const answer = await api.admin.delete(gone.path)
    expect([answer.status, answer.text]).toEqual([204, ''])

    const after = await rowsOf(gone.id)
    expect(after).toEqual(Object.fromEntries(Object.keys(before).map((table) => [table, 0])))
    expect(await rowsOf(kept.id)).toMatchObject({ connectors: 1, tenant_keys: 1 })
    expect(await api.db.withSystem((em) => em.countBy(TenantKey, { tenantId: gone.id }))).toBe(0)
    expect(await api.db.withSystem((em) => em.countBy(Credential, { tenantId: gone.id }))).toBe(0)
    await api.admin.get(gone.path).expect(404)
    expect((await gone.admin.get('/whoami')).status).toBe(401)

    const { body } = await api.admin.get('/audit?action=tenant.delete').expect(200)
    const rows = body.items.filter((row: { target: string }) => row.target === 'gone')
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ details: { id: gone.id }, actor: { id: 'key:bootstrap' } })
  })

  it('is for platform admins', async () => {
    const tenant = await makeTenant(api, 'not-mine-to-kill')
    expect((await tenant.admin.delete(tenant.path)).body).toMatchObject({ code: 'forbidden' })
    await api.admin.get(tenant.path).expect(200)
  })

  it('frees the slug for a tenant that inherits nothing', async () => {
    const first = await makeTenant(api, 'phoenix')
    await first.addDepot()
    await api.admin.delete(first.path).expect(204)
    const second = await makeTenant(api, 'phoenix')
    expect(second.id).not.toBe(first.id)
    expect((await second.admin.get(`${second.path}/connectors`)).body.items).toEqual([])
    expect((await first.admin.get(second.path)).status).toBe(401)
  })
})
