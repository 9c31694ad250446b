import { z } from '../sdk'
import { type Maybe, maybe, number } from './shape/common'
import { inZone, isDate, toUtc } from './times'

/*
 * How a meeting recurs, as calendars write it (RFC 5545): FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231. Zoom knows a part of it.
 */
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY']
/** In Zoom's order, which counts from 1. */
const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const PARTS = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYSETPOS', 'COUNT', 'UNTIL', 'WKST'])
const WEEKS = /^(-1|[1-4])?$/

export interface Rule {
  readonly type: number
  readonly repeat_interval: number
  readonly weekly_days?: string | undefined
  readonly monthly_day?: number | undefined
  readonly monthly_week?: number | undefined
  readonly monthly_week_day?: number | undefined
  /** As startTime has it: UTC with a Z, else local to the meeting. */
  readonly end_date_time?: string | undefined
  readonly end_times?: number | undefined
}

export const Recurrence = z
  .string()
  .max(300)
  .transform((text, ctx) => {
    const found = read(text.trim().toUpperCase())
    if (typeof found !== 'string') return found
    ctx.addIssue({ code: 'custom', message: found })
    return z.NEVER
  })
  .describe('RRULE, e.g. FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231, or FREQ=MONTHLY;BYDAY=-1FR;COUNT=6.')

/** The rule in Zoom's form, or what is wrong with it. */
function read(text: string): Rule | string {
  const parts = new Map(
    text
      .replace(/^RRULE:/, '')
      .split(';')
      .filter(Boolean)
      .map(pair),
  )
  const unknown = [...parts.keys()].find((name) => !PARTS.has(name))
  if (unknown !== undefined)
    return `Zoom has no ${unknown.slice(0, 20)}: use FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL.`
  const type = FREQUENCIES.indexOf(parts.get('FREQ') ?? '') + 1
  if (type === 0) return 'FREQ is DAILY, WEEKLY or MONTHLY.'
  const repeat_interval = whole(parts.get('INTERVAL') ?? '1', 90)
  if (repeat_interval === undefined) return 'INTERVAL is from 1 to 90.'
  const when = FREQUENCIES[type - 1] === 'MONTHLY' ? readMonth(parts) : readDays(type, parts)
  if (typeof when === 'string') return when
  const end = readEnd(parts)
  return typeof end === 'string' ? end : { type, repeat_interval, ...when, ...end }
}

const pair = (part: string): [string, string] => {
  const [name = '', ...value] = part.split('=')
  return [name.trim(), value.join('=').trim()]
}

const whole = (text: string, most: number): number | undefined =>
  /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : undefined

type Parts = ReadonlyMap<string, string>

function readDays(type: number, parts: Parts): Partial<Rule> | string {
  if (parts.has('BYMONTHDAY') || parts.has('BYSETPOS')) return 'BYMONTHDAY and BYSETPOS go with FREQ=MONTHLY.'
  const days = parts
    .get('BYDAY')
    ?.split(',')
    .map((day) => DAYS.indexOf(day) + 1)
  if (type === 1) return days ? 'For some days of the week write FREQ=WEEKLY.' : {}
  if (!days || days.includes(0)) return 'FREQ=WEEKLY needs its days, such as BYDAY=MO,TH.'
  return { weekly_days: [...new Set(days)].sort((a, b) => a - b).join(',') }
}

function readMonth(parts: Parts): Partial<Rule> | string {
  const date = parts.get('BYMONTHDAY')
  if (date !== undefined) {
    if (parts.has('BYDAY')) return 'Give BYMONTHDAY or BYDAY, not both.'
    const monthly_day = whole(date, 31)
    return monthly_day === undefined ? 'BYMONTHDAY is one day from 1 to 31.' : { monthly_day }
  }
  const [, week = '', day = ''] = /^(-?\d)?([A-Z]{2})$/.exec(parts.get('BYDAY') ?? '') ?? []
  const position = week || (parts.get('BYSETPOS') ?? '')
  if (!DAYS.includes(day) || position === '' || !WEEKS.test(position)) {
    return 'FREQ=MONTHLY needs BYMONTHDAY=1 to 31, or one day such as BYDAY=2TU or BYDAY=-1FR.'
  }
  return { monthly_week: Number(position), monthly_week_day: DAYS.indexOf(day) + 1 }
}

function readEnd(parts: Parts): Partial<Rule> | string {
  const until = parts.get('UNTIL')
  const count = parts.get('COUNT')
  if (until !== undefined && count !== undefined) return 'Give UNTIL or COUNT, not both.'
  if (count !== undefined) return whole(count, 365) ? { end_times: Number(count) } : 'COUNT is from 1 to 365.'
  if (until === undefined) return {}
  const [, y, m, d, at, utc = ''] = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}:?\d{2}:?\d{2})(Z)?)?$/.exec(until) ?? []
  const [hh = '23', mm = '59', ss = '59'] = at?.match(/\d{2}/g) ?? []
  if (!isDate(`${y}-${m}-${d}`) || hh > '23' || mm > '59' || ss > '59') return 'UNTIL is a day such as 20261231.'
  return { end_date_time: `${y}-${m}-${d}T${hh}:${mm}:${ss}${utc}` }
}

/** Whether the rule ends at a time that is read in the zone of its meeting, as a bare day is. */
export const endsLocally = ({ end_date_time: end }: Rule): boolean => end !== undefined && !end.endsWith('Z')

/** Zoom takes the end in UTC alone. */
export const endingIn = (zone: string, rule: Rule): Rule =>
  rule.end_date_time !== undefined && endsLocally(rule)
    ? { ...rule, end_date_time: toUtc(rule.end_date_time, zone) }
    : rule

export const RawRecurrence = z.object({
  type: number,
  repeat_interval: number,
  weekly_days: maybe,
  monthly_day: number,
  monthly_week: number,
  monthly_week_day: number,
  end_date_time: maybe,
  end_times: number,
})

/** The same back, with the last day as it is in the zone: what is shown can be given again. */
export function toRule(raw: z.output<typeof RawRecurrence>, zone?: Maybe<string>): string | undefined {
  const frequency = FREQUENCIES[(raw.type ?? 0) - 1]
  if (frequency === undefined) return undefined
  const days = (raw.weekly_days ?? '').split(',').flatMap((each) => DAYS[Number(each) - 1] ?? [])
  const weekday = DAYS[(raw.monthly_week_day ?? 0) - 1]
  const isMonthly = frequency === 'MONTHLY'
  const until = inZone(raw.end_date_time, zone)?.slice(0, 10).replaceAll('-', '')
  return [
    `FREQ=${frequency}`,
    raw.repeat_interval && raw.repeat_interval > 1 && `INTERVAL=${raw.repeat_interval}`,
    frequency === 'WEEKLY' && days.length > 0 && `BYDAY=${days.join(',')}`,
    isMonthly && raw.monthly_week && weekday && `BYDAY=${raw.monthly_week}${weekday}`,
    isMonthly && !raw.monthly_week && raw.monthly_day && `BYMONTHDAY=${raw.monthly_day}`,
    until ? `UNTIL=${until}` : raw.end_times && `COUNT=${raw.end_times}`,
  ]
    .filter(Boolean)
    .join(';')
}
