import { Credential } from '../../server/credentials/entity'
import { type Api, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const SECRET = 'tok-7f3a9c-very-secret'
const credentials = (tenantId: string) => api.db.withSystem((em) => em.findBy(Credential, { tenantId }))

describe('adding a connector', () => {
  it('answers 201, a Location that works, and defaults', async () => {
    const tenant = await makeTenant(api, 'adds')
    const made = await tenant.admin.post(`${tenant.path}/connectors`, { type: 'depot', name: 'Our depot' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      type: 'depot',
      slug: 'depot',
      name: 'Our depot',
      description: '',
      configuration: {},
      isEnabled: true,
      isReadOnly: false,
      credential: null,
      mcpUrl: 'http://localhost:8000/api/v1/adds/connectors/depot/mcp',
    })
    expect((await tenant.admin.get(made.headers.location as string)).body).toEqual(made.body)
    expect((await tenant.user.get(`${tenant.path}/connectors/depot`)).body).toEqual(made.body)
  })

  it('names the second one depot_2, the third depot_3, and renames nobody', async () => {
    const tenant = await makeTenant(api, 'counts')
    const slugs: string[] = []
    for (let i = 0; i < 3; i++) slugs.push((await tenant.addDepot()).slug)
    expect(slugs).toEqual(['depot', 'depot_2', 'depot_3'])
    const { body } = await tenant.user.get(`${tenant.path}/connectors?limit=2`)
    expect(body.items.map((c: { slug: string }) => c.slug)).toEqual(['depot', 'depot_2'])
    const next = await tenant.user.get(`${tenant.path}/connectors?limit=2&cursor=${body.nextCursor}`)
    expect(next.body).toMatchObject({ items: [{ slug: 'depot_3' }] })
    expect(next.body.nextCursor).toBeUndefined()
  })

  it('gives each of several at once its own slug', async () => {
    const tenant = await makeTenant(api, 'hurry')
    const made = await Promise.all([tenant.addDepot(), tenant.addDepot(), tenant.addDepot()])
    expect(made.map((c) => c.slug).sort()).toEqual(['depot', 'depot_2', 'depot_3'])
  })

  it.each([
    [{ type: 'nothing' }, 'type'],
    [{ slug: 'Depot' }, 'slug'],
    [{ slug: `a${'b'.repeat(25)}` }, 'slug'],
    [{ slug: '1a' }, 'slug'],
    [{ slug: 'a-b' }, 'slug'],
    [{ tenantId: 'other' }, 'tenantId'],
    [{ configuration: { shelf: 7 } }, 'configuration.shelf'],
    [{ configuration: { colour: 'red' } }, 'configuration.colour'],
    [{ configuration: [] }, 'configuration'],
    [{ credentialId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' }, 'credentialId'],
  ])('refuses %j and names the field', async (extra, field) => {
    await api.admin.post('/tenants', { slug: 'strict', name: 'S' })
    const { status, body } = await api.admin.post('/tenants/strict/connectors', { type: 'depot', name: 'D', ...extra })
    expect([status, body.code, Object.keys(body.fields)]).toEqual([400, 'invalid_request', [field]])
  })

  it.each([
    'http://api.depot.example',
    'https://127.0.0.1',
    'https://169.254.169.254/latest',
    'https://10.0.0.8',
    'https://[::1]',
    'https://user:pass@depot.example',
    'ftp://depot.example',
    'https://depot.example/?a=b',
    'not a url',
  ])('refuses the address %s', async (baseUrl) => {
    await api.admin.post('/tenants', { slug: 'addresses', name: 'A' })
    const body = { type: 'depot', name: 'D', configuration: { baseUrl } }
    const answer = await api.admin.post('/tenants/addresses/connectors', body)
    expect([answer.status, Object.keys(answer.body.fields)]).toEqual([400, ['configuration.baseUrl']])
  })

  it('takes a public address, and a private one that the operator allows', async () => {
    const tenant = await makeTenant(api, 'elsewhere')
    await tenant.addDepot({ configuration: { baseUrl: 'https://depot.acme.example/api/' } })
    await tenant.addDepot({ configuration: { baseUrl: 'http://127.0.0.1:1', shelf: 'B2' } })
    const { body } = await tenant.user.get(`${tenant.path}/connectors`)
    expect(body.items.map((c: { configuration: object }) => c.configuration)).toEqual([
      { baseUrl: 'https://depot.acme.example/api' },
      { baseUrl: 'http://127.0.0.1:1', shelf: 'B2' },
    ])
  })

  it('refuses a taken slug, and a slug that would make two tools of one name', async () => {
    const tenant = await makeTenant(api, 'names')
    await tenant.addDepot({ slug: 'store' })
    const taken = await tenant.admin.post(`${tenant.path}/connectors`, { type: 'clock', name: 'C', slug: 'store' })
    expect([taken.status, taken.body.fields]).toEqual([409, { slug: 'Is taken.' }])
    // store + list_things and store_list + things
    const twin = await tenant.admin.post(`${tenant.path}/connectors`, { type: 'clock', name: 'C', slug: 'store_list' })
    expect([twin.status, twin.body.fields]).toEqual([409, { slug: 'Makes a second tool store_list_things.' }])
    await tenant.admin.post(`${tenant.path}/connectors`, { type: 'clock', name: 'C', slug: 'store_other' }).expect(201)
  })
})

describe('changing and deleting a connector', () => {
  it('changes what was given, by id or slug', async () => {
    const tenant = await makeTenant(api, 'edits')
    const { id } = await tenant.addDepot({ description: 'Old', configuration: { shelf: 'A1' } })
    const path = `${tenant.path}/connectors`
    const one = await tenant.admin.patch(`${path}/${id}`, { isEnabled: false, isReadOnly: true }).expect(200)
    expect(one.body).toMatchObject({
      isEnabled: false,
      isReadOnly: true,
      description: 'Old',
      configuration: { shelf: 'A1' },
    })
    const two = await tenant.admin.patch(`${path}/depot`, { description: null, configuration: null }).expect(200)
    expect(two.body).toMatchObject({ isEnabled: false, description: '', configuration: {}, credentialDiscarded: false })
    for (const body of [{ slug: 'new' }, { type: 'clock' }, { name: null }, { isEnabled: 1 }]) {
      expect([body, (await tenant.admin.patch(`${path}/depot`, body)).status]).toEqual([body, 400])
    }
  })

  it('deletes it with its credential and tool settings', async () => {
    const tenant = await makeTenant(api, 'deletes')
    const { id } = await tenant.addDepot()
    await tenant.admin.put(`${tenant.path}/connectors/${id}/credential`, { token: SECRET }).expect(200)
    await tenant.admin.patch(`${tenant.path}/connectors/${id}/tools/depot_get_thing`, { enabled: false }).expect(200)
    await tenant.admin.delete(`${tenant.path}/connectors/${id}`).expect(204)
    await tenant.admin.get(`${tenant.path}/connectors/${id}`).expect(404)
    await tenant.admin.delete(`${tenant.path}/connectors/${id}`).expect(404)
    expect(await credentials(tenant.id)).toEqual([])
  })
})

describe('the credential of a connector', () => {
  it('is stored sealed, bound to the address, and never shown', async () => {
    const tenant = await makeTenant(api, 'seals')
    const { id } = await tenant.addDepot()
    const path = `${tenant.path}/connectors/${id}`
    const stored = await tenant.admin.put(`${path}/credential`, { token: SECRET })
    expect([stored.status, stored.body]).toEqual([
      200,
      {
        id: expect.any(String),
        provider: 'depot',
        origins: ['https://api.depot.example'],
        username: null,
        storedAt: expect.stringMatching(/Z$/),
        connectedBy: null,
        state: 'ok',
        stateSince: expect.stringMatching(/Z$/),
      },
    ])
    const [row] = await credentials(tenant.id)
    expect(row?.accessToken.includes(SECRET)).toBe(false)
    const said = [path, `${tenant.path}/connectors`, `${path}/tools`, `${tenant.path}/audit`, tenant.path, '/audit']
    for (const address of said) {
      const { status, text } = await api.admin.get(address)
      expect([address, status, text.includes(SECRET)]).toEqual([address, 200, false])
    }
    expect((await tenant.admin.get(path)).body.credential).toEqual(stored.body)
    expect((await tenant.admin.get(`${path}/credential`)).status).toBe(405)
  })

  it('is replaced in place and removed', async () => {
    const tenant = await makeTenant(api, 'swaps')
    const { id } = await tenant.addDepot()
    const path = `${tenant.path}/connectors/${id}/credential`
    const first = await tenant.admin.put(path, { token: 'one' }).expect(200)
    const sealed = (await credentials(tenant.id))[0]?.accessToken
    const second = await tenant.admin.put(path, { token: 'two' }).expect(200)
    expect(second.body.id).toBe(first.body.id)
    expect((await credentials(tenant.id))[0]?.accessToken.equals(sealed as Buffer)).toBe(false)
    await tenant.admin.delete(path).expect(204)
    expect(await credentials(tenant.id)).toEqual([])
    expect((await tenant.admin.delete(path)).body.code).toBe('not_found')
  })

  it('is discarded when the address changes, and the reply and the audit row say so', async () => {
    const tenant = await makeTenant(api, 'moves')
    const { id } = await tenant.addDepot()
    const path = `${tenant.path}/connectors/${id}`
    await tenant.admin.put(`${path}/credential`, { token: SECRET }).expect(200)
    const stays = await tenant.admin.patch(path, {
      configuration: { shelf: 'C3', baseUrl: 'https://api.depot.example/v2' },
    })
    expect(stays.body).toMatchObject({ credentialDiscarded: false, credential: { provider: 'depot' } })
    const moved = await tenant.admin.patch(path, { configuration: { baseUrl: 'https://evil.example' } })
    expect(moved.body).toMatchObject({ credentialDiscarded: true, credential: null })
    expect(await credentials(tenant.id)).toEqual([])
    const back = await tenant.admin.patch(path, { configuration: null })
    expect(back.body).toMatchObject({ credentialDiscarded: false, credential: null })
    const { body } = await tenant.admin.get(`${tenant.path}/audit?action=connector.update`)
    expect(
      body.items.map((row: { details: { credentialDiscarded?: boolean } }) => row.details.credentialDiscarded),
    ).toEqual([undefined, true, undefined])
  })

  it('is shared by connectors of one vendor and address until the last lets go', async () => {
    const tenant = await makeTenant(api, 'shares')
    const first = await tenant.addDepot()
    const path = `${tenant.path}/connectors`
    const { body: info } = await tenant.admin.put(`${path}/${first.id}/credential`, { token: SECRET })
    const second = await tenant.addDepot({ credentialId: info.id })
    const elsewhere = {
      type: 'depot',
      name: 'E',
      credentialId: info.id,
      configuration: { baseUrl: 'https://evil.example' },
    }
    expect((await tenant.admin.post(path, elsewhere)).body.fields).toHaveProperty('credentialId')
    const clock = { type: 'clock', name: 'C', credentialId: info.id }
    expect((await tenant.admin.post(path, clock)).body.fields).toHaveProperty('credentialId')
    const other = await makeTenant(api, 'shares-not')
    const stolen = await other.admin.post(`${other.path}/connectors`, {
      type: 'depot',
      name: 'S',
      credentialId: info.id,
    })
    expect(stolen.body.fields).toHaveProperty('credentialId')

    await tenant.admin.delete(`${path}/${first.id}`).expect(204)
    expect(await credentials(tenant.id)).toHaveLength(1)
    expect((await tenant.admin.get(`${path}/${second.id}`)).body.credential.id).toBe(info.id)
    await tenant.admin.patch(`${path}/${second.id}`, { credentialId: null }).expect(200)
    expect(await credentials(tenant.id)).toEqual([])
  })

  it.each([
    {},
    { token: '' },
    { token: 7 },
    { token: 'two words' },
    { token: 'x'.repeat(9_000) },
    { token: 'a', kind: 'b' },
  ])('refuses %j without repeating it', async (body) => {
    const tenant = await makeTenant(api, `bad-token-${Math.random().toString(36).slice(2, 8)}`)
    const { id } = await tenant.addDepot()
    const answer = await tenant.admin.put(`${tenant.path}/connectors/${id}/credential`, body)
    expect(answer.status).toBe(400)
    expect(answer.text).not.toContain('two words')
  })

  it('is refused by a type that takes none', async () => {
    const tenant = await makeTenant(api, 'no-token')
    const { body } = await tenant.admin.post(`${tenant.path}/connectors`, { type: 'clock', name: 'C' })
    expect((await tenant.admin.put(`${tenant.path}/connectors/${body.id}/credential`, { token: 'x' })).status).toBe(409)
  })

  it('is checked on request: a missing one is an answer, not an error', async () => {
    const tenant = await makeTenant(api, 'checks')
    const { id } = await tenant.addDepot()
    const path = `${tenant.path}/connectors/${id}`
    expect((await tenant.admin.post(`${path}/validate`)).body).toMatchObject({ ok: false, code: 'connect_required' })
    await tenant.admin.put(`${path}/credential`, { token: SECRET })
    expect((await tenant.admin.post(`${path}/validate`)).body).toEqual({ ok: true })
  })
})

describe('connector types', () => {
  it('say what a form needs', async () => {
    const { body } = await api.admin.get('/connector-types').expect(200)
    expect(body.items).toMatchObject([
      { type: 'clock', auth: [{ kind: 'none' }], toolCount: 1 },
      {
        type: 'depot',
        title: 'Depot',
        baseUrls: { default: 'https://api.depot.example' },
        auth: [{ kind: 'token', title: 'Access token', help: 'Settings, then tokens.' }],
        configuration: {
          properties: { shelf: { type: 'string' }, baseUrl: { type: 'string' } },
          additionalProperties: false,
        },
        toolCount: 3,
      },
    ])
    const one = await api.admin.get('/connector-types/depot').expect(200)
    expect(one.body.tools).toContainEqual({
      tool: 'delete_thing',
      description: 'Removes a thing.',
      effect: 'destroy',
      scopes: ['things:write'],
      schemaBytes: expect.any(Number),
    })
    await api.admin.get('/connector-types/nothing').expect(404)
  })
})
