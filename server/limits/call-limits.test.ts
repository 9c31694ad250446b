import { CallLimits } from './call-limits'

const calling = (tenantId: string, callsPerMinute?: number, id = `key:${tenantId}`) => ({
  caller: { id, tenantId },
  snapshot: { callsPerMinute },
})

/** How many calls of different callers get through before the first is refused. */
function callsUntilRefused(limits: CallLimits, tenantId: string, callsPerMinute?: number): number {
  for (let n = 0; n < 100; n++) {
    try {
      limits.take(calling(tenantId, callsPerMinute, `key:${tenantId}-${n}`))
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limited' })
      return n
    }
  }
  return 100
}

// Nothing is refilled meanwhile.
beforeEach(() => void jest.useFakeTimers({ now: 0 }))
afterEach(() => void jest.useRealTimers())

const make = () => new CallLimits({ callerCallsPerMinute: 3, tenantCallsPerMinute: 5 })

it('lets each tenant call as often as all, unless it has a limit of its own, lower or higher', () => {
  const limits = make()
  expect(callsUntilRefused(limits, 'usual')).toBe(5)
  expect(callsUntilRefused(limits, 'less', 2)).toBe(2)
  expect(callsUntilRefused(limits, 'more', 20)).toBe(20)
})

it('holds each caller to its own limit, however much its tenant may', () => {
  const limits = make()
  for (let n = 0; n < 3; n++) limits.take(calling('big', 1_000))
  expect(limits.wait(calling('big', 1_000))).toBeGreaterThan(0)
  expect(limits.wait(calling('big', 1_000, 'key:another'))).toBe(0)
})

it('applies a lower limit at once, and says how long to wait by the limit that applies', () => {
  const limits = make()
  expect(limits.wait(calling('changed'))).toBe(0)
  expect(callsUntilRefused(limits, 'changed', 1)).toBe(1)
  expect(limits.wait(calling('changed', 1, 'key:new'))).toBeGreaterThan(30)
})
