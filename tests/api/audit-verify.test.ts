import type { AuditVerification } from '../../server/contracts/audit'
import { sealerOf } from '../support/audit'
import { startTestApp } from '../support/app'
import { silent } from '../support/test-db'
import { until } from '../support/until'
import { type Api, AUDIT_SIGNER, makeTenant, openApi } from './harness'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const seal = () => sealerOf(api.db, silent, { signer: AUDIT_SIGNER }).close()

describe('GET /audit/verify', () => {
  it('says that a chain is whole, where it is, and what is not sealed yet', async () => {
    const tenant = await makeTenant(api, 'acme')
    await tenant.addDepot()
    const path = `${tenant.path}/audit/verify`
    const before = (await tenant.admin.get(path).expect(200)).body as AuditVerification
    expect(before).toMatchObject({ ok: true, chain: tenant.id, rows: 0, head: null, broken: null })
    expect(before.unsealed.rows).toBeGreaterThan(0)
    await seal()
    const { head, ...after } = (await tenant.admin.get(path).expect(200)).body as AuditVerification
    expect(after).toMatchObject({ ok: true, rows: before.unsealed.rows, unsealed: { rows: 0, since: null } })
    expect(head).toMatchObject({ segment: 1, position: before.unsealed.rows })

    const anchor = `${head?.position}:${head?.hash}`
    expect((await tenant.admin.get(`${path}?anchor=${anchor}`).expect(200)).body).toMatchObject({ ok: true })
    const other = `${head?.position}:${'0'.repeat(64)}`
    expect((await tenant.admin.get(`${path}?anchor=${other}`).expect(200)).body).toMatchObject({
      ok: false,
      broken: { segment: 1, why: 'anchor' },
    })
    for (const query of ['anchor=1', 'anchor=0:00', 'from=0', 'from=x', 'since=1']) {
      await tenant.admin.get(`${path}?${query}`).expect(400)
    }

    await api.db.withSystem((em) =>
      em.query(`UPDATE sagemcp.audit_events SET target = 'x' WHERE tenant_id = $1 AND position = 1`, [tenant.id]),
    )
    expect((await tenant.admin.get(path).expect(200)).body).toMatchObject({
      ok: false,
      broken: { segment: 1, why: 'row_changed' },
    })
  })

  it('is for those who read the audit', async () => {
    const tenant = await makeTenant(api, 'closed')
    await tenant.user.get(`${tenant.path}/audit/verify`).expect(403)
    await tenant.admin.get('/audit/verify').expect(403)
    await api.as(undefined).get('/audit/verify').expect(401)
  })

  it('checks the chain of the platform', async () => {
    await seal()
    const { body } = await api.admin.get('/audit/verify').expect(200)
    expect(body).toMatchObject({ ok: true, chain: 'platform', unsealed: { rows: 0 } })
    expect((body as AuditVerification).rows).toBeGreaterThan(0)
  })
})

it('is done by the server, which goes on where it was after a restart', async () => {
  const app = await startTestApp({ keepData: true })
  await app.createTenant('acme')
  await app.createKey('acme')
  const check = () => app.must<AuditVerification>('GET', '/tenants/acme/audit/verify')
  await until('the tail is sealed', async () => (await check()).unsealed.rows === 0, 20_000)
  const { head } = await check()
  expect(head?.position).toBeGreaterThan(0)
  await app.restart()
  await app.createKey('acme')
  await until('more is sealed', async () => ((await check()).head?.position ?? 0) > (head?.position ?? 0), 30_000)
  const anchored = await app.must('GET', `/tenants/acme/audit/verify?anchor=${head?.position}:${head?.hash}`)
  expect(anchored).toMatchObject({ ok: true, unsealed: { rows: 0 } })
  await app.close()
})
