import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Judgement } from './contract'
import type { Fault } from './faults'
import { type Answer, answer } from './github-answers'
import { generated, paged } from './github-paging'
import { type Account, accountHeaders, grants, headerViolations, unwrittenRules } from './github-rules'
import { githubContract } from './github-samples'
import { GitHubState, type Item } from './github-state'

export type { Account }

export interface Recorded {
  /** The operation of the vendor's document; undefined for an address it does not have. */
  id: string | undefined
  method: string
  /** With its query, as it came. */
  url: string
  headers: Readonly<Record<string, string>>
  body: unknown
  tenant: string | undefined
}

export interface FakeOptions {
  port?: number
  /** GitHub Enterprise answers below one, `/api/v3`. */
  basePath?: string
  /** Signed links point to the fake's own origin, which a connector follows without a declared host. */
  signedLinksHere?: boolean
}

interface Plan {
  on: string | undefined
  fault: Fault
  left: number
}

const SIGNED = '/_signed'

/**
 * GitHub's REST API as far as our tools use it. It refuses what the vendor's own description refuses, remembers every
 * refusal so that a test sees it even when the caller swallowed the answer, and fails on request.
 */
export class FakeGitHub {
  readonly requests: Recorded[] = []
  /** Requests that the vendor would have refused as malformed. */
  readonly violations: string[] = []
  /** What reached the host of signed links. */
  readonly signedRequests: { url: string; authorization: string | undefined }[] = []
  /** Requests whose caller went away before the answer was complete. */
  aborted = 0
  /** The text behind every job log. */
  log = '2026-11-02T16:00:10.0000000Z lamp test started\n2026-11-02T16:01:10.0000000Z ##[error]the lamp stayed dark\n'

  readonly #contract = githubContract()
  #state = new GitHubState()
  #plans: Plan[] = []
  readonly #answers = new Map<string, Answer>()
  readonly #lists = new Map<string, number>()
  readonly #server: Server
  readonly #signed: Server

  private constructor(
    private readonly tokens: Readonly<Record<string, Account>>,
    private readonly options: FakeOptions,
  ) {
    this.#server = createServer((request, response) => {
      // A caller may go away while its body is read.
      this.#serve(request, response).catch(() => response.destroy())
    })
    this.#signed = createServer((request, response) => this.#serveSigned(request, response))
  }

  static async start(tokens: Readonly<Record<string, Account>>, options: FakeOptions = {}): Promise<FakeGitHub> {
    const fake = new FakeGitHub(tokens, options)
    await Promise.all([listen(fake.#server, options.port), listen(fake.#signed)])
    return fake
  }

  /** What a connector's `baseUrl` is set to. */
  get url(): string {
    return originOf(this.#server) + (this.options.basePath ?? '')
  }

  /** Where redirects to signed links go. */
  get signedUrl(): string {
    return this.options.signedLinksHere ? `${originOf(this.#server)}${SIGNED}` : originOf(this.#signed)
  }

  /** The next `times` requests (of one operation) meet this instead of an answer. */
  fail(fault: Fault, { on, times = 1 }: { on?: string; times?: number } = {}): void {
    this.#plans.push({ on, fault, left: times })
  }

  /** Answers an operation with this from now on. */
  answer(id: string, given: Answer): void {
    this.#answers.set(id, given)
  }

  /** A list operation holds this many items from now on, made from the first item of its sample. */
  generate(id: string, count: number): void {
    this.#lists.set(id, count)
  }

  /** Forgets what happened and what was planned; what a demo made, too. */
  reset(): void {
    this.requests.length = this.violations.length = this.signedRequests.length = this.aborted = 0
    this.#plans = []
    this.#answers.clear()
    this.#lists.clear()
    this.#state = new GitHubState()
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.#server, this.#signed].map((server) => {
        const closed = new Promise((done) => server.close(done))
        server.closeAllConnections()
        return closed
      }),
    )
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.once('close', () => {
      if (!response.writableFinished) this.aborted += 1
    })
    const url = new URL(request.url ?? '/', originOf(this.#server))
    if (url.pathname.startsWith(`${SIGNED}/`)) return this.#serveSigned(request, response)
    const headers = request.headers as Record<string, string>
    const raw = await readAll(request)
    const token = /^(?:Bearer|token) (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
    const account = Object.hasOwn(this.tokens, token) ? this.tokens[token] : undefined
    const method = request.method ?? 'GET'
    const { body, broken } = parse(raw)
    const judged = this.#contract.judge({ method, path: this.#below(url.pathname), query: url.searchParams, body })
    this.requests.push({ id: judged.id, method, url: request.url ?? '', headers, body, tenant: account?.tenant })

    if (!account) return send(response, { status: 401, body: { message: 'Bad credentials' } })
    const refused = [
      ...(broken ? [`${method} ${url.pathname}: the body is not JSON.`] : judged.violations),
      ...headerViolations(judged, headers, raw.length > 0),
      ...unwrittenRules(judged, url.searchParams),
    ]
    this.violations.push(...refused)
    if (refused.length > 0 || !judged.operation || judged.id === undefined) {
      return send(response, {
        status: judged.operation ? 422 : 404,
        body: { message: 'Validation Failed', errors: refused.map((message) => ({ code: 'custom', message })) },
      })
    }
    const common = accountHeaders(account, judged.operation.scopes)
    for (const [name, value] of Object.entries(common)) response.setHeader(name, value)
    const plan = this.#plans.find((each) => each.left > 0 && (each.on === undefined || each.on === judged.id))
    if (plan) {
      plan.left -= 1
      return plan.fault(response)
    }
    if (!grants(account, judged.operation.scopes)) {
      return send(response, { status: 403, body: { message: 'Resource not accessible with the scopes of this token' } })
    }
    const given = this.#answers.get(judged.id) ?? this.#answerFor(judged.id, judged, url, headers, body)
    send(response, paged(given, url))
  }

  /** The path without the base path; one that is not below it stays unknown to the vendor. */
  #below(pathname: string): string {
    const { basePath = '' } = this.options
    return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : `${pathname} (outside ${basePath})`
  }

  #answerFor(
    id: string,
    judged: Judgement,
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: unknown,
  ): Answer {
    const many = this.#lists.get(id)
    if (many !== undefined) return { status: 200, body: generated(this.#state.sampleBody(id), many) }
    return answer(this.#state, {
      id,
      params: judged.params,
      query: url.searchParams,
      accept: headers['accept'] ?? '',
      body: (body ?? {}) as Item,
      signedUrl: this.signedUrl,
      status: judged.operation?.statuses[0] ?? 200,
    })
  }

  #serveSigned(request: IncomingMessage, response: ServerResponse): void {
    const { authorization } = request.headers
    this.signedRequests.push({ url: request.url ?? '', authorization })
    if (authorization !== undefined) {
      this.violations.push(`${request.url}: the credential reached the host of signed links.`)
      return send(response, { status: 400, body: { message: 'Only one auth mechanism is allowed' } })
    }
    send(response, { status: 200, body: this.log, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
  const type = body === undefined || isRaw ? {} : { 'content-type': 'application/json; charset=utf-8' }
  response.writeHead(status, { ...type, ...headers })
  response.end(body === undefined ? '' : isRaw ? body : JSON.stringify(body))
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function parse(raw: Buffer): { body: unknown; broken: boolean } {
  if (raw.length === 0) return { body: undefined, broken: false }
  try {
    return { body: JSON.parse(raw.toString('utf8')) as unknown, broken: false }
  } catch {
    return { body: undefined, broken: true }
  }
}

const listen = (server: Server, port = 0) =>
  new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', () => done())
  })
const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
