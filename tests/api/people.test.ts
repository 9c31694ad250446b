import { ApiKey } from '../../server/api-keys/entity'
import { BrowserSessions } from '../../server/auth/sign-in-sessions'
import { BrowserSession } from '../../server/users/entity'
import { Secret, TOTP } from 'otpauth'
import { SecondFactors } from '../../server/users/second-factor'
import { Setup } from '../../server/users/setup'
import { makeCompany } from './company'
import { type Api, Client, makeTenant, openApi } from './harness'

let api: Api
let count = 0
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

const company = () => makeCompany(api, `company-${++count}`)

const origin = { requestId: 'r', address: '127.0.0.1' }
const tokenOf = (url: string): string => url.split('/').at(-1) ?? ''

describe('members', () => {
  it('are listed by e-mail, in pages, and read one by one', async () => {
    const c = await company()
    const first = (await c.chief.get(`${c.members}?limit=2`).expect(200)).body
    const second = (await c.chief.get(`${c.members}?limit=2&cursor=${first.nextCursor}`).expect(200)).body
    const all = [...first.items, ...second.items]
    expect(all.map((m) => m.role)).toEqual(['admin', 'member', 'owner'])
    expect(second.nextCursor).toBeUndefined()
    expect((await c.chief.get(`${c.members}/${c.worker.id}`).expect(200)).body).toEqual(
      all.find((m) => m.userId === c.worker.id),
    )
    await c.chief.get(`${c.members}/${crypto.randomUUID()}`).expect(404)
    await c.worker.get(c.members).expect(403)
  })

  it('change roles up to what the one who changes holds, and no further', async () => {
    const c = await company()
    const set = (who: Client, id: string, role: string) => who.patch(`${c.members}/${id}`, { role })
    await set(c.chief, c.worker.id, 'admin').expect(200)
    await set(c.chief, c.worker.id, 'member').expect(200)
    for (const [who, id, role] of [
      [c.chief, c.chief.id, 'owner'],
      [c.chief, c.worker.id, 'owner'],
      [c.chief, c.owner.id, 'member'],
      [c.worker, c.worker.id, 'admin'],
      [c.admin, c.worker.id, 'owner'],
      [c.user, c.worker.id, 'admin'],
    ] as const) {
      const { status, body } = await set(who, id, role)
      expect([role, status, body.code]).toEqual([role, 403, 'forbidden'])
    }
    await set(c.owner, c.worker.id, 'platform_admin').expect(400)
    await c.chief.delete(`${c.members}/${c.owner.id}`).expect(403)
    expect((await c.owner.get(`${c.members}/${c.owner.id}`)).body.role).toBe('owner')
    await set(c.owner, c.worker.id, 'owner').expect(200)
  })

  it('keep the last owner, whoever asks, also when two owners leave at once', async () => {
    const c = await company()
    for (const { status, body } of [
      await c.owner.delete(`${c.path}/membership`),
      await c.owner.patch(`${c.members}/${c.owner.id}`, { role: 'member' }),
      await api.admin.delete(`${c.members}/${c.owner.id}`),
    ]) {
      expect([status, body.code]).toEqual([409, 'conflict'])
    }
    await c.owner.patch(`${c.members}/${c.chief.id}`, { role: 'owner' }).expect(200)
    const left = await Promise.all([c.owner, c.chief].map((who) => who.delete(`${c.path}/membership`)))
    expect(left.map(({ status }) => status).sort()).toEqual([204, 409])
  })

  it('leave by themselves', async () => {
    const c = await company()
    await c.worker.get(c.path).expect(200)
    await c.worker.delete(`${c.path}/membership`).expect(204)
    expect((await c.worker.get(c.path)).body.detail).toBe('Tenant not found.')
    await c.worker.get('/me').expect(200)
  })

  it('lose everything of the tenant at once when they are removed, and nothing else', async () => {
    const c = await company()
    const other = await makeTenant(api, `other-${count}`)
    const key = api.as((await c.worker.post(c.keys, { name: 'mine', scope: 'tenant_user' }).expect(201)).body.key)
    await key.get(c.path).expect(200)
    await c.worker.get(c.path).expect(200)
    await c.chief.delete(`${c.members}/${c.worker.id}`).expect(204)
    await key.get('/whoami').expect(401)
    await c.worker.get(c.path).expect(404)
    await c.user.get(c.path).expect(200)
    await other.admin.get(other.path).expect(200)
    const [event] = (await c.chief.get(`${c.path}/audit?action=member.remove`)).body.items
    expect(event).toMatchObject({
      target: c.worker.id,
      actor: { id: `user:${c.chief.id}`, role: 'admin', userId: c.chief.id },
    })
  })

  it('have keys that follow their role down', async () => {
    const c = await company()
    const key = api.as((await c.chief.post(c.keys, { name: 'mine', scope: 'tenant_admin' }).expect(201)).body.key)
    await key.get(c.members).expect(200)
    await c.owner.patch(`${c.members}/${c.chief.id}`, { role: 'member' }).expect(200)
    await key.get(c.members).expect(403)
    expect((await key.get('/whoami')).body).toMatchObject({ role: 'member', scope: 'tenant_user' })
  })
})

describe('personal keys', () => {
  it('belong to who made them and are no stronger', async () => {
    const c = await company()
    const mine = (await c.worker.post(c.keys, { name: 'laptop', scope: 'tenant_user' }).expect(201)).body
    expect(mine.userId).toBe(c.worker.id)
    expect((await c.worker.get(c.keys).expect(200)).body.items.map((k: { id: string }) => k.id)).toEqual([mine.id])
    expect((await c.chief.get(c.keys)).body.items).toHaveLength(3)
    await c.worker.get(`${c.keys}/${c.adminKey.id}`).expect(404)
    await c.worker.delete(`${c.keys}/${c.adminKey.id}`).expect(404)
    for (const body of [
      { name: 'up', scope: 'tenant_admin' },
      { name: 'service', scope: 'tenant_user', service: true },
    ]) {
      await c.worker.post(c.keys, body).expect(403)
    }
    await api.as(mine.key).post(c.keys, { name: 'child', scope: 'tenant_user' }).expect(403)
    await c.worker.delete(`${c.keys}/${mine.id}`).expect(204)
    await api.as(mine.key).get('/whoami').expect(401)
  })

  it('are not what a platform admin has where they are no member; service keys are', async () => {
    const c = await company()
    const root = await api.person(`root-${count}`, { platformAdmin: true })
    await root.post(c.keys, { name: 'x', scope: 'tenant_user' }).expect(403)
    const { body } = await root.post(c.keys, { name: 'x', scope: 'tenant_user', service: true }).expect(201)
    expect(body.userId).toBeNull()
  })

  it('that admins make as service keys stay when they go', async () => {
    const c = await company()
    const made = await c.chief.post(c.keys, { name: 'ci', scope: 'tenant_user', service: true }).expect(201)
    await c.owner.delete(`${c.members}/${c.chief.id}`).expect(204)
    await api.as(made.body.key).get('/whoami').expect(200)
  })

  it('of the platform end with the right of their person', async () => {
    const root = await api.person(`ruler-of-keys-${++count}`, { platformAdmin: true })
    const made = await root.post('/api-keys', { name: 'mine' }).expect(201)
    expect(made.body.userId).toBe(root.id)
    const key = api.as(made.body.key)
    await key.get('/users').expect(200)
    await api.admin.patch(`/users/${root.id}`, { isPlatformAdmin: false }).expect(200)
    await key.get('/users').expect(401)
  })

  it('never act on the platform, even of a platform admin', async () => {
    const root = await api.person(`boss-${++count}`, { platformAdmin: true })
    const { body } = await root.post('/tenants', { slug: `boss-${count}`, name: 'B' }).expect(201)
    const keys = `/tenants/${body.slug}/api-keys`
    const key = api.as((await root.post(keys, { name: 'k', scope: 'tenant_admin' }).expect(201)).body.key)
    await key.get('/users').expect(403)
    await key.get('/tenants').expect(200)
    expect((await key.get('/tenants')).body.items).toHaveLength(1)
  })
})

describe('browser sessions', () => {
  it('need the CSRF value for a change, and nothing for reading', async () => {
    const c = await company()
    expect((await c.owner.get('/me').expect(200)).body).toMatchObject({ csrf: c.owner.csrf, id: `user:${c.owner.id}` })
    for (const csrf of [undefined, '', 'x'.repeat(43), c.chief.csrf]) {
      const forged = new Client(api.app, { cookie: c.owner.cookie, ...(csrf === undefined ? {} : { csrf }) })
      await forged.get(c.path).expect(200)
      const { status, body } = await forged.patch(c.path, { name: 'Forged' })
      expect([status, body.code]).toEqual([403, 'forbidden'])
    }
    await c.owner.patch(c.path, { name: 'Meant' }).expect(200)
    expect((await c.owner.get(c.path)).body.name).toBe('Meant')
  })

  it('are not asked when a key is presented, valid or not', async () => {
    const c = await company()
    const both = (key: string) => c.owner.get('/me').set('Authorization', `Bearer ${key}`)
    expect((await both(c.userKey.key).expect(200)).body.id).toBe(`key:${c.userKey.id}`)
    await both(`sk_${'a'.repeat(16)}_${'b'.repeat(43)}`).expect(401)
  })

  it('do not begin with a password that was changed, or an account that was closed, since it was looked at', async () => {
    const person = await api.person('late')
    const before = await api.passwords.change(person.id, 'a long enough password', origin, { clients: true })
    await api.passwords.change(person.id, 'another long password', origin, { clients: true })
    await expect(api.sessions.create(before, origin)).rejects.toMatchObject({ code: 'conflict' })
    const now = await api.passwords.check(person.email, 'another long password')
    if (!now) throw new Error('the new password does not work')
    await api.sessions.create(now, origin)
    await api.admin.patch(`/users/${person.id}`, { isActive: false }).expect(200)
    await expect(api.sessions.create(now, origin)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('are listed and ended by their person, and by nobody else', async () => {
    const c = await company()
    const { token } = await api.sessions.create({ id: c.owner.id, passwordHash: null }, origin, 'Second browser')
    const second = new Client(api.app, { cookie: `${api.sessions.cookieName}=${token}` })
    const { items } = (await c.owner.get('/me/sessions').expect(200)).body
    expect(items.map((s: { isThis: boolean }) => s.isThis).sort()).toEqual([false, true])
    const other = items.find((s: { isThis: boolean }) => !s.isThis)
    expect(other).toMatchObject({ userAgent: 'Second browser', address: '127.0.0.1' })
    await c.chief.delete(`/me/sessions/${other.id}`).expect(404)
    await second.get('/me').expect(200)
    await c.owner.delete(`/me/sessions/${other.id}`).expect(204)
    await second.get('/me').expect(401)
    await c.owner.delete('/me/sessions').expect(204)
    await c.owner.get('/me').expect(401)
  })

  it('are stored as hashes and end idle after 8 hours, in any case after 14 days', async () => {
    const c = await company()
    const token = c.owner.cookie.split('=')[1] ?? ''
    const rows = await api.db.withSystem((em) => em.findBy(BrowserSession, { userId: c.owner.id }))
    expect(JSON.stringify(rows.map((r) => r.tokenHash.toString('latin1')))).not.toContain(token)
    const life = (rows[0]?.expiresAt.getTime() ?? 0) - Date.now()
    expect(Math.round(life / 86_400_000)).toBe(14)
    const { session } = (await c.owner.get('/me').expect(200)).body
    expect(session).toEqual({ idleSeconds: 8 * 3_600, secondsLeft: expect.any(Number) })
    expect(Math.round(session.secondsLeft / 86_400)).toBe(14)
    expect((await api.as(c.userKey.key).get('/me').expect(200)).body.session).toBeNull()
    const hours = (n: number) => new Date(Date.now() - n * 3_600_000)
    const touch = (change: object) =>
      api.db.withSystem((em) => em.update(BrowserSession, { userId: c.owner.id }, change))
    await touch({ lastSeenAt: hours(7.9) })
    await c.owner.get('/me').expect(200)
    await touch({ lastSeenAt: hours(8.1) })
    await c.owner.get('/me').expect(401)
    await touch({ lastSeenAt: hours(0), expiresAt: hours(0.1) })
    await c.owner.get('/me').expect(401)
  })

  it('count for nothing when their cookie is there twice, cut or made up', async () => {
    const c = await company()
    const [name = '', token = ''] = c.owner.cookie.split('=')
    for (const cookie of [`${c.owner.cookie}; ${name}=${'x'.repeat(43)}`, `${name}=${token.slice(1)}`, `${name}=`]) {
      await new Client(api.app, { cookie }).get('/me').expect(401)
    }
  })

  it('have a cookie that only this host gets, and over https only', () => {
    expect(api.sessions.cookie('t')).toBe('sagemcp=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600')
    const secure = new BrowserSessions(api.db, 'https://mcp.example')
    expect(secure.cookie('t')).toBe('__Host-sagemcp=t; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=1209600')
    expect(secure.clearCookie()).toMatch(/^__Host-sagemcp=; .*Secure; Max-Age=0$/)
  })
})

describe('people of the platform', () => {
  it('are made, listed and deactivated by platform admins; deactivation ends everything at once', async () => {
    const c = await company()
    const root = await api.person(`ruler-${count}`, { platformAdmin: true })
    const key = api.as((await c.owner.post(c.keys, { name: 'k', scope: 'tenant_admin' }).expect(201)).body.key)
    const made = await root.post('/users', { email: `Hired-${count}@Example.com`, name: 'Hired' }).expect(201)
    expect(made.body).toMatchObject({ email: `hired-${count}@example.com`, isPlatformAdmin: false, isActive: true })
    await root.post('/users', { email: `hired-${count}@example.com`, name: 'Twice' }).expect(409)
    expect((await root.get('/users?limit=200')).body.items.length).toBeGreaterThan(4)
    await key.get(c.path).expect(200)
    await root.patch(`/users/${c.owner.id}`, { isActive: false }).expect(200)
    await c.owner.get('/me').expect(401)
    await key.get(c.path).expect(401)
    await root.patch(`/users/${c.owner.id}`, { isActive: true }).expect(200)
    await c.owner.get('/me').expect(401)
    await key.get(c.path).expect(200)
  })

  it('never answer with a secret', async () => {
    const root = await api.person(`quiet-${++count}`, { platformAdmin: true })
    await api.passwords.change(root.id, 'a long enough password', origin, { clients: true })
    const { text } = await api.admin.get('/users?limit=200').expect(200)
    expect(text).not.toMatch(/argon2|hash|totp|recovery/i)
  })

  it('set a new password with a link, once; their sessions end', async () => {
    const person = await api.person(`forgot-${++count}`)
    const { body } = await api.admin.post(`/users/${person.id}/reset-link`).expect(200)
    const token = tokenOf(body.url)
    expect(await api.passwords.findReset(token)).toMatchObject({ id: person.id })
    expect(await api.passwords.reset(token, 'brand new password', origin, { keys: true })).toMatchObject({
      id: person.id,
    })
    expect(await api.passwords.reset(token, 'another password', origin, { keys: true })).toBeUndefined()
    expect(await api.passwords.check(person.email, 'brand new password')).toMatchObject({ id: person.id })
    expect(await api.passwords.check(person.email, 'Brand new password')).toBeUndefined()
    expect(await api.passwords.check('nobody@example.com', 'brand new password')).toBeUndefined()
    await person.get('/me').expect(401)
    expect(await new Setup(api.db).find(token)).toBe(false)
  })

  it('take away the second factor of somebody else, with a line in the audit log', async () => {
    const [root, other] = [
      await api.person(`helper-${++count}`, { platformAdmin: true }),
      await api.person(`phoneless-${count}`, { platformAdmin: true }),
    ]
    const person = await api.person(`lost-${count}`)
    const factors = new SecondFactors(api.db, Buffer.alloc(32, 1))
    const switchOn = async ({ id, email }: { id: string; email: string }) => {
      const { secret } = factors.begin(email)
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
      expect(await factors.enable(id, secret, code, origin)).toHaveLength(10)
    }
    for (const each of [person, other, root]) await switchOn(each)
    const isOn = async ({ id }: { id: string }) => Boolean((await api.users.find(id))?.totpSecret)
    const refused = async (who: Client, of: { id: string }, status: number) => {
      await who.delete(`/users/${of.id}/second-factor`).expect(status)
      expect(await isOn(of)).toBe(true)
    }
    const c = await company()
    for (const who of [person, c.owner, c.admin]) await refused(who, person, 403)
    await refused(root, root, 403)
    const own = api.as((await root.post('/api-keys', { name: 'own' }).expect(201)).body.key)
    await refused(own, root, 403)
    await refused(api.admin, other, 403)

    await api.admin.delete(`/users/${person.id}/second-factor`).expect(204)
    await root.delete(`/users/${other.id}/second-factor`).expect(204)
    expect([await isOn(person), await isOn(other), await isOn(root)]).toEqual([false, false, true])
    await root.delete(`/users/${other.id}/second-factor`).expect(404)
    await root.delete(`/users/${crypto.randomUUID()}/second-factor`).expect(404)
    const { items } = (await root.get('/audit?action=user.second-factor&limit=1').expect(200)).body
    expect(items).toMatchObject([
      { target: other.id, actor: { id: `user:${root.id}` }, details: { secondFactor: false } },
    ])
  })

  it('a reset link ends when the password is changed in another way', async () => {
    const person = await api.person(`careful-${++count}`)
    const { body } = await api.admin.post(`/users/${person.id}/reset-link`).expect(200)
    await api.passwords.change(person.id, 'changed by its owner', origin, { clients: true })
    expect(await api.passwords.reset(tokenOf(body.url), 'set by a thief', origin, { keys: false })).toBeUndefined()
    expect(await api.passwords.check(person.email, 'changed by its owner')).toMatchObject({ id: person.id })
  })

  it('keep somebody who can run the platform', async () => {
    const alone = await openApi()
    const root = await alone.person('root', { platformAdmin: true })
    await root.delete('/api-keys/bootstrap').expect(204)
    for (const change of [{ isActive: false }, { isPlatformAdmin: false }]) {
      expect((await root.patch(`/users/${root.id}`, change)).body.code).toBe('conflict')
    }
    const heir = await alone.person('heir', { platformAdmin: true })
    await heir.patch(`/users/${root.id}`, { isPlatformAdmin: false }).expect(200)
    await root.get('/users').expect(403)
    await alone.close()
  })

  it('own the tenants that they make, and see only theirs', async () => {
    const root = await api.person(`maker-${++count}`, { platformAdmin: true })
    const slug = `made-by-hand-${count}`
    await root.post('/tenants', { slug, name: 'M' }).expect(201)
    expect((await root.get('/me')).body.tenants).toEqual([expect.objectContaining({ slug, role: 'owner' })])
    const c = await company()
    expect((await c.worker.get('/tenants')).body.items.map((t: { id: string }) => t.id)).toEqual([c.id])
    const stranger = await api.person(`alone-${count}`)
    expect((await stranger.get('/tenants')).body.items).toEqual([])
    await stranger.post('/tenants', { slug: 'mine-alone', name: 'X' }).expect(403)
  })
})

describe('the types that a tenant may use', () => {
  it('are limited by the platform, which the tenant cannot change', async () => {
    const c = await company()
    await c.addDepot()
    for (const who of [c.owner, c.chief, c.admin]) {
      await who.patch(c.path, { allowedTypes: null }).expect(403)
      await who.patch(c.path, { settings: { allowedTypes: ['clock'] } }).expect(200)
    }
    await api.admin.patch(c.path, { allowedTypes: ['clock'] }).expect(200)
    expect((await c.owner.post(`${c.path}/connectors`, { type: 'depot', name: 'Two' })).body.code).toBe('forbidden')
    await c.owner.post(`${c.path}/connectors`, { type: 'clock', name: 'Clock' }).expect(201)
    await api.admin.patch(c.path, { allowedTypes: null }).expect(200)
    await c.owner.post(`${c.path}/connectors`, { type: 'depot', name: 'Two' }).expect(201)
  })
})

it('ends the keys of a person with their row, and no other', async () => {
  const c = await company()
  await c.chief.post(c.keys, { name: 'mine', scope: 'tenant_user' }).expect(201)
  await c.owner.delete(`${c.members}/${c.chief.id}`).expect(204)
  const left = await api.db.withSystem((em) => em.findBy(ApiKey, { tenantId: c.id }))
  expect(left.map((k) => k.name).sort()).toEqual(['tenant_admin', 'tenant_user'])
})
