import { createHash } from 'node:crypto'
import { AccountsApp, appOf, IDENTITY, type Person, plainAppOf } from './accounts'
import { Clock, NEVER, type Said, say } from './renewals'
import { consent, type Decision } from './vendors/oauth/consent'
import { PlainClient } from './vendors/oauth/plain-client'
import type { VendorName } from './vendors/oauth/stand-ins'

/** A vendor with one of its kinds of application, and what is known of it. Written by hand, beside the declarations. */
export interface VendorCase {
  readonly title: string
  readonly vendor: VendorName
  /** The kind of application whose tokens do not end, where the other one is the usual one here. */
  readonly plain?: true
  /** Whether the reply says when the token ends. */
  readonly tellsEnd: boolean
  readonly refresh: 'rotates' | 'stays' | 'none'
  readonly gives: 'revoked' | 'not_possible'
  readonly configuration?: Readonly<Record<string, string>>
  /** What the identity tool says of each of the accounts at the vendor. */
  readonly ada: object
  readonly ben: object
}

const GITHUB = { ada: { login: 'ada-north' }, ben: { login: 'ben-quay' } }
const SLACK = { ada: { user: 'ada-north', workspace: 'Harbor' }, ben: { user: 'ben-quay', workspace: 'Harbor' } }
const NAMES = { ada: { name: 'Ada North' }, ben: { name: 'Ben Quay' } }
const MAILS = { ada: { email: 'ada@harbor.example' }, ben: { email: 'ben@harbor.example' } }
/** Ada has two sites and Ben one of them. */
const PIER = { configuration: { place: 'pier.atlassian.net' } }

export const VENDOR_CASES: readonly VendorCase[] = [
  {
    ...{ title: 'GitHub, a GitHub App', vendor: 'github', tellsEnd: true, refresh: 'rotates', gives: 'revoked' },
    ...GITHUB,
  },
  {
    ...{ title: 'GitHub, an OAuth App', vendor: 'github', plain: true, tellsEnd: false, refresh: 'none' },
    ...{ gives: 'revoked', ...GITHUB },
  },
  {
    ...{ title: 'Jira', vendor: 'jira', tellsEnd: true, refresh: 'rotates', gives: 'not_possible', ...PIER },
    ...{ ada: { account_id: '5f1e0a3b7c2d9e0068a1b2c3' }, ben: { account_id: '5f1e0a3b7c2d9e0068a1b2c4' } },
  },
  {
    ...{ title: 'Slack with rotation', vendor: 'slack', tellsEnd: true, refresh: 'rotates', gives: 'revoked' },
    ...SLACK,
  },
  {
    ...{ title: 'Slack without rotation', vendor: 'slack', plain: true, tellsEnd: false, refresh: 'none' },
    ...{ gives: 'revoked', ...SLACK },
  },
  {
    ...{ title: 'Notion', vendor: 'notion', tellsEnd: false, refresh: 'rotates', gives: 'revoked' },
    ...{
      ada: { workspace: 'Harbor', person: { name: 'Ada North' } },
      ben: { workspace: 'Harbor', person: { name: 'Ben Quay' } },
    },
  },
  { ...{ title: 'Zoom', vendor: 'zoom', tellsEnd: true, refresh: 'rotates', gives: 'revoked', ...MAILS } },
  { ...{ title: 'Google', vendor: 'google', tellsEnd: true, refresh: 'stays', gives: 'revoked', ...MAILS } },
  { ...{ title: 'Linear', vendor: 'linear', tellsEnd: true, refresh: 'rotates', gives: 'revoked', ...NAMES } },
]

export interface AccountSeen {
  readonly id: string
  readonly account: string | null
  readonly userId: string | null
  readonly state: string
  readonly scopes: readonly string[]
  readonly missingScopes: readonly { scope: string; tools: readonly string[] }[]
  readonly places: readonly { id: string; name: string }[]
  readonly connectors: readonly string[]
}

let told = 0

/** A tenant with an application at one vendor and somebody who runs it: where every story begins. */
export class VendorStory {
  private constructor(
    readonly world: AccountsApp,
    readonly of: VendorCase,
    readonly tenant: string,
    readonly ana: Person,
  ) {}

  static async begin(world: AccountsApp, of: VendorCase, config: object = {}): Promise<VendorStory> {
    told += 1
    const tenant = `story-${told}`
    await world.tenant(tenant, [])
    const ana = await world.person(tenant, `ana-${told}`)
    const story = new VendorStory(world, of, tenant, ana)
    const { clientId, clientSecret } = story.app
    await world.configure(tenant, of.vendor, { clientId, clientSecret, ...config })
    return story
  }

  get app() {
    return (this.of.plain ? plainAppOf : appOf)(this.of.vendor, this.world.app.origin)
  }

  get standIn() {
    return this.world.vendors.of(this.of.vendor)
  }

  /** Somebody who asks the vendor by hand, with our application. */
  get byHand(): PlainClient {
    return new PlainClient(this.of.vendor, this.app, (address) => this.standIn.here(address))
  }

  /** The name of the token that calls run with, where the vendor gives several. */
  get tokenName(): string | undefined {
    return this.of.vendor === 'slack' ? 'user' : undefined
  }

  accessToken = (account = 'ada') => this.standIn.tokenOf(account, this.tokenName)
  refreshToken = (account = 'ada') => this.standIn.refreshTokenOf(account, this.tokenName)

  async add(slug: string, more: object = {}): Promise<string> {
    const { configuration = {} } = this.of
    await this.world.addConnector(this.tenant, this.of.vendor, { slug, configuration, ...more })
    return slug
  }

  /** Where it ends, without the origin. */
  async connect(slug: string, decision?: Decision, who: Person = this.ana): Promise<string> {
    return pathOf(await this.world.connect(who, this.tenant, slug, decision))
  }

  /** Consents at the vendor and comes back. */
  async arrive(out: URL, decision?: Decision): Promise<string> {
    return pathOf(new URL((await this.ana.browser.open((await consent(out.href, decision)).href)).url))
  }

  /** How the code of the last exchange was bound to who had been sent out with this address. */
  pkce(out: URL): string {
    const { body = '', headers = {} } = this.standIn.requests.findLast(({ purpose }) => purpose === 'exchange') ?? {}
    const isJson = headers['content-type']?.startsWith('application/json')
    const fields = isJson ? (JSON.parse(body) as Record<string, string>) : Object.fromEntries(new URLSearchParams(body))
    const verifier = fields['code_verifier']
    const [method, challenge] = ['code_challenge_method', 'code_challenge'].map((name) => out.searchParams.get(name))
    if (verifier === undefined && method === null && challenge === null) return 'none'
    const hash = createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url')
    return method === 'S256' && verifier !== undefined && hash === challenge ? 'S256' : 'wrong'
  }

  async follow(link: unknown, decision?: Decision, who: Person = this.ana): Promise<string> {
    return pathOf(await this.world.follow(who.browser, String(link), decision))
  }

  call(slug: string, key = this.ana.key, tool = IDENTITY[this.of.vendor].tool): Promise<Said> {
    return say(this.world.app.endpoint(this.tenant), key, `${slug}_${tool}`)
  }

  async accounts(): Promise<readonly AccountSeen[]> {
    const path = `/tenants/${this.tenant}/oauth-credentials`
    return (await this.world.app.must<{ items: AccountSeen[] }>('GET', path)).items
  }

  async account(): Promise<AccountSeen> {
    const [account, ...more] = await this.accounts()
    if (!account || more.length > 0) throw new Error(`${more.length + (account ? 1 : 0)} accounts`)
    return account
  }

  remove({ id }: Pick<AccountSeen, 'id'>): Promise<{ atVendor: string }> {
    return this.world.app.must('DELETE', `/tenants/${this.tenant}/oauth-credentials/${id}`)
  }

  /** What the vendor was asked, the oldest first. */
  asked = () =>
    this.standIn.requests
      .filter(({ purpose }) => purpose !== 'authorize')
      .map(({ purpose, status }) => [purpose, status])
}

/** The world of a file's stories, whose clock can be put on. Each story has to end without a violation at a vendor. */
export function tellStories() {
  let world: AccountsApp
  let clock: Clock
  beforeAll(async () => {
    clock = new Clock()
    world = await AccountsApp.start({ sweepMs: NEVER })
  })
  // Whoever makes that many accounts has to wait in between.
  beforeEach(() => clock.later(60))
  afterEach(() => {
    const broken = [...world.vendors.violations]
    for (const { vendor } of VENDOR_CASES) world.vendors.of(vendor).reset()
    expect(broken).toEqual([])
  })
  afterAll(async () => {
    await world?.close()
    clock.restore()
  })
  return {
    begin: (of: VendorCase, config?: object) => VendorStory.begin(world, of, config),
    later: (seconds: number) => clock.later(seconds),
  }
}

const pathOf = ({ pathname, search }: URL) => pathname + search

export const CONNECTED = '/oauth/success?status=connected'
