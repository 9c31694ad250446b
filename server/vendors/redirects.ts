import type { Addresses } from './addresses'
import type { Reply } from './exchange'

export const MAX_REDIRECTS = 3

const MOVED = new Set([301, 307, 308])

/** Where a reply points to, when it is a redirect. */
export function location(reply: Reply, from: URL): URL | undefined {
  const given = reply.headers['location']
  if (given === undefined || !(MOVED.has(reply.status) || reply.status === 302)) return undefined
  return URL.canParse(given, from.href) ? new URL(given, from) : undefined
}

/** The same thing under another path of the same origin, as GitHub answers for a renamed repository. */
export const isMove = (reply: Reply, to: URL, from: URL): boolean => MOVED.has(reply.status) && isSameOrigin(to, from)

export const isSameOrigin = (a: URL, b: URL): boolean => a.origin === b.origin && !a.username && !a.password

/** A link to a host that the type declared or to the vendor's own. */
export function isDeclaredLink(to: URL, base: URL, patterns: readonly string[], addresses: Addresses): boolean {
  if (addresses.refusal(to) !== undefined) return false
  if (isSameOrigin(to, base)) return true
  // Another port of a declared host is another service, unless the operator listed it.
  const isUsualPort = to.port === '' || addresses.isAllowedPrivate(to)
  return isUsualPort && patterns.some((pattern) => matches(to.hostname, pattern))
}

/** `*.example.com` stands for every host below example.com, not for example.com. */
function matches(hostname: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern
}

/** An https address on a declared host at its usual port. A pattern with a scheme is one whole origin, as a stand-in has. */
export const hostMatches = (url: URL, pattern: string): boolean =>
  pattern.includes('://')
    ? url.origin === pattern
    : url.protocol === 'https:' && url.port === '' && matches(url.hostname, pattern)
