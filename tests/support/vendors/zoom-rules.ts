import type { Judgement, VendorCall } from './contract'
import { isItem, type Item } from './items'

type Rule = (call: VendorCall) => string[]

const OF_OCCURRENCE = new Set(['agenda', 'start_time', 'duration', 'settings'])

/** The rules of a recurrence that the document has in prose alone. */
function ofRecurrence(body: Item): string[] {
  const { type, recurrence } = body
  if (type === 8 && !isItem(recurrence)) return ['a recurring meeting needs recurrence.']
  if (!isItem(recurrence)) return []
  const has = (name: string) => recurrence[name] !== undefined
  return [
    ...(type === 8 ? [] : ['recurrence is for meetings of type 8.']),
    ...(has('end_times') && has('end_date_time') ? ['end_times and end_date_time exclude each other.'] : []),
    ...((recurrence['type'] === 2) === has('weekly_days') ? [] : ['weekly_days go with type 2, and it with them.']),
    ...(recurrence['type'] === 3 || !(has('monthly_day') || has('monthly_week'))
      ? []
      : ['monthly fields go with type 3.']),
    ...(recurrence['type'] !== 3 || has('monthly_day') !== has('monthly_week')
      ? []
      : ['a month needs a day or a week.']),
    ...(has('monthly_week') === has('monthly_week_day') ? [] : ['monthly_week goes with monthly_week_day.']),
  ]
}

const RULES: Readonly<Record<string, Rule>> = {
  meetingCreate: ({ body }) => {
    if (!isItem(body)) return []
    const { type, start_time: time } = body
    return [
      ...ofRecurrence(body),
      ...((type === 2 || type === 8) && time === undefined ? ['a scheduled meeting needs start_time.'] : []),
    ]
  },
  meetingUpdate: ({ query, body }) => {
    if (!isItem(body)) return []
    if (!query.has('occurrence_id')) return ofRecurrence(body)
    return Object.keys(body)
      .filter((field) => !OF_OCCURRENCE.has(field))
      .map((field) => `"${field}" cannot differ for one occurrence.`)
  },
  webinars: ({ query }) => (query.get('page_number') === '0' ? ['pages are counted from 1.'] : []),
  recordingsList: ({ query }) => {
    const days = (Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '')) / 86_400_000
    // Zoom would give a part of it without a word.
    return days >= 0 && days <= 28 ? [] : ['from and to are a range of at most a month.']
  },
}

export const unwritten = ({ id }: Judgement, call: VendorCall): string[] =>
  (RULES[id ?? '']?.(call) ?? []).map((what) => `${id}: ${what}`)
