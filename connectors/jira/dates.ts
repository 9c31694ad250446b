import { z } from '../sdk'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const RELATIVE = /^(\d{1,4})([dw])$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i

/** Whether the calendar has it: JavaScript takes the 30th of February for the 2nd of March. */
const isDate = (text: string): boolean => {
  const at = DATE.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** Whether the text says of which clocks it speaks. */
export const saysZone = (text: string): boolean => TIME.exec(text)?.[2] !== undefined

/** What the clocks of a zone show at a moment, as if it were UTC. */
function shownAt(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(ms)
  const part = (wanted: string) => Number(parts.find(({ type }) => type === wanted)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

/** The moment at which the clocks of a zone show this. The second step is for a change of the clocks in between. */
function whenShown(shown: number, timeZone: string): number {
  const ahead = (ms: number) => shownAt(ms, timeZone) - Math.floor(ms / 1_000) * 1_000
  return shown - ahead(shown - ahead(shown))
}

/**
 * The moment in milliseconds: an ISO 8601 time, a date (at `hour`), or days and weeks back from today (at `hour`), by the
 * clocks of a zone where the text names none. Back means from the day, so that the next page of a list asks for the same.
 */
export function moment(text: string, timeZone: string, hour = 0, now = Date.now()): number | undefined {
  const [, count, unit] = RELATIVE.exec(text) ?? []
  if (count !== undefined) {
    const today = Math.floor(shownAt(now, timeZone) / DAY_MS) * DAY_MS
    return whenShown(today - Number(count) * (unit === 'w' ? 7 : 1) * DAY_MS + hour * HOUR_MS, timeZone)
  }
  if (isDate(text)) return whenShown(Date.parse(text) + hour * HOUR_MS, timeZone)
  const [, day = ''] = TIME.exec(text) ?? []
  const at = isDate(day) ? Date.parse(saysZone(text) ? text : `${text}Z`) : Number.NaN
  if (Number.isNaN(at)) return undefined
  return saysZone(text) ? at : whenShown(at, timeZone)
}

export const time = (what: string) =>
  z
    .string()
    .max(40)
    .refine(
      (text) => moment(text, 'UTC') !== undefined,
      'Write a date that exists, such as 2026-01-31, an ISO 8601 time, or 7d.',
    )
    .describe(`${what}: 2026-01-31, an ISO 8601 time, or 7d (days back).`)

export const date = (what: string) =>
  z
    .string()
    .max(10)
    .refine(isDate, 'Write a date that exists, such as 2026-01-31.')
    .describe(`${what}, e.g. 2026-01-31.`)

/** As the worklog API wants it: no other form of ISO 8601 is taken. */
export const jiraTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000')

/** Times of Jira in UTC without fractions; what is no time stays as it is. */
export function isoTime(text: string | undefined): string | undefined {
  if (text === undefined || !TIME.test(text)) return text
  const at = Date.parse(text)
  return Number.isNaN(at) ? text : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
