import { AuditEvent } from '../../server/audit/entity'
import { IdentityProvider, TenantDomain } from '../../server/single-sign-on/entity'
import { CLIENT, type IdentityProvider as Provider, startIdentityProvider } from '../support/identity-provider'
import { door } from '../support/vendor-door'
import { type Api, makeTenant, openApi, PUBLIC_URL } from './harness'

type Tenant = Awaited<ReturnType<typeof makeTenant>>

let api: Api
let idp: Provider
let txt: Record<string, readonly string[]>
/** Happens once, while a provider is asked. */
let meanwhile: (() => Promise<unknown>) | undefined
let count = 0
let acme: Tenant
let globex: Tenant
beforeAll(async () => {
  idp = await startIdentityProvider()
  api = await openApi({
    // A door of its own for each request, because the helper closes it after each test.
    providers: {
      send: async (...args) => {
        const first = meanwhile
        meanwhile = undefined
        await first?.()
        return door([new URL(idp.issuer).host]).send(...args)
      },
    },
    resolveTxt: async (name) => {
      const found = txt[name]
      if (!found) throw Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' })
      return found
    },
  })
})
beforeEach(async () => {
  txt = {}
  count++
  acme = await makeTenant(api, `acme-${count}`)
  globex = await makeTenant(api, `globex-${count}`)
})
afterAll(async () => {
  await api.close()
  await idp.close()
})

const provider = (more: object = {}) => ({ name: 'Company login', issuer: idp.issuer, ...CLIENT, ...more })

describe('the provider of a tenant', () => {
  it('is stored with its secret sealed, which is never shown', async () => {
    const path = `${acme.path}/identity-provider`
    expect((await acme.admin.get(path).expect(200)).body).toEqual({ identityProvider: null })
    const made = await acme.admin.put(path, provider({ groupsClaim: 'groups', groupRoles: { a: 'admin' } })).expect(200)
    expect(made.body).toMatchObject({
      issuer: idp.issuer,
      groupRoles: { a: 'admin' },
      defaultRole: null,
      redirectUri: `${PUBLIC_URL}/sign-in/sso/callback/${acme.slug}`,
      signInUrl: `${PUBLIC_URL}/sign-in/sso/${acme.slug}`,
    })
    const read = await acme.admin.get(path).expect(200)
    expect(read.body).toEqual({ identityProvider: made.body })
    expect(JSON.stringify([made.body, read.body])).not.toContain(CLIENT.clientSecret)
    const row = await api.db.withTenant(acme.id, (em) => em.findOneByOrFail(IdentityProvider, { tenantId: acme.id }))
    expect(row.clientSecret.includes(CLIENT.clientSecret)).toBe(false)
    const { clientSecret: _secret, ...without } = provider()
    await acme.admin.put(path, { ...without, name: 'Renamed' }).expect(200)
    const events = await api.db.withTenant(acme.id, (em) => em.findBy(AuditEvent, { action: 'identity-provider.set' }))
    expect(events.map(({ details }) => details.newSecret).sort()).toEqual([false, true])
    expect(JSON.stringify(events)).not.toContain(CLIENT.clientSecret)
    await acme.admin.delete(path).expect(204)
    await acme.admin.delete(path).expect(404)
    expect((await acme.admin.get(path).expect(200)).body).toEqual({ identityProvider: null })
  })

  it('sends a stored secret to no other issuer', async () => {
    const path = `${acme.path}/identity-provider`
    await acme.admin.put(path, provider()).expect(200)
    const { clientSecret: _secret, ...without } = provider()
    for (const change of [{ issuer: 'https://login.example.com' }, { clientId: 'another' }]) {
      const { body } = await acme.admin.put(path, { ...without, ...change }).expect(400)
      expect(body.fields).toEqual({ clientSecret: expect.stringContaining('Is needed') })
    }
    await acme.admin.put(path, without).expect(200)
  })

  it('keeps the newer of two secrets, and none of a provider that went, when they change while it is asked', async () => {
    const path = `${acme.path}/identity-provider`
    const stored = async () =>
      (await api.db.withTenant(acme.id, (em) => em.findOneBy(IdentityProvider, { tenantId: acme.id })))?.clientSecret
    await acme.admin.put(path, provider()).expect(200)
    const { clientSecret: _secret, ...without } = provider({ name: 'Renamed' })
    let newer: Buffer | undefined
    meanwhile = async () => {
      await acme.admin.put(path, provider({ clientSecret: 'a-newer-secret-0123456789' })).expect(200)
      newer = await stored()
    }
    await acme.admin.put(path, without).expect(409)
    expect(await stored()).toEqual(newer)
    meanwhile = () => acme.admin.delete(path).expect(204)
    await acme.admin.put(path, without).expect(409)
    expect(await stored()).toBeUndefined()
  })

  it('is asked first, and says what is wrong', async () => {
    const put = async (issuer: string) =>
      (await acme.admin.put(`${acme.path}/identity-provider`, provider({ issuer })).expect(400)).body
    expect((await put(`${idp.issuer}/elsewhere`)).fields.issuer).toContain('/.well-known/openid-configuration')
    expect((await put(idp.issuer.replace('127.0.0.1', 'localhost'))).fields.issuer).toContain('https and public')
    const { body } = await acme.admin.get(`${acme.path}/identity-provider`).expect(200)
    expect(body).toEqual({ identityProvider: null })
    await acme.admin.put(`${acme.path}/identity-provider`, provider()).expect(200)
  })

  it.each([
    ['private', 'https://10.0.0.1'],
    ['link-local', 'https://169.254.169.254/latest'],
    ['loopback', 'https://[::1]:8443'],
    ['loopback of another port', 'http://127.0.0.1:9'],
    ['plain http', 'http://login.example.com'],
  ])('cannot be a %s address', async (_name, issuer) => {
    const { body } = await acme.admin.put(`${acme.path}/identity-provider`, provider({ issuer })).expect(400)
    expect(body.fields).toEqual({ issuer: 'This address cannot be used: it has to be https and public.' })
  })

  it('has roles below owner, and a claim to read them from', async () => {
    const put = (more: object) => acme.admin.put(`${acme.path}/identity-provider`, provider(more))
    await put({ groupsClaim: 'groups', groupRoles: { a: 'owner' } }).expect(400)
    await put({ groupRoles: { a: 'admin' } }).expect(400)
    await put({ defaultRole: 'admin' }).expect(400)
    await put({ scopes: ['email'] }).expect(400)
    await put({ groupsClaim: 'groups', groupRoles: { a: 'admin' }, defaultRole: 'member' }).expect(200)
  })

  it('is for admins of this tenant, and for nobody else', async () => {
    await acme.admin.put(`${acme.path}/identity-provider`, provider()).expect(200)
    for (const who of [globex.admin, globex.user]) {
      await who.get(`${acme.path}/identity-provider`).expect(404)
      await who.delete(`${acme.path}/identity-provider`).expect(404)
    }
    for (const who of [acme.user, await acme.member('member', `m-${count}`)]) {
      await who.get(`${acme.path}/identity-provider`).expect(403)
      await who.put(`${acme.path}/identity-provider`, provider()).expect(403)
      await who.post(`${acme.path}/domains`, { domain: 'a.test' }).expect(403)
    }
    await (await acme.member('admin', `a-${count}`)).get(`${acme.path}/identity-provider`).expect(200)
    const ends = { name: 'ends', scope: 'tenant_admin', expiresAt: new Date(Date.now() + 60_000).toISOString() }
    const { key } = (await acme.admin.post(`${acme.path}/api-keys`, ends).expect(201)).body
    await api.as(key).put(`${acme.path}/identity-provider`, provider()).expect(403)
  })
})

describe("the platform's provider", () => {
  it('is of platform admins, and no tenant sees its row', async () => {
    expect((await api.admin.get('/identity-provider').expect(200)).body).toEqual({ identityProvider: null })
    const { body } = await api.admin.put('/identity-provider', provider()).expect(200)
    expect((await api.admin.get('/identity-provider').expect(200)).body).toEqual({ identityProvider: body })
    await acme.admin.put(`${acme.path}/identity-provider`, provider()).expect(200)
    for (const who of [acme.admin, await acme.member('owner', `o-${count}`)]) {
      await who.get('/identity-provider').expect(403)
      await who.put('/identity-provider', provider()).expect(403)
    }
    const all = (em: Parameters<Parameters<typeof api.db.withSystem>[0]>[0]) => em.find(IdentityProvider)
    expect((await api.db.withTenant(acme.id, all)).map((row) => row.tenantId)).toEqual([acme.id])
    expect((await api.db.withSystem(all)).map((row) => row.id)).toContain(body.id)
    await api.admin.put('/identity-provider', provider({ groupsClaim: 'groups' })).expect(400)
    await api.admin.delete('/identity-provider').expect(204)
  })
})

describe('the domain of a tenant', () => {
  const claim = async (tenant: Tenant, domain: string) =>
    (await tenant.admin.post(`${tenant.path}/domains`, { domain }).expect(200)).body as {
      domain: string
      verifiedAt: string | null
      record: { name: string; value: string }
    }
  const verify = (tenant: Tenant, domain: string) => tenant.admin.post(`${tenant.path}/domains/${domain}/verify`)

  it('is proved by its TXT record: missing, wrong, right', async () => {
    const domain = `proved-${count}.test`
    const { record, verifiedAt } = await claim(acme, domain.toUpperCase())
    expect([record.name, verifiedAt]).toEqual([`_sagemcp.${domain}`, null])
    const missing = await verify(acme, domain).expect(409)
    expect(missing.body.hint).toContain(record.value)
    for (const wrong of ['sagemcp-verification=', `${record.value}0`, record.value.slice(0, -1), 'v=spf1 -all']) {
      txt[record.name] = [wrong]
      await verify(acme, domain).expect(409)
    }
    txt[domain] = [record.value]
    await verify(acme, domain).expect(409)
    txt[record.name] = ['something else', record.value]
    expect((await verify(acme, domain).expect(200)).body).toMatchObject({ domain, verifiedBy: 'dns' })
    // Claiming it again takes nothing back.
    expect((await claim(acme, domain)).verifiedAt).not.toBeNull()
  })

  it('may be claimed by many, and is bound once', async () => {
    const domain = `once-${count}.test`
    const [first, second] = [await claim(acme, domain), await claim(globex, domain)]
    expect(first.record.value).not.toBe(second.record.value)
    txt[first.record.name] = [first.record.value]
    await verify(globex, domain).expect(409)
    await verify(acme, domain).expect(200)
    txt[first.record.name] = [first.record.value, second.record.value]
    expect((await verify(globex, domain).expect(409)).body.detail).toBe('Another tenant has this domain.')
    await api.admin.put(`${globex.path}/domains/${domain}`).expect(409)
    await acme.admin.delete(`${acme.path}/domains/${domain}`).expect(204)
    await verify(globex, domain).expect(200)
  })

  it('is bound by many at once as if by one', async () => {
    const path = `${acme.path}/domains/many-${count}.test`
    const all = await Promise.all([1, 2, 3, 4, 5, 6].map(() => api.admin.put(path)))
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  })

  it('is bound without a record by a platform admin only', async () => {
    const domain = `bound-${count}.test`
    await acme.admin.put(`${acme.path}/domains/${domain}`).expect(403)
    const { body } = await api.admin.put(`${acme.path}/domains/${domain}`).expect(200)
    expect(body).toMatchObject({ domain, verifiedBy: 'platform' })
    const ends = { name: 'ends', expiresAt: new Date(Date.now() + 60_000).toISOString() }
    const { key } = (await api.admin.post('/api-keys', ends).expect(201)).body
    await api.as(key).put(`${globex.path}/domains/ends-${domain}`).expect(403)
    expect((await globex.admin.get(`${globex.path}/domains`).expect(200)).body.items).toEqual([])
    const rows = await api.db.withTenant(globex.id, (em) => em.find(TenantDomain))
    expect(rows).toEqual([])
    await globex.admin.delete(`${acme.path}/domains/${domain}`).expect(404)
  })

  it.each(['com', 'acme', '*.acme.test', 'acme.test.', 'a b.test', '10.0.0.1', 'user@acme.test', '-a.test'])(
    'is no %s',
    async (domain) => {
      await acme.admin.post(`${acme.path}/domains`, { domain }).expect(400)
    },
  )
})
