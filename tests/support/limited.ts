import { CallLimits } from '../../server/limits/call-limits'
import type { LimitSharing } from '../../server/limits/sharing'

export const PER_MINUTE = 300

/** What one process has. */
export interface Process {
  readonly limits: CallLimits
  readonly sharing: LimitSharing
}

export const callLimits = (): CallLimits =>
  new CallLimits({ callerCallsPerMinute: PER_MINUTE, tenantCallsPerMinute: PER_MINUTE * 10 })

export const callingFrom =
  (tenantId: string) =>
  (quotas: object = {}, id = 'key:k') => ({
    caller: { id, tenantId },
    snapshot: {
      limits: { callsPerMinute: undefined, callsPerDay: undefined, callerCallsPerDay: undefined, ...quotas },
    },
  })
type Calling = ReturnType<ReturnType<typeof callingFrom>>

/** Calls until it is refused. Returns how often it was not. */
export function callAll({ limits }: Pick<Process, 'limits'>, by: Calling, most = Infinity): number {
  let calls = 0
  while (calls < most && !limits.refusal(by)) {
    limits.take(by)
    calls++
  }
  return calls
}

/** Both as fast as they can, and everything they get on the way. */
export async function callFor(processes: readonly Process[], by: Calling, rounds: number): Promise<number> {
  let calls = 0
  for (let n = 0; n < rounds; n++) {
    for (const each of processes) calls += callAll(each, by)
    for (const each of processes) await each.sharing.run()
  }
  return calls
}
