import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Transport as ServerTransport } from '@modelcontextprotocol/server'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { type McpUrl, pathOf } from './address'
import { readBody } from './body'
import type { Admitted, Edge } from './edge'
import type { LiveChannel } from './endpoint'
import { rpcError, sendRpcError } from './rpc'
import type { Scope } from './scope'
import { serverFor } from './server-for'
import { MAX_UNREAD_BYTES } from './websocket-transport'

interface Stream extends LiveChannel {
  readonly transport: SSEServerTransport
  readonly res: ServerResponse
}

const KEEP_ALIVE_MS = 15_000

/** HTTP+SSE of 2024-11-05: one long GET per client, its messages come in by POST. */
export class SseStreams {
  readonly #streams = new Map<string, Stream>()

  constructor(private readonly edge: Edge) {}

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
    this.#streams.set(transport.sessionId, stream)
    const leave = endpoints.join(who.access, url.address, stream)
    const beat = setInterval(() => res.write(': keep-alive\n\n'), KEEP_ALIVE_MS)
    transport.onclose = () => {
      clearInterval(beat)
      leave()
      this.#streams.delete(transport.sessionId)
    }
    req.once('close', () => void transport.close())
    await server.connect(transport as unknown as ServerTransport)
  }

  async message(req: IncomingMessage, res: ServerResponse, url: McpUrl, who: Admitted): Promise<void> {
    const stream = this.#streams.get(url.query.get('sessionId') ?? '')
    const own = stream?.scope.caller.id === who.caller.id && pathOf(stream.scope.address) === pathOf(url.address)
    if (!stream || !own) return sendRpcError(res, 404, rpcError(null, -32_001, 'Stream not found. Open a new one.'))
    const body = await readBody(req, this.edge.config.maxBodyBytes)
    if (!body.ok) {
      if (body.status === 413) res.setHeader('connection', 'close')
      return sendRpcError(res, body.status, rpcError(null, body.status === 400 ? -32_700 : -32_600, body.message))
    }
    if (stream.res.writableLength > MAX_UNREAD_BYTES) stream.res.destroy()
    await stream.transport.handlePostMessage(req, res, body.value)
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.end('The server is stopping.')
  }
}
