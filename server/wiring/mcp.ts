import type { Config } from '../config'
import { Direct } from '../mcp/direct'
import type { Edge } from '../mcp/edge'
import { endOfTurn } from '../mcp/end-of-turn'
import { Endpoints } from '../mcp/endpoints'
import { McpHttp } from '../mcp/http'
import { Mailbox } from '../mcp/mailbox/mailbox'
import type { ServerParts } from '../mcp/serving'
import { Tickets } from '../mcp/tickets'
import { McpWebSockets } from '../mcp/websocket'

type Shared = Pick<Edge, 'db' | 'authenticator' | 'recorder' | 'refuseOrigin' | 'originOf'>

interface Given extends Shared {
  readonly config: Config
  readonly server: ServerParts
}

/** The endpoints for MCP clients, by every transport. */
export function wireMcp({ config: { limits, publicUrl }, server, ...shared }: Given) {
  const { gate, log } = server
  const mailbox = new Mailbox(shared.db, log, limits.callerCallsPerMinute)
  const endpoints = new Endpoints(server, gate, shared.db, mailbox, limits)
  const edge: Edge = {
    ...shared,
    mailbox,
    gate,
    endpoints,
    server,
    direct: new Direct(server),
    limits: server.limits,
    tickets: new Tickets(shared.db),
    config: { publicUrl, ...limits },
  }
  const http = new McpHttp(edge)
  const sockets = new McpWebSockets(edge)
  return {
    http,
    sockets,
    /** Open ones, by their kind. */
    sessions: () => ({ 'http-session': http.sessions.count, sse: http.sse.count, websocket: sockets.count }),
    close: async () => {
      // What ended in this turn is written first.
      await endOfTurn()
      sockets.close()
      await http.close()
      await endpoints.close('The server is stopping.')
      await mailbox.close()
    },
  }
}
