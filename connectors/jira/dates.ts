import { z } from '../sdk'

const DAY_MS = 86_400_000
const RELATIVE = /^(\d{1,4})([dw])$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^\d{4}-\d{2}-\d{2}T/

/**
 * The moment in milliseconds: an ISO 8601 time, a date (its start in UTC), or days and weeks back from today. Back means
 * from the start of the day, so that the next page of a list asks for the same.
 */
export function moment(text: string, now = Date.now()): number | undefined {
  const [, count, unit] = RELATIVE.exec(text) ?? []
  if (count !== undefined) return Math.floor(now / DAY_MS) * DAY_MS - Number(count) * (unit === 'w' ? 7 : 1) * DAY_MS
  const at = DATE.test(text) || TIME.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

const isDate = (text: string): boolean => DATE.test(text) && !Number.isNaN(Date.parse(text))

export const time = (what: string) =>
  z
    .string()
    .max(40)
    .refine((text) => moment(text) !== undefined, 'Write a date such as 2026-01-31, an ISO 8601 time, or 7d.')
    .describe(`${what}: 2026-01-31, an ISO 8601 time, or 7d (days back).`)

export const date = (what: string) =>
  z.string().max(10).refine(isDate, 'Write a date such as 2026-01-31.').describe(`${what}, e.g. 2026-01-31.`)

/** As the worklog API wants it: no other form of ISO 8601 is taken. */
export const jiraTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000')

/** Times of Jira in UTC without fractions; what is no time stays as it is. */
export function isoTime(text: string | undefined): string | undefined {
  if (text === undefined || !TIME.test(text)) return text
  const at = Date.parse(text)
  return Number.isNaN(at) ? text : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
