import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'

/** For a request line with its headers to arrive, and for a whole request. A busy process reads late. */
const HEADERS_MS = 30_000
const REQUEST_MS = 60_000
/** Longer than proxies keep an idle connection: whoever closes first must be the one that would send on it. */
const IDLE_MS = 75_000
/** For whoever is behind in reading, be it an answer or a stream, to catch up. */
const BEHIND_MS = 60_000
const LOOK_MS = 5_000

/** A server that nobody can hold by sending or reading slowly. */
export function makeServer(handle: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS,
      connectionsCheckingInterval: LOOK_MS,
    },
    handle,
  )
  cutOffSlowReaders(server)
  return server
}

/** Looks at all connections now and then, which costs a request nothing. */
function cutOffSlowReaders(server: Server): void {
  /** Since when there is something for it that was not taken. */
  const behind = new Map<Socket, number | undefined>()
  server.on('connection', (socket: Socket) => {
    behind.set(socket, undefined)
    socket.once('close', () => behind.delete(socket))
  })
  const timer = setInterval(() => {
    const now = performance.now()
    for (const [socket, since] of behind) {
      if (since !== undefined && socket.writableLength > 0 && now - since >= BEHIND_MS) socket.destroy()
      else behind.set(socket, socket.writableLength > 0 ? (since ?? now) : undefined)
    }
  }, LOOK_MS)
  timer.unref()
  server.once('close', () => clearInterval(timer))
}
