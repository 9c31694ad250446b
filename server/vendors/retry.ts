import { setTimeout as wait } from 'node:timers/promises'
import { type Effect, retryAfter } from '../../connectors/sdk'
import { NoAnswer, type Reply } from './exchange'

const RETRIES = 2
const LONGEST_WAIT_S = 5
const PASSING = new Set([502, 503, 504])

/**
 * Milliseconds until a request may be sent again, or undefined when it may not. It goes by the tool's effect, not by the
 * HTTP method: a read is sent again when that may help; anything else only when the vendor certainly did nothing.
 */
export function delayBeforeRetry(
  retry: number,
  effect: Effect,
  outcome: Reply | NoAnswer,
  backoffMs: number,
): number | undefined {
  const isRead = effect === 'read'
  const backoff = jitter(backoffMs * 2 ** (retry - 1))
  if (outcome instanceof NoAnswer) {
    if (outcome.kind !== 'network') return undefined
    if (isRead) return retry <= RETRIES ? backoff : undefined
    return !outcome.sent && retry <= 1 ? backoff : undefined
  }
  if (retry > RETRIES) return undefined
  const { status, headers } = outcome
  // Only what Retry-After says: the reset time of a rate limit, which many vendors always send, means nothing here.
  const given = headers['retry-after']
  const asked = given === undefined ? undefined : short(retryAfter({ 'retry-after': given }), backoff)
  if (status === 429 || (isRead && status === 529)) return asked
  if (isRead && PASSING.has(status)) return given === undefined ? backoff : asked
  return undefined
}

/** Rejects with the signal's reason as soon as it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal })
  } catch {
    signal.throwIfAborted()
  }
}

/** At least what the vendor asks for, and a little more so that waiting callers do not come back together. */
function short(seconds: number | undefined, extraMs: number): number | undefined {
  return seconds === undefined || seconds > LONGEST_WAIT_S ? undefined : seconds * 1_000 + extraMs
}

const jitter = (ms: number): number => ms * (0.5 + Math.random() / 2)
