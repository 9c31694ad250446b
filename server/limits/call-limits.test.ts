import { type Calling, CallLimits } from './call-limits'

type Quotas = Partial<Calling['snapshot']['limits']>

const calling = (tenantId: string, callsPerMinute?: number, id = `key:${tenantId}`, quotas: Quotas = {}) => ({
  caller: { id, tenantId },
  snapshot: { limits: { callsPerMinute, callsPerDay: undefined, callerCallsPerDay: undefined, ...quotas } },
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

const waitOf = (limits: CallLimits, by: Calling): number => limits.refusal(by)?.details.retryAfterS ?? 0

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
  expect(waitOf(limits, calling('big', 1_000))).toBeGreaterThan(0)
  expect(waitOf(limits, calling('big', 1_000, 'key:another'))).toBe(0)
})

it('applies a lower limit at once, and says how long to wait by the limit that applies', () => {
  const limits = make()
  expect(waitOf(limits, calling('changed'))).toBe(0)
  expect(callsUntilRefused(limits, 'changed', 1)).toBe(1)
  expect(waitOf(limits, calling('changed', 1, 'key:new'))).toBeGreaterThan(30)
})

describe('the calls of a day', () => {
  const quota = { callsPerDay: 4, callerCallsPerDay: 3 }
  const by = (id: string, quotas: Quotas = quota) => calling('acme', 1_000, id, quotas)
  const roomy = () => new CallLimits({ callerCallsPerMinute: 1_000, tenantCallsPerMinute: 1_000 })

  it('are counted for the caller and for the tenant, and said to be used up until midnight', () => {
    const limits = roomy()
    jest.setSystemTime(new Date('2026-03-01T23:00:00Z'))
    for (let n = 0; n < 3; n++) limits.take(by('key:a'))
    expect(limits.refusal(by('key:a'))).toMatchObject({
      code: 'rate_limited',
      message: 'The calls of this caller for today are used up.',
      details: { retryAfterS: 3_600 },
    })
    limits.take(by('key:b'))
    expect(limits.refusal(by('key:b'))?.message).toBe('The calls of this tenant for today are used up.')
    expect(() => limits.take(by('key:b'))).toThrow('used up')
    expect(limits.refusal(by('key:b', { callsPerDay: 5 }))).toBeUndefined()
    expect(limits.refusal(by('key:b', {}))).toBeUndefined()
    jest.setSystemTime(new Date('2026-03-02T00:00:00Z'))
    expect(limits.refusal(by('key:a'))).toBeUndefined()
  })

  it('can be set for all', () => {
    const limits = new CallLimits({
      ...{ callerCallsPerMinute: 1_000, tenantCallsPerMinute: 1_000 },
      ...{ callerCallsPerDay: 1, tenantCallsPerDay: 2 },
    })
    limits.take(by('key:a', {}))
    expect(limits.refusal(by('key:a', {}))?.message).toMatch('this caller')
    limits.take(by('key:b', {}))
    expect(limits.refusal(by('key:c', {}))?.message).toMatch('this tenant')
    expect(limits.refusal(by('key:c', { callsPerDay: 3 }))).toBeUndefined()
  })
})
