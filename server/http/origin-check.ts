import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../settings'

export interface OriginConfig {
  readonly publicUrl: string
  readonly http: { readonly allowedOrigins: readonly string[] }
}

export type OriginCheck = (headers: IncomingHttpHeaders) => 'ok' | 'bad_origin' | 'bad_host'

/**
 * Refuses pages of other sites, and names that were pointed at this server without its knowledge. Browsers always send
 * Origin where it matters; programs may leave it out. Origins compare whole: scheme, host and port.
 */
export function makeOriginCheck({ publicUrl, http }: OriginConfig): OriginCheck {
  const own = new URL(publicUrl)
  const origins = new Set([own.origin, ...http.allowedOrigins.map((text) => new URL(text).origin)])
  const hosts = new Set([...origins].map((text) => new URL(text).host))
  const local = isLoopback(own.hostname)

  const knownHost = (text: string | undefined): boolean => {
    const url = parseHost(text, own.protocol)
    return url !== undefined && (hosts.has(url.host) || (local && isLoopback(url.hostname)))
  }
  const knownOrigin = (text: string, host: string | undefined): boolean =>
    origins.has(text) || (local && isSameLocalOrigin(text, own.protocol, host))

  return ({ host, origin }) => {
    if (!knownHost(host)) return 'bad_host'
    return origin === undefined || knownOrigin(origin, host) ? 'ok' : 'bad_origin'
  }
}

/** On a loopback name any port may lead here, but a page only calls the server that it came from. */
function isSameLocalOrigin(text: string, protocol: string, host: string | undefined): boolean {
  const [page, here] = [URL.canParse(text) ? new URL(text) : undefined, parseHost(host, protocol)]
  return (
    page !== undefined &&
    here !== undefined &&
    page.origin === text &&
    page.protocol === protocol &&
    page.port === here.port &&
    isLoopback(page.hostname)
  )
}

/** As the URL parser spells it, without the scheme's standard port. Undefined for what is no host. */
function parseHost(text: string | undefined, protocol: string): URL | undefined {
  if (text === undefined || !/^[^/?#@\\\s]+$/.test(text) || !URL.canParse(`${protocol}//${text}`)) return undefined
  return new URL(`${protocol}//${text}`)
}
