import { ConnectorError } from '../sdk'

const RELATIVE = /^(\d{1,4})(m|h|d|w)$/
const UNIX = /^\d{9,11}(\.\d{1,6})?$/
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const SECONDS = { m: 60, h: 3_600, d: 86_400, w: 604_800 }
/** Pages of one list are asked for one after the other, and have to be asked for the same: spans end on a whole one. */
const STEP = { m: 60, h: 60, d: 3_600, w: 3_600 }

/** What {@link seconds} understands. It stays text in the arguments, for a cursor is tied to them. */
export const TIME = new RegExp([RELATIVE, UNIX, ISO].map(({ source }) => `(?:${source})`).join('|'))

/** Unix seconds of "7d" (so long ago, or from now on), 2026-01-31 (UTC), an ISO 8601 time or a ts. */
export function seconds(text: string, towards: 'past' | 'future' = 'past', now = Date.now()): number {
  const [, amount, unit] = RELATIVE.exec(text) ?? []
  if (amount !== undefined) {
    const span = unit as keyof typeof SECONDS
    const distance = Number(amount) * SECONDS[span]
    const from = Math.floor(now / 1_000)
    return towards === 'past' ? from - (from % STEP[span]) - distance : from + distance
  }
  if (UNIX.test(text)) return Number(text)
  // Without a zone it would be the time of wherever this server runs.
  const isLocal = /T\d{2}:\d{2}[^Z+-]*$/.test(text)
  const at = Date.parse(isLocal ? `${text}Z` : text)
  if (!Number.isNaN(at) && isDay(text.slice(0, 10))) return Math.floor(at / 1_000)
  throw new ConnectorError('validation', 'There is no such date.', { fields: { time: 'Write 2026-01-31 or 7d.' } })
}

/** The 31st of February is read as a day in March. */
const isDay = (day: string): boolean => !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day)

/** The same as a ts, which Slack compares messages with. */
const slackTime = (text: string | undefined): string | undefined =>
  text === undefined || UNIX.test(text) ? text : String(seconds(text))

/** The messages between two times. A ts at either end is the message that somebody means, so it counts. */
export const slackWindow = (oldest: string | undefined, latest: string | undefined) => ({
  oldest: slackTime(oldest),
  latest: slackTime(latest),
  inclusive: oldest === undefined && latest === undefined ? undefined : true,
})

/** A ts to the minute, in UTC. */
export function readable(ts: string | number | undefined): string | undefined {
  const at = new Date(Number(ts) * 1_000)
  return Number.isNaN(at.getTime()) || Number(ts) === 0 ? undefined : `${at.toISOString().slice(0, 16)}Z`
}
