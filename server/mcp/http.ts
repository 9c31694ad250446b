import type { IncomingMessage, ServerResponse } from 'node:http'
import { classifyInboundRequest, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { challenge, resourceOf } from '../authorization-server/resource'
import { presentedKey } from '../auth/authenticate'
import { AppError } from '../errors'
import type { Access } from './access'
import { type McpUrl, parseMcpUrl, pathOf } from './address'
import { readBody } from './body'
import type { Admitted, Edge } from './edge'
import { send, serve } from './node-adapter'
import { mismatchedParam } from './param-headers'
import { MODERN, plainLegacyRequest, plainRequest, type PlainRequest } from './plain-request'
import { recordRefused } from './refused'
import { idOf, rpcError, sendAppError, sendRpcError } from './rpc'
import { carry, type Scope, type Transport } from './scope'
import { Sessions } from './sessions'
import { SseStreams } from './sse'

const HEADER_MISMATCH = -32_020

/** The MCP endpoints over HTTP, on Node's own request and response. */
export class McpHttp {
  readonly sessions: Sessions
  readonly sse: SseStreams

  constructor(private readonly edge: Edge) {
    this.sessions = new Sessions(edge)
    this.sse = new SseStreams(edge)
  }

  /** False when the address is not an MCP one, so that others may answer. */
  handle(req: IncomingMessage, res: ServerResponse): boolean {
    const url = parseMcpUrl(req.url)
    if (!url) return false
    this.edge.recorder.request(res, transportOf(req, url))
    const origin = this.edge.originOf(req)
    res.setHeader('x-request-id', origin.requestId)
    res.setHeader('x-content-type-options', 'nosniff')
    this.#answer(req, res, url, origin).catch((error: unknown) => {
      if (error instanceof AppError) return sendAppError(res, null, error, this.#challenge(req, url, error))
      this.edge.server.log.error({ err: error, requestId: origin.requestId }, 'mcp request failed')
      sendRpcError(
        res,
        500,
        rpcError(null, ProtocolErrorCode.InternalError, `Internal error. Request ${origin.requestId}.`),
      )
    })
    return true
  }

  async close(): Promise<void> {
    await this.sessions.close()
    await this.sse.close()
  }

  async #answer(req: IncomingMessage, res: ServerResponse, url: McpUrl, origin: Admitted['origin']): Promise<void> {
    const refused = this.edge.refuseOrigin(req)
    if (refused !== undefined) return sendRpcError(res, 403, rpcError(null, -32_000, refused))
    const caller = await this.edge.authenticator.authenticate(req.headers, origin.address, this.#resource(url))
    const access = await this.edge.gate.enter(caller, url.address)
    const who: Admitted = { caller, access, origin }
    switch (`${req.method} ${url.route}`) {
      case 'POST mcp':
        return this.#post(req, res, url, who)
      case 'GET mcp':
      case 'DELETE mcp':
        return this.sessions.handle(req, res, url, who)
      case 'GET sse':
        return this.sse.open(req, res, url, who)
      case 'POST messages':
        return this.sse.message(req, res, url, who)
      case 'POST ticket':
        return this.#ticket(res, url, who)
      default:
        return sendRpcError(res, 405, rpcError(null, -32_000, 'Method not allowed.'), { allow: ALLOW[url.route] })
    }
  }

  async #post(req: IncomingMessage, res: ServerResponse, url: McpUrl, who: Admitted): Promise<void> {
    const body = await readBody(req, this.edge.config.maxBodyBytes)
    if (!body.ok) {
      if (body.status === 413) res.setHeader('connection', 'close')
      const code = body.status === 400 ? ProtocolErrorCode.ParseError : ProtocolErrorCode.InvalidRequest
      return sendRpcError(res, body.status, rpcError(null, code, body.message))
    }
    const message = body.value
    if (asksVendor(message)) {
      const settled = this.edge.limits.settled(who.access)
      if (settled) await settled
      const tooMany = this.edge.limits.refusal(who.access)
      if (tooMany) return sendAppError(res, idOf(message), tooMany)
    }
    const missing = this.#missingScope(who, url, message)
    if (missing !== undefined) {
      const transport = req.headers['mcp-session-id'] === undefined ? 'http' : 'http-session'
      const { name, args } = missing
      recordRefused(this.edge.server, {
        access: who.access,
        scope: { address: url.address, origin: who.origin, transport },
        name,
        args,
      })
      res.setHeader('www-authenticate', challenge(this.edge.config.publicUrl, url.address, missing))
      return sendRpcError(res, 403, rpcError(idOf(message), -32_000, missing.description))
    }
    const plain = plainRequest(message)
    if (plain && repeats(req, plain)) return this.#direct(req, res, url, who, plain)
    if (isOfSession(req) && plainLegacyRequest(message)) return this.sessions.handle(req, res, url, who, message)
    const header = (name: string) => req.headers[name] as string | undefined
    const version = header('mcp-protocol-version')
    const method = header('mcp-method')
    const name = header('mcp-name')
    const route = classifyInboundRequest({
      httpMethod: 'POST',
      body: message,
      ...(version === undefined ? {} : { protocolVersionHeader: version }),
      ...(method === undefined ? {} : { mcpMethodHeader: method }),
      ...(name === undefined ? {} : { mcpNameHeader: name }),
    })
    if (route.kind === 'legacy') return this.sessions.handle(req, res, url, who, message)
    return this.#modern(req, res, url, who, message)
  }

  /** See `Direct`. What the gate said of this request holds for its first question. */
  async #direct(req: IncomingMessage, res: ServerResponse, url: McpUrl, who: Admitted, plain: PlainRequest) {
    const { caller, origin } = who
    const refused = plain.method === 'tools/call' ? this.#refuseModern(req, who.access, plain) : undefined
    if (refused) return sendRpcError(res, 400, rpcError(plain.id, refused.code, refused.message))
    const scope: Scope = { caller, origin, address: url.address, transport: 'http' }
    let admitted: Access | undefined = who.access
    const access = () => {
      const now = admitted
      admitted = undefined
      return now ? Promise.resolve(now) : this.edge.gate.stillIn(scope)
    }
    const changed = this.edge.endpoints.changed(who.access.snapshot.tenant)
    return send(res, (aside) => this.edge.direct.answer({ plain, scope, access, changed }, aside))
  }

  async #modern(req: IncomingMessage, res: ServerResponse, url: McpUrl, who: Admitted, body: unknown): Promise<void> {
    const { access, caller, origin } = who
    const refused = this.#refuseModern(req, access, body)
    if (refused) return sendRpcError(res, 400, rpcError(idOf(body), refused.code, refused.message))
    const endpoint = this.edge.endpoints.of(access, url.address)
    const scope: Scope = { caller, origin, address: url.address, transport: 'http' }
    const authInfo = carry(scope)
    if (methodOf(body) !== 'subscriptions/listen') return serve(endpoint.http, req, res, { body, authInfo })
    this.edge.endpoints.checkRoom(access)
    this.edge.recorder.stays(res)
    const end = new AbortController()
    const leave = this.edge.endpoints.join(access, url.address, {
      scope,
      servers: undefined,
      fingerprints: access.offer.fingerprints,
      end: () => end.abort(),
    })
    return serve(endpoint.http, req, res, { body, authInfo, end }).finally(leave)
  }

  #resource({ address }: McpUrl): string {
    return resourceOf(this.edge.config.publicUrl, address)
  }

  /** Only whoever presented something learns that it was not good. */
  #challenge(req: IncomingMessage, { address }: McpUrl, error: AppError): string | undefined {
    if (error.code !== 'unauthenticated') return undefined
    const presented = presentedKey(req.headers) !== undefined
    return challenge(this.edge.config.publicUrl, address, presented ? { error: 'invalid_token' } : {})
  }

  /** A client that was allowed to read calls a tool that changes something: it may ask its person for more. */
  #missingScope({ caller, access }: Admitted, { address }: McpUrl, body: unknown) {
    if (!isCall(body) || !caller.readOnly || !caller.id.startsWith('grant:')) return undefined
    const { params } = body as { params?: { name?: unknown; arguments?: unknown } }
    const name = String(params?.name)
    if (access.offer.tools.has(name) || !this.edge.gate.wouldOffer(access, address, name)) return undefined
    const description = 'This tool changes something: it needs mcp:call.'
    return { error: 'insufficient_scope', description, name, args: params?.arguments } as const
  }

  #refuseModern(req: IncomingMessage, { offer }: Admitted['access'], body: unknown) {
    const params = (body as { params?: Record<string, unknown> } | null)?.params
    if (isCall(body)) {
      const tool = typeof params?.name === 'string' ? offer.tools.get(params.name) : undefined
      const mismatch = tool && mismatchedParam(tool.listed.inputSchema, params?.arguments, req.headers)
      return mismatch === undefined ? undefined : { code: HEADER_MISMATCH, message: mismatch }
    }
    return undefined
  }

  async #ticket(res: ServerResponse, url: McpUrl, { caller, access }: Admitted): Promise<void> {
    await this.edge.limits.takeSoon(access)
    const path = pathOf(url.address)
    const { ticket, expiresAt } = await this.edge.tickets.issue(caller, path)
    const address = `${this.edge.config.publicUrl.replace(/^http/, 'ws')}${path}?ticket=${ticket}`
    res.writeHead(201, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    res.end(JSON.stringify({ ticket, url: address, expiresAt: expiresAt.toISOString() }))
  }
}

const ALLOW = { mcp: 'GET, POST, DELETE', sse: 'GET', messages: 'POST', ticket: 'POST' } as const

/** An intermediary may have routed by the headers, so they must say what the body says. */
const repeats = ({ headers }: IncomingMessage, plain: PlainRequest): boolean =>
  headers['mcp-protocol-version'] === MODERN &&
  headers['mcp-method'] === plain.method &&
  (plain.method === 'tools/list' || headers['mcp-name'] === plain.params.name)

/** What the SDK would find out too, for more than the call costs. */
const isOfSession = ({ headers }: IncomingMessage): boolean =>
  headers['mcp-session-id'] !== undefined &&
  headers['mcp-method'] === undefined &&
  headers['mcp-protocol-version'] !== MODERN

/** Only requests of 2026-07-28 name their method in a header. */
function transportOf({ headers }: IncomingMessage, { route }: McpUrl): Transport {
  if (route === 'sse' || route === 'messages') return 'sse'
  return route === 'mcp' && headers['mcp-method'] === undefined ? 'http-session' : 'http'
}

const methodOf = (body: unknown): unknown => (body as { method?: unknown } | null)?.method
const isCall = (body: unknown): boolean => methodOf(body) === 'tools/call'
const ASKS_VENDOR: ReadonlySet<unknown> = new Set(['tools/call', 'resources/read', 'prompts/get'])
const asksVendor = (body: unknown): boolean => ASKS_VENDOR.has(methodOf(body))
