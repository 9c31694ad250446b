import type { EntityManager } from 'typeorm'
import { ToolCall } from '../../server/audit/entity'
import { Connector } from '../../server/connectors/entity'
import { ClientSighting } from '../../server/sightings/entity'
import { type Api, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const HOUR = 3_600_000

const call = (tenantId: string, more: Partial<ToolCall> = {}) => ({
  tenantId,
  connectorId: null,
  tool: 'depot_get_thing',
  actor: 'key:k',
  actorName: 'Laptop',
  userId: null,
  transport: 'http',
  startedAt: new Date(Date.now() - HOUR),
  durationMs: 10,
  outcome: 'ok',
  arguments: {},
  resultBytes: 2,
  requestId: 'r',
  ...more,
})

const insert = (rows: ReturnType<typeof call>[]) =>
  api.db.withSystem(async (em: EntityManager) => {
    for (const row of rows) await em.insert(ToolCall, row)
  })

describe('the overview', () => {
  it('counts calls and errors, bar by bar, and compares them with the time before', async () => {
    const tenant = await makeTenant(api, 'busy')
    const { id: connectorId } = await tenant.addDepot()
    await insert([
      ...[10, 20, 30, 40].map((durationMs) => call(tenant.id, { durationMs, connectorId })),
      call(tenant.id, { outcome: 'timeout', durationMs: 900, connectorId }),
      call(tenant.id, { outcome: 'cancelled', tool: 'depot_list_things' }),
      call(tenant.id, { outcome: 'input_required', tool: 'depot_list_things' }),
      call(tenant.id, { startedAt: new Date(Date.now() - 8 * 24 * HOUR) }),
      call(tenant.id, { startedAt: new Date(Date.now() - 40 * 24 * HOUR) }),
    ])
    const { body } = await tenant.admin.get(`${tenant.path}/overview?days=7`).expect(200)
    expect(body).toMatchObject({
      scope: 'tenant',
      totals: { calls: 7, errors: 1, p50Ms: 20 },
      previous: { calls: 1, errors: 0, p50Ms: 10, p95Ms: 10 },
      bucketMinutes: 360,
      counts: { connectors: 1, tools: 3, members: 0, clients: 0 },
    })
    expect(body.buckets).toHaveLength(28)
    expect(body.buckets[0].at).toBe(body.from)
    const sum = (field: 'calls' | 'errors') =>
      body.buckets.reduce((all: number, bucket: Record<string, number>) => all + (bucket[field] ?? 0), 0)
    expect([sum('calls'), sum('errors')]).toEqual([7, 1])
    expect(
      body.buckets.filter((b: { calls: number }) => b.calls === 0).every((b: { p95Ms: null }) => b.p95Ms === null),
    ).toBe(true)
    expect(body.busiestTools[0]).toMatchObject({
      ...{ tool: 'depot_get_thing', connector: 'depot', connectorName: 'Depot', calls: 5, errors: 1 },
    })
    // Percentiles go between two values where there is none.
    expect(body.busiestTools[0].p95Ms).toBeCloseTo(728)
    const month = (await tenant.admin.get(`${tenant.path}/overview?days=30`).expect(200)).body
    expect([month.totals.calls, month.previous.calls, month.buckets.length]).toEqual([8, 1, 30])
    expect((await tenant.admin.get(`${tenant.path}/overview?days=1`)).body.buckets).toHaveLength(24)
    await tenant.admin.get(`${tenant.path}/overview?days=365`).expect(400)
  })

  it('says what needs somebody, and where it is mended', async () => {
    const tenant = await makeTenant(api, 'needy')
    const { id: connectorId } = await tenant.addDepot()
    await tenant.admin.post(`${tenant.path}/connectors`, { type: 'clock', name: 'C', isEnabled: false }).expect(201)
    await tenant.admin.post(`${tenant.path}/invitations`, { email: 'ana@example.com', role: 'member' }).expect(201)
    await insert([
      ...Array.from({ length: 4 }, () => call(tenant.id, { connectorId, outcome: 'timeout' })),
      call(tenant.id, { connectorId }),
      // Fails more often than not, but was hardly called.
      call(tenant.id, { connectorId, outcome: 'timeout', tool: 'depot_list_things' }),
    ])
    const { body } = await tenant.admin.get(`${tenant.path}/overview`).expect(200)
    const told = body.attention.map(({ kind, state, connector, to }: Record<string, unknown>) => [
      ...[kind, state, connector, to],
    ])
    expect(told).toEqual([
      ['connector', 'not_connected', 'depot', 'connectors/depot/accounts'],
      ['tool', 'failing', 'depot', 'activity?view=calls&outcome=error&tool=depot_get_thing'],
      ['connector', 'off', 'clock', 'connectors/clock/settings'],
      ['invitation', 'pending', null, 'people/invitations'],
    ])
    // By the name that people gave it.
    expect(body.attention[2]).toMatchObject({ title: 'C is switched off' })
    expect(body.attention[1]).toMatchObject({
      title: 'depot_get_thing fails',
      detail: expect.stringContaining('4 of 5'),
    })
    // A member can mend none of it and invited nobody.
    const member = await tenant.member('member')
    expect((await member.get(`${tenant.path}/overview`).expect(200)).body.attention).toEqual([])
    await tenant.admin.put(`${tenant.path}/connectors/depot/credential`, { token: 'x' }).expect(200)
    const mended = (await tenant.admin.get(`${tenant.path}/overview`)).body.attention
    expect(mended.map((item: { kind: string }) => item.kind)).toEqual(['tool', 'connector', 'invitation'])
  })

  it("tells of an account that ended, and of one's own that is missing", async () => {
    const tenant = await makeTenant(api, 'accounts')
    await tenant.addDepot()
    await tenant.admin.put(`${tenant.path}/connectors/depot/credential`, { token: 'x' }).expect(200)
    await api.db.withSystem(async (em) => {
      await em.query(
        `UPDATE sagemcp.oauth_credentials SET state = 'reconnect_needed', condition = 'reconnect_needed' WHERE tenant_id = $1`,
        [tenant.id],
      )
      await em.insert(Connector, { tenantId: tenant.id, slug: 'own', type: 'depot', name: 'Own', account: 'personal' })
      await api.db.announce(em, tenant.id)
    })
    const told = async (client: {
      get: (path: string) => Promise<{ body: { attention: Record<string, unknown>[] } }>
    }) => (await client.get(`${tenant.path}/overview`)).body.attention.map(({ state, title, to }) => [state, title, to])
    const [admin, member] = [await tenant.member('admin'), await tenant.member('member')]
    expect(await told(admin as never)).toEqual([
      ['reconnect_needed', 'Depot has to be connected again', 'connectors/depot/accounts'],
      ['not_connected', 'You have not connected Depot', 'my-accounts'],
    ])
    expect(await told(member as never)).toEqual([['not_connected', 'You have not connected Depot', 'my-accounts']])
  })

  it('shows a member their own calls, and a tenant nothing of another', async () => {
    const [tenant, other] = [await makeTenant(api, 'ours'), await makeTenant(api, 'theirs')]
    const [ana, bo] = [await tenant.member('member', 'ana'), await tenant.member('member', 'bo')]
    await insert([
      call(tenant.id, { userId: ana.id, actor: 'grant:gone', outcome: 'timeout' }),
      call(tenant.id, { userId: bo.id }),
      call(tenant.id, { actor: `key:${tenant.userKey.id}` }),
      call(other.id),
    ])
    const calls = async (client: { get: Api['admin']['get'] }) => {
      const { body } = await client.get(`${tenant.path}/overview`).expect(200)
      return [body.scope, body.totals.calls, body.totals.errors]
    }
    expect(await calls(ana)).toEqual(['own', 1, 1])
    expect(await calls(bo)).toEqual(['own', 1, 0])
    expect(await calls(tenant.user)).toEqual(['own', 1, 0])
    expect(await calls(tenant.admin)).toEqual(['tenant', 3, 1])
    expect((await ana.get(`${tenant.path}/overview`)).body.counts.members).toBeNull()
    await other.admin.get(`${tenant.path}/overview`).expect(404)
  })
})

describe('usage', () => {
  it('of a connector is by tool, of all by connector', async () => {
    const tenant = await makeTenant(api, 'used')
    const { id: connectorId } = await tenant.addDepot()
    await tenant.admin.post(`${tenant.path}/connectors`, { type: 'clock', name: 'C' }).expect(201)
    const last = new Date(Date.now() - HOUR / 2)
    await insert([
      call(tenant.id, { connectorId, startedAt: last }),
      call(tenant.id, { connectorId, outcome: 'timeout' }),
      call(tenant.id, { connectorId, tool: 'depot_list_things' }),
      call(tenant.id, { connectorId, startedAt: new Date(Date.now() - 10 * 24 * HOUR) }),
      call(tenant.id),
    ])
    const { body } = await tenant.admin.get(`${tenant.path}/connectors/depot/usage?days=7`).expect(200)
    expect(body.total).toMatchObject({ calls: 3, errors: 1, lastCalledAt: last.toISOString() })
    expect(body.tools).toEqual([
      { tool: 'depot_get_thing', calls: 2, errors: 1, p95Ms: 10, lastCalledAt: last.toISOString() },
      expect.objectContaining({ tool: 'depot_list_things', calls: 1, errors: 0 }),
    ])
    const all = (await tenant.admin.get(`${tenant.path}/connector-usage?days=30`).expect(200)).body.items
    expect(all).toEqual([
      expect.objectContaining({ connector: 'clock', calls: 0, p95Ms: null, lastCalledAt: null }),
      expect.objectContaining({ connector: 'depot', connectorId, calls: 4, errors: 1 }),
    ])
    const member = await tenant.member('member')
    expect((await member.get(`${tenant.path}/connectors/depot/usage`)).body.total.calls).toBe(0)
    await tenant.admin.get(`${tenant.path}/connectors/missing/usage`).expect(404)
    await tenant.admin.get(`${tenant.path}/connector-usage?days=31`).expect(400)
  })
})

it('lists the MCP clients that were seen, to a member their own', async () => {
  const tenant = await makeTenant(api, 'seen')
  const ana = await tenant.member('member', 'ana-seen')
  const { id: connectorId } = await tenant.addDepot()
  const row = { tenantId: tenant.id, clientVersion: '1', transport: 'http', firstSeenAt: new Date(0) }
  await api.db.withSystem(async (em) => {
    const own = { actor: 'grant:g', actorName: 'Ana with Cursor', userId: ana.id, clientName: 'Cursor', connectorId }
    await em.insert(ClientSighting, { ...row, ...own, lastSeenAt: new Date() })
    const key = { actor: 'key:k', actorName: 'CI', userId: null, clientName: 'robot', connectorId: null }
    await em.insert(ClientSighting, { ...row, ...key, lastSeenAt: new Date(1) })
  })
  const { items } = (await tenant.admin.get(`${tenant.path}/seen-clients`).expect(200)).body
  expect(items).toEqual([
    expect.objectContaining({
      clientName: 'Cursor',
      connector: 'depot',
      actorKind: 'grant',
      actorName: 'Ana with Cursor',
      person: { id: ana.id, name: 'ana-seen', email: ana.email },
    }),
    expect.objectContaining({ clientName: 'robot', connector: null, actorKind: 'key', person: null }),
  ])
  const own = (await ana.get(`${tenant.path}/seen-clients`).expect(200)).body.items
  expect(own.map((c: { clientName: string }) => c.clientName)).toEqual(['Cursor'])
  expect((await tenant.admin.get(`${tenant.path}/overview`)).body.counts.clients).toBe(1)
  const other = await makeTenant(api, 'seen-other')
  expect((await other.admin.get(`${other.path}/seen-clients`)).body.items).toEqual([])
})
