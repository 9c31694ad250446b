type Headers = Readonly<Record<string, string>>

/**
 * Seconds to wait, from whatever form the vendor used: Retry-After as seconds, HTTP date or ISO-8601 date; a reset header
 * as epoch seconds or as seconds from now. Undefined when nothing says.
 */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const given = headers['retry-after']
  if (given !== undefined) {
    const seconds = /^\d+(\.\d+)?$/.test(given) ? Number(given) : (Date.parse(given) - now) / 1_000
    if (!Number.isNaN(seconds)) return Math.max(0, Math.ceil(seconds))
  }
  const reset = headers['x-ratelimit-reset'] ?? headers['ratelimit-reset']
  if (reset !== undefined && /^\d+(\.\d+)?$/.test(reset)) {
    const value = Number(reset)
    return Math.max(0, Math.ceil(value > 1_000_000_000 ? value - now / 1_000 : value))
  }
  return undefined
}
