type Headers = Readonly<Record<string, string>>

/**
 * Seconds to wait, from whatever form the vendor used: Retry-After as seconds, HTTP date or ISO-8601 date; a reset header
 * as epoch seconds, as seconds from now or as ISO-8601 date. Undefined when nothing says.
 */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const given = headers['retry-after']
  const wait = given === undefined ? undefined : secondsOf(given, now)
  if (wait !== undefined) return wait
  const reset = headers['x-ratelimit-reset'] ?? headers['ratelimit-reset']
  if (reset === undefined || !(NUMBER.test(reset) || ISO_DATE.test(reset))) return undefined
  const seconds = Number(reset)
  return seconds > EPOCH ? atLeastZero(seconds - now / 1_000) : secondsOf(reset, now)
}

const NUMBER = /^\d+(\.\d+)?$/
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T/
/** Nobody waits for decades: a number above this is a time. */
const EPOCH = 1_000_000_000

function secondsOf(text: string, now: number): number | undefined {
  const seconds = NUMBER.test(text) ? Number(text) : (Date.parse(text) - now) / 1_000
  return Number.isNaN(seconds) ? undefined : atLeastZero(seconds)
}

const atLeastZero = (seconds: number): number => Math.max(0, Math.ceil(seconds))
