import { EntityManager } from 'typeorm'
import { ConnectorTool } from '../../server/connectors/entity'
import { type Api, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

interface Counted {
  readonly slug: string
  readonly tools: { readonly total: number; readonly enabled: number }
}

describe('the tools of a connector', () => {
  const tools = async (path: string) =>
    Object.fromEntries(
      (await api.admin.get(`${path}/tools`).expect(200)).body.items.map((t: { name: string; enabled: boolean }) => [
        t.name,
        t.enabled,
      ]),
    )

  it('have full names, effects, scopes and what they take of a context', async () => {
    const tenant = await makeTenant(api, 'tools')
    const { id } = await tenant.addDepot({ slug: 'shop' })
    const { body } = await tenant.user.get(`${tenant.path}/connectors/${id}/tools`).expect(200)
    const size = expect.any(Number) as number
    const tokens = { input: size, output: size }
    const rest = { enabled: true, allowedFor: null, tokens }
    expect(body.items).toEqual([
      {
        name: 'shop_delete_thing',
        tool: 'delete_thing',
        title: null,
        description: 'Removes a thing.',
        effect: 'destroy',
        scopes: ['things:write'],
        ...rest,
      },
      {
        name: 'shop_get_thing',
        tool: 'get_thing',
        title: 'Show a thing',
        description: 'Shows one thing.',
        effect: 'read',
        scopes: [],
        ...rest,
      },
      {
        name: 'shop_list_things',
        tool: 'list_things',
        title: null,
        description: 'Lists the things.',
        effect: 'read',
        scopes: ['things:read'],
        ...rest,
      },
    ])
    // A schema of one or two fields: some ten tokens for the name and words, some for the schema.
    for (const { tokens: cost } of body.items as { tokens: { input: number } }[]) {
      expect(cost.input).toBeGreaterThan(20)
      expect(cost.input).toBeLessThan(120)
    }
  })

  it('are switched one by one, by name and by effect', async () => {
    const tenant = await makeTenant(api, 'switches')
    const { id } = await tenant.addDepot()
    const path = `${tenant.path}/connectors/${id}`
    const one = await tenant.admin.patch(`${path}/tools/depot_get_thing`, { enabled: false }).expect(200)
    expect(one.body).toMatchObject({ name: 'depot_get_thing', enabled: false })
    expect(await tools(path)).toEqual({ depot_delete_thing: true, depot_get_thing: false, depot_list_things: true })
    await tenant.admin
      .patch(`${path}/tools`, {
        tools: [
          { name: 'depot_get_thing', enabled: true },
          { name: 'depot_list_things', enabled: false },
        ],
      })
      .expect(200)
    expect(await tools(path)).toEqual({ depot_delete_thing: true, depot_get_thing: true, depot_list_things: false })
    await tenant.admin.patch(`${path}/tools`, { enabled: false, effect: 'destroy' }).expect(200)
    expect(await tools(path)).toEqual({ depot_delete_thing: false, depot_get_thing: true, depot_list_things: false })
    const all = await tenant.admin.patch(`${path}/tools`, { enabled: true }).expect(200)
    expect(all.body.items.every((t: { enabled: boolean }) => t.enabled)).toBe(true)
  })

  it('are counted wherever a connector is shown, those that are on apart', async () => {
    const tenant = await makeTenant(api, 'counted')
    await tenant.addDepot()
    expect(await tenant.addDepot({ tools: 'read' })).toMatchObject({ tools: { total: 3, enabled: 2 } })
    await tenant.admin.post(`${tenant.path}/connectors`, { type: 'clock', name: 'C' }).expect(201)
    await tenant.admin.patch(`${tenant.path}/connectors/depot/tools/depot_get_thing`, { enabled: false }).expect(200)
    await tenant.admin.patch(`${tenant.path}/connectors/depot_2/tools`, { enabled: true }).expect(200)
    const { body } = await tenant.user.get(`${tenant.path}/connectors`).expect(200)
    expect(body.items.map(({ slug, tools: { total, enabled } }: Counted) => [slug, enabled, total])).toEqual([
      ['clock', 1, 1],
      ['depot', 2, 3],
      ['depot_2', 3, 3],
    ])
    const one = await tenant.admin.patch(`${tenant.path}/connectors/depot`, { name: 'Shop' }).expect(200)
    expect(one.body.tools).toEqual({ total: 3, enabled: 2 })
  })

  it('are counted with as many queries for one connector as for many', async () => {
    const tenant = await makeTenant(api, 'counts-once')
    const queries = jest.spyOn(EntityManager.prototype, 'findBy')
    const asked = async () => {
      queries.mockClear()
      await tenant.user.get(`${tenant.path}/connectors`).expect(200)
      return queries.mock.calls.filter(([entity]) => entity === ConnectorTool).length
    }
    await tenant.addDepot()
    const alone = await asked()
    for (let i = 0; i < 4; i++) await tenant.addDepot()
    expect([alone, await asked()]).toEqual([1, 1])
    queries.mockRestore()
  })

  it('are all found, or nothing is changed', async () => {
    const tenant = await makeTenant(api, 'all-or-none')
    const { id } = await tenant.addDepot()
    const path = `${tenant.path}/connectors/${id}`
    const bulk = {
      tools: [
        { name: 'depot_get_thing', enabled: false },
        { name: 'depot_nothing', enabled: false },
      ],
    }
    const answer = await tenant.admin.patch(`${path}/tools`, bulk)
    expect([answer.status, answer.body.fields]).toEqual([400, { 'tools.1.name': 'There is no such tool.' }])
    expect((await tenant.admin.patch(`${path}/tools/get_thing`, { enabled: false })).status).toBe(404)
    expect(await tools(path)).toEqual({ depot_delete_thing: true, depot_get_thing: true, depot_list_things: true })
  })
})
