import type { Maybe } from './shape/common'

const RELATIVE = /^([+-]?)(\d{1,4})d$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const START = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2}))?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/
const DAY_MS = 86_400_000

const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** A day of the calendar: JavaScript takes the 30th of February for the 2nd of March. */
export function isDate(text: string): boolean {
  const at = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return !Number.isNaN(at) && isoDay(at) === text
}

/** What {@link day} understands. It stays text in the arguments, for a cursor is tied to them. */
export const isDay = (text: string): boolean => text === 'today' || RELATIVE.test(text) || isDate(text)

/** A date in UTC: "2026-01-31", "today", "7d" (so many days ago) or "+7d". */
export function day(text: string, now = Date.now()): string {
  const [, sign, days] = RELATIVE.exec(text) ?? []
  if (days !== undefined) return isoDay(now + (sign === '+' ? 1 : -1) * Number(days) * DAY_MS)
  return text === 'today' ? isoDay(now) : text
}

export const addDays = (date: string, days: number): string => isoDay(Date.parse(date) + days * DAY_MS)

/** In one of Zoom's two forms: UTC with a Z, or without one, local to the time zone that is sent beside it. */
export function startTime(text: string): string | undefined {
  const [, date = '', time = '', seconds = '00', zone] = START.exec(text.trim()) ?? []
  if (!isDate(date)) return undefined
  const local = `${date}T${time}:${seconds}`
  const at = Date.parse(`${local}${zone ?? 'Z'}`)
  if (Number.isNaN(at)) return undefined
  return zone === undefined ? local : `${new Date(at).toISOString().slice(0, 19)}Z`
}

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

/** A time of Zoom, which is in UTC, to the minute as a clock of the zone shows it, with its offset. */
export function inZone(at: Maybe<string>, zone?: Maybe<string>): string | undefined {
  const date = new Date(at ?? '')
  if (Number.isNaN(date.getTime())) return undefined
  if (!zone || !isZone(zone)) return `${date.toISOString().slice(0, 16)}Z`
  const parts = new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: zone }).formatToParts(date)
  const part = (name: string): string => parts.find(({ type }) => type === name)?.value ?? ''
  const offset = part('timeZoneName').replace(/^GMT([+]00:00)?/, '') || 'Z'
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}${offset}`
}

/** When a clock of the zone shows this time. */
export function toUtc(local: string, zone: string): string {
  const offset = (at: number): string => inZone(new Date(at).toISOString(), zone)?.slice(16) ?? 'Z'
  const near = Date.parse(`${local}${offset(Date.parse(`${local}Z`))}`)
  return `${new Date(`${local}${offset(near)}`).toISOString().slice(0, 19)}Z`
}

const FIELDS = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'longOffset',
} as const
