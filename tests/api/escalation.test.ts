import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Role } from '../../server/auth/caller'
import { type Permission, permissionsOf } from '../../server/auth/permissions'
import toolMatrix from '../mcp/tool-matrix.json'
import { DESTROYS, knock, makeCallers } from './callers'
import { type Api, type Client, makeTenant, openApi } from './harness'

const ROLES: readonly Role[] = ['platform_admin', 'owner', 'admin', 'member', 'nobody']

/** Whoever acts at a browser, as a key does not. */
const person = (role: Role) => ({ id: 'user:x', role, readOnly: false })

/** Every permission that there is, and those that everybody has who is somebody. */
const ALL = [...new Set(ROLES.flatMap((role) => permissionsOf(person(role))))].sort()
const EVERYBODYS = permissionsOf({ ...person('nobody'), id: 'key:x' })
/** What everybody has who is in a tenant: who lacks it is not let in. */
const INSIDERS = permissionsOf({ ...person('member'), id: 'key:x', readOnly: true })

/** Permissions that no endpoint of the admin API asks for: MCP does, and these rows of its table say for whom. */
const OF_MCP: Partial<Record<Permission, Readonly<Record<string, readonly string[]>>>> = {
  'mcp:read': toolMatrix['read of plain'],
  'mcp:call': toolMatrix['write of plain'],
}

/** Permissions that widen what an endpoint does: who has only the endpoint's own finds no key but theirs. */
const WIDENING: Partial<Record<Permission, readonly ['get' | 'delete', number]>> = {
  'keys:read': ['get', 200],
  'keys:write': ['delete', 204],
}

let api: Api
let clients: Readonly<Record<string, Client>>
beforeAll(async () => {
  api = await openApi()
  clients = await makeCallers(api)
})
afterAll(() => api.close())

/** Where a permission can be tried, nowhere that ends the caller if there is another place. */
function placeOf(permission: string) {
  const places = api.endpoints.filter((endpoint) => endpoint.permission === permission)
  return places.find(({ method, path: at }) => !DESTROYS.includes(`${method} ${at}`)) ?? places[0]
}

const firstWith = async (verdict: string, kinds: readonly string[], place: NonNullable<ReturnType<typeof placeOf>>) => {
  for (const kind of kinds) {
    if ((await knock(clients[kind] as Client, place)) === verdict) return kind
  }
  return undefined
}

describe('a permission opens something to whoever has it, and to nobody else', () => {
  it.each(ALL.filter((permission) => !(permission in OF_MCP) && !(permission in WIDENING)))(
    '%s',
    async (permission) => {
      const place = placeOf(permission)
      if (!place) throw new Error(`no endpoint needs ${permission}: it is not proven that somebody is refused it`)
      const kinds = Object.keys(clients)
      expect(await knock(api.as(undefined), place)).toBe('no caller')
      // The weakest first, the mightiest first: asking stops before it could change anything.
      if (!EVERYBODYS.includes(permission)) {
        const refused = INSIDERS.includes(permission) ? 'no tenant' : 'no permission'
        expect(await firstWith(refused, kinds.toReversed(), place)).toBeDefined()
      }
      expect(await firstWith('admitted', kinds, place)).toBeDefined()
    },
  )

  it.each(Object.entries(OF_MCP))('%s, by the table of tools', (_permission, { done = [], ...refused }) => {
    expect(done.length).toBeGreaterThan(0)
    expect(Object.values(refused).flat().length).toBeGreaterThan(0)
  })

  it.each(Object.entries(WIDENING))("%s, by another's key", async (permission, [method, status]) => {
    const tenant = await makeTenant(api, permission.replace(':', '-'))
    const member = await tenant.member('member')
    const admin = await tenant.member('admin')
    const address = `${tenant.path}/api-keys/${tenant.userKey.id}`
    expect((await member[method](address)).status).toBe(404)
    expect((await admin[method](address)).status).toBe(status)
  })

  it('the control: a permission that nothing asks for is noticed', () => {
    expect(placeOf('nothing:ever')).toBeUndefined()
  })
})

/** A request whose body gives somebody a role, a scope or the platform, for a caller who holds less. */
interface Gift {
  readonly who: string
  readonly body: object
  /** The control: this one holds enough. */
  readonly may?: true
}

const TENANT = '/api/v1/admin/tenants/:tenant'
/** A file's name for what a test of its own tries, because it needs more than a body. */
const GIFTS: Readonly<Record<string, readonly Gift[] | string>> = {
  [`POST ${TENANT}/api-keys`]: [
    { who: 'member', body: { name: 'up', scope: 'tenant_admin' } },
    { who: 'admin', body: { name: 'up', scope: 'platform_admin' } },
    { who: 'owner', body: { name: 'up', scope: 'platform_admin' } },
    { who: 'admin_key', body: { name: 'up', scope: 'platform_admin' } },
    { who: 'user_key', body: { name: 'up', scope: 'tenant_user' } },
    { who: 'read_only_key', body: { name: 'up', scope: 'tenant_user' } },
    { who: 'admin', body: { name: 'up', scope: 'tenant_admin' }, may: true },
    { who: 'member', body: { name: 'up', scope: 'tenant_user' }, may: true },
  ],
  [`POST ${TENANT}/invitations`]: [
    { who: 'member', body: { role: 'member' } },
    { who: 'admin', body: { role: 'owner' } },
    { who: 'admin_key', body: { role: 'owner' } },
    { who: 'owner', body: { role: 'platform_admin' } },
    { who: 'owner', body: { role: 'owner' }, may: true },
    { who: 'admin', body: { role: 'admin' }, may: true },
  ],
  [`PATCH ${TENANT}/members/:user`]: [
    { who: 'member', body: { role: 'admin' } },
    { who: 'user_key', body: { role: 'admin' } },
    { who: 'admin', body: { role: 'owner' } },
    { who: 'admin_key', body: { role: 'owner' } },
    { who: 'owner', body: { role: 'platform_admin' } },
    { who: 'admin', body: { role: 'admin' }, may: true },
    { who: 'owner', body: { role: 'owner' }, may: true },
  ],
  'POST /api/v1/admin/users': [
    { who: 'owner', body: { email: 'up@example.com', name: 'Up', isPlatformAdmin: true } },
    { who: 'admin_key', body: { email: 'up@example.com', name: 'Up', isPlatformAdmin: true } },
    { who: 'platform_key', body: { email: 'up@example.com', name: 'Up', isPlatformAdmin: true }, may: true },
  ],
  'PATCH /api/v1/admin/users/:id': [
    { who: 'owner', body: { isPlatformAdmin: true } },
    { who: 'admin_key', body: { isPlatformAdmin: true } },
    { who: 'platform_key', body: { isPlatformAdmin: true }, may: true },
  ],
  [`PUT ${TENANT}/access/rules`]: 'access.test.ts',
  [`PUT ${TENANT}/identity-provider`]: 'single-sign-on.test.ts',
}

/** Whether a body can name something that somebody may hold. */
function gives(body: z.ZodType | undefined): boolean {
  if (!body) return false
  const schema = JSON.stringify(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }))
  return /"(owner|admin|tenant_admin|isPlatformAdmin)"/.test(schema)
}

describe('nobody gives more than they hold', () => {
  it('wherever a body can name a role, a scope or the platform, somebody who holds less is tried', () => {
    const found = api.endpoints.filter(({ body }) => gives(body)).map(({ method, path: at }) => `${method} ${at}`)
    expect(found.sort()).toEqual(Object.keys(GIFTS).sort())
  })

  it.each(Object.entries(GIFTS))('%s', async (name, gifts) => {
    if (typeof gifts === 'string') {
      expect(existsSync(path.join(__dirname, gifts))).toBe(true)
      expect(readFileSync(path.join(__dirname, gifts), 'utf8')).toMatch(/403|forbidden/)
      return
    }
    const [method = '', at = ''] = name.split(' ')
    const tenant = await makeTenant(api, `gifts-${Object.keys(GIFTS).indexOf(name)}`)
    const readOnly = { name: 'ro', scope: 'tenant_user', readOnly: true }
    const kinds: Record<string, Client> = {
      owner: await tenant.member('owner'),
      admin: await tenant.member('admin'),
      member: await tenant.member('member'),
      admin_key: tenant.admin,
      user_key: tenant.user,
      read_only_key: api.as((await api.admin.post(`${tenant.path}/api-keys`, readOnly).expect(201)).body.key),
      platform_key: api.admin,
    }
    const { id } = kinds.member as Client & { id: string }
    for (const { who, body, may = false } of gifts) {
      const address = at.replace(':tenant', tenant.slug).replace(/:(user|id)\b/, id)
      const { status } = await (kinds[who] as Client).send(method.toLowerCase() as 'post', address, body)
      expect([who, body, status < 300]).toEqual([who, body, may])
      if (!may) expect([400, 403]).toContain(status)
    }
  })
})
