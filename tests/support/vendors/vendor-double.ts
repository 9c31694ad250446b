import {
  type CallContext,
  type ConnectorClass,
  type ConnectorType,
  Content,
  defaultRegistry,
  explainStatus,
  type SignedUpload,
  type VendorHttp,
  type VendorRequest,
  type VendorResponse,
} from '../../../connectors/sdk'

interface Seen {
  /** Method and whole address. */
  at: string
  query?: VendorRequest['query']
  form?: VendorRequest['form']
  body?: unknown
  raw?: VendorRequest['raw']
}

interface Reply {
  status?: number
  headers?: Readonly<Record<string, string>>
  body?: unknown
}

/** By method and whole address. */
type Replies = Readonly<Record<string, Reply>>

/** In the network's place: answers what was planned, with the refusals of the type, and nothing else. */
class VendorDouble implements VendorHttp {
  readonly seen: Seen[] = []

  constructor(
    private readonly type: ConnectorType,
    private readonly replies: Replies,
  ) {}

  get = <T>(path: string, request?: VendorRequest) => this.#answer<T>('GET', path, request)
  post = <T>(path: string, request?: VendorRequest) => this.#answer<T>('POST', path, request)
  put = <T>(path: string, request?: VendorRequest) => this.#answer<T>('PUT', path, request)
  patch = <T>(path: string, request?: VendorRequest) => this.#answer<T>('PATCH', path, request)
  delete = <T>(path: string, request?: VendorRequest) => this.#answer<T>('DELETE', path, request)
  download = (where: string | URL, request?: VendorRequest) => this.#answer<Uint8Array>('DOWNLOAD', where, request)
  upload = (link: URL, { method, bytes }: SignedUpload) =>
    this.#answer<string>(`UPLOAD ${method}`, link, { body: Buffer.from(bytes).toString('utf8') })

  async #answer<T>(
    method: string,
    where: string | URL,
    { base, query, form, body, raw }: VendorRequest = {},
  ): Promise<VendorResponse<T>> {
    const { baseUrls, explain } = this.type
    const [first = ''] = Object.keys(baseUrls)
    const at = `${method} ${where instanceof URL ? where.href : `${baseUrls[base ?? first]}${where}`}`
    this.seen.push({
      at,
      ...(query && { query }),
      ...(form && { form }),
      ...(body === undefined ? {} : { body }),
      ...(raw && { raw }),
    })
    const reply = this.replies[at]
    if (!reply) throw new Error(`Nothing is planned for ${at}.`)
    const { status = 200, headers = {}, body: answered } = reply
    const failure = { status, headers, body: answered }
    if (status >= 300) throw explain?.(failure) ?? explainStatus(failure)
    return { ...failure, body: answered as T }
  }
}

const context: CallContext = {
  signal: new AbortController().signal,
  progress: async () => undefined,
  log: async () => undefined,
  requestInput: () => Promise.reject(new Error('Nobody is there to ask.')),
  supports: () => false,
  closeStream: () => undefined,
  changed: () => undefined,
}

/** A connector on planned replies. `call` checks arguments and result as the platform does. */
export function connected(name: string, cls: ConnectorClass, replies: Replies) {
  const type = defaultRegistry.get(name)
  if (type?.class !== cls) throw new Error(`There is no type ${name} of this class.`)
  const http = new VendorDouble(type, replies)
  const connector = new cls({ slug: name, configuration: {}, http })
  const call = async (tool: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
    const found = (await connector.getTools(context)).find((each) => each.name === tool)
    if (!found || !('parse' in found.input) || !found.output || !('parse' in found.output)) {
      throw new Error(`There is no such tool: ${tool}.`)
    }
    const result = await connector.executeTool(tool, found.input.parse(args) as Record<string, unknown>, context)
    const value = result instanceof Content ? result.structured : result
    found.output.parse(value)
    return result
  }
  return { type, http, call, validate: () => connector.validateAuth(context) }
}
