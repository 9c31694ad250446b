import { AccountsApp, IDENTITY, type Person } from './accounts'
import { answer, modern } from './raw'
import type { Decision } from './vendors/oauth/consent'
import type { VendorName } from './vendors/oauth/stand-ins'

/** Seconds that the access tokens live which these tests look at: due after 300. */
export const LIFE_S = 600

/** A sweep that never comes: only calls renew. */
export const NEVER = 86_400_000

/** Lets time pass, for us and for the vendors on this machine alike; for a PostgreSQL server it does not. */
export class Clock {
  readonly #real = Date.now
  #laterMs = 0
  #stands: number | undefined

  constructor() {
    Date.now = () => this.#stands ?? this.#real.call(Date) + this.#laterMs
  }

  later(seconds: number): void {
    this.#laterMs += seconds * 1_000
  }

  /** No time passes while this runs. */
  async standing<T>(work: () => Promise<T>): Promise<T> {
    this.#stands = Date.now()
    try {
      return await work()
    } finally {
      this.#stands = undefined
    }
  }

  restore(): void {
    Date.now = this.#real
  }
}

/** What a tool call answered. */
export interface Said {
  readonly isError: boolean
  readonly body: Readonly<Record<string, unknown>>
}

export async function say(url: string, key: string, tool: string): Promise<Said> {
  const reply = await modern(url, key, 'tools/call', { name: tool, arguments: {} })
  const { result } = answer(reply) as { result?: { isError?: boolean; content: { text: string }[] } }
  const text = result?.content[0]?.text
  if (text === undefined) throw new Error(`no result: ${reply.status} ${reply.text.slice(0, 500)}`)
  return { isError: result?.isError === true, body: JSON.parse(text) as Record<string, unknown> }
}

export interface AccountSeen {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly until: string | null
  readonly userId: string | null
}

export interface StateChange {
  readonly credentialId: string
  readonly from: string
  readonly to: string
  readonly reason?: string
}

let made = 0

/** A tenant of its own with one account, connected as Ada, and everything that is to be seen of it. */
export class Renewal {
  private constructor(
    readonly world: AccountsApp,
    readonly vendor: VendorName,
    readonly tenant: string,
    readonly slug: string,
    readonly connectorId: string,
    readonly ana: Person,
  ) {}

  static async start(
    world: AccountsApp,
    vendor: VendorName,
    more: { connector?: object; config?: object } = {},
  ): Promise<Renewal> {
    made += 1
    const tenant = `tenant-${made}`
    await world.tenant(tenant, [])
    await world.configure(tenant, vendor, more.config)
    const { id, slug } = await world.addConnector(tenant, vendor, more.connector)
    const ana = await world.person(tenant, `ana-${made}`)
    const renewal = new Renewal(world, vendor, tenant, slug, id, ana)
    renewal.standIn.reset()
    renewal.standIn.ledger.accessS = LIFE_S
    await renewal.connect()
    renewal.standIn.reset()
    return renewal
  }

  get standIn() {
    return this.world.vendors.of(this.vendor)
  }

  get tool(): string {
    return `${this.slug}_${IDENTITY[this.vendor].tool}`
  }

  async connect(decision: Decision = {}): Promise<void> {
    const ended = await this.world.connect(this.ana, this.tenant, this.slug, decision)
    if (ended.pathname !== '/oauth/success') throw new Error(`not connected: ${ended.href}`)
  }

  call(key: string = this.ana.key, tool: string = this.tool): Promise<Said> {
    return say(this.world.app.endpoint(this.tenant), key, tool)
  }

  /** What the vendor was asked for one purpose, the oldest first. */
  asked(purpose: 'refresh' | 'api') {
    return this.standIn.requests.filter((each) => each.purpose === purpose)
  }

  async account(): Promise<AccountSeen> {
    const { items } = await this.world.app.must<{ items: AccountSeen[] }>(
      'GET',
      `/tenants/${this.tenant}/oauth-credentials`,
    )
    const [account] = items
    if (!account || items.length > 1) throw new Error(`${items.length} accounts`)
    return account
  }

  /** The newest first. */
  changes(): Promise<readonly StateChange[]> {
    return stateChanges(this.world.app, this.tenant)
  }
}

/** What the audit log tells about the states of a tenant's accounts, the newest first. */
export async function stateChanges(
  admin: Pick<AccountsApp['app'], 'must'>,
  tenant: string,
): Promise<readonly StateChange[]> {
  const { items } = await admin.must<{ items: { details: StateChange }[] }>(
    'GET',
    `/tenants/${tenant}/audit?action=credential.state&limit=100`,
  )
  return items.map(({ details }) => details)
}
