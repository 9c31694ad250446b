import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Caller } from '../auth/caller'
import { challenge, resourceOf } from '../authorization-server/resource'
import { AppError, notFound } from '../errors'
import { type McpUrl, parseMcpUrl, pathOf } from './address'
import type { Admitted, Edge } from './edge'
import type { LiveChannel } from './endpoint'
import type { Scope } from './scope'
import { serverFor } from './server-for'
import { WebSocketTransport } from './websocket-transport'

/** The key has ended, or the right to be here: reconnecting with it is no use. */
const CLOSE_UNAUTHORIZED = 4401
const CLOSE_RESTART = 1012
/** What HTTP says of a connection that is a WebSocket now. */
const SWITCHED = 101
/** On 2026-07-28 the SDK itself keeps what a connection listens to, and sends on only that. */
const EVERYTHING = { has: () => true }
const PING_MS = 25_000
/** How long a peer has to answer when we close. */
const CLOSE_MS = 1_000
const MAX_REASON_BYTES = 120

/** MCP over WebSocket: the same address, subprotocol `mcp`, both eras. */
export class McpWebSockets {
  readonly #server: WebSocketServer
  readonly #heartbeat: NodeJS.Timeout
  readonly #alive = new WeakSet<WebSocket>()

  constructor(private readonly edge: Edge) {
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: edge.config.maxBodyBytes,
      handleProtocols: (offered) => (offered.has('mcp') ? 'mcp' : false),
    })
    this.#heartbeat = setInterval(() => this.#ping(), PING_MS)
    this.#heartbeat.unref()
  }

  get count(): number {
    return this.#server.clients.size
  }

  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const origin = this.edge.originOf(req)
    this.#admit(req, origin)
      .then(({ url, who }) => {
        if (socket.destroyed) return
        // In one go with the upgrade, so that many at once cannot all find the last place free.
        this.edge.endpoints.checkRoom(who.access)
        this.edge.recorder.upgraded(SWITCHED)
        this.#server.handleUpgrade(req, socket, head, (ws) => this.#serve(ws, url, who))
      })
      .catch((error: unknown) => {
        if (!(error instanceof AppError)) {
          this.edge.server.log.error({ err: error, requestId: origin.requestId }, 'upgrade failed')
        }
        const url = parseMcpUrl(req.url)
        const refused = error instanceof AppError ? error : new AppError('internal', 'Internal error.')
        this.edge.recorder.upgraded(refused.status)
        refuse(socket, refused, url && challenge(this.edge.config.publicUrl, url.address))
      })
  }

  close(): void {
    clearInterval(this.#heartbeat)
    for (const ws of this.#server.clients) ws.close(CLOSE_RESTART, 'The server is stopping.')
    this.#server.close()
    const cut = () => [...this.#server.clients].forEach((ws) => ws.terminate())
    setTimeout(cut, CLOSE_MS).unref()
  }

  async #admit(req: IncomingMessage, origin: Admitted['origin']): Promise<{ url: McpUrl; who: Admitted }> {
    const url = parseMcpUrl(req.url)
    if (url?.route !== 'mcp') throw notFound('Endpoint')
    const refused = this.edge.refuseOrigin(req)
    if (refused !== undefined) throw new AppError('forbidden', refused)
    const offered = req.headers['sec-websocket-protocol']
    if (offered !== undefined && !offered.split(',').some((p) => p.trim() === 'mcp')) {
      throw new AppError('invalid_request', 'The only subprotocol here is "mcp".')
    }
    const caller = await this.#caller(req, url, origin.address)
    const access = await this.edge.gate.enter(caller, url.address)
    return { url, who: { caller, access, origin } }
  }

  async #caller(req: IncomingMessage, url: McpUrl, address: string): Promise<Caller> {
    const ticket = url.query.get('ticket')
    if (ticket === null)
      return this.edge.authenticator.authenticate(
        req.headers,
        address,
        resourceOf(this.edge.config.publicUrl, url.address),
      )
    const taken = await this.edge.tickets.take(ticket, pathOf(url.address))
    const caller = taken && (await this.edge.authenticator.byId(taken.callerId))
    if (caller) return { ...caller, readOnly: caller.readOnly || taken.readOnly }
    this.edge.authenticator.failed(address)
    throw new AppError('unauthenticated', 'This ticket is not valid. Tickets work once, for a minute.')
  }

  #serve(ws: WebSocket, url: McpUrl, who: Admitted): void {
    const { endpoints, server: parts } = this.edge
    const scope: Scope = { caller: who.caller, origin: who.origin, address: url.address, transport: 'websocket' }
    const servers = new Map<Server, Pick<Set<string>, 'has'>>()
    const channel: LiveChannel = {
      scope,
      servers,
      fingerprints: who.access.offer.fingerprints,
      end: (reason) => ws.close(CLOSE_UNAUTHORIZED, Buffer.from(reason).subarray(0, MAX_REASON_BYTES).toString()),
    }
    const leave = endpoints.join(who.access, url.address, channel)
    this.#alive.add(ws)
    const transport = new WebSocketTransport(ws)
    const changed = endpoints.changed(who.access.snapshot.tenant)
    const handle = serveStdio(
      ({ era }) => {
        const made = serverFor(parts, scope, changed)
        const take = era === 'modern' ? this.edge.direct.shortcut(scope, changed) : made.direct.shortcut
        transport.shortcut = { era, take }
        servers.set(made.server, era === 'modern' ? EVERYTHING : made.subscriptions)
        made.server.onclose = () => void servers.delete(made.server)
        return made.server
      },
      {
        transport,
        onerror: (error) => parts.log.debug({ err: error }, 'websocket message refused'),
      },
    )
    ws.on('pong', () => this.#alive.add(ws))
    ws.once('close', () => {
      leave()
      void handle.close()
    })
  }

  /** A peer that did not answer the last ping is gone. */
  #ping(): void {
    for (const ws of this.#server.clients) {
      if (!this.#alive.has(ws)) ws.terminate()
      else {
        this.#alive.delete(ws)
        ws.ping()
      }
    }
  }
}

function refuse(socket: Duplex, error: AppError, signIn: string | undefined): void {
  const body = JSON.stringify({ error: error.message, ...(error.details.hint ? { hint: error.details.hint } : {}) })
  const headers = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(error.code === 'unauthenticated' && signIn !== undefined ? [`WWW-Authenticate: ${signIn}`] : []),
    ...(error.details.retryAfterS === undefined ? [] : [`Retry-After: ${error.details.retryAfterS}`]),
  ]
  // Half of a connection that its client never closes would stay for ever.
  socket.once('finish', () => socket.destroy())
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}
