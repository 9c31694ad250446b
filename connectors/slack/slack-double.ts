import {
  type CallContext,
  ConnectorError,
  type Memory,
  type SignedUpload,
  type VendorHttp,
  type VendorRequest,
  type VendorResponse,
} from '../sdk'
import { Slack } from '.'

type Form = Readonly<Record<string, unknown>>
type Answer = Readonly<Record<string, unknown>>
/** By method: the answer without `ok`, or an error word. Links are asked as `GET <link>` and `UPLOAD <link>`. */
type Plan = Readonly<Record<string, Answer | string | Uint8Array | ((form: Form) => Answer | string)>>

interface Seen {
  readonly method: string
  readonly form: Form
}

/** In the network's place, for the unit tests: answers what was planned for a method, and refuses all else. */
class SlackDouble implements VendorHttp {
  readonly seen: Seen[] = []

  constructor(
    private readonly plan: Plan,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  post = async <T>(path: string, { form = {}, ...rest }: VendorRequest = {}): Promise<VendorResponse<T>> => {
    if (Object.keys(rest).length > 0) throw new Error('Slack reads forms alone.')
    const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined))
    const answer = this.#answer(path.slice(1), given)
    const body = typeof answer === 'string' ? { ok: false, error: answer } : { ok: true, ...answer }
    return { status: 200, headers: this.headers, body: body as T }
  }

  download = async (where: string | URL): Promise<VendorResponse<Uint8Array>> => {
    const answer = this.#answer(`GET ${String(where)}`, {})
    if (answer instanceof Uint8Array) return { status: 200, headers: {}, body: answer }
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from('<html>') }
  }

  upload = async (link: URL, { method, bytes }: SignedUpload): Promise<VendorResponse<string>> => {
    this.#answer(`UPLOAD ${link.href}`, { method, bytes: Buffer.from(bytes).toString('utf8') })
    return { status: 200, headers: {}, body: 'OK' }
  }

  get = () => this.#refuse()
  put = () => this.#refuse()
  patch = () => this.#refuse()
  delete = () => this.#refuse()

  #refuse = () => Promise.reject(new Error('Slack is asked by POST alone.'))

  #answer(method: string, form: Form): Answer | string | Uint8Array {
    this.seen.push({ method, form })
    const planned = this.plan[method]
    if (planned === undefined) throw new Error(`Nothing is planned for ${method}.`)
    return typeof planned === 'function' ? planned(form) : planned
  }
}

const context = { signal: new AbortController().signal } as CallContext

export function connected(
  plan: Plan,
  options: { configuration?: Form; scopes?: string; memory?: Map<string, NonNullable<unknown>> } = {},
) {
  const { configuration = {}, scopes, memory = new Map() } = options
  const http = new SlackDouble(plan, scopes === undefined ? {} : { 'x-oauth-scopes': scopes })
  const remembers: Memory = { get: (key) => memory.get(key), set: (key, value) => void memory.set(key, value) }
  const slack = new Slack({ slug: 'slack', configuration, http, memory: remembers })
  /** Checks arguments and result as the platform does. */
  const call = async (name: string, args: Form = {}): Promise<Record<string, unknown>> => {
    const tool = (await slack.getTools(context)).find((each) => each.name === name)
    if (!tool || !('parse' in tool.input) || !tool.output || !('parse' in tool.output)) {
      throw new Error(`There is no such tool: ${name}.`)
    }
    const input = tool.input.safeParse(args)
    if (!input.success) throw new ConnectorError('validation', input.error.message)
    const result = (await slack.executeTool(name, input.data as Form, context)) as Record<string, unknown>
    tool.output.parse(result)
    return result
  }
  const read = (uri: string) => slack.readResource(uri, context)
  const prompts = () => slack.getPrompts(context)
  /** The requests of one method. */
  const forms = (method: string) => http.seen.filter((each) => each.method === method).map(({ form }) => form)
  const methods = () => http.seen.map(({ method }) => method)
  return { call, read, prompts, forms, methods }
}
