import type { Caller } from '../auth/caller'
import { AppError } from '../errors'
import type { Snapshot } from '../tools/snapshot'
import { TokenBuckets } from './token-buckets'

/** Who calls, and in which tenant. */
export interface Calling {
  readonly caller: Pick<Caller, 'id' | 'tenantId'>
  readonly snapshot: Pick<Snapshot, 'callsPerMinute'>
}

/** What asks vendors, per caller and per tenant; counted per call and not per HTTP request. */
export class CallLimits {
  readonly #callers: TokenBuckets
  readonly #tenants: TokenBuckets

  constructor(limits: { callerCallsPerMinute: number; tenantCallsPerMinute: number }) {
    this.#callers = new TokenBuckets(limits.callerCallsPerMinute)
    this.#tenants = new TokenBuckets(limits.tenantCallsPerMinute)
  }

  /** Seconds until the next call is allowed; 0 when it is now. Takes nothing. */
  wait({ caller, snapshot }: Calling): number {
    return Math.max(this.#callers.peek(caller.id), this.#tenants.peek(tenantOf(caller), snapshot.callsPerMinute))
  }

  /** Throws `rate_limited` when the caller or its tenant called too often. */
  take(calling: Calling): void {
    const { caller, snapshot } = calling
    const wait = this.wait(calling)
    if (wait > 0) {
      throw new AppError('rate_limited', 'Too many calls.', { retryAfterS: wait, hint: `Try again in ${wait} s.` })
    }
    this.#callers.take(caller.id)
    this.#tenants.take(tenantOf(caller), snapshot.callsPerMinute)
  }
}

const tenantOf = ({ tenantId }: Calling['caller']): string => tenantId ?? 'platform'
