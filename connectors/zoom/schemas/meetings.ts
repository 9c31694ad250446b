import { declareTool, detail, page, z } from '../../sdk'
import { Recurrence } from '../recurrence'
import { Settings } from '../settings'
import {
  agenda,
  date,
  duration,
  maybe,
  Meeting,
  meeting,
  MeetingItem,
  occurrence,
  paging,
  startAt,
  startAtOrWord,
  text,
  texts,
  topic,
  WORDS,
  zone,
} from './common'

export const listMeetings = declareTool({
  description:
    'Meetings that the connected user hosts and has scheduled: id, topic, time. Not those that others invited them to (list_upcoming_meetings) and no instant ones. Previous ones go back six months; with detail full each has the UUID of its session. Recordings have a list of their own: list_recordings.',
  input: z.strictObject({
    type: z.enum(['upcoming', 'live', 'previous', 'all']).default('upcoming').describe('upcoming includes live ones.'),
    from: date('First day').optional(),
    to: date('Last day').optional(),
    detail: detail(),
    ...paging(),
  }),
  output: page(MeetingItem),
  effect: 'read',
  scopes: ['meeting:read:list_meetings'],
})

export const listUpcomingMeetings = declareTool({
  description:
    'What is next: meetings of about the next 24 hours, also those that the connected user is only invited to (invited_only). For later days, or all that they host, use list_meetings.',
  input: z.strictObject({ detail: detail(), ...paging() }),
  output: page(MeetingItem),
  effect: 'read',
  scopes: ['meeting:read:list_upcoming_meetings'],
})

export const getMeeting = declareTool({
  description:
    "One scheduled meeting: topic, time, agenda, settings, and of a recurring one the next occurrences with their ids. join_url has no passcode; get_meeting_invitation gives what guests need. For what happened in a finished one use get_past_meeting. The host's start link is never shown.",
  input: z.strictObject({
    meeting,
    occurrence_id: occurrence.optional(),
    previous_occurrences: z.boolean().default(false).describe('Past occurrences, too.'),
  }),
  output: Meeting,
  effect: 'read',
  scopes: ['meeting:read:meeting'],
})

const settings = Settings.optional().describe("What is left out follows the user's own settings.")

export const createMeeting = declareTool({
  description:
    'Schedules a meeting hosted by the connected user, for once or recurring. Nobody is invited by this: send the text of get_meeting_invitation. To move one use update_meeting. Zoom allows about 100 a day. Returns the meeting with its id.',
  input: z
    .strictObject({
      topic,
      start_at: startAtOrWord,
      duration_minutes: duration.default(60),
      timezone: zone.optional(),
      agenda: agenda.optional(),
      recurrence: Recurrence.optional(),
      settings,
    })
    .refine(({ start_at, recurrence }) => !recurrence || !WORDS.includes(start_at), {
      path: ['recurrence'],
      message: 'A meeting that recurs needs the time of its first occurrence.',
    }),
  output: Meeting,
  effect: 'write',
  scopes: ['meeting:write:meeting'],
  // Where a recurrence ends on a day of a zone that is not given.
  optionalScopes: ['user:read:user'],
})

export const updateMeeting = declareTool({
  description:
    'Changes a scheduled meeting; what is left out stays. With occurrence_id only that one of a recurring meeting, and of it time, duration, agenda and settings. Zoom tells guests nothing about it. Returns what was changed; get_meeting shows the result.',
  input: z
    .strictObject({
      meeting,
      occurrence_id: occurrence.optional(),
      topic: topic.optional(),
      start_at: startAt.optional(),
      duration_minutes: duration.optional(),
      timezone: zone.describe('IANA, e.g. Europe/Oslo.').optional(),
      agenda: agenda.optional(),
      recurrence: Recurrence.optional(),
      settings: Settings.optional(),
    })
    .superRefine(({ meeting: _, occurrence_id, ...changes }, ctx) => {
      const given = Object.keys(changes)
      if (given.length === 0) ctx.addIssue({ code: 'custom', message: 'Give at least one field to change.' })
      if (occurrence_id === undefined) return
      for (const field of ['topic', 'timezone', 'recurrence'].filter((each) => given.includes(each))) {
        ctx.addIssue({ code: 'custom', path: [field], message: 'Cannot differ for one occurrence.' })
      }
    }),
  output: z.object({ id: text, occurrence_id: maybe, updated: texts }),
  effect: 'update',
  scopes: ['meeting:update:meeting'],
  optionalScopes: ['meeting:read:meeting'],
})

export const deleteMeeting = declareTool({
  description:
    'Deletes a meeting, or with occurrence_id only that one of a recurring meeting; without it the whole series goes. One that is going on has to be ended first (end_meeting). Nobody is told unless asked for.',
  input: z.strictObject({
    meeting,
    occurrence_id: occurrence.optional(),
    notify_hosts: z.boolean().default(false).describe('Mail to host and alternative hosts.'),
    notify_registrants: z.boolean().default(false),
  }),
  output: z.object({ id: text, occurrence_id: maybe, deleted: z.boolean() }),
  effect: 'destroy',
  scopes: ['meeting:delete:meeting'],
})

export const endMeeting = declareTool({
  description:
    'Ends a meeting that is going on, for everybody in it, at once. It stays scheduled; to cancel one use delete_meeting. list_meetings with type live says which are going on.',
  input: z.strictObject({ meeting }),
  output: z.object({ id: text, ended: z.boolean() }),
  effect: 'destroy',
  scopes: ['meeting:update:status'],
})

export const getMeetingInvitation = declareTool({
  description:
    'The text that Zoom writes for guests: topic, time, link, passcode and dial-in numbers. Who has it can join, so give it to nobody but guests. For facts about the meeting use get_meeting.',
  input: z.strictObject({ meeting }),
  output: z.object({ invitation: text }),
  effect: 'read',
  scopes: ['meeting:read:invitation'],
})
