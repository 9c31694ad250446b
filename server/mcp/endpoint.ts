import { createMcpHandler, type McpHttpHandler, type Server } from '@modelcontextprotocol/server'
import type { Offer } from '../tools/offer'
import type { Scope } from './scope'

/** A connection that outlives a request: a session, a socket, an event stream. */
export interface LiveChannel {
  readonly scope: Scope
  /** Its servers with what each wants to hear of; undefined for listen streams, which the HTTP handler serves itself. */
  readonly servers: ReadonlyMap<Server, Pick<ReadonlySet<string>, 'has'>> | undefined
  /** What its lists looked like when it was last told. */
  fingerprints: Offer['fingerprints']
  /** Ends it in words that its client understands. */
  end(reason: string): void
}

const MAX_SUBSCRIPTIONS = 1_024

/** One MCP address in this process: its stateless handler and its live channels. */
export class Endpoint {
  readonly http: McpHttpHandler
  readonly channels = new Set<LiveChannel>()

  constructor(factory: Parameters<typeof createMcpHandler>[0], onerror: (error: Error) => void) {
    this.http = createMcpHandler(factory, { legacy: 'reject', maxSubscriptions: MAX_SUBSCRIPTIONS, onerror })
  }

  /** Tells one channel what is not as it was. */
  publish(channel: LiveChannel, now: Offer['fingerprints']): void {
    const before = channel.fingerprints
    channel.fingerprints = now
    for (const server of channel.servers?.keys() ?? []) {
      if (before.tools !== now.tools) quietly(server.sendToolListChanged())
      if (before.prompts !== now.prompts) quietly(server.sendPromptListChanged())
      if (before.resources !== now.resources) quietly(server.sendResourceListChanged())
    }
  }

  resourceUpdated(uri: string): void {
    this.http.notify.resourceUpdated(uri)
    for (const channel of this.channels) {
      for (const [server, subscriptions] of channel.servers ?? []) {
        if (subscriptions.has(uri)) quietly(server.sendResourceUpdated({ uri }))
      }
    }
  }
}

/** A client that went away in the meantime is no error. */
const quietly = (sent: Promise<unknown>): void => void sent.catch(() => {})
