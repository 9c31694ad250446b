import { judge, type Plan, planOf, slopeOf } from './verdict'

/** A sample every ten seconds. */
const series = (plan: Plan, valueAt: (minute: number, i: number) => number, isCount = false) => ({
  name: 'it',
  isCount,
  samples: Array.from({ length: plan.measured * 6 }, (_, i) => {
    const minute = plan.warmUp + i / 6
    return [minute, valueAt(minute, i)] as const
  }),
})
/** Up to 1, the same each time. */
const noise = (i: number) => (Math.sin(i * 12.9898) * 43_758.5453) % 1
const HOUR = planOf(60)
const SHORT = planOf(3)
type ValueAt = Parameters<typeof series>[1]
const inHour = (valueAt: ValueAt, isCount = false) => judge(series(HOUR, valueAt, isCount), HOUR.measured, false)
const inThree = (valueAt: ValueAt) => judge(series(SHORT, valueAt), SHORT.measured, true)

it('takes the last half of an hour, and all but the first minute of three', () => {
  expect(HOUR).toEqual({ warmUp: 30, measured: 30, isShort: false })
  expect(SHORT).toEqual({ warmUp: 1, measured: 2, isShort: true })
})

it('finds the slope in spite of a few values that are far off', () => {
  const points = Array.from({ length: 20 }, (_, x) => [x, x % 7 === 3 ? 1_000 : 2 * x] as const)
  expect(slopeOf(points)).toBeCloseTo(2, 5)
  expect(slopeOf([])).toBe(0)
})

describe('in an hour', () => {
  it.each([
    ['is steady but for garbage', (_: number, i: number) => 100 + 20 * Math.abs(noise(i)), false],
    ['grows 0.8 % in ten minutes', (minute: number, i: number) => 100 + 0.08 * minute + Math.abs(noise(i)), false],
    ['grows 1.3 % in ten minutes', (minute: number, i: number) => 100 + 0.13 * minute + Math.abs(noise(i)), true],
    ['is emptied each minute', (minute: number) => 10 + 500 * (minute % 1), false],
    ['is emptied each minute, but not wholly', (minute: number) => 10 + 500 * (minute % 1) + 0.2 * minute, true],
    ['shrinks', (minute: number) => 200 - minute, false],
    ['made one step', (minute: number) => (minute < 50 ? 100 : 110), false],
  ])('%s', (_, valueAt, isLeak) => {
    expect(inHour(valueAt).isLeak).toBe(isLeak)
  })

  it('tells one thing more from chance as little as none, and two apart', () => {
    const more = (per: number) => inHour((minute) => 3 + Math.floor((minute - 30) / per), true)
    expect(more(40).isLeak).toBe(false)
    expect(more(8).isLeak).toBe(true)
  })

  it('allows what as many steady values that scatter so do by chance, and no more', () => {
    const scattered = (growth: number) => (minute: number, i: number) =>
      60 + Math.round(6 * Math.abs(noise(Math.floor(minute)))) + (i % 6) + growth * (minute - 30)
    expect(inHour(scattered(0.03), true).isLeak).toBe(false)
    expect(inHour(scattered(0.2), true).isLeak).toBe(true)
  })

  it('says how much it is in ten minutes', () => {
    expect(inHour((minute) => 100 + minute).percentIn10Minutes).toBeCloseTo(6.9, 1)
  })
})

describe('in three minutes', () => {
  it('allows what is not told from noise', () => {
    expect(inThree((minute) => 10 + 500 * (minute % 1) + 5 * minute).isLeak).toBe(false)
    expect(inThree((minute) => 100 + 10 * minute).isLeak).toBe(true)
  })
})

it('takes no floor from a minute that had only begun', () => {
  const { samples, ...about } = series(SHORT, (_, i) => [12, 13, 14, 15, 15, 15, 14, 14, 15, 16, 16, 16][i] ?? 0, true)
  const judged = (more: (typeof samples)[number][]) =>
    judge({ ...about, samples: [...samples, ...more] }, SHORT.measured, true)
  expect(judged([[3.02, 19]])).toEqual(judged([]))
})
