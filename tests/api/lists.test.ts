import { addGrant } from '../../server/authorization-server/store'
import { User } from '../../server/users/entity'
import { makeCompany } from './company'
import { type Api, type Client, makeTenant, openApi } from './harness'

let api: Api
let count = 0
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const company = () => makeCompany(api, `list-${++count}`)
const q = (text: string) => `q=${encodeURIComponent(text)}`
const found = async (who: Client, path: string, field: string): Promise<unknown[]> =>
  (await who.get(path).expect(200)).body.items.map((item: Record<string, unknown>) => item[field])

/** Reads a list to its end, a row per page. */
async function walk(who: Client, path: string, field: string): Promise<unknown[]> {
  const all: unknown[] = []
  let cursor = ''
  do {
    const { items, nextCursor } = (await who.get(`${path}&limit=1${cursor}`).expect(200)).body
    all.push(...items.map((item: Record<string, unknown>) => item[field]))
    cursor = nextCursor === undefined ? '' : `&cursor=${nextCursor}`
  } while (cursor !== '')
  return all
}

const named = (id: string, name: string) => api.db.withSystem((em) => em.update(User, { id }, { name }))

describe('tenants', () => {
  it('are found by name and slug, and by whether they are active, each by who may see it', async () => {
    await api.admin.post('/tenants', { slug: 'needle-a', name: 'Hay' }).expect(201)
    await api.admin.post('/tenants', { slug: 'hay-b', name: 'The NEEDLE' }).expect(201)
    await api.admin.post('/tenants', { slug: 'hay-c', name: 'Hay' }).expect(201)
    await api.admin.patch('/tenants/hay-b', { isActive: false }).expect(200)
    expect(await found(api.admin, `/tenants?${q('needle')}`, 'slug')).toEqual(['hay-b', 'needle-a'])
    expect(await walk(api.admin, `/tenants?${q('Needle')}`, 'slug')).toEqual(['hay-b', 'needle-a'])
    expect(await found(api.admin, `/tenants?${q('needle')}&isActive=false`, 'slug')).toEqual(['hay-b'])
    expect(await found(api.admin, `/tenants?${q('needle')}&isActive=true`, 'slug')).toEqual(['needle-a'])
    const c = await company()
    expect(await found(c.owner, `/tenants?${q('e')}`, 'slug')).toEqual([c.slug])
    expect(await found(c.owner, `/tenants?${q('needle')}`, 'slug')).toEqual([])
    await api.admin.get('/tenants?isActive=maybe').expect(400)
  })
})

describe('a search', () => {
  it('takes what LIKE would read as a pattern for text', async () => {
    const c = await company()
    for (const name of ['50% off', '50 off', 'a_b', 'axb', 'back\\slash', 'backslash', "o'clock"]) {
      await c.admin.post(`${c.path}/connectors`, { type: 'clock', name }).expect(201)
    }
    const search = (text: string) => found(c.owner, `${c.path}/connectors?${q(text)}`, 'name')
    expect(await search('0%')).toEqual(['50% off'])
    expect(await search('A_B')).toEqual(['a_b'])
    expect(await search('\\')).toEqual(['back\\slash'])
    expect(await search("'")).toEqual(["o'clock"])
    expect(await search('  50% ')).toEqual(['50% off'])
    expect(await search('')).toHaveLength(7)
    expect(await search('%')).toEqual(['50% off'])
    await c.owner.get(`${c.path}/connectors?${q('x'.repeat(101))}`).expect(400)
    await c.owner.get(`${c.path}/connectors?q=%00`).expect(400)
  })

  it('is whatever the case, of letters beyond ASCII too', async () => {
    const c = await company()
    await c.admin.post(`${c.path}/connectors`, { type: 'clock', name: 'Übersicht ÉTÉ' }).expect(201)
    expect(await found(c.owner, `${c.path}/connectors?${q('übersicht été')}`, 'name')).toHaveLength(1)
  })

  it('pages to its end, and its cursor fits no other search', async () => {
    const c = await company()
    for (const name of ['Tick 1', 'Tock', 'Tick 2', 'Tick 3']) {
      await c.admin.post(`${c.path}/connectors`, { type: 'clock', name }).expect(201)
    }
    const list = `${c.path}/connectors`
    expect(await walk(c.owner, `${list}?${q('tick')}`, 'name')).toEqual(['Tick 1', 'Tick 2', 'Tick 3'])
    const { nextCursor } = (await c.owner.get(`${list}?${q('tick')}&limit=1`)).body
    await c.owner.get(`${list}?${q('tick')}&limit=2&cursor=${nextCursor}`).expect(200)
    for (const other of [q('tock'), 'type=clock', `${q('tick')}&isEnabled=true`, '']) {
      const { status, body } = await c.owner.get(`${list}?${other}&cursor=${nextCursor}`)
      expect([other, status, Object.keys(body.fields ?? {})]).toEqual([other, 400, ['cursor']])
    }
    const plain = (await c.owner.get(`${list}?limit=1`)).body.nextCursor
    await c.owner.get(`${list}?limit=1&cursor=${plain}`).expect(200)
    await c.owner.get(`${list}?${q('tick')}&cursor=${plain}`).expect(400)
  })
})

describe('connectors', () => {
  it('are found by name, slug and type, and by type and whether they are on', async () => {
    const [c, other] = [await company(), await company()]
    await c.addDepot({ name: 'Main store', slug: 'north' })
    await c.addDepot({ name: 'Other', slug: 'south', isEnabled: false })
    await c.admin.post(`${c.path}/connectors`, { type: 'clock', name: 'Wall' }).expect(201)
    await other.addDepot({ name: 'Main store' })
    const search = (query: string) => found(c.worker, `${c.path}/connectors?${query}`, 'slug')
    expect(await search(q('STORE'))).toEqual(['north'])
    expect(await search(q('sout'))).toEqual(['south'])
    expect(await search(q('depot'))).toEqual(['north', 'south'])
    expect(await search('type=depot&isEnabled=true')).toEqual(['north'])
    expect(await search('isEnabled=false')).toEqual(['south'])
    expect(await search('type=none')).toEqual([])
  })
})

describe('members', () => {
  it('are found by name, e-mail and role', async () => {
    const c = await company()
    await named(c.worker.id, 'Ana Sørensen')
    const search = (query: string) => found(c.chief, `${c.members}?${query}`, 'userId')
    expect(await search(q('ana'))).toEqual([c.worker.id])
    expect(await search(q(`OWNER-of-${c.slug}@`))).toEqual([c.owner.id])
    expect(await search('role=admin')).toEqual([c.chief.id])
    expect(await search(`role=owner&${q('ana')}`)).toEqual([])
    expect(await walk(c.chief, `${c.members}?${q('example.com')}`, 'userId')).toHaveLength(3)
    await c.chief.get(`${c.members}?role=platform_admin`).expect(400)
    await c.worker.get(`${c.members}?${q('ana')}`).expect(403)
  })

  it('were last seen where they used something of this tenant, and at a browser only if they are in no other', async () => {
    const c = await company()
    const elsewhere = await company()
    const seen = async (id: string) => (await c.chief.get(`${c.members}/${id}`).expect(200)).body.lastSeenAt
    const minutes = (n: number) => new Date(Date.now() - n * 60_000)
    await api.db.withSystem((em) =>
      em.query('UPDATE sagemcp.browser_sessions SET last_seen_at = $1 WHERE user_id = ANY ($2)', [
        minutes(30),
        [c.worker.id, c.owner.id],
      ]),
    )
    expect(Date.parse(await seen(c.worker.id))).toBeLessThan(Date.now() - 29 * 60_000)
    // In another tenant, too: what they do at a browser may be there.
    await api.db.withSystem((em) =>
      em.query(`INSERT INTO sagemcp.memberships (tenant_id, user_id, role) VALUES ($1, $2, 'member')`, [
        elsewhere.id,
        c.worker.id,
      ]),
    )
    expect(await seen(c.worker.id)).toBeNull()
    const use = (tenantId: string, userId: string, id: string, at: Date) =>
      api.db.withSystem(async (em) => {
        await addGrant(em, {
          ...{ id, tenantId, userId, connectorId: null, clientId: 'c', clientName: 'Client' },
          ...{ redirectHost: 'localhost', scopes: [] },
        })
        await em.query('UPDATE sagemcp.oauth_grants SET last_used_at = $1 WHERE id = $2', [at, id])
      })
    await use(elsewhere.id, c.worker.id, `away-${c.slug}`, minutes(1))
    expect(await seen(c.worker.id)).toBeNull()
    const at = minutes(5)
    await use(c.id, c.worker.id, `here-${c.slug}`, at)
    expect(await seen(c.worker.id)).toBe(at.toISOString())
    const key = (await c.worker.post(c.keys, { name: 'mine', scope: 'tenant_user' }).expect(201)).body
    const later = minutes(2)
    await api.db.withSystem((em) =>
      em.query('UPDATE sagemcp.api_keys SET last_used_at = $1 WHERE id = $2', [later, key.id]),
    )
    expect(await seen(c.worker.id)).toBe(later.toISOString())
    expect(await seen(c.owner.id)).not.toBeNull()
  })
})

describe('invitations', () => {
  it('are found by e-mail and role, page by page, and say who invited until when', async () => {
    const c = await company()
    await named(c.chief.id, 'Chief Ana')
    for (const [who, email, role] of [
      [c.chief, 'first@one.example', 'member'],
      [c.owner, 'second@one.example', 'admin'],
      [c.admin, 'third@two.example', 'member'],
    ] as const) {
      await who.post(c.invitations, { email, role }).expect(201)
    }
    await c.chief.post(c.invitations, { role: 'member' }).expect(201)
    expect(await walk(c.chief, `${c.invitations}?${q('ONE.')}`, 'email')).toEqual([
      'second@one.example',
      'first@one.example',
    ])
    expect(await walk(c.chief, `${c.invitations}?role=member`, 'email')).toEqual([
      null,
      'third@two.example',
      'first@one.example',
    ])
    const { items } = (await c.chief.get(c.invitations).expect(200)).body
    expect(items.map((each: { inviterName: string }) => each.inviterName)).toEqual([
      'Chief Ana',
      'tenant_admin',
      `owner-of-${c.slug}`,
      'Chief Ana',
    ])
    expect(Date.parse(items[0].expiresAt)).toBeGreaterThan(Date.now())
    await c.worker.get(`${c.invitations}?${q('one')}`).expect(403)
  })
})

describe('API keys', () => {
  it('are found by name, scope and person, and nobody finds more than they may see', async () => {
    const c = await company()
    const own = (await c.worker.post(c.keys, { name: 'Laptop', scope: 'tenant_user' }).expect(201)).body
    await c.chief.post(c.keys, { name: 'laptop of the chief', scope: 'tenant_admin' }).expect(201)
    const search = (who: Client, query: string) => found(who, `${c.keys}?${query}`, 'name')
    expect(await search(c.chief, q('LAPTOP'))).toEqual(expect.arrayContaining(['Laptop', 'laptop of the chief']))
    expect(await search(c.chief, `${q('laptop')}&scope=tenant_admin`)).toEqual(['laptop of the chief'])
    expect(await search(c.chief, `user=${c.worker.id}`)).toEqual(['Laptop'])
    expect(await search(c.worker, q('laptop'))).toEqual(['Laptop'])
    expect(await search(c.worker, `user=${c.chief.id}`)).toEqual([])
    expect(await search(c.worker, `user=${c.worker.id}`)).toEqual(['Laptop'])
    expect(await walk(c.chief, `${c.keys}?${q('laptop')}`, 'name')).toHaveLength(2)
    expect(own.userName).toBe(`member-of-${c.slug}`)
    expect(await found(c.chief, `${c.keys}?user=${c.worker.id}`, 'userName')).toEqual([`member-of-${c.slug}`])
    expect(await found(c.chief, `${c.keys}?${q('tenant_')}`, 'userName')).toEqual([null, null])
  })
})

describe('users', () => {
  it('are found by name and e-mail and whether they are active, by the platform only', async () => {
    const c = await company()
    const gone = await api.person('list-gone')
    await named(gone.id, 'Zaphod 42%')
    await api.admin.patch(`/users/${gone.id}`, { isActive: false }).expect(200)
    const search = (query: string) => found(api.admin, `/users?${query}`, 'id')
    expect(await search(q('zaphod'))).toEqual([gone.id])
    expect(await search(q('LIST-GONE@'))).toEqual([gone.id])
    expect(await search('isActive=false')).toEqual([gone.id])
    expect(await search(`isActive=true&${q('zaphod')}`)).toEqual([])
    expect(await walk(api.admin, `/users?${q(`of-${c.slug}@`)}`, 'id')).toHaveLength(3)
    await c.owner.get(`/users?${q('zaphod')}`).expect(403)
  })
})

describe('connected clients', () => {
  const allow = (tenantId: string, userId: string, id: string, clientName: string) =>
    api.db.withSystem((em) =>
      addGrant(em, {
        ...{ id, tenantId, userId, connectorId: null, clientId: 'c', clientName },
        ...{ redirectHost: 'localhost', scopes: ['mcp:read'] },
      }),
    )

  it('are found by their name and by the person, page by page', async () => {
    const [c, other] = [await company(), await makeTenant(api, `list-other-${count}`)]
    const stranger = await other.member('member')
    await allow(c.id, c.worker.id, `a-${c.slug}`, 'Claude')
    await allow(c.id, c.chief.id, `b-${c.slug}`, 'Cursor')
    await allow(c.id, c.worker.id, `c-${c.slug}`, 'Cursor')
    await allow(other.id, stranger.id, `d-${c.slug}`, 'Cursor')
    const clients = `${c.path}/clients`
    const ids = (...letters: string[]) => letters.map((letter) => `${letter}-${c.slug}`)
    expect((await found(c.chief, `${clients}?${q('cursor')}`, 'id')).sort()).toEqual(ids('b', 'c'))
    expect((await found(c.chief, `${clients}?${q(c.worker.email)}`, 'id')).sort()).toEqual(ids('a', 'c'))
    expect((await walk(c.chief, `${clients}?${q('c')}`, 'id')).sort()).toEqual(ids('a', 'b', 'c'))
    expect(await walk(c.worker, `/me/clients?${q('cursor')}`, 'id')).toEqual(ids('c'))
    expect(await walk(c.worker, `/me/clients?tenant=${c.slug}`, 'id')).toEqual(ids('c', 'a'))
    expect(await found(c.worker, `/me/clients?tenant=list-other-${count}`, 'id')).toEqual([])
    await c.worker.get(`${clients}?${q('cursor')}`).expect(403)
  })

  it('leave nothing out and show nothing twice, also of those that were allowed in one millisecond', async () => {
    const c = await company()
    const all = Array.from({ length: 7 }, (_, n) => `m${n}-${c.slug}`)
    for (const id of all) await allow(c.id, c.worker.id, id, 'Claude')
    await api.db.withSystem((em) =>
      em.query(
        `UPDATE sagemcp.oauth_grants SET created_at = '2026-01-01T00:00:00.000Z'::timestamptz
           + right(split_part(id, '-', 1), 1)::int * interval '150 microseconds' WHERE tenant_id = $1`,
        [c.id],
      ),
    )
    const walked = await walk(c.chief, `${c.path}/clients?${q('claude')}`, 'id')
    expect(walked).toHaveLength(all.length)
    expect([...walked].sort()).toEqual(all)
  })
})

describe('access rules', () => {
  it('are found by connector, tool and person', async () => {
    const c = await company()
    await c.addDepot({ slug: 'north', name: 'Main store' })
    await c.addDepot({ slug: 'south' })
    const rules = `${c.path}/access/rules`
    const set = (rule: object) => c.owner.put(rules, rule).expect(200)
    await set({ role: 'member', connector: 'north', effect: 'deny' })
    await set({ role: 'member', connector: 'south', tool: 'south_get_thing', effect: 'deny' })
    await set({ user: c.worker.email, connector: 'south', effect: 'allow' })
    const search = async (text: string) =>
      (await c.chief.get(`${rules}?${q(text)}`).expect(200)).body.items.map(
        (rule: { connector: { slug: string }; tool: string | null }) => rule.tool ?? rule.connector.slug,
      )
    expect(await search('STORE')).toEqual(['north'])
    expect(await search('south')).toEqual(['south', 'south_get_thing'])
    expect(await search('south_get')).toEqual(['south_get_thing'])
    expect(await search(c.worker.email)).toEqual(['south'])
    expect(await search('nothing')).toEqual([])
    expect(await walk(c.chief, `${rules}?${q('south')}`, 'tool')).toEqual([null, 'south_get_thing'])
    const { nextCursor } = (await c.chief.get(`${rules}?${q('south')}&limit=1`)).body
    await c.chief.get(`${rules}?role=member&limit=1&cursor=${nextCursor}`).expect(400)
    await c.worker.get(`${rules}?${q('south')}`).expect(403)
  })
})
