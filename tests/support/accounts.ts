import '../../connectors'
import { type ConnectorClass, type ConnectorDeclaration, defaultRegistry, providerOf } from '../../connectors/sdk'
import { startTestApp, type TestApp, type TestAppOptions } from './app'
import { freePort } from '../../scripts/free-port.cjs'
import type { Browser } from './oauth'
import { makePerson, type Person } from './person'
import { consent, type Decision } from './vendors/oauth/consent'
import { relocated } from './vendors/oauth/relocated'
import { type StandInsOptions, VENDOR_NAMES, type VendorName, VendorStandIns } from './vendors/oauth/stand-ins'
import { appOf, IDENTITY, plainAppOf } from './vendors/ours'

export { appOf, IDENTITY, type Person, plainAppOf }

type StandIns = Pick<VendorStandIns, 'of' | 'addresses' | 'hosts' | 'violations' | 'close'>

export interface AccountsOptions extends TestAppOptions {
  /** Default: all. */
  readonly vendors?: readonly VendorName[]
  readonly standIns?: (options: StandInsOptions) => Promise<StandIns>
  /** What serves a type in place of its own class. */
  readonly classes?: Partial<Record<VendorName, ConnectorClass>>
  /** Declares a vendor otherwise than it is. */
  readonly alter?: (declaration: ConnectorDeclaration) => ConnectorDeclaration
}

const same = (declaration: ConnectorDeclaration): ConnectorDeclaration => declaration

/** The app with the real types, all vendors on this machine, and their applications registered for one tenant. */
export class AccountsApp {
  constructor(
    readonly app: TestApp,
    readonly vendors: StandIns,
    private readonly clock: { laterMs: number },
  ) {}

  static async start(options: AccountsOptions = {}): Promise<AccountsApp> {
    const {
      vendors: names = VENDOR_NAMES,
      standIns = VendorStandIns.start,
      classes = {},
      alter = same,
      ...more
    } = options
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const clock = { laterMs: 0 }
    const vendors = await standIns({
      vendors: names,
      apps: Object.fromEntries(names.map((name) => [name, [appOf(name, origin), plainAppOf(name, origin)]])),
      now: () => Date.now() + clock.laterMs,
    })
    const types = names.flatMap((name) => {
      const type = defaultRegistry.get(IDENTITY[name].type)
      return type
        ? [{ class: classes[name] ?? type.class, declaration: alter(relocated(type, vendors.addresses)) }]
        : []
    })
    const app = await startTestApp({
      ...more,
      port,
      relocated: types,
      env: { SAGEMCP_ALLOWED_PRIVATE_HOSTS: vendors.hosts.join(','), ...more.env },
    })
    return new AccountsApp(app, vendors, clock)
  }

  /** A tenant with an application at every vendor. */
  async tenant(slug: string, names: readonly VendorName[] = VENDOR_NAMES): Promise<void> {
    await this.app.createTenant(slug)
    for (const name of names) await this.configure(slug, name)
  }

  async configure(tenant: string, name: VendorName, more: object = {}): Promise<void> {
    const { clientId, clientSecret } = appOf(name, this.app.origin)
    const provider = providerOf({
      type: IDENTITY[name].type,
      auth: defaultRegistry.get(IDENTITY[name].type)?.auth ?? [],
    })
    await this.app.must('PUT', `/tenants/${tenant}/oauth-configs/${provider}`, { clientId, clientSecret, ...more })
  }

  addConnector(tenant: string, name: VendorName, more: object = {}): Promise<{ id: string; slug: string }> {
    return this.app.addConnector(tenant, { type: IDENTITY[name].type, ...more })
  }

  person(tenant: string, name: string, role?: string): Promise<Person> {
    return makePerson(this.app, tenant, name, role)
  }

  async link(person: Person, tenant: string, connector: string): Promise<string> {
    const { status, body } = await person.ask<{ url: string }>(
      'POST',
      `/tenants/${tenant}/connectors/${connector}/connect`,
      {},
    )
    if (status !== 200) throw new Error(`no link: ${status} ${JSON.stringify(body)}`)
    return body.url
  }

  /** From our page to the vendor's: the address that the browser is sent to. */
  async toVendor(browser: Browser, link: string): Promise<string> {
    const page = await browser.open(link)
    return (await browser.submit(page, {})).url
  }

  /** The whole way in a browser. Returns where it ends, which is a page of ours. */
  async connect(person: Person, tenant: string, connector: string, decision: Decision = {}): Promise<URL> {
    return this.follow(person.browser, await this.link(person, tenant, connector), decision)
  }

  async follow(browser: Browser, link: string, decision: Decision = {}): Promise<URL> {
    const back = await consent(await this.toVendor(browser, link), decision)
    return new URL((await browser.open(back.href)).url)
  }

  /** Lets this many seconds pass at the vendors. */
  pass(seconds: number): void {
    this.clock.laterMs += seconds * 1_000
  }

  async close(): Promise<void> {
    await this.app.close()
    await this.vendors.close()
  }
}
