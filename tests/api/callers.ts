import type { Endpoint } from '../../server/http/endpoint'
import { type Api, type Client, makeTenant } from './harness'

/** One of each kind of caller that gets past identity, the mightiest person first; those of a tenant are of `acme`. */
export async function makeCallers(api: Api): Promise<Readonly<Record<string, Client>>> {
  const acme = await makeTenant(api, 'acme')
  const readOnly = { name: 'ro', scope: 'tenant_user', readOnly: true }
  const { body } = await api.admin.post('/tenants/acme/api-keys', readOnly).expect(201)
  return {
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
}

/** No id that exists, no body that a schema takes: whoever may is told that, and nothing happens. */
const addressOf = (route: string): string =>
  route.replace(':tenant', 'acme').replace(':user', crypto.randomUUID()).replace(/:\w+/g, 'missing')

/** How far a caller gets at an endpoint in `acme`: past identity, tenant and permission, or not. */
export async function knock(
  client: Client,
  { method, path, permission }: Pick<Endpoint, 'method' | 'path' | 'permission'>,
): Promise<'admitted' | 'no tenant' | 'no permission' | 'no caller'> {
  const body = method === 'GET' ? undefined : []
  const reply = await client.send(method.toLowerCase() as 'get', addressOf(path), body)
  const detail = String(reply.body.detail)
  if (reply.status === 401) return 'no caller'
  if (reply.status === 404 && detail === 'Tenant not found.') return 'no tenant'
  if (reply.status !== 403 || !detail.startsWith('This needs the permission')) return 'admitted'
  expect(reply.body).toMatchObject({ code: 'forbidden', detail: `This needs the permission ${permission}.` })
  return 'no permission'
}

/** These end what is in their address, or the caller: they are not knocked at in passing. */
export const DESTROYS = [
  'DELETE /api/v1/admin/tenants/:tenant',
  'DELETE /api/v1/admin/tenants/:tenant/membership',
  'DELETE /api/v1/admin/me/sessions',
]
