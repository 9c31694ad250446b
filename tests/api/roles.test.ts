import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DESTROYS, knock, makeCallers } from './callers'
import { type Api, type Client, makeTenant, openApi } from './harness'

const TABLE = path.join(__dirname, 'role-matrix.json')

let api: Api
let clients: Readonly<Record<string, Client>>
beforeAll(async () => {
  api = await openApi()
  clients = await makeCallers(api)
})
afterAll(() => api.close())

it('lets each role do what the committed table says, over HTTP', async () => {
  const found: Record<string, string[]> = {}
  for (const endpoint of api.endpoints) {
    const name = `${endpoint.method} ${endpoint.path}`
    if (DESTROYS.includes(name)) continue
    found[name] = []
    for (const [role, client] of Object.entries(clients)) {
      const verdict = await knock(client, endpoint)
      expect([name, role, verdict]).not.toEqual([name, role, 'no caller'])
      if (verdict === 'admitted') found[name].push(role)
    }
  }
  // What would end the callers themselves is asked of callers made for it.
  for (const name of DESTROYS) {
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
