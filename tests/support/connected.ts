import { AccountsApp, type Person } from './accounts'
import { CONNECTED, endOf, goOut } from './connecting'

/** The platform's own application at GitHub. */
export const PLATFORM = { clientId: 'sagemcp-github', clientSecret: 'secret of github &=+%' }
const VENDORS = ['github', 'slack', 'jira'] as const

/** An app with the tenants acme and rival, where the platform has an application at GitHub alone. */
export async function startWithPlatformApp(): Promise<AccountsApp> {
  const world = await AccountsApp.start({
    vendors: [...VENDORS],
    env: {
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
      SAGEMCP_OAUTH_GITHUB_CLIENT_ID: PLATFORM.clientId,
      SAGEMCP_OAUTH_GITHUB_CLIENT_SECRET: PLATFORM.clientSecret,
    },
  })
  for (const slug of ['acme', 'rival']) await world.app.createTenant(slug)
  return world
}

export const resetVendors = (world: AccountsApp): void => {
  for (const name of VENDORS) world.vendors.of(name).reset()
}

export interface Account {
  readonly id: string
  readonly provider: string
  readonly userId: string | null
  readonly account: string | null
  readonly connectors: readonly string[]
}

export const accountsOf = async (person: Person, tenant: string, which = 'oauth-credentials') =>
  (await person.ask<{ items: Account[] }>('GET', `/tenants/${tenant}/${which}`)).body.items

interface AuditRow {
  readonly action: string
  readonly target: string
  readonly details: Record<string, unknown>
}

export const auditOf = async (world: AccountsApp, tenant: string) =>
  (await world.app.must<{ items: AuditRow[] }>('GET', `/tenants/${tenant}/audit`)).items

let count = 0

/** A tenant that no other test knows, with an admin. */
export async function fresh(world: AccountsApp) {
  const tenant = `fresh-${(count += 1)}`
  await world.app.createTenant(tenant)
  return { tenant, person: await world.person(tenant, `fresh-${count}`) }
}

/** The name of a new connector to GitHub that this person went out to connect. */
export async function connected(
  world: AccountsApp,
  tenant: string,
  person: Person,
  more: object = {},
  account = 'ada',
): Promise<string> {
  const { slug } = await world.addConnector(tenant, 'github', more)
  expect(await endOf(person.browser, (await goOut(world, person, tenant, slug, { account })).back)).toBe(CONNECTED)
  return slug
}
