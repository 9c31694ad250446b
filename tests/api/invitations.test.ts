import { makeCompany } from './company'
import { type Api, type Client, openApi } from './harness'

let api: Api
let count = 0
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const company = () => makeCompany(api, `company-${++count}`)
const origin = { requestId: 'r', address: '127.0.0.1' }
const tokenOf = (url: string): string => url.split('/').at(-1) ?? ''

describe('invitations', () => {
  it('make a member once; the database holds a hash', async () => {
    const c = await company()
    const { body } = await c.chief.post(c.invitations, { role: 'member' }).expect(201)
    expect(body.url).toMatch(/^http:\/\/localhost:8000\/invitation\/[A-Za-z0-9_-]{43}$/)
    const token = tokenOf(body.url)
    expect((await c.chief.get(c.invitations)).text).not.toContain(token)
    expect(await api.invitations.find(token)).toMatchObject({ role: 'member', email: null, tenant: { id: c.id } })
    const guest = await api.person(`guest-${count}`)
    await guest.get(c.path).expect(404)
    const accepted = await Promise.all(
      [1, 2].map(() => api.invitations.accept(token, { userId: guest.id }, origin).catch(() => undefined)),
    )
    expect(accepted.filter((a) => a !== undefined)).toHaveLength(1)
    await guest.get(c.path).expect(200)
    expect((await guest.get('/me')).body.tenants).toEqual([expect.objectContaining({ id: c.id, role: 'member' })])
    expect(await api.invitations.find(token)).toBeUndefined()
    expect((await c.chief.get(c.invitations)).body.items).toEqual([])
  })

  it('make an account where there is none, and never take over one that exists', async () => {
    const c = await company()
    const link = async () => tokenOf((await c.chief.post(c.invitations, { role: 'member' }).expect(201)).body.url)
    const person = { email: `new-${count}@example.com`, name: 'New', password: 'a password of nobody' }
    expect(await api.invitations.accept(await link(), person, origin)).toMatchObject({ user: { name: 'New' } })
    expect(await api.passwords.check(person.email, person.password)).toBeDefined()
    const again = await link()
    const taken = { ...person, email: c.owner.email.toUpperCase(), password: 'planted planted' }
    await expect(api.invitations.accept(again, taken, origin)).rejects.toMatchObject({ code: 'conflict' })
    expect(await api.passwords.check(c.owner.email, taken.password)).toBeUndefined()
    expect(await api.invitations.find(again)).toBeDefined()
  })

  it('for an address are for that account only', async () => {
    const c = await company()
    const guest = await api.person(`named-${count}`)
    const other = await api.person(`unnamed-${count}`)
    const { body } = await c.chief.post(c.invitations, { role: 'member', email: guest.email.toUpperCase() }).expect(201)
    const token = tokenOf(body.url)
    await expect(api.invitations.accept(token, { userId: other.id }, origin)).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await api.invitations.accept(token, { userId: guest.id }, origin)).toBeDefined()
  })

  it('never give more than the one who invites holds', async () => {
    const c = await company()
    await c.chief.post(c.invitations, { role: 'owner' }).expect(403)
    await c.admin.post(c.invitations, { role: 'owner' }).expect(403)
    await c.worker.post(c.invitations, { role: 'member' }).expect(403)
    await c.owner.post(c.invitations, { role: 'platform_admin' }).expect(400)
    const { body } = await c.owner.post(c.invitations, { role: 'owner' }).expect(201)
    await c.chief.delete(`${c.invitations}/${body.id}`).expect(403)
    await c.owner.delete(`${c.invitations}/${body.id}`).expect(204)
    expect(await api.invitations.find(tokenOf(body.url))).toBeUndefined()
  })

  it('of somebody who was removed or demoted do not work any more, nor those of their keys', async () => {
    const c = await company()
    const token = async (who: Client) =>
      tokenOf((await who.post(c.invitations, { role: 'admin' }).expect(201)).body.url)
    const key = api.as((await c.chief.post(c.keys, { name: 'k', scope: 'tenant_admin' }).expect(201)).body.key)
    const [own, byKey, others] = [await token(c.chief), await token(key), await token(c.owner)]
    await c.owner.delete(`${c.members}/${c.chief.id}`).expect(204)
    for (const gone of [own, byKey]) {
      expect(await api.invitations.accept(gone, { userId: c.chief.id }, origin)).toBeUndefined()
    }
    expect(await api.invitations.find(others)).toBeDefined()
    await c.owner.patch(`${c.members}/${c.worker.id}`, { role: 'admin' }).expect(200)
    const third = await token(c.worker)
    await c.owner.patch(`${c.members}/${c.worker.id}`, { role: 'member' }).expect(200)
    expect(await api.invitations.find(third)).toBeUndefined()
  })

  it('of a deleted key, of somebody deactivated and of a former platform admin do not work any more', async () => {
    const c = await company()
    const root = await api.person(`inviting-${count}`, { platformAdmin: true })
    const key = (await c.chief.post(c.keys, { name: 'k', scope: 'tenant_admin' }).expect(201)).body
    const token = async (who: Client) =>
      tokenOf((await who.post(c.invitations, { role: 'admin' }).expect(201)).body.url)
    const [byKey, byOwner, byRoot, stays] = [
      await token(api.as(key.key)),
      await token(c.owner),
      await token(root),
      await token(c.chief),
    ]
    await c.chief.delete(`${c.keys}/${key.id}`).expect(204)
    expect(await api.invitations.find(byKey)).toBeUndefined()
    await root.patch(`/users/${c.owner.id}`, { isActive: false }).expect(200)
    expect(await api.invitations.find(byOwner)).toBeUndefined()
    await api.admin.patch(`/users/${root.id}`, { isPlatformAdmin: false }).expect(200)
    expect(await api.invitations.find(byRoot)).toBeUndefined()
    expect(await api.invitations.find(stays)).toBeDefined()
  })

  it('are not made with a key that ends, which would let in somebody who stays', async () => {
    const c = await company()
    const expiresAt = new Date(Date.now() + 600_000).toISOString()
    const ending = (await c.admin.post(c.keys, { name: 'k', scope: 'tenant_admin', service: true, expiresAt })).body
    const refused = await api.as(ending.key).post(c.invitations, { role: 'member' })
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
    const platform = (await api.admin.post('/api-keys', { name: 'p', expiresAt }).expect(201)).body
    const short = api.as(platform.key)
    await short.post('/users', { email: `a-${count}@example.com`, name: 'A', isPlatformAdmin: true }).expect(403)
    await short.post('/users', { email: `b-${count}@example.com`, name: 'B' }).expect(201)
    await short.patch(`/users/${c.worker.id}`, { isPlatformAdmin: true }).expect(403)
    await short.post(`/users/${c.worker.id}/reset-link`).expect(403)
  })

  it('get a new link in place of the old one, and are then of whoever asked for it', async () => {
    const c = await company()
    const first = (await c.chief.post(c.invitations, { role: 'admin' }).expect(201)).body
    const again = (await c.owner.post(`${c.invitations}/${first.id}/link`).expect(200)).body
    expect(again).toEqual({ ...again, id: first.id, mailed: false })
    expect(await api.invitations.find(tokenOf(first.url))).toBeUndefined()
    expect(await api.invitations.find(tokenOf(again.url))).toMatchObject({ role: 'admin' })
    await c.owner.delete(`${c.members}/${c.chief.id}`).expect(204)
    expect(await api.invitations.find(tokenOf(again.url))).toBeDefined()

    await c.worker.post(`${c.invitations}/${first.id}/link`).expect(403)
    const owners = (await c.owner.post(c.invitations, { role: 'owner' }).expect(201)).body
    await c.admin.post(`${c.invitations}/${owners.id}/link`).expect(403)
    expect(await api.invitations.find(tokenOf(owners.url))).toBeDefined()
    const other = await company()
    await other.owner.post(`${other.invitations}/${first.id}/link`).expect(404)
    const guest = await api.person(`again-${count}`)
    expect(await api.invitations.accept(tokenOf(again.url), { userId: guest.id }, origin)).toBeDefined()
    await c.owner.post(`${c.invitations}/${first.id}/link`).expect(404)
  })

  it('do not work while the tenant is suspended', async () => {
    const c = await company()
    const { body } = await c.chief.post(c.invitations, { role: 'member' }).expect(201)
    await api.admin.patch(c.path, { isActive: false }).expect(200)
    expect(await api.invitations.find(tokenOf(body.url))).toBeUndefined()
  })
})
