import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { isInitializeRequest, type Server } from '@modelcontextprotocol/server'
import { AppError } from '../errors'
import type { McpUrl } from './address'
import type { Admitted, Edge } from './edge'
import type { LiveChannel } from './endpoint'
import { SessionEvents } from './event-store'
import { idOf, rpcError, sendRpcError } from './rpc'
import { carry, type Scope } from './scope'
import { serverFor } from './server-for'

interface Session extends LiveChannel {
  readonly transport: NodeStreamableHTTPServerTransport
  readonly server: Server
  readonly tenantId: string
  readonly path: string
  lastSeen: number
  /** Responses that are open now; a session with one is not idle. */
  open: number
}

const REAP_MS = 5_000
const RETRY_MS = 1_000
/** The one revision whose clients may send several messages in one array. */
const BATCHES = '2025-03-26'
/** Each message of a batch is answered in full, so a short body could ask for gigabytes. */
const MAX_BATCH = 50

/** Sessions of the revisions before 2026-07-28. An id is only good for the key that opened it, on the endpoint it was opened on. */
export class Sessions {
  readonly #sessions = new Map<string, Session>()
  /** By tenant: sessions that are being made. */
  readonly #opening = new Map<string, number>()
  readonly #reaper: NodeJS.Timeout

  constructor(private readonly edge: Edge) {
    this.#reaper = setInterval(() => this.#reap(), REAP_MS)
    this.#reaper.unref()
  }

  get count(): number {
    return this.#sessions.size
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: McpUrl, who: Admitted, body?: unknown): Promise<void> {
    const id = req.headers['mcp-session-id']
    if (typeof id !== 'string') return this.#withoutId(req, res, url, who, body)
    const session = this.#sessions.get(id)
    if (!session || session.scope.caller.id !== who.caller.id || session.path !== pathKey(url)) {
      return sendRpcError(
        res,
        404,
        rpcError(idOf(body), -32_001, 'Session not found. Start a new one with initialize.'),
      )
    }
    if (Array.isArray(body) && session.server.getNegotiatedProtocolVersion() !== BATCHES) {
      return sendRpcError(res, 400, rpcError(null, -32_600, 'This protocol revision has no batches.'))
    }
    if (Array.isArray(body) && body.length > MAX_BATCH) {
      return sendRpcError(res, 400, rpcError(null, -32_600, `A batch has at most ${MAX_BATCH} messages.`))
    }
    session.lastSeen = Date.now()
    session.open++
    res.once('close', () => {
      session.open--
      session.lastSeen = Date.now()
    })
    const scope: Scope = { ...session.scope, caller: who.caller, origin: who.origin }
    await session.transport.handleRequest(Object.assign(req, { auth: carry(scope) }), res, body)
  }

  close(): void {
    clearInterval(this.#reaper)
    for (const session of this.#sessions.values()) session.end('The server is stopping.')
  }

  async #withoutId(
    req: IncomingMessage,
    res: ServerResponse,
    url: McpUrl,
    who: Admitted,
    body: unknown,
  ): Promise<void> {
    if (req.method !== 'POST') {
      return sendRpcError(res, 405, rpcError(null, -32_000, 'Method not allowed without a session.'), { allow: 'POST' })
    }
    if (!isInitializeRequest(body)) {
      return sendRpcError(
        res,
        400,
        rpcError(idOf(body), -32_000, 'Send initialize first, or the Mcp-Session-Id header.'),
      )
    }
    const done = this.#reserve(who.access.snapshot.tenant.id)
    try {
      const transport = await this.#start(url, who)
      await transport.handleRequest(Object.assign(req, { auth: carry(scopeOf(url, who)) }), res, body)
    } finally {
      done()
    }
  }

  /** Counts a session from before it exists, so that many at once cannot all find the last place free. */
  #reserve(tenantId: string): () => void {
    const opening = this.#opening.get(tenantId) ?? 0
    const open = [...this.#sessions.values()].filter((s) => s.tenantId === tenantId).length
    if (open + opening >= this.edge.config.maxSessionsPerTenant) {
      throw new AppError('rate_limited', 'This tenant has too many open sessions.', {
        retryAfterS: 60,
        hint: 'Close clients that are not in use; idle sessions end by themselves.',
      })
    }
    this.#opening.set(tenantId, opening + 1)
    return () => {
      const left = (this.#opening.get(tenantId) ?? 1) - 1
      if (left > 0) this.#opening.set(tenantId, left)
      else this.#opening.delete(tenantId)
    }
  }

  async #start(url: McpUrl, who: Admitted): Promise<NodeStreamableHTTPServerTransport> {
    const { endpoints, server: parts } = this.edge
    const tenantId = who.access.snapshot.tenant.id
    const scope = scopeOf(url, who)
    const { server, subscriptions } = serverFor(parts, scope, endpoints.changed(who.access.snapshot.tenant))
    let leave = () => {}
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new SessionEvents(),
      retryInterval: RETRY_MS,
      onsessioninitialized: (id) => {
        const session: Session = {
          scope,
          transport,
          server,
          tenantId,
          path: pathKey(url),
          servers: new Map([[server, subscriptions]]),
          fingerprints: who.access.offer.fingerprints,
          lastSeen: Date.now(),
          open: 0,
          end: () => void transport.close(),
        }
        this.#sessions.set(id, session)
        leave = endpoints.join(who.access, url.address, session)
      },
    })
    transport.onclose = () => {
      leave()
      if (transport.sessionId !== undefined) this.#sessions.delete(transport.sessionId)
    }
    await server.connect(transport)
    return transport
  }

  #reap(): void {
    const oldest = Date.now() - this.edge.config.sessionIdleMs
    for (const session of this.#sessions.values()) {
      if (session.open === 0 && session.lastSeen < oldest) session.end('idle')
    }
  }
}

const scopeOf = ({ address }: McpUrl, { caller, origin }: Admitted): Scope => ({
  caller,
  origin,
  address,
  transport: 'http-session',
})

const pathKey = ({ address }: McpUrl): string => `${address.tenant}/${address.connector ?? ''}`
