import type { Router } from 'express'
import request from 'supertest'
import { type Api, makeTenant, openApi, type Person } from './harness'
import publicRoutes from './public-routes.json'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(() => api.close())

interface Layer {
  route?: { path: string; methods: Record<string, boolean> }
  handle?: { stack?: Layer[] }
}

/** What Express itself would answer, whoever mounted it. */
function mounted(): string[] {
  const walk = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) => {
      if (!route) return walk(handle?.stack ?? [])
      // `_all` only says that other methods are refused.
      const methods = Object.keys(route.methods).filter((method) => method !== '_all')
      return methods.map((method) => `${method.toUpperCase()} ${route.path}`)
    })
  return walk((api.app as unknown as { router: Router & { stack: Layer[] } }).router.stack).sort()
}

const closed = () => mounted().filter((route) => !publicRoutes.includes(route))

const ask = (route: string, tenant: string, who?: string | Person) => {
  const [method = '', path = ''] = route.split(' ')
  const filled = path
    .replace(':tenant', tenant)
    .replace(':type', 'depot')
    .replace(/:\w+/g, '6f9619ff-8b86-4d01-b42d-00cf4fc964ff')
  const test = request(api.app)[method.toLowerCase() as 'get'](filled)
  if (typeof who === 'string') test.set('Authorization', `Bearer ${who}`)
  if (typeof who === 'object') test.set('Cookie', who.cookie).set('X-CSRF-Token', who.csrf)
  return ['POST', 'PUT', 'PATCH'].includes(method) ? test.send({}) : test
}

it('finds every declared endpoint in the running router, and nothing that is neither declared nor public', () => {
  const declared = api.endpoints.map(({ method, path }) => `${method} ${path}`)
  expect(declared.length).toBeGreaterThan(25)
  expect(mounted()).toEqual([...declared, ...publicRoutes].sort())
})

it('answers what is public without a key', async () => {
  for (const route of publicRoutes) expect([route, (await ask(route, '')).status]).toEqual([route, 200])
})

it.each([
  ['no key', undefined],
  ['a malformed key', 'sk_nonsense'],
  ['an unknown key', `sk_${'a'.repeat(16)}_${'b'.repeat(43)}`],
  ['the right id with another secret', `sk_bootstrap_${'x'.repeat(40)}`],
])('refuses everything else to a caller with %s, whether or not the tenant exists', async (_, key) => {
  await api.admin.post('/tenants', { slug: 'exists', name: 'E' })
  for (const route of closed()) {
    for (const tenant of ['exists', 'missing']) {
      const { status, headers, body } = await ask(route, tenant, key)
      expect([route, status, body.code]).toEqual([route, 401, 'unauthenticated'])
      expect(headers['www-authenticate']).toBe('Bearer realm="sagemcp"')
    }
  }
})

it("answers another tenant's keys and people like an unknown tenant, everywhere", async () => {
  const owner = await makeTenant(api, 'owner')
  const stranger = await makeTenant(api, 'stranger')
  const inTenant = closed().filter((route) => route.includes(':tenant'))
  expect(inTenant.length).toBeGreaterThan(18)
  const strip = ({ requestId: _, ...problem }: { requestId?: string }) => problem
  const people = [await stranger.member('owner'), await stranger.member('member'), await api.person('of-no-tenant')]
  for (const key of [stranger.adminKey.key, stranger.userKey.key, ...people]) {
    for (const route of inTenant) {
      const unknown = await ask(route, 'no-such-tenant', key)
      expect([route, unknown.status]).toEqual([route, 404])
      for (const name of [owner.slug, owner.id]) {
        const foreign = await ask(route, name, key)
        expect([route, foreign.status, strip(foreign.body)]).toEqual([route, 404, strip(unknown.body)])
      }
    }
  }
  // The same walk with a key that may: it is the tenant that made the difference.
  const own = await Promise.all(
    inTenant.filter((r) => r.startsWith('GET')).map((r) => ask(r, owner.slug, owner.adminKey.key)),
  )
  expect(own.filter(({ status }) => status === 200).length).toBeGreaterThan(4)
})

it("shows a tenant nothing of another's where no tenant is in the address", async () => {
  const one = await makeTenant(api, 'one-of-two')
  const two = await makeTenant(api, 'two-of-two')
  for (const who of [two.adminKey.key, await two.member('owner')]) {
    for (const route of closed().filter((r) => r.startsWith('GET') && !r.includes(':tenant'))) {
      const { text } = await ask(route, '', who)
      expect(text).not.toContain(one.id)
      expect(text).not.toContain('one-of-two')
    }
  }
})

it('does not find the connector or key of another tenant inside its own', async () => {
  const mine = await makeTenant(api, 'mine')
  const theirs = await makeTenant(api, 'theirs')
  const depot = await theirs.addDepot()
  await mine.admin.get(`${mine.path}/connectors/${depot.id}`).expect(404)
  await mine.admin.patch(`${mine.path}/connectors/${depot.id}`, { name: 'Stolen' }).expect(404)
  await mine.admin.put(`${mine.path}/connectors/${depot.id}/credential`, { token: 'planted' }).expect(404)
  await mine.admin.delete(`${mine.path}/connectors/${depot.id}`).expect(404)
  await mine.admin.get(`${mine.path}/api-keys/${theirs.userKey.id}`).expect(404)
  await mine.admin.delete(`${mine.path}/api-keys/${theirs.userKey.id}`).expect(404)
  expect((await theirs.admin.get(`${theirs.path}/connectors/${depot.id}`)).body.name).toBe('Depot')
  await theirs.user.get('/whoami').expect(200)
})

it('never takes a key from the query or a cookie', async () => {
  const tenant = await makeTenant(api, 'careful')
  const { key } = tenant.adminKey
  expect((await request(api.app).get(`/api/v1/admin/whoami?key=${key}&access_token=${key}`)).status).toBe(401)
  expect((await request(api.app).get('/api/v1/admin/whoami').set('Cookie', `key=${key}`)).status).toBe(401)
  expect((await request(api.app).get('/api/v1/admin/whoami').set('X-API-Key', key)).status).toBe(200)
})
