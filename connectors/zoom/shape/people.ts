import { compact, z } from '../../sdk'
import { inZone } from '../times'
import { maybe, minutes, number, words } from './common'

export const RawParticipant = z.object({
  name: maybe,
  user_email: maybe,
  join_time: maybe,
  leave_time: maybe,
  duration: number,
})

export const toParticipant = (raw: z.output<typeof RawParticipant>) =>
  compact({
    name: words(raw.name) ?? 'unknown',
    email: raw.user_email || undefined,
    joined_at: inZone(raw.join_time),
    left_at: inZone(raw.leave_time),
    minutes: minutes(raw.duration),
  })

export const RawRegistrant = z.object({
  id: maybe,
  email: maybe,
  first_name: maybe,
  last_name: maybe,
  status: maybe,
  org: maybe,
  job_title: maybe,
  comments: maybe,
  create_time: maybe,
})

const COMMENTS = 200

/** The link of a registrant stays out: whoever has it joins in their name. */
export const toRegistrant = (raw: z.output<typeof RawRegistrant>) =>
  compact({
    id: raw.id,
    name: words([raw.first_name, raw.last_name].filter(Boolean).join(' ')),
    email: raw.email,
    status: raw.status,
    org: words(raw.org),
    job_title: words(raw.job_title),
    comments: words(raw.comments, COMMENTS),
    registered_at: inZone(raw.create_time),
  })

export const RawMadeRegistrant = z.object({ registrant_id: z.string(), topic: maybe, start_time: maybe })

export const toMadeRegistrant = (raw: z.output<typeof RawMadeRegistrant>) =>
  compact({ registrant_id: raw.registrant_id, topic: words(raw.topic), starts_at: inZone(raw.start_time) })
