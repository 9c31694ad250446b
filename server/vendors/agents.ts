import { Agent as HttpAgent, type ClientRequestArgs } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, rootCertificates, TLSSocket } from 'node:tls'
import type { Address, Addresses } from './addresses'
import { openTunnel } from './tunnel'

export interface AgentOptions {
  addresses: Addresses
  outboundProxy: URL | undefined
  /** It is given names, which it looks up by itself, and not the addresses that were checked. */
  proxyGetsNames?: boolean | undefined
  /** PEM text of further certificate authorities, besides the default ones. */
  extraCa: string | undefined
  connectTimeoutMs: number
}

/** More than calls may use at once, so that a token can be renewed however busy a vendor is. */
const SOCKETS_PER_HOST = 256
// Shorter than most servers keep a quiet connection, because a write on one that is just being closed has no known
// outcome. A server that announces less with `Keep-Alive: timeout` gets less.
const IDLE_MS = 15_000

/** Of one name, that are tried through a proxy. */
const MOST_ADDRESSES = 3

const opened = new WeakSet<Duplex>()

/** False as long as not a byte of a request can have reached the vendor over this socket. */
export const wasOpened = (socket: Duplex | null | undefined): boolean => socket != null && opened.has(socket)

/** One keep-alive agent per scheme for the whole process; node pools their sockets by host and port. */
export class Agents {
  readonly http: HttpAgent
  readonly https: HttpsAgent

  constructor(private readonly options: AgentOptions) {
    const common = { keepAlive: true, maxSockets: SOCKETS_PER_HOST, timeout: IDLE_MS }
    // A context, not `ca`: that would become part of the pool's key, as a long string, for every request.
    const ca = options.extraCa === undefined ? undefined : [...rootCertificates, options.extraCa]
    this.http = this.guard(new HttpAgent(common))
    this.https = this.guard(new HttpsAgent(ca ? { ...common, secureContext: createSecureContext({ ca }) } : common))
  }

  close(): void {
    this.http.destroy()
    this.https.destroy()
  }

  /** Puts the address check and the connect time-out in front of every new socket of an agent. */
  private guard<A extends HttpAgent>(agent: A): A {
    const { outboundProxy, addresses } = this.options
    const connect = agent.createConnection.bind(agent)
    const open = (args: ClientRequestArgs): Duplex => this.supervise(connect(args) as Socket)

    agent.createConnection = (args, done) => {
      const callback = done as (error: Error | null, socket?: Duplex) => void
      const { host, port } = destination(args)
      try {
        // Sockets do not look up literal addresses, so they never meet the check of the look-up.
        if (isIP(host)) addresses.check(host, port, host)
      } catch (error) {
        callback(error as Error)
        return undefined
      }
      if (outboundProxy === undefined) return open({ ...args, lookup: addresses.lookupFor(port) })

      this.tunnel(outboundProxy, host, port)
        .then((tunnel) =>
          agent instanceof HttpsAgent ? open({ ...args, socket: tunnel } as ClientRequestArgs) : tunnel,
        )
        .then((socket) => callback(null, socket), callback)
      return undefined
    }
    return agent
  }

  /**
   * The proxy is given an address that was checked: a name it would look up once more, and a name server may answer it
   * differently. One that decides by names is given names where the operator says so; then it has to refuse private
   * addresses itself.
   */
  private async tunnel(proxy: URL, host: string, port: string): Promise<Socket> {
    const { addresses, proxyGetsNames, connectTimeoutMs } = this.options
    const found = isIP(host) ? [] : await addresses.find(host, port)
    const all = found.length === 0 || proxyGetsNames ? [host] : byFamily(found)
    const [first = host, ...others] = all.slice(0, MOST_ADDRESSES)
    let opening = openTunnel(proxy, first, port, connectTimeoutMs)
    for (const other of others) opening = opening.catch(() => openTunnel(proxy, other, port, connectTimeoutMs))
    const socket = await opening
    opened.add(socket)
    return socket
  }

  private supervise(socket: Socket): Socket {
    const timer = setTimeout(
      () => socket.destroy(new Error('Connecting took too long.')),
      this.options.connectTimeoutMs,
    )
    socket.once('close', () => clearTimeout(timer))
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      opened.add(socket)
    })
    return socket
  }
}

/** Not every proxy reaches IPv6. */
const byFamily = (found: readonly Address[]): string[] =>
  [...found].sort((a, b) => a.family - b.family).map(({ address }) => address)

function destination({ host, port }: ClientRequestArgs): { host: string; port: string } {
  if (!host || !port) throw new Error('A vendor connection needs a host and a port.')
  return { host, port: String(port) }
}
