import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Api, type Client, makeTenant, openApi } from './harness'

const TABLE = path.join(__dirname, 'role-matrix.json')

let api: Api
let clients: Readonly<Record<string, Client>>
beforeAll(async () => {
  api = await openApi()
  const acme = await makeTenant(api, 'acme')
  const readOnly = { name: 'ro', scope: 'tenant_user', readOnly: true }
  const { body } = await api.admin.post('/tenants/acme/api-keys', readOnly).expect(201)
  clients = {
    platform_admin: await api.person('root', { platformAdmin: true }),
    owner: await acme.member('owner'),
    admin: await acme.member('admin'),
    member: await acme.member('member'),
    nobody: await api.person('stranger'),
    platform_key: api.admin,
    admin_key: acme.admin,
    user_key: acme.user,
    read_only_key: api.as(body.key),
  }
})
afterAll(() => api.close())

/** No id that exists, no body that a schema takes: whoever may is told that, and nothing happens. */
const addressOf = (route: string): string =>
  route.replace(':tenant', 'acme').replace(':user', crypto.randomUUID()).replace(/:\w+/g, 'missing')

/** Who gets past identity, tenant and permission of an endpoint. */
async function admitted(method: string, route: string): Promise<string[]> {
  const may: string[] = []
  for (const [role, client] of Object.entries(clients)) {
    const { status, body } = await client.send(
      method.toLowerCase() as 'get',
      addressOf(route),
      method === 'GET' ? undefined : [],
    )
    const noTenant = status === 404 && body.detail === 'Tenant not found.'
    const noPermission = status === 403 && String(body.detail).startsWith('This needs the permission')
    if (noPermission) {
      const { permission } = api.endpoints.find((e) => e.method === method && e.path === route) ?? {}
      expect(body).toMatchObject({ code: 'forbidden', detail: `This needs the permission ${permission}.` })
    }
    expect([route, role, status]).not.toEqual([route, role, 401])
    if (!noTenant && !noPermission) may.push(role)
  }
  return may
}

/** Deletes what is in its address or what the caller is: asked last, of the table that was made before. */
const DESTROYS = ['DELETE /api/v1/admin/tenants/:tenant', 'DELETE /api/v1/admin/tenants/:tenant/membership']
const ENDS_SESSIONS = 'DELETE /api/v1/admin/me/sessions'

it('lets each role do what the committed table says, over HTTP', async () => {
  const order = (name: string) => (name === ENDS_SESSIONS ? 2 : DESTROYS.includes(name) ? 1 : 0)
  const found: Record<string, string[]> = {}
  const endpoints = [...api.endpoints].sort(
    (a, b) => order(`${a.method} ${a.path}`) - order(`${b.method} ${b.path}`) || a.path.localeCompare(b.path),
  )
  for (const { method, path: route } of endpoints) {
    const name = `${method} ${route}`
    if (order(name) === 0) found[name] = await admitted(method, route)
  }
  // What would end the callers themselves is asked of callers made for it.
  for (const name of [...DESTROYS, ENDS_SESSIONS]) {
    found[name] = []
    for (const role of Object.keys(clients)) {
      const client = await fresh(role)
      const { status } = await client.delete(name.replace('DELETE ', '').replace(':tenant', client.tenant))
      if (![403, 404].includes(status)) found[name].push(role)
    }
  }
  const sorted = Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
  if (process.env.UPDATE_ROLE_MATRIX) writeFileSync(TABLE, `${JSON.stringify(sorted, null, 2)}\n`)
  expect(sorted).toEqual(JSON.parse(readFileSync(TABLE, 'utf8')))
})

let made = 0
/** A caller of this kind in a tenant of its own, which has another owner too. */
async function fresh(role: string): Promise<Client & { tenant: string }> {
  const slug = `gone-${++made}`
  const tenant = await makeTenant(api, slug)
  await tenant.member('owner', `keeps-${slug}`)
  const readOnly = { name: 'ro', scope: 'tenant_user', readOnly: true }
  const makers: Readonly<Record<string, () => Promise<Client>>> = {
    platform_admin: () => api.person(`root-${slug}`, { platformAdmin: true }),
    owner: () => tenant.member('owner'),
    admin: () => tenant.member('admin'),
    member: () => tenant.member('member'),
    nobody: () => api.person(`stranger-${slug}`),
    platform_key: async () => api.as((await api.admin.post('/api-keys', { name: slug }).expect(201)).body.key),
    admin_key: async () => tenant.admin,
    user_key: async () => tenant.user,
    read_only_key: async () => api.as((await api.admin.post(`${tenant.path}/api-keys`, readOnly).expect(201)).body.key),
  }
  const client = await makers[role]?.()
  if (!client) throw new Error(role)
  return Object.assign(client, { tenant: slug })
}
