import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type JSONRPCMessage,
  parseJSONRPCMessage,
  type Transport as ServerTransport,
} from '@modelcontextprotocol/server'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { AppError } from '../errors'
import { type McpUrl, pathOf } from './address'
import { readBody } from './body'
import type { Admitted, Edge } from './edge'
import type { LiveChannel } from './endpoint'
import type { StoredSession } from './entity'
import { rpcError, sendRpcError } from './rpc'
import type { Scope } from './scope'
import { serverFor } from './server-for'
import { Keeper } from './session/keeper'
import { addSession, findSession, isSessionId, removeSession } from './session/store'
import { MAX_UNREAD_BYTES } from './websocket-transport'

interface Stream extends LiveChannel {
  readonly transport: SSEServerTransport
  readonly res: ServerResponse
}

const KEEP_ALIVE_MS = 15_000

/** HTTP+SSE of 2024-11-05: one long GET per client, its messages come in by POST, to any process. */
export class SseStreams {
  readonly #streams = new Map<string, Stream>()
  readonly #keeper: Keeper

  constructor(private readonly edge: Edge) {
    const { db, mailbox, config, server } = edge
    this.#keeper = new Keeper(db, server.log, config.sessionIdleMs, {
      used: () => (db.isShared ? [...this.#streams.keys()] : []),
      here: () => {},
      gone: (id) => this.#streams.get(id)?.end('It was ended.'),
    })
    mailbox.on('sse', {
      concerns: (id) => this.#streams.has(id),
      read: (id, body) => {
        const stream = this.#streams.get(id)
        if (stream) void this.#take(stream, JSON.parse(body) as JSONRPCMessage)
      },
    })
  }

  get count(): number {
    return this.#streams.size
  }

  async open(req: IncomingMessage, res: ServerResponse, url: McpUrl, who: Admitted): Promise<void> {
    const { endpoints, server: parts } = this.edge
    endpoints.checkRoom(who.access)
    const scope: Scope = { caller: who.caller, origin: who.origin, address: url.address, transport: 'sse' }
    const { server, subscriptions } = serverFor(parts, scope, endpoints.changed(who.access.snapshot.tenant))
    res.setHeader('x-accel-buffering', 'no')
    const transport = new SSEServerTransport(`${pathOf(url.address)}/messages`, res)
    const stream: Stream = {
      scope,
      transport,
      res,
      servers: new Map([[server, subscriptions]]),
      fingerprints: who.access.offer.fingerprints,
      end: () => void transport.close(),
    }
    const tenantId = who.access.snapshot.tenant.id
    const { sessionId } = transport
    let isOver = false
    const leave = endpoints.join(who.access, url.address, stream)
    const beat = setInterval(() => res.write(': keep-alive\n\n'), KEEP_ALIVE_MS)
    transport.onclose = () => {
      isOver = true
      clearInterval(beat)
      leave()
      if (this.#streams.delete(sessionId)) this.#forget(tenantId, sessionId)
    }
    req.once('close', () => void transport.close())
    try {
      await this.#store(tenantId, sessionId, url, who)
      // Not before: a stream of here whose row is missing is taken for one that was ended.
      this.#streams.set(sessionId, stream)
      if (isOver) throw new AppError('unavailable', 'The stream was ended while it was opened.')
      await server.connect(transport as unknown as ServerTransport)
    } catch (error) {
      transport.onclose()
      throw error
    }
  }

  async message(req: IncomingMessage, res: ServerResponse, url: McpUrl, who: Admitted): Promise<void> {
    const id = url.query.get('sessionId') ?? ''
    const stream = this.#streams.get(id)
    const row = stream ? undefined : await this.#elsewhere(id, who)
    const [callerId, path] = stream
      ? [stream.scope.caller.id, pathOf(stream.scope.address)]
      : [row?.callerId, row?.endpoint]
    if (callerId !== who.caller.id || path !== pathOf(url.address)) {
      return sendRpcError(res, 404, rpcError(null, -32_001, 'Stream not found. Open a new one.'))
    }
    const body = await readBody(req, this.edge.config.maxBodyBytes)
    if (!body.ok) {
      if (body.status === 413) res.setHeader('connection', 'close')
      return sendRpcError(res, body.status, rpcError(null, body.status === 400 ? -32_700 : -32_600, body.message))
    }
    let message: JSONRPCMessage
    try {
      message = parseJSONRPCMessage(body.value)
    } catch {
      return sendRpcError(res, 400, rpcError(null, -32_600, 'Invalid Request'))
    }
    if (stream) await this.#take(stream, message)
    else {
      const { tenantId, holder, callerId } = row as StoredSession
      const mail = { tenantId, body: JSON.stringify(message), to: holder ?? '', callerId }
      await this.edge.mailbox.post('sse', id, mail)
    }
    res.writeHead(202).end('Accepted')
  }

  async close(): Promise<void> {
    for (const stream of this.#streams.values()) stream.end('The server is stopping.')
    await this.#keeper.close()
  }

  async #take({ transport, res }: Stream, message: JSONRPCMessage): Promise<void> {
    if (res.writableLength > MAX_UNREAD_BYTES) res.destroy()
    await transport.handleMessage(message)
  }

  /** Where there are other processes, messages may come to them. */
  async #store(tenantId: string, id: string, { address }: McpUrl, { caller }: Admitted): Promise<void> {
    const { db, mailbox } = this.edge
    if (!db.isShared) return
    const row = { id, tenantId, callerId: caller.id, readOnly: caller.readOnly, endpoint: pathOf(address) }
    await db.withTenant(tenantId, (em) => addSession(em, { ...row, holder: mailbox.name }, this.#keeper.lifeMs))
  }

  async #elsewhere(id: string, { access }: Admitted): Promise<StoredSession | undefined> {
    const { db } = this.edge
    if (!db.isShared || !isSessionId(id)) return undefined
    const tenantId = access.snapshot.tenant.id
    const row = await db.withTenant(tenantId, (em) => findSession(em, tenantId, id))
    return row?.holder == null ? undefined : row
  }

  #forget(tenantId: string, id: string): void {
    const { db, server } = this.edge
    if (!db.isShared) return
    db.withTenant(tenantId, (em) => removeSession(em, tenantId, id)).catch((error: unknown) =>
      server.log.warn({ err: error }, 'the row of an ended stream stays until it expires'),
    )
  }
}
