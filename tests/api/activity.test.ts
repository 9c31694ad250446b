import { randomUUID } from 'node:crypto'
import { AuditEvent, ToolCall } from '../../server/audit/entity'
import { callRow } from './call-row'
import { type Api, type Client, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const call = (tenantId: string, more: Partial<ToolCall> = {}) =>
  callRow(tenantId, { startedAt: new Date(Date.now() - 60_000), arguments: { id: 3 }, ...more })
const insert = (rows: ReturnType<typeof call>[]) =>
  api.db.withSystem(async (em) => {
    for (const row of rows) await em.insert(ToolCall, row)
  })

/** A tenant in which several called several things. */
async function lively(slug: string) {
  const tenant = await makeTenant(api, slug)
  const [ana, bo] = [await tenant.member('member', `ana-${slug}`), await tenant.member('member', `bo-${slug}`)]
  const { id: connectorId } = await tenant.addDepot()
  await insert([
    call(tenant.id, {
      requestId: 'ana-1',
      actor: 'grant:g1',
      actorName: 'Ana with Cursor',
      userId: ana.id,
      connectorId,
    }),
    call(tenant.id, { requestId: 'ana-2', actor: 'key:gone', actorName: 'Old', userId: ana.id, transport: 'sse' }),
    call(tenant.id, { requestId: 'bo-1', userId: bo.id, outcome: 'timeout', tool: 'depot_list_things', connectorId }),
    call(tenant.id, { requestId: 'bo-2', userId: bo.id, outcome: 'cancelled' }),
    call(tenant.id, { requestId: 'ci-1', actor: 'key:ci', actorName: '100%_CI' }),
    call(tenant.id, { requestId: 'old-1', startedAt: new Date(Date.now() - 40 * 86_400_000) }),
  ])
  return { ...tenant, ana, bo, connectorId }
}

const found = async (client: Client, path: string) =>
  (await client.get(path).expect(200)).body.items.map((row: { requestId: string }) => row.requestId).sort()

describe('calls', () => {
  it('are found by who, what, how and how it went', async () => {
    const t = await lively('by-filter')
    const list = (query: string) => found(t.admin, `${t.path}/calls?${query}`)
    expect(await list('')).toHaveLength(6)
    // The ids of keys and grants that are gone too.
    expect(await list(`person=${t.ana.email.toUpperCase()}`)).toEqual(['ana-1', 'ana-2'])
    expect(await list(`person=${t.bo.id}`)).toEqual(['bo-1', 'bo-2'])
    expect(await list('person=nobody@example.com')).toEqual([])
    expect(await list('connector=depot')).toEqual(['ana-1', 'bo-1'])
    expect(await list(`connector=${t.connectorId}&person=${t.bo.id}`)).toEqual(['bo-1'])
    expect(await list('connector=missing')).toEqual([])
    expect(await list('transport=sse')).toEqual(['ana-2'])
    expect(await list('outcome=error')).toEqual(['bo-1'])
    expect(await list('outcome=cancelled')).toEqual(['bo-2'])
    expect(await list('tool=depot_list_things')).toEqual(['bo-1'])
    expect(await list('q=CURSOR')).toEqual(['ana-1'])
    expect(await list('q=%25_')).toEqual(['ci-1'])
    // A text is looked for in the last 30 days, unless more is asked for.
    expect(await list('q=old-1')).toEqual([])
    expect(await list('q=old-1&from=2020-01-01T00:00:00Z')).toEqual(['old-1'])
  })

  it('say who it was, in words', async () => {
    const t = await lively('in-words')
    const { items } = (await t.admin.get(`${t.path}/calls?q=ana-1`).expect(200)).body
    expect(items).toEqual([
      expect.objectContaining({
        actor: 'grant:g1',
        actorKind: 'grant',
        actorName: 'Ana with Cursor',
        person: { id: t.ana.id, name: 'ana-in-words', email: t.ana.email },
        connector: 'depot',
        connectorId: t.connectorId,
      }),
    ])
    await t.admin.delete(`${t.path}/members/${t.ana.id}`).expect(204)
    const after = (await t.admin.get(`${t.path}/calls?q=ana-1`)).body.items[0]
    expect(after).toMatchObject({ actorName: 'Ana with Cursor', person: { id: t.ana.id, name: null, email: null } })
  })

  it('of others are not shown to a member, in the list or one by one', async () => {
    const t = await lively('own-calls')
    expect(await found(t.ana, `${t.path}/calls`)).toEqual(['ana-1', 'ana-2'])
    expect(await found(t.ana, `${t.path}/calls?person=${t.bo.id}`)).toEqual([])
    const all = (await t.admin.get(`${t.path}/calls`)).body.items as { id: string; requestId: string }[]
    const idOf = (requestId: string) => all.find((row) => row.requestId === requestId)?.id
    await t.ana.get(`${t.path}/calls/${idOf('ana-1')}`).expect(200)
    await t.ana.get(`${t.path}/calls/${idOf('bo-1')}`).expect(404)
    const other = await makeTenant(api, 'own-calls-other')
    await other.admin.get(`${other.path}/calls/${idOf('ana-1')}`).expect(404)
    expect(await found(other.admin, `${other.path}/calls`)).toEqual([])
    await t.ana.get(`${t.path}/audit`).expect(403)
  })

  it('that write show what was audited of them, to whoever reads the audit', async () => {
    const t = await lively('detail')
    const id = randomUUID()
    await insert([call(t.id, { id, userId: t.ana.id })])
    const event = {
      tenantId: t.id,
      actor: { id: 'key:k', name: 'K', role: 'member' },
      action: 'tool.call',
      target: 'x',
    }
    await api.db.withSystem(async (em) => {
      for (const outcome of ['intent', 'ok']) {
        await em.insert(AuditEvent, { ...event, outcome, callId: id, address: '::1', requestId: 'r' })
      }
    })
    const { body } = await t.admin.get(`${t.path}/calls/${id}`).expect(200)
    expect(body).toMatchObject({ id, arguments: { id: 3 }, person: { name: 'ana-detail' } })
    expect(body.audit.map((row: { outcome: string }) => row.outcome)).toEqual(['intent', 'ok'])
    expect((await t.ana.get(`${t.path}/calls/${id}`).expect(200)).body.audit).toEqual([])
    await t.admin.get(`${t.path}/calls/not-an-id`).expect(404)
  })
})

describe('the audit', () => {
  it('is found by person, connector, tool, outcome and text', async () => {
    const t = await lively('audit-by')
    const owner = await t.member('owner')
    const callId = randomUUID()
    await insert([call(t.id, { id: callId, connectorId: t.connectorId })])
    const event = (more: object) => ({
      ...{ tenantId: t.id, action: 'tool.call', target: 'depot_delete_thing', outcome: 'intent', address: '::1' },
      ...{ actor: { id: 'key:k', name: 'K', role: 'member' }, requestId: 'r', callId },
      ...more,
    })
    await api.db.withSystem(async (em) => {
      await em.insert(AuditEvent, event({ requestId: 'intent' }))
      await em.insert(AuditEvent, event({ requestId: 'failed', outcome: 'timeout' }))
      await em.insert(AuditEvent, event({ requestId: 'elsewhere', target: 'depot_2_x', callId: null }))
    })
    await owner.patch(`${t.path}/connectors/depot`, { name: 'New' }).set('X-Request-Id', 'my-request-9').expect(200)
    const list = (query: string) => found(t.admin, `${t.path}/audit?${query}`)
    expect(await list(`person=${owner.email}`)).toEqual(['my-request-9'])
    expect(await list('outcome=error')).toEqual(['failed'])
    expect(await list('tool=depot_2_x')).toEqual(['elsewhere'])
    expect(await list('q=2_X')).toEqual(['elsewhere'])
    for (const name of ['depot', t.connectorId]) {
      const rows = await list(`connector=${name}`)
      expect(rows).toEqual(expect.arrayContaining(['failed', 'intent', 'my-request-9']))
      expect(rows).not.toContain('elsewhere')
    }
    expect((await api.admin.get('/audit?connector=depot')).status).toBe(400)
    expect((await api.admin.get('/audit?q=tenant.create').expect(200)).body.items.length).toBeGreaterThan(0)
  })
})

describe('one row of the audit', () => {
  it('has an address of its own, for whoever reads the audit', async () => {
    const t = await lively('one-row')
    const list = (await t.admin.get(`${t.path}/audit`).expect(200)).body.items
    expect(list.length).toBeGreaterThan(0)
    const one = await t.admin.get(`${t.path}/audit/${list[0].id}`).expect(200)
    expect(one.body).toEqual(list[0])
    await t.admin.get(`${t.path}/audit/999999999`).expect(404)
    await t.admin.get(`${t.path}/audit/not-an-id`).expect(404)
    await t.ana.get(`${t.path}/audit/${list[0].id}`).expect(403)
  })

  it("is not another tenant's", async () => {
    const [mine, other] = [await lively('row-mine'), await makeTenant(api, 'row-other')]
    const [row] = (await mine.admin.get(`${mine.path}/audit`).expect(200)).body.items
    await other.admin.get(`${other.path}/audit/${row.id}`).expect(404)
  })
})
