import type { Caller } from '../auth/caller'
import { AppError } from '../errors'
import type { Snapshot } from '../tools/snapshot'
import { DayCounts } from './day-counts'
import { SharedBuckets } from './shared-buckets'

/** Who calls, and in which tenant. */
export interface Calling {
  readonly caller: Pick<Caller, 'id' | 'tenantId'>
  readonly snapshot: {
    readonly limits: Pick<Snapshot['limits'], 'callsPerMinute' | 'callsPerDay' | 'callerCallsPerDay'>
  }
}

/** For each tenant and each caller, unless the tenant has a limit of its own. */
interface ServerLimits {
  readonly callerCallsPerMinute: number
  readonly tenantCallsPerMinute: number
  readonly callerCallsPerDay?: number | undefined
  readonly tenantCallsPerDay?: number | undefined
}

/** A call asks the other processes so often for what they left, each time a moment later. */
const ASKS = 4

/** What asks vendors, per caller and per tenant; counted per call and not per HTTP request. See `LimitSharing`. */
export class CallLimits {
  readonly callers: SharedBuckets
  readonly tenants: SharedBuckets
  readonly days: DayCounts

  constructor(private readonly limits: ServerLimits) {
    this.callers = new SharedBuckets('caller ', limits.callerCallsPerMinute)
    this.tenants = new SharedBuckets('tenant ', limits.tenantCallsPerMinute)
    this.days = new DayCounts()
  }

  /** Why the next call is not allowed now; undefined when it is. Takes nothing. */
  refusal({ caller, snapshot: { limits } }: Calling): AppError | undefined {
    const tenant = tenantOf(caller)
    const wait = Math.max(this.callers.peek(caller.id), this.tenants.peek(tenant, limits.callsPerMinute))
    const { tenantCallsPerDay, callerCallsPerDay } = this.#quotas(limits)
    // Looked up only where there is a quota: most have none, and this is asked more than once in a call.
    if (tenantCallsPerDay !== undefined && this.days.of(tenant) >= tenantCallsPerDay) return this.#usedUp('this tenant')
    if (callerCallsPerDay !== undefined && this.days.of(tenant, caller.id) >= callerCallsPerDay) {
      return this.#usedUp('this caller')
    }
    if (wait === 0) return undefined
    return new AppError('rate_limited', 'Too many calls.', { retryAfterS: wait, hint: `Try again in ${wait} s.` })
  }

  /**
   * What is missing here may be left by other processes: waits until they were asked. There is almost never anything to wait for,
   * and no promise then.
   */
  settled(calling: Calling): Promise<void> | undefined {
    return this.#mayGetMore(calling) ? this.#getMore(calling, () => {}) : undefined
  }

  /** `take`, after waiting like `settled` where there is something to wait for. */
  takeSoon(calling: Calling): Promise<void> | undefined {
    if (this.#mayGetMore(calling)) return this.#getMore(calling, () => this.take(calling))
    this.take(calling)
    return undefined
  }

  /** `use` what was found before others look, who waited for the same. */
  async #getMore(calling: Calling, use: () => void): Promise<void> {
    for (let n = 0; n < ASKS && (n === 0 || this.#mayGetMore(calling)); n++) await this.callers.hungry()
    use()
  }

  #mayGetMore({ caller, snapshot: { limits } }: Calling): boolean {
    const ofCaller = this.callers.mayGet(caller.id)
    return this.tenants.mayGet(tenantOf(caller), limits.callsPerMinute) || ofCaller
  }

  /** Throws `rate_limited` when the caller or its tenant called too often. */
  take(calling: Calling): void {
    const refusal = this.refusal(calling)
    if (refusal) throw refusal
    const { caller, snapshot } = calling
    const tenant = tenantOf(caller)
    const { tenantCallsPerDay, callerCallsPerDay } = this.#quotas(snapshot.limits)
    this.callers.take(caller.id)
    this.tenants.take(tenant, snapshot.limits.callsPerMinute)
    if (tenantCallsPerDay !== undefined) this.days.add(tenant)
    if (callerCallsPerDay !== undefined) this.days.add(tenant, caller.id)
  }

  #quotas({ callsPerDay, callerCallsPerDay }: Calling['snapshot']['limits']) {
    return {
      tenantCallsPerDay: callsPerDay ?? this.limits.tenantCallsPerDay,
      callerCallsPerDay: callerCallsPerDay ?? this.limits.callerCallsPerDay,
    }
  }

  #usedUp(whose: string): AppError {
    const retryAfterS = this.days.secondsLeft()
    return new AppError('rate_limited', `The calls of ${whose} for today are used up.`, {
      retryAfterS,
      hint: 'There are new ones at midnight UTC; a platform admin can allow more.',
    })
  }
}

const tenantOf = ({ tenantId }: Calling['caller']): string => tenantId ?? 'platform'
