// Whether what was measured grows. Garbage, retention and traffic only ever add to what is held for a moment, so each minute
// counts by its lowest sample, its floor; a leak lifts the floor.

/** Tables that grow longer than a soak lasts, and why that is not for ever. All others must not grow. */
export const KEPT: Readonly<Record<string, string>> = {
  tool_calls: 'kept for SAGEMCP_ACTIVITY_RETENTION_DAYS, a day at least',
  client_sightings: 'kept for SAGEMCP_ACTIVITY_RETENTION_DAYS, a day at least',
  invitations: 'kept for SAGEMCP_ACTIVITY_RETENTION_DAYS, a day at least',
  audit_events: 'kept for SAGEMCP_AUDIT_RETENTION_DAYS, a day at least',
  audit_segments: 'a row for a thousand audit rows',
  call_counts: 'a row for each caller and day, which ends a day later',
}

/** Tables of which only those rows must not grow that meet a condition. */
export const KEPT_PARTS: Readonly<Record<string, { readonly counted: string; readonly why: string }>> = {
  oauth_artifacts: {
    counted: `kind <> 'Client'`,
    why: 'a client that registered itself is kept for a day, or as long as what it was allowed may last',
  },
}

/** Growth over what is measured that is no leak: 1 % in ten minutes, as far as that can be told in the time. */
const LIMIT_PER_MINUTE = 0.001
const LEAST_LIMIT = 0.03
const SHORT_LIMIT = 0.05
/** So many things more or less are not told from chance. */
const CHANCE = 1
/** With fewer minutes it is the short form. */
const LONG = 10

export interface Plan {
  /** Minutes, at least. */
  readonly warmUp: number
  readonly measured: number
  readonly isShort: boolean
}

export function planOf(minutes: number): Plan {
  const isShort = minutes < LONG
  const warmUp = isShort ? 1 : minutes / 2
  return { warmUp, measured: minutes - warmUp, isShort }
}

type Point = readonly [minute: number, value: number]

export interface Series {
  readonly name: string
  /** Of things, in whole numbers. */
  readonly isCount: boolean
  readonly samples: readonly Point[]
}

/** Of each minute the lowest and the highest value. The last one, where it had only begun, says nothing of its floor. */
function boundsOf(samples: readonly Point[]) {
  const minutes = new Map<number, number[]>()
  for (const [at, value] of samples) {
    const minute = Math.floor(at)
    minutes.set(minute, [...(minutes.get(minute) ?? []), value])
  }
  const all = [...minutes].map(([minute, values]) => ({ minute, values }))
  const last = all.at(-1)
  if (last && last.values.length < median(all.map(({ values }) => values.length)) / 2) all.pop()
  return all.map(({ minute, values }) => ({ minute, low: Math.min(...values), high: Math.max(...values) }))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low = 0, high = low] = sorted.slice(Math.floor((sorted.length - 1) / 2))
  return sorted.length % 2 === 1 ? low : (low + high) / 2
}

/** Theil and Sen's: the median of the slopes between all pairs, so that single jumps do not count. */
export function slopeOf(points: readonly Point[]): number {
  return median(points.flatMap(([x1, y1], i) => points.slice(i + 1).map(([x2, y2]) => (y2 - y1) / (x2 - x1))))
}

/** How far points lie from their trend: the deviation of a normal distribution with that median distance. */
function scatterOf(points: readonly Point[], slope: number): number {
  const rests = points.map(([x, y]) => y - slope * x)
  const middle = median(rests)
  return 1.4826 * median(rests.map((rest) => Math.abs(rest - middle)))
}

/** Twice the standard error of a line's rise from its first point to its last, where points that are as far apart scatter so. */
const chanceRise = (scatter: number, points: number): number => 2 * scatter * Math.sqrt(12 / points)

/**
 * How much a series grew in the minutes that it was measured, and whether that is more than a steady one does, which scatters as
 * much. In the short form, whose points are too few to tell, it may be as much as its samples differ within a minute.
 */
export function judge({ name, isCount, samples }: Series, measured: number, isShort: boolean) {
  const limit = isShort ? SHORT_LIMIT : Math.max(LEAST_LIMIT, LIMIT_PER_MINUTE * measured)
  const bounds = boundsOf(samples)
  const level = median(bounds.map(({ low }) => low))
  const floors = bounds.map(({ minute, low }) => [minute, low] as const)
  const slope = slopeOf(floors)
  const grew = slope * measured
  const noise = isShort
    ? median(bounds.map(({ low, high }) => high - low))
    : chanceRise(scatterOf(floors, slope), floors.length)
  const allowed = Math.max(limit * level, isCount ? CHANCE : 0, noise)
  const percentIn10Minutes = level === 0 ? 0 : ((grew / level) * 1_000) / measured
  return { name, level, grew, allowed, percentIn10Minutes, isLeak: grew > allowed }
}
