import type { Input } from '../sdk'
import type { createMeeting, updateMeeting } from './schemas'
import { toVendor } from './settings'

/** Zoom's numbers. */
const SCHEDULED = 2
const RECURRING = 8
const WITHOUT_TIME: Readonly<Record<string, number>> = { now: 1, open: 3 }

type Fields = Omit<Input<typeof updateMeeting.input>, 'meeting' | 'occurrence_id'>

/** What is undefined is not sent, and so not set. A meeting that begins to recur becomes one of another type. */
export const changes = (given: Fields) => ({
  topic: given.topic,
  type: given.recurrence && RECURRING,
  start_time: given.start_at,
  duration: given.duration_minutes,
  timezone: given.timezone,
  agenda: given.agenda,
  recurrence: given.recurrence,
  settings: given.settings && toVendor(given.settings),
})

export function newMeeting({ start_at, ...given }: Input<typeof createMeeting.input>) {
  const type = WITHOUT_TIME[start_at]
  if (type !== undefined) return { ...changes(given), type }
  return { ...changes({ ...given, start_at }), type: given.recurrence ? RECURRING : SCHEDULED }
}
