import type { AccountsApp, Person } from './accounts'
import { Admin } from './admin'
import { Browser, PASSWORD } from './oauth'
import { consent, type Decision } from './vendors/oauth/consent'
import type { VendorName } from './vendors/oauth/stand-ins'

/** Somebody on the way: at the vendor, and what the vendor would send back. */
export interface OnTheWay {
  readonly link: string
  /** The vendor's address that our page led to. */
  readonly vendorUrl: URL
  /** Our address that the vendor leads back to. */
  readonly back: URL
}

/** A link that a program of theirs asked for. */
export async function linkFor(
  { app }: AccountsApp,
  { key }: Person,
  tenant: string,
  connector: string,
): Promise<string> {
  const theirs = new Admin(app.origin, key)
  return (await theirs.must<{ url: string }>('POST', `/tenants/${tenant}/connectors/${connector}/connect`)).url
}

/** As far as the vendor's answer, which nobody has opened yet. */
export async function goOut(
  world: AccountsApp,
  person: Person,
  tenant: string,
  connector: string,
  decision: Decision = {},
): Promise<OnTheWay> {
  const link = await linkFor(world, person, tenant, connector)
  const vendorUrl = new URL(await world.toVendor(person.browser, link))
  return { link, vendorUrl, back: await consent(vendorUrl.href, decision) }
}

/** Opens an address and says where that ends, without the origin. */
export async function endOf(browser: Browser, url: URL | string): Promise<string> {
  const { pathname, search } = new URL((await browser.open(String(url))).url)
  return pathname + search
}

export const CONNECTED = '/oauth/success?status=connected'
export const failed = (status: string): string => `/oauth/error?status=${status}`

/** The same address with other parameters; undefined takes one away. */
export function altered(url: URL, change: Readonly<Record<string, string | undefined>>): URL {
  const made = new URL(url)
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) made.searchParams.delete(name)
    else made.searchParams.set(name, value)
  }
  return made
}

export const parameter = (url: URL, name: string): string => url.searchParams.get(name) ?? ''

/** Somebody at another browser. */
export async function elsewhere({ app }: AccountsApp, person: Person): Promise<Person> {
  const browser = new Browser(app.origin)
  await signInWith(browser, person.email)
  return { ...person, browser }
}

/** Whoever was signed in there is not any more. */
export async function signInWith(browser: Browser, email: string): Promise<void> {
  const first = await browser.open('/sign-in')
  const form = first.url.endsWith('/sign-in') ? first : await browser.submit(await browser.open('/account'), {})
  const page = await browser.submit(form, { email, password: PASSWORD })
  if (page.status !== 200) throw new Error(`not signed in: ${page.status}`)
}

/** Whether a connector of the tenant has an account that its calls run with. */
export async function isConnected({ app }: AccountsApp, tenant: string, connector: string): Promise<boolean> {
  const { credential } = await app.must<{ credential: object | null }>(
    'GET',
    `${app.tenant(tenant)}/connectors/${connector}`,
  )
  return credential !== null
}

/** How often a code was brought to a vendor. */
export const exchangesAt = ({ vendors }: AccountsApp, name: VendorName): number =>
  vendors.of(name).requests.filter(({ purpose }) => purpose === 'exchange').length
