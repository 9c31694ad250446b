import { compact, z } from '../../sdk'
import { RawRecurrence, toRule } from '../recurrence'
import { fromVendor, RawSettings } from '../settings'
import { inZone } from '../times'
import { flag, id, maybe, number, on, openLink, typeName, words } from './common'

const LIST_TEXT = 200
const MOST_OCCURRENCES = 30

export const RawMeeting = z.object({
  id,
  uuid: maybe,
  topic: maybe,
  agenda: maybe,
  type: number,
  start_time: maybe,
  duration: number,
  timezone: maybe,
  join_url: maybe,
  is_host: flag,
})

export type Detail = 'summary' | 'full'

export function toMeetingItem(raw: z.output<typeof RawMeeting>, detail: Detail = 'summary') {
  const isFull = detail === 'full'
  return compact({
    id: raw.id,
    // Of a session, which past meetings are told apart by.
    uuid: isFull ? raw.uuid : undefined,
    topic: words(raw.topic),
    type: typeName(raw.type),
    starts_at: inZone(raw.start_time, raw.timezone),
    duration_minutes: raw.duration,
    timezone: raw.timezone || undefined,
    invited_only: on(raw.is_host === false),
    agenda: isFull ? words(raw.agenda, LIST_TEXT) : undefined,
    join_url: isFull ? openLink(raw.join_url) : undefined,
  })
}

const RawOccurrence = z.object({ occurrence_id: maybe, start_time: maybe, duration: number, status: maybe })

export const RawWholeMeeting = RawMeeting.extend({
  host_email: maybe,
  status: maybe,
  registration_url: maybe,
  recurrence: RawRecurrence.nullish().catch(undefined),
  occurrences: z.array(RawOccurrence).nullish().catch(undefined),
  settings: RawSettings.nullish().catch(undefined),
})

/** Of a meeting or a webinar. What opens one stays out: the host's link, passcodes, and the one within join_url. */
export function toMeeting(raw: z.output<typeof RawWholeMeeting>) {
  const occurrences = raw.occurrences ?? []
  const more = occurrences.length - MOST_OCCURRENCES
  return compact({
    ...toMeetingItem(raw, 'full'),
    agenda: words(raw.agenda),
    status: raw.status,
    host: raw.host_email,
    registration_url: openLink(raw.registration_url),
    recurrence: raw.recurrence ? toRule(raw.recurrence, raw.timezone) : undefined,
    occurrences: occurrences.slice(0, MOST_OCCURRENCES).map((each) =>
      compact({
        id: each.occurrence_id ?? '',
        starts_at: inZone(each.start_time, raw.timezone),
        duration_minutes: each.duration === raw.duration ? undefined : each.duration,
        deleted: on(each.status === 'deleted'),
      }),
    ),
    more_occurrences: more > 0 ? more : undefined,
    settings: raw.settings ? fromVendor(raw.settings) : undefined,
  })
}
