import type { CallContext, VendorHttp, VendorRequest, VendorResponse } from '../sdk'
import { GitHub } from '.'

interface Seen {
  method: string
  path: string
  query: Record<string, unknown>
  headers: Readonly<Record<string, string>>
  body?: unknown
}

interface Reply {
  status?: number
  headers?: Readonly<Record<string, string>>
  body?: unknown
}

type Handler = Reply | ((seen: Seen) => Reply)

/** In the network's place, for the unit tests: answers what was planned for `METHOD /path`, and refuses all else. */
class VendorDouble implements VendorHttp {
  readonly seen: Seen[] = []

  constructor(private readonly replies: Readonly<Record<string, Handler>>) {}

  get = <T>(path: string, request?: VendorRequest) => this.#answer<T>('GET', path, request)
  post = <T>(path: string, request?: VendorRequest) => this.#answer<T>('POST', path, request)
  put = <T>(path: string, request?: VendorRequest) => this.#answer<T>('PUT', path, request)
  patch = <T>(path: string, request?: VendorRequest) => this.#answer<T>('PATCH', path, request)
  delete = <T>(path: string, request?: VendorRequest) => this.#answer<T>('DELETE', path, request)
  download = (where: string | URL, request?: VendorRequest) =>
    this.#answer<Uint8Array>('DOWNLOAD', String(where), request)
  upload = () => Promise.reject(new Error('GitHub takes no uploads.'))

  async #answer<T>(method: string, path: string, request: VendorRequest = {}): Promise<VendorResponse<T>> {
    const query = Object.fromEntries(Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined))
    const sent = request.body === undefined ? {} : { body: request.body }
    const seen: Seen = { method, path, query, headers: request.headers ?? {}, ...sent }
    this.seen.push(seen)
    const handler = this.replies[`${method} ${path}`]
    if (!handler) throw new Error(`Nothing is planned for ${method} ${path}.`)
    const { status = 200, headers = {}, body } = typeof handler === 'function' ? handler(seen) : handler
    if (status >= 400 && !request.accept?.includes(status)) throw new Error(`${method} ${path} answered ${status}.`)
    return { status, headers, body: body as T }
  }
}

export const context: CallContext = {
  signal: new AbortController().signal,
  progress: async () => undefined,
  log: async () => undefined,
  requestInput: () => Promise.reject(new Error('Nobody is there to ask.')),
  supports: () => false,
  closeStream: () => undefined,
  changed: () => undefined,
}

/** A connector on planned replies. `call` parses the arguments as the platform does. */
export function connected(replies: Readonly<Record<string, Handler>>) {
  const http = new VendorDouble(replies)
  const github = new GitHub({ slug: 'github', configuration: {}, http })
  const call = async (name: string, args: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> => {
    const tool = (await github.getTools(context)).find((each) => each.name === name)
    if (!tool || !('safeParse' in tool.input) || !tool.output || !('parse' in tool.output)) {
      throw new Error(`There is no such tool: ${name}.`)
    }
    const input = tool.input.parse(args) as Record<string, unknown>
    const result = (await github.executeTool(name, input, context)) as Record<string, unknown>
    tool.output.parse(result)
    return result
  }
  return { http, github, call }
}
