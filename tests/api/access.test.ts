import { AccessRule } from '../../server/access/entity'
import { Membership } from '../../server/members/entity'
import { makeCompany } from './company'
import { type Api, type Client, makeTenant, openApi } from './harness'

let api: Api
let count = 0
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

/** A company with a depot. */
async function company() {
  const made = await makeCompany(api, `company-${++count}`)
  return { ...made, depot: await made.addDepot(), rules: `${made.path}/access/rules` }
}
type Company = Awaited<ReturnType<typeof company>>

const list = async (c: Company, query = ''): Promise<Record<string, unknown>[]> =>
  (await c.owner.get(`${c.rules}${query}`).expect(200)).body.items

describe('setting a rule', () => {
  it('makes it; about the same again, it changes it', async () => {
    const c = await company()
    const about = { role: 'member', connector: 'depot', tool: 'depot_delete_thing' }
    const made = (await c.chief.put(c.rules, { ...about, effect: 'deny' }).expect(200)).body
    expect(made).toEqual({
      id: expect.any(String),
      role: 'member',
      user: null,
      connector: { id: c.depot.id, slug: 'depot', name: 'Depot' },
      tool: 'depot_delete_thing',
      effect: 'deny',
      before: null,
      setBy: `user:${c.chief.id}`,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    })
    const changed = (await c.owner.put(c.rules, { ...about, effect: 'allow' }).expect(200)).body
    expect(changed).toMatchObject({ id: made.id, effect: 'allow', before: 'deny', setBy: `user:${c.owner.id}` })
    const { before: _, ...rule } = changed
    expect(await list(c)).toEqual([rule])
  })

  it('about a person takes an id or an e-mail address, in any spelling', async () => {
    const c = await company()
    const about = { connector: c.depot.id, effect: 'deny' }
    const { body } = await c.chief.put(c.rules, { ...about, user: c.worker.id }).expect(200)
    expect(body).toMatchObject({ role: null, user: { id: c.worker.id, email: c.worker.email }, tool: null })
    const again = await c.chief.put(c.rules, { ...about, user: c.worker.email.toUpperCase() }).expect(200)
    expect(again.body.id).toBe(body.id)
  })

  it('keeps rules about different things apart', async () => {
    const c = await company()
    for (const who of [{ role: 'member' }, { role: 'admin' }, { user: c.worker.id }]) {
      for (const what of [{}, { tool: 'depot_get_thing' }, { tool: 'depot_list_things' }]) {
        await c.owner.put(c.rules, { ...who, ...what, connector: 'depot', effect: 'deny' }).expect(200)
      }
    }
    expect(await list(c)).toHaveLength(9)
  })

  it('by many at once leaves one rule', async () => {
    const c = await company()
    const set = (effect: string) => c.owner.put(c.rules, { role: 'member', connector: 'depot', effect })
    const done = await Promise.all(Array.from({ length: 12 }, (_, i) => set(i % 2 === 0 ? 'allow' : 'deny')))
    expect(done.filter(({ status }) => status !== 200)).toEqual([])
    expect(await list(c)).toHaveLength(1)
  })

  it('names the field that is wrong, and what may have been meant', async () => {
    const c = await company()
    const other = await company()
    const good = { role: 'member', connector: 'depot', effect: 'deny' }
    const { role: _, ...nobody } = good
    const cases: [object, Record<string, unknown>][] = [
      [{ ...good, connector: 'missing' }, { connector: 'There is no such connector.' }],
      [{ ...good, connector: other.depot.id }, { connector: 'There is no such connector.' }],
      [{ ...good, tool: 'depot_get_thign' }, { tool: expect.stringContaining('Did you mean depot_get_thing?') }],
      [{ ...good, tool: 'get_thing' }, { tool: expect.stringContaining('Did you mean depot_get_thing?') }],
      [{ ...nobody, user: 'who@example.com' }, { user: 'There is no such member of this tenant.' }],
      [{ ...nobody, user: other.worker.id }, { user: 'There is no such member of this tenant.' }],
      [{ ...good, user: c.worker.id }, { user: 'Give a role or a user, one of them.' }],
      [nobody, { user: 'Give a role or a user, one of them.' }],
      [{ ...good, role: 'platform_admin' }, { role: expect.any(String) }],
      [{ ...good, effect: 'maybe' }, { effect: expect.any(String) }],
      [{ ...good, tenantId: other.id }, { tenantId: 'There is no such field.' }],
    ]
    for (const [body, fields] of cases) {
      const reply = await c.owner.put(c.rules, body)
      expect([body, reply.status, reply.body.fields]).toEqual([body, 400, fields])
    }
    expect(await list(c)).toEqual([])
  })
})

describe('the list', () => {
  it('is by connector and tool, in pages, and filtered', async () => {
    const c = await company()
    const set = (body: object) => c.owner.put(c.rules, { connector: 'depot', effect: 'deny', ...body }).expect(200)
    await api.admin.post(`${c.path}/connectors`, { type: 'clock', name: 'Clock' }).expect(201)
    await set({ role: 'member', tool: 'depot_list_things' })
    await set({ role: 'member' })
    await set({ user: c.worker.id, tool: 'depot_get_thing' })
    await set({ user: c.worker.id, connector: 'clock' })
    const seen: unknown[] = []
    let cursor = ''
    do {
      const { body } = await c.chief.get(`${c.rules}?limit=1${cursor}`).expect(200)
      seen.push(...body.items.map((r: { connector: { slug: string }; tool: string }) => [r.connector.slug, r.tool]))
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : ''
    } while (cursor !== '')
    expect(seen).toEqual([
      ['clock', null],
      ['depot', null],
      ['depot', 'depot_get_thing'],
      ['depot', 'depot_list_things'],
    ])
    expect(await list(c, '?role=member')).toHaveLength(2)
    expect(await list(c, '?role=owner')).toHaveLength(0)
    expect(await list(c, `?user=${c.worker.email}`)).toHaveLength(2)
    expect(await list(c, `?user=${c.worker.id}&connector=clock`)).toHaveLength(1)
    expect((await c.owner.get(`${c.rules}?connector=missing`)).body.fields).toHaveProperty('connector')
    expect((await c.owner.get(`${c.rules}?user=who@example.com`)).body.fields).toHaveProperty('user')
    expect((await c.owner.get(`${c.rules}?cursor=abc`)).body.fields).toHaveProperty('cursor')
  })

  it('shows and takes nothing of another tenant', async () => {
    const [mine, theirs] = [await company(), await company()]
    const { body } = await theirs.owner.put(theirs.rules, { role: 'member', connector: 'depot', effect: 'deny' })
    expect(await list(mine)).toEqual([])
    await mine.owner.delete(`${mine.rules}/${body.id}`).expect(404)
    await mine.owner.delete(`${theirs.rules}/${body.id}`).expect(404)
    expect(await list(theirs)).toHaveLength(1)
  })

  it('nor would a query that forgets the tenant, or a rule about what is theirs', async () => {
    const [mine, theirs] = [await company(), await company()]
    for (const c of [mine, theirs]) {
      await c.owner.put(c.rules, { role: 'member', connector: 'depot', effect: 'deny' }).expect(200)
    }
    const seen = await api.db.withTenant(mine.id, (em) => em.find(AccessRule))
    expect(seen.map(({ tenantId }) => tenantId)).toEqual([mine.id])
    const rule = { tenantId: mine.id, setFor: 'admin', effect: 'deny', setBy: 'x' } as const
    for (const reaching of [
      { role: 'admin', connectorId: theirs.depot.id },
      { userId: theirs.worker.id, connectorId: mine.depot.id },
      { role: 'admin', userId: mine.worker.id, connectorId: mine.depot.id },
      { connectorId: mine.depot.id },
      { role: 'member', connectorId: mine.depot.id },
    ] as const) {
      const insert = api.db.withTenant(mine.id, (em) => em.insert(AccessRule, { ...rule, ...reaching }))
      await expect(insert).rejects.toThrow(/access_rules_(connector_fkey|membership_fkey|subject_check|subject_key)/)
    }
    // The control: the same with what is one's own.
    const own = { ...rule, role: 'admin', connectorId: mine.depot.id } as const
    await api.db.withTenant(mine.id, (em) => em.insert(AccessRule, own))
  })
})

describe('nobody decides about more than they stand above', () => {
  const deny = (c: Company, who: Client, subject: object) =>
    who.put(c.rules, { ...subject, connector: 'depot', effect: 'deny' })

  it('a table of who may decide about whom', async () => {
    const c = await company()
    const root = await api.person(`root-${c.slug}`, { platformAdmin: true })
    const second = await c.member('admin', `second-${c.slug}`)
    const callers: Record<string, Client> = {
      owner: c.owner,
      admin: c.chief,
      member: c.worker,
      'tenant_admin key': c.admin,
      'tenant_user key': c.user,
      'platform admin': root,
      'platform key': api.admin,
    }
    const subjects: Record<string, object> = {
      owners: { role: 'owner' },
      admins: { role: 'admin' },
      members: { role: 'member' },
      'the owner': { user: c.owner.id },
      'the chief': { user: c.chief.id },
      'the second admin': { user: second.id },
      'the worker': { user: c.worker.id },
    }
    const may: Record<string, string[]> = {}
    for (const [caller, client] of Object.entries(callers)) {
      may[caller] = []
      for (const [name, subject] of Object.entries(subjects)) {
        const { status, body } = await deny(c, client, subject)
        expect([200, 403]).toContain(status)
        if (status === 200) may[caller].push(name)
        else expect(body.code).toBe('forbidden')
      }
    }
    const all = Object.keys(subjects)
    expect(may).toEqual({
      owner: all,
      admin: ['members', 'the worker'],
      member: [],
      'tenant_admin key': ['members', 'the worker'],
      'tenant_user key': [],
      'platform admin': all,
      'platform key': all,
    })
  })

  it('an admin lifts no rule about admins, neither by deleting nor by changing it', async () => {
    const c = await company()
    for (const subject of [{ role: 'admin' }, { user: c.chief.id }, { role: 'owner' }]) {
      const { id } = (await deny(c, c.owner, subject).expect(200)).body
      await c.chief.delete(`${c.rules}/${id}`).expect(403)
      await c.admin.delete(`${c.rules}/${id}`).expect(403)
      await c.chief.put(c.rules, { ...subject, connector: 'depot', effect: 'allow' }).expect(403)
    }
    expect(await list(c)).toHaveLength(3)
    for (const { id } of await list(c)) await c.owner.delete(`${c.rules}/${id}`).expect(204)
  })

  it('not even after making the person a member for a moment', async () => {
    const c = await company()
    const { id } = (await deny(c, c.owner, { user: c.chief.id }).expect(200)).body
    await c.admin.patch(`${c.members}/${c.chief.id}`, { role: 'member' }).expect(200)
    await c.admin.delete(`${c.rules}/${id}`).expect(403)
    await c.admin.put(c.rules, { user: c.chief.id, connector: 'depot', effect: 'allow' }).expect(403)
    // A rule that the owner sets about a member is about a member.
    await deny(c, c.owner, { user: c.chief.id }).expect(200)
    await c.admin.delete(`${c.rules}/${id}`).expect(204)
  })

  it('nor one about a member who has become an admin', async () => {
    const c = await company()
    const { id } = (await deny(c, c.chief, { user: c.worker.id }).expect(200)).body
    await c.owner.patch(`${c.members}/${c.worker.id}`, { role: 'admin' }).expect(200)
    await c.worker.delete(`${c.rules}/${id}`).expect(403)
    await c.chief.delete(`${c.rules}/${id}`).expect(403)
    await c.owner.delete(`${c.rules}/${id}`).expect(204)
  })
})

describe('rules go with what they are about', () => {
  it('with the member', async () => {
    const c = await company()
    await c.owner.put(c.rules, { user: c.worker.id, connector: 'depot', effect: 'deny' }).expect(200)
    await c.owner.put(c.rules, { role: 'member', connector: 'depot', effect: 'deny' }).expect(200)
    await c.owner.delete(`${c.members}/${c.worker.id}`).expect(204)
    expect((await list(c)).map(({ role }) => role)).toEqual(['member'])
    // Who comes back comes back without them.
    await api.db.withSystem((em) => em.insert(Membership, { tenantId: c.id, userId: c.worker.id, role: 'member' }))
    expect(await list(c, `?user=${c.worker.id}`)).toEqual([])
  })

  it('with the connector, and with the tenant', async () => {
    const c = await company()
    await c.owner.put(c.rules, { role: 'member', connector: 'depot', effect: 'deny' }).expect(200)
    await c.owner.delete(`${c.path}/connectors/depot`).expect(204)
    expect(await list(c)).toEqual([])
    const gone = await company()
    await gone.owner.put(gone.rules, { role: 'member', connector: 'depot', effect: 'deny' }).expect(200)
    await api.admin.delete(gone.path).expect(204)
  })
})

it('the audit trail tells of each change what was decided about whom, and what it was before', async () => {
  const c = await company()
  const about = { user: c.worker.id, connector: 'depot', tool: 'depot_get_thing' }
  const { id } = (await c.chief.put(c.rules, { ...about, effect: 'deny' }).expect(200)).body
  await c.chief.put(c.rules, { ...about, effect: 'allow' }).expect(200)
  await c.chief.delete(`${c.rules}/${id}`).expect(204)
  await c.chief.put(c.rules, { role: 'owner', connector: 'depot', effect: 'deny' }).expect(403)
  await c.chief.put(c.rules, { role: 'member', connector: 'depot', effect: 'deny' }).expect(200)
  const { items } = (await c.chief.get(`${c.path}/audit`)).body
  const told = (items as { action: string; target: string; details: object }[]).filter(({ action }) =>
    action.startsWith('access-rule.'),
  )
  const worker = { rule: id, user: c.worker.email, userId: c.worker.id }
  expect(told.map(({ action, target, details }) => [action, target, details])).toEqual([
    ['access-rule.set', 'depot', { rule: expect.any(String), effect: 'deny', role: 'member', before: null }],
    ['access-rule.delete', 'depot_get_thing', { ...worker, effect: 'allow' }],
    ['access-rule.set', 'depot_get_thing', { ...worker, effect: 'allow', before: 'deny' }],
    ['access-rule.set', 'depot_get_thing', { ...worker, effect: 'deny', before: null }],
  ])
  expect((await c.chief.get(`${c.path}/audit?action=access-rule.set`)).body.items).toHaveLength(3)
})

it('a rule may be about a connector that is switched off or whose type is not allowed', async () => {
  const tenant = await makeTenant(api, `off-${++count}`)
  await tenant.addDepot({ isEnabled: false })
  await api.admin.patch(tenant.path, { allowedTypes: [] }).expect(200)
  const body = { role: 'member', connector: 'depot', tool: 'depot_get_thing', effect: 'deny' }
  await tenant.admin.put(`${tenant.path}/access/rules`, body).expect(200)
})
