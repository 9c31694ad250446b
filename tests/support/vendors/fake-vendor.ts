import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Judgement, VendorCall } from './contract'
import { grantsAll } from './contracts'
import type { Fault } from './faults'
import { listen, parse, portOf, readAll, send, shut } from './http-edge'
import { LinkHosts, type LinkRequest } from './link-hosts'
import {
  type Account,
  type Answer,
  type Asked,
  RefusedCursor,
  type VendorDescription,
  type World,
} from './vendor-description'

export interface Recorded {
  /** The operation of the vendor's document; undefined for an address it does not have. */
  id: string | undefined
  /** Which of the type's base URLs. */
  base: string
  method: string
  /** With its query, as it came. */
  url: string
  headers: Readonly<Record<string, string>>
  body: unknown
  form: URLSearchParams | undefined
  tenant: string | undefined
}

export interface FakeOptions {
  port?: number
  /** In place of the first base's prefix: GitHub Enterprise answers below `/api/v3`. */
  basePath?: string
  /** Signed links point to the fake's own origin, which a connector follows without a declared host. */
  signedLinksHere?: boolean
  /** Whose calls these are: a token of another tenant is a violation. */
  tenant?: string
}

interface Plan {
  on: string | undefined
  fault: Fault
  left: number
}

const SIGNED = '/_signed'
const BEARER = /^Bearer (\S+)$/

/**
 * Stands in a vendor's place. It refuses what the vendor's own description refuses, remembers every refusal so that a
 * test sees it even when the caller swallowed the answer, and fails on request.
 */
export class FakeVendor {
  readonly requests: Recorded[] = []
  /** Requests that the vendor would have refused as malformed. */
  readonly violations: string[] = []
  /** Requests whose caller went away before the answer was complete. */
  aborted = 0

  #world: World
  #plans: Plan[] = []
  readonly #answers = new Map<string, Answer>()
  readonly #lists = new Map<string, number>()
  readonly #server: Server
  readonly #links: LinkHosts

  protected constructor(
    private readonly description: VendorDescription,
    private readonly tokens: Readonly<Record<string, Account>>,
    private readonly options: FakeOptions,
  ) {
    this.#world = description.world()
    this.#server = createServer((request, response) => {
      // A caller may go away while its body is read.
      this.#serve(request, response).catch(() => response.destroy())
    })
    this.#links = new LinkHosts({
      accountOf: (authorization) => this.#accountOf(authorization, 'the host of files'),
      unauthorized: description.say.unauthorized,
      uploaded: description.uploaded ?? (() => ({ status: 200 })),
      violation: (what) => void this.violations.push(what),
    })
  }

  static async of(
    description: VendorDescription,
    tokens: Readonly<Record<string, Account>>,
    options: FakeOptions = {},
  ): Promise<FakeVendor> {
    const fake = new FakeVendor(description, tokens, options)
    await fake.open()
    return fake
  }

  protected async open(): Promise<void> {
    await Promise.all([listen(this.#server, this.options.port), this.#links.start()])
  }

  /** What a connector's first base URL is set to. */
  get url(): string {
    return Object.values(this.baseUrls)[0] ?? ''
  }

  /** What each of a connector's base URLs is set to. */
  get baseUrls(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#bases.map(({ name, prefix }) => [name, this.#origin + prefix]))
  }

  /** Where signed links go. */
  get signedUrl(): string {
    return this.options.signedLinksHere ? this.#origin + SIGNED : this.#links.signedUrl
  }

  /** Where links to files go, which want the credential. */
  get linkUrl(): string {
    return this.#links.filesUrl
  }

  /** What reached the host of signed links. */
  get signedRequests(): readonly LinkRequest[] {
    return this.#links.signed
  }

  /** What reached the host of files. */
  get fileRequests(): readonly LinkRequest[] {
    return this.#links.files
  }

  /** The next `times` requests (of one operation) meet this instead of an answer. */
  fail(fault: Fault, { on, times = 1 }: { on?: string | undefined; times?: number } = {}): void {
    this.#plans.push({ on, fault, left: times })
  }

  /** Answers an operation with this from now on. */
  answer(id: string, given: Answer): void {
    this.#answers.set(id, given)
  }

  /** A list operation holds this many items from now on, made from an item of its sample. */
  generate(id: string, count: number): void {
    this.#lists.set(id, count)
  }

  /** What every link gives, or each. */
  behindLinks(linked: Answer | ((url: string) => Answer)): void {
    this.#links.linked = linked
  }

  /** Forgets what happened and what was planned; what a demo made, too. */
  reset(): void {
    this.forgetRequests()
    this.#plans = []
    this.#answers.clear()
    this.#lists.clear()
    this.#world = this.description.world()
  }

  /** Forgets what happened, and keeps what was planned and made. */
  forgetRequests(): void {
    this.requests.length = this.violations.length = this.aborted = 0
    this.#links.reset()
  }

  async close(): Promise<void> {
    await Promise.all([shut(this.#server), this.#links.close()])
  }

  get #origin(): string {
    return `http://127.0.0.1:${portOf(this.#server)}`
  }

  get #bases() {
    return Object.entries(this.description.bases).map(([name, { prefix, judge }], i) => ({
      name,
      prefix: i === 0 ? (this.options.basePath ?? prefix) : prefix,
      judge,
    }))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.once('close', () => {
      if (!response.writableFinished) this.aborted += 1
    })
    const url = new URL(request.url ?? '/', this.#origin)
    if (url.pathname.startsWith(`${SIGNED}/`)) return this.#links.serveSigned(request, response)
    const headers = request.headers as Record<string, string>
    const { broken, ...sent } = parse(await readAll(request), headers['content-type'])
    const base = this.#baseOf(url.pathname)
    const method = request.method ?? 'GET'
    const call: VendorCall = { method, path: base.path, query: url.searchParams, headers, ...sent }
    const judged = base.judge.judge(call)
    const account = this.#accountOf(headers['authorization'], judged.id ?? url.pathname)
    const { body, form } = sent
    const tenant = account?.tenant
    this.requests.push({ id: judged.id, base: base.name, method, url: request.url ?? '', headers, body, form, tenant })

    const { say } = this.description
    if (!account) return send(response, say.unauthorized())
    const refused = broken ? [`${method} ${url.pathname}: the body is not JSON.`] : [...judged.violations]
    refused.push(...this.#rules(judged, call))
    this.violations.push(...refused)
    if (judged.id === undefined) return send(response, say.unknownAddress())
    if (refused.length > 0) return send(response, say.refused(refused))
    const { signedUrl, linkUrl } = this
    const status = judged.operation?.statuses[0] ?? 200
    const { id, params } = judged
    this.#reply({ ...call, id, params, base: base.name, url, status, account, signedUrl, linkUrl }, judged, response)
  }

  #reply(asked: Asked, { operation }: Judgement, response: ServerResponse): void {
    const { say, accountHeaders, grants = hasAll } = this.description
    const needed = operation?.scopes ?? []
    for (const [name, value] of Object.entries(accountHeaders?.(asked.account, needed) ?? {}))
      response.setHeader(name, value)
    const plan = this.#plans.find(({ left, on }) => left > 0 && (on === undefined || on === asked.id))
    if (plan) {
      plan.left -= 1
      return plan.fault(response)
    }
    if (!grants(asked.account, needed)) return send(response, say.missingScope(asked.account, needed))
    try {
      const given = this.#answers.get(asked.id) ?? this.#fromWorld(asked)
      send(response, this.description.page?.(given, asked) ?? given)
    } catch (error) {
      if (!(error instanceof RefusedCursor)) throw error
      const violation = `${asked.id}: ${error.message}`
      this.violations.push(violation)
      send(response, say.refused([violation]))
    }
  }

  #fromWorld(asked: Asked): Answer {
    const count = this.#lists.get(asked.id)
    if (count === undefined) return this.#world.answer(asked)
    return { status: 200, body: this.#world.holding(asked, count) }
  }

  #rules(judged: Judgement, call: VendorCall): string[] {
    const { headers = namesItself, unwritten } = this.description
    return [...headers(judged, call), ...(unwritten?.(judged, call) ?? [])]
  }

  /** The base whose prefix fits best; a path below none of them stays unknown to the vendor. */
  #baseOf(pathname: string) {
    const below = this.#bases.filter(({ prefix }) => pathname.startsWith(`${prefix}/`))
    const [base] = below.sort((a, b) => b.prefix.length - a.prefix.length)
    if (base) return { ...base, path: pathname.slice(base.prefix.length) }
    const [first] = this.#bases
    if (!first) throw new Error('A vendor has at least one base URL.')
    return { ...first, path: `${pathname} (outside ${first.prefix})` }
  }

  #accountOf(authorization: string | undefined, at: string): Account | undefined {
    const token = (this.description.credential ?? BEARER).exec(authorization ?? '')?.[1] ?? ''
    const account = Object.hasOwn(this.tokens, token) ? this.tokens[token] : undefined
    const { tenant } = this.options
    if (account && tenant !== undefined && account.tenant !== tenant) {
      this.violations.push(`${at}: a token of tenant ${account.tenant} in a call of tenant ${tenant}.`)
    }
    return account
  }
}

const hasAll = ({ scopes }: Account, needed: readonly string[]): boolean => !scopes || grantsAll(scopes, needed)

const namesItself = ({ id }: Judgement, { headers }: VendorCall): string[] =>
  headers['user-agent'] ? [] : [`${id ?? 'request'}: header user-agent is missing.`]
