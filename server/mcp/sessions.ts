import type { IncomingMessage, ServerResponse } from 'node:http'
import { isInitializeRequest, type JSONRPCMessage } from '@modelcontextprotocol/server'
import type { McpUrl } from './address'
import type { Admitted, Edge } from './edge'
import { idOf, rpcError, sendRpcError } from './rpc'
import { carry } from './scope'
import { messagesOf } from './session/messages'
import { SessionPool } from './session/pool'
import { fingerprintsAt, type Session } from './session/session'
import { Streams } from './session/streams'
import { askerOf } from './session/transport'

/** The one revision whose clients may send several messages in one array. */
const BATCHES = '2025-03-26'
/** Each message of a batch is answered in full, so a short body could ask for gigabytes. */
const MAX_BATCH = 50
/** The first whose clients understand an empty event. */
const PRIMES_SINCE = '2025-11-25'
/** Of what a client says of itself, since it is stored. */
const MAX_PRESENTATION = 16_384

interface Request {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly url: McpUrl
  readonly who: Admitted
  readonly body: unknown
}

/** Sessions of the revisions before 2026-07-28, over HTTP. */
export class Sessions {
  readonly #pool: SessionPool
  readonly #streams: Streams

  constructor(private readonly edge: Edge) {
    this.#streams = new Streams({ db: edge.db, mailbox: edge.mailbox, log: edge.server.log })
    this.#pool = new SessionPool(edge, this.#streams)
  }

  get count(): number {
    return this.#pool.count
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: McpUrl, who: Admitted, body?: unknown): Promise<void> {
    const request = { req, res, url, who, body }
    const id = req.headers['mcp-session-id']
    if (typeof id !== 'string') return this.#begin(request)
    const session = await this.#pool.find(id, url, who)
    if (!session) return refuse(request, 404, -32_001, 'Session not found. Start a new one with initialize.')
    const version = req.headers['mcp-protocol-version']
    if (typeof version === 'string' && !session.transport.speaks(version)) {
      return refuse(request, 400, -32_000, 'This protocol revision is not spoken here.')
    }
    session.lastSeen = performance.now()
    session.open++
    res.once('close', () => {
      session.open--
      session.lastSeen = performance.now()
    })
    if (req.method === 'POST') return this.#post(request, session)
    if (req.method === 'GET') return this.#listen(request, session)
    await this.#pool.remove(session)
    res.writeHead(200).end()
  }

  async close(): Promise<void> {
    await this.#pool.close()
    await this.#streams.close()
  }

  async #begin(request: Request): Promise<void> {
    const { req, res, url, who, body } = request
    if (req.method !== 'POST') {
      return sendRpcError(res, 405, rpcError(null, -32_000, 'Method not allowed without a session.'), { allow: 'POST' })
    }
    if (!isInitializeRequest(body)) {
      return refuse(request, 400, -32_000, 'Send initialize first, or the Mcp-Session-Id header.')
    }
    if (!acceptsBoth(req)) return refuseAccept(request)
    if (JSON.stringify(body.params).length > MAX_PRESENTATION) {
      return refuse(request, 400, -32_600, 'The client says too much of itself.')
    }
    const { session, answer } = await this.#pool.begin(url, who, body.params)
    const text = JSON.stringify({ ...answer, id: idOf(body) })
    res.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      ...('result' in answer ? { 'mcp-session-id': session.id } : {}),
    })
    res.end(text)
  }

  async #post(request: Request, session: Session): Promise<void> {
    const { req, res, who, body } = request
    if (!acceptsBoth(req)) return refuseAccept(request)
    if (Array.isArray(body) && session.version !== BATCHES) {
      return refuse(request, 400, -32_600, 'This protocol revision has no batches.')
    }
    if (Array.isArray(body) && (body.length === 0 || body.length > MAX_BATCH)) {
      return refuse(request, 400, -32_600, `A batch has at most ${MAX_BATCH} messages.`)
    }
    const messages = messagesOf(body)
    if (!messages) return refuse(request, 400, -32_700, 'Parse error: Invalid JSON-RPC message.')
    if (messages.some((each) => 'method' in each && each.method === 'initialize')) {
      return refuse(request, 400, -32_600, 'This session has begun already.')
    }
    const requests = []
    for (const message of messages) {
      if ('method' in message && 'id' in message) requests.push(message)
      else await this.#take(session, message)
    }
    if (requests.length === 0) return void res.writeHead(202).end()
    if (requests.some(({ id }) => session.transport.runs(id))) {
      return refuse(request, 400, -32_600, 'A request with this id is not answered yet.')
    }
    const authInfo = carry({ ...session.scope, caller: who.caller, origin: who.origin })
    session.transport.serve(res, requests, authInfo, session.version >= PRIMES_SINCE)
  }

  /** What is about a request that runs in another process goes there. */
  async #take({ id, tenantId, scope, transport }: Session, message: JSONRPCMessage): Promise<void> {
    const { mailbox } = this.edge
    const callerId = scope.caller.id
    const post = (to?: string) => mailbox.post('message', id, { tenantId, body: JSON.stringify(message), to, callerId })
    if ('method' in message) {
      const isElsewhere = message.method === 'notifications/cancelled' && !transport.runs(message.params?.requestId)
      return isElsewhere ? post() : transport.take(message)
    }
    const asker = askerOf(message.id)
    return asker === undefined || asker === mailbox.name ? transport.take(message) : post(asker)
  }

  async #listen(request: Request, session: Session): Promise<void> {
    const { req, res, url, who } = request
    const { id, tenantId, transport } = session
    if (!accepts(req, 'text/event-stream')) return refuseAccept(request)
    const last = req.headers['last-event-id']
    const before = typeof last === 'string' ? fingerprintsAt(last) : undefined
    if (typeof last === 'string' && !before) {
      if (await this.#streams.follow(res, { tenantId, sessionId: id }, last)) return
      return refuse(request, 400, -32_000, 'This stream is not known any more.')
    }
    const { endpoints, mailbox } = this.edge
    if (before) session.fingerprints = before
    transport.listen(res, session.version >= PRIMES_SINCE)
    mailbox.mention('opened', id)
    endpoints.of(who.access, url.address).publish(session, who.access.offer.fingerprints)
  }
}

const refuse = ({ res, body }: Request, status: number, code: number, message: string): void =>
  sendRpcError(res, status, rpcError(idOf(body), code, message))

const refuseAccept = (request: Request): void =>
  refuse(request, 406, -32_000, 'Not acceptable: this is answered with application/json and text/event-stream.')

const accepts = ({ headers }: IncomingMessage, type: string): boolean => headers.accept?.includes(type) ?? false

const acceptsBoth = (req: IncomingMessage): boolean =>
  accepts(req, 'application/json') && accepts(req, 'text/event-stream')
