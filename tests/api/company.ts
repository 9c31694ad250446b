import { type Api, makeTenant } from './harness'

/** A tenant with one of each, all signed in. */
export async function makeCompany(api: Api, slug: string) {
  const tenant = await makeTenant(api, slug)
  return {
    ...tenant,
    owner: await tenant.member('owner'),
    chief: await tenant.member('admin'),
    worker: await tenant.member('member'),
    members: `${tenant.path}/members`,
    invitations: `${tenant.path}/invitations`,
    keys: `${tenant.path}/api-keys`,
  }
}
