import {
  CLIENT_INFO_META_KEY,
  ProtocolError,
  ProtocolErrorCode,
  SdkError,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server'
import type { LogLevel } from '../../connectors/sdk'
import type { Log } from '../observability/log'
import { protocolErrorOf } from './protocol-error'
import { carriedBy, idsOf, type Scope } from './scope'

type Handler = Parameters<Server['_wrapHandler']>[1]

/** How a server presents itself, in either era. */
const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']

const PRESENTS: ReadonlySet<string> = new Set(['initialize', 'server/discover'])

/**
 * The SDK's server with one edge for errors. Left alone it answers a message of the wrong shape with the validator's own
 * dump, and whatever a handler throws with its message; here the first becomes invalid params that name the fields, and
 * nothing but our own words leaves.
 */
export class ProtocolServer extends Server {
  /** The least that is told; everything until its client says. */
  #level = 0

  constructor(
    private readonly log: Log,
    private readonly scope: Scope,
    /** Asked when a client is told them, for they depend on what it may use then. */
    private readonly instructions: () => Promise<string>,
    /** Told of the client of each request; `presents`: it is new here. */
    private readonly seen: (client: { name: string; version: string }, presents: boolean) => void,
    ...args: ConstructorParameters<typeof Server>
  ) {
    super(...args)
  }

  /** Whether the client of a connection wants to be told this. */
  tells(level: LogLevel): boolean {
    return LEVELS.indexOf(level) >= this.#level
  }

  protected override _wrapHandler(method: string, handler: Handler): Handler {
    return super._wrapHandler(method, (request, ctx) => {
      let answer: ReturnType<Handler>
      try {
        // The SDK checks the message before it calls us, and throws at once where it does not fit.
        answer = handler(request, ctx)
      } catch (error) {
        throw error instanceof ProtocolError ? error : invalidParams(method, error)
      }
      this.#see(method, request, ctx)
      if (PRESENTS.has(method)) answer = this.#present(answer)
      if (method === 'logging/setLevel') this.#level = LEVELS.indexOf(String(request.params?.level))
      return answer.catch((error: unknown) => {
        throw this.#toError(error, method, ctx)
      })
    })
  }

  async #present(answer: ReturnType<Handler>): ReturnType<Handler> {
    return { ...(await answer), instructions: await this.instructions() }
  }

  /** On 2026-07-28 each request says which client sent it, before that the handshake did. */
  #see(method: string, request: Parameters<Handler>[0], { mcpReq }: ServerContext): void {
    const envelope: Readonly<Record<string, unknown>> | undefined = mcpReq.envelope
    const said = method === 'initialize' ? request.params?.clientInfo : envelope?.[CLIENT_INFO_META_KEY]
    const client = (said ?? this.getClientVersion()) as { name?: unknown; version?: unknown } | undefined
    if (typeof client?.name !== 'string') return
    const version = typeof client.version === 'string' ? client.version : ''
    this.seen({ name: client.name, version }, PRESENTS.has(method))
  }

  #toError(error: unknown, method: string, ctx: ServerContext): unknown {
    if (error instanceof SdkError || ctx.mcpReq.signal.aborted) return error
    return protocolErrorOf(error, this.log, { method, ...idsOf(carriedBy(ctx.http?.authInfo) ?? this.scope) })
  }
}

function invalidParams(method: string, error: unknown): ProtocolError {
  const fields = fieldsOf(error)
  const which = fields.length === 0 ? '' : `: ${fields.join(', ')} is missing or of the wrong type`
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Invalid params for ${method}${which}.`)
}

/** The validator's message is a JSON list of issues; only their paths are worth telling. */
function fieldsOf(error: unknown): string[] {
  try {
    const issues = JSON.parse((error as Error).message) as { path?: PropertyKey[] }[]
    return [...new Set(issues.map((issue) => (issue.path ?? []).map(String).join('.')))].filter(Boolean).slice(0, 5)
  } catch {
    return []
  }
}
