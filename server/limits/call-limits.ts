import type { Caller } from '../auth/caller'
import { AppError } from '../errors'
import { TokenBuckets } from './token-buckets'

/** What asks vendors, per caller and per tenant; counted per call and not per HTTP request. */
export class CallLimits {
  readonly #callers: TokenBuckets
  readonly #tenants: TokenBuckets

  constructor(limits: { callerCallsPerMinute: number; tenantCallsPerMinute: number }) {
    this.#callers = new TokenBuckets(limits.callerCallsPerMinute)
    this.#tenants = new TokenBuckets(limits.tenantCallsPerMinute)
  }

  /** Seconds until the next call is allowed; 0 when it is now. Takes nothing. */
  wait(caller: Caller): number {
    return Math.max(this.#callers.peek(caller.id), this.#tenants.peek(caller.tenantId ?? 'platform'))
  }

  /** Throws `rate_limited` when the caller or its tenant called too often. */
  take(caller: Caller): void {
    const wait = this.wait(caller)
    if (wait > 0) {
      throw new AppError('rate_limited', 'Too many calls.', { retryAfterS: wait, hint: `Try again in ${wait} s.` })
    }
    this.#callers.take(caller.id)
    this.#tenants.take(caller.tenantId ?? 'platform')
  }
}
