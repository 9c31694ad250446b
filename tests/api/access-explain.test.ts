import { makeCompany } from './company'
import { type Api, openApi } from './harness'

let api: Api
let count = 0
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

async function company() {
  const made = await makeCompany(api, `explained-${++count}`)
  const depot = await made.addDepot()
  const explain = (query: Record<string, string>) =>
    made.chief.get(`${made.path}/access/explain?${new URLSearchParams(query).toString()}`)
  const rule = async (effect: string, about: object, tool?: string): Promise<string> =>
    (await made.owner.put(`${made.path}/access/rules`, { ...about, connector: 'depot', tool, effect }).expect(200)).body
      .id
  return { ...made, depot, explain, rule }
}

const CEILING = ['tenant', 'caller', 'type', 'connector', 'tool', 'read_only', 'permission']

it('tells the whole chain, up to the rule that decided', async () => {
  const c = await company()
  const id = await c.rule('deny', { role: 'member' }, 'depot_delete_thing')
  const about = { user: c.worker.email, tool: 'depot_delete_thing' }
  const { body } = await c.explain(about).expect(200)
  expect(body).toEqual({
    allowed: false,
    decidedBy: 'role_tool_rule',
    tool: 'depot_delete_thing',
    connector: { id: c.depot.id, slug: 'depot' },
    user: { id: c.worker.id, email: c.worker.email, name: expect.any(String) },
    key: null,
    role: 'member',
    steps: [
      ...CEILING.map((look) => ({ look, outcome: 'pass', says: expect.any(String), rule: null })),
      { look: 'user_tool_rule', outcome: 'none', says: 'No rule is about this person and this tool.', rule: null },
      { look: 'user_connector_rule', outcome: 'none', says: expect.any(String), rule: null },
      { look: 'role_tool_rule', outcome: 'deny', says: 'A rule about the role and this tool says: deny.', rule: id },
    ],
  })
  // A rule about the person is nearer.
  const own = await c.rule('allow', { user: c.worker.id })
  const after = (await c.explain({ ...about, user: c.worker.id }).expect(200)).body
  expect([after.allowed, after.decidedBy, after.steps.at(-1).rule]).toEqual([true, 'user_connector_rule', own])
  expect((await c.explain({ ...about, user: c.owner.email })).body).toMatchObject({
    allowed: true,
    decidedBy: 'default',
  })
})

it('explains keys: by what they act as, and whose they are', async () => {
  const c = await company()
  await c.rule('deny', { role: 'member' }, 'depot_get_thing')
  await c.rule('deny', { user: c.chief.id }, 'depot_list_things')
  const key = async (body: object, who: typeof c.chief | typeof api.admin = c.chief) =>
    (await who.post(c.keys, { name: 'key', ...body }).expect(201)).body.id as string
  const lesser = await key({ scope: 'tenant_user' })
  const reading = await key({ scope: 'tenant_user', readOnly: true, service: true })
  const asked = async (id: string, tool: string) => (await c.explain({ key: id, tool }).expect(200)).body

  expect(await asked(c.userKey.id, 'depot_get_thing')).toMatchObject({
    ...{ allowed: false, decidedBy: 'role_tool_rule', role: 'member', user: null },
    key: { id: c.userKey.id, name: 'tenant_user' },
  })
  expect(await asked(c.adminKey.id, 'depot_get_thing')).toMatchObject({ allowed: true, role: 'admin' })
  expect(await asked(lesser, 'depot_get_thing')).toMatchObject({
    ...{ allowed: false, role: 'member', decidedBy: 'role_tool_rule' },
    user: { id: c.chief.id, email: c.chief.email },
  })
  expect(await asked(lesser, 'depot_list_things')).toMatchObject({ allowed: false, decidedBy: 'user_tool_rule' })
  expect(await asked(reading, 'depot_delete_thing')).toMatchObject({ allowed: false, decidedBy: 'permission' })
  // Nobody asks for rules about people where there is no person.
  expect((await asked(reading, 'depot_get_thing')).steps.map((s: { look: string }) => s.look)).not.toContain(
    'user_tool_rule',
  )
})

it('says which part of the ceiling refused', async () => {
  const c = await company()
  const about = { user: c.worker.email, tool: 'depot_delete_thing' }
  const decidedBy = async () => {
    const { body } = await api.admin.get(`${c.path}/access/explain?${new URLSearchParams(about).toString()}`)
    expect(body.allowed).toBe(body.decidedBy === 'default')
    return body.decidedBy
  }
  const connector = `${c.path}/connectors/depot`
  expect(await decidedBy()).toBe('default')
  await c.chief.patch(connector, { isReadOnly: true }).expect(200)
  expect(await decidedBy()).toBe('read_only')
  await c.chief.patch(`${connector}/tools/depot_delete_thing`, { enabled: false }).expect(200)
  expect(await decidedBy()).toBe('tool')
  await c.chief.patch(connector, { isEnabled: false }).expect(200)
  expect(await decidedBy()).toBe('connector')
  await api.admin.patch(c.path, { allowedTypes: ['clock'] }).expect(200)
  expect(await decidedBy()).toBe('type')
  await api.admin.patch(`/users/${c.worker.id}`, { isActive: false }).expect(200)
  expect(await decidedBy()).toBe('caller')
  await api.admin.patch(c.path, { isActive: false }).expect(200)
  expect(await decidedBy()).toBe('tenant')
})

it('says the next step where there is nothing to explain', async () => {
  const [c, other] = [await company(), await company()]
  const good = { user: c.worker.email, tool: 'depot_get_thing' }
  const refused = async (query: Record<string, string>) => {
    const { status, body } = await c.explain(query)
    return [status, body.fields ? Object.keys(body.fields) : body.hint]
  }
  expect(await refused({ ...good, tool: 'depot_get_thign' })).toEqual([
    404,
    expect.stringContaining('depot_get_thing?'),
  ])
  expect(await refused({ ...good, tool: 'dept_get_thing' })).toEqual([404, expect.stringContaining('depot_get_thing?')])
  expect(await refused({ ...good, user: 'who@example.com' })).toEqual([404, expect.stringContaining('/members')])
  expect(await refused({ ...good, user: other.worker.id })).toEqual([404, expect.stringContaining('/members')])
  const { tool } = good
  expect(await refused({ tool, key: 'missing' })).toEqual([404, expect.stringContaining('/api-keys')])
  expect(await refused({ tool, key: other.userKey.id })).toEqual([404, expect.stringContaining('/api-keys')])
  expect(await refused({ tool, key: 'bootstrap' })).toEqual([404, expect.stringContaining('/api-keys')])
  expect(await refused({ tool })).toEqual([400, ['user']])
  expect(await refused({ ...good, key: c.userKey.id })).toEqual([400, ['user']])
  expect(await refused({ user: good.user })).toEqual([400, ['tool']])
  await c.owner.delete(`${c.path}/connectors/depot`).expect(204)
  expect(await refused(good)).toEqual([404, 'Add a connector first.'])
})

it('is for admins', async () => {
  const c = await company()
  const path = `${c.path}/access/explain?user=${c.worker.id}&tool=depot_get_thing`
  await c.worker.get(path).expect(403)
  await c.user.get(path).expect(403)
  await c.admin.get(path).expect(200)
  await api.admin.get(path).expect(200)
})
