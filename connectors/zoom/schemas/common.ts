import { cursor, limit, z } from '../../sdk'
import { meetingNumber, session as sessionOf } from '../identifiers'
import { isDay, isZone, startTime } from '../times'

// Input. What people paste becomes what Zoom takes.

/** Text that is required to become something, or is refused with what to write. */
const normal = (to: (text: string) => string | undefined, otherwise: string) =>
  z
    .string()
    .max(2_000)
    .transform((text, ctx) => {
      const found = to(text)
      if (found !== undefined) return found
      ctx.addIssue({ code: 'custom', message: otherwise })
      return z.NEVER
    })

const NUMBER = 'Give a number of 9 to 12 digits, or a link that holds it.'
export const meeting = normal(meetingNumber, NUMBER).describe('Id such as 123 4567 8901, or link.')
export const session = normal(sessionOf, `${NUMBER} A UUID has 24 characters and ends with ==.`).describe(
  'Id or link: the latest session. UUID: that session.',
)
export const webinar = normal(meetingNumber, NUMBER).describe('Id such as 123 4567 8901, or link.')
export const occurrence = z.string().regex(/^\d{1,20}$/, 'Take it from occurrences of get_meeting.')
export const date = (what: string) =>
  z
    .string()
    .refine(isDay, 'Write 2026-01-31, today, 7d (ago) or +7d.')
    .describe(`${what}: 2026-01-31, today, 7d (ago), +7d (ahead). UTC.`)
export const startAt = normal(startTime, 'Write 2026-01-31T10:00, with an offset or Z where it is not local.').describe(
  '2026-01-31T10:00, local to timezone; or with an offset or Z.',
)
/** A meeting without a time of its own has one of these words in its place. */
export const WORDS = ['now', 'open']
export const startAtOrWord = normal(
  (text) => (WORDS.includes(text) ? text : startTime(text)),
  'Write 2026-01-31T10:00 (with an offset or Z where it is not local), now or open.',
).describe(
  '2026-01-31T10:00, local to timezone, or with an offset or Z. "now": instant. "open": no time, one link for any time.',
)
export const zone = z
  .string()
  .refine(isZone, 'Write an IANA name such as Europe/Oslo.')
  .describe("IANA, e.g. Europe/Oslo. Default: the user's.")
export const topic = z.string().min(1).max(200)
export const agenda = z.string().max(2_000)
export const duration = z.int().min(1).max(1_440)
export const paging = (standard = 20) => ({ limit: limit(standard, 100), cursor: cursor() })

// Output. Everything that may be absent is optional, because empty values are left out.
export const text = z.string()
export const maybe = z.string().optional()
export const count = z.number().optional()
export const flag = z.boolean().optional()
export const texts = z.array(z.string()).optional()

const Occurrence = z.object({ id: text, starts_at: maybe, duration_minutes: count, deleted: flag })

export const MeetingItem = z.object({
  id: text,
  uuid: maybe,
  topic: maybe,
  type: maybe,
  starts_at: maybe,
  duration_minutes: count,
  timezone: maybe,
  invited_only: flag,
  agenda: maybe,
  join_url: maybe,
})

export const Meeting = MeetingItem.omit({ invited_only: true }).extend({
  status: maybe,
  host: maybe,
  registration_url: maybe,
  recurrence: maybe,
  occurrences: z.array(Occurrence).optional(),
  more_occurrences: count,
  settings: z.looseObject({}).optional(),
})

export const Participant = z.object({ name: text, email: maybe, joined_at: maybe, left_at: maybe, minutes: count })
