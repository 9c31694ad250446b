import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import proxyAddr from 'proxy-addr'
import type { Origin } from '../auth/caller'

const SANE_ID = /^[A-Za-z0-9_.:-]{8,64}$/
const known = new WeakMap<IncomingMessage, Origin>()

/**
 * The request's id (the caller's own X-Request-Id when it is sane) and the client's address, which forwarded headers decide
 * only as far as the configured proxies are trusted. The same request always has the same origin.
 */
export function makeOriginOf(trustProxy: number | readonly string[]): (req: IncomingMessage) => Origin {
  const trust =
    typeof trustProxy === 'number'
      ? (_address: string, hop: number) => hop < trustProxy
      : proxyAddr.compile([...trustProxy])
  return (req) => {
    let origin = known.get(req)
    if (!origin) {
      const { 'x-request-id': given, traceparent, tracestate } = req.headers
      origin = {
        requestId: typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID(),
        address: proxyAddr(req, trust),
        ...(traceparent === undefined ? {} : { trace: { traceparent, tracestate } }),
      }
      known.set(req, origin)
    }
    return origin
  }
}
