import { declareTool, detail, page, z } from '../../sdk'
import { Meeting, MeetingItem, occurrence, paging, Participant, webinar } from './common'

export const listWebinars = declareTool({
  description:
    'Webinars that the connected user hosts: id, topic, time. Needs a Zoom plan with webinars. Meetings are in list_meetings.',
  input: z.strictObject({ detail: detail(), ...paging() }),
  output: page(MeetingItem),
  effect: 'read',
  scopes: ['webinar:read:list_webinars'],
})

export const getWebinar = declareTool({
  description:
    'One webinar: topic, time, agenda, settings, occurrences. Needs a Zoom plan with webinars. For who came use list_webinar_participants; for meetings get_meeting.',
  input: z.strictObject({
    webinar,
    occurrence_id: occurrence.optional(),
    previous_occurrences: z.boolean().default(false).describe('Past occurrences, too.'),
  }),
  output: Meeting,
  effect: 'read',
  scopes: ['webinar:read:webinar'],
})

export const listWebinarParticipants = declareTool({
  description:
    'Who was in a finished webinar, and when. Needs a Zoom plan with webinars. For meetings use list_meeting_participants.',
  input: z.strictObject({ webinar, ...paging() }),
  output: page(Participant),
  effect: 'read',
  scopes: ['webinar:read:list_past_participants'],
})
