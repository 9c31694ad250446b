import { declareTool, page, z } from '../../sdk'
import { isEmail } from '../identifiers'
import { maybe, meeting, occurrence, paging, text } from './common'

export const listMeetingRegistrants = declareTool({
  description:
    'People who registered for a meeting that has registration, by status. For who really came use list_meeting_participants.',
  input: z.strictObject({
    meeting,
    status: z.enum(['approved', 'pending', 'denied']).default('approved'),
    occurrence_id: occurrence.optional(),
    ...paging(),
  }),
  output: page(
    z.object({
      id: maybe,
      name: maybe,
      email: maybe,
      status: maybe,
      org: maybe,
      job_title: maybe,
      comments: maybe,
      registered_at: maybe,
    }),
  ),
  effect: 'read',
  scopes: ['meeting:read:list_registrants'],
})

export const addMeetingRegistrant = declareTool({
  description:
    'Registers a person for a meeting that has registration (settings.registration of get_meeting). Zoom mails them their own link, which is not shown here. At most three times a day for one person.',
  input: z.strictObject({
    meeting,
    email: z.string().refine(isEmail, 'Write an e-mail address.'),
    first_name: z.string().min(1).max(64),
    last_name: z.string().min(1).max(64).optional(),
    org: z.string().max(200).optional(),
    job_title: z.string().max(200).optional(),
    comments: z.string().max(500).optional(),
    occurrence_ids: z.array(occurrence).min(1).max(50).optional().describe('Of a recurring meeting; default all.'),
  }),
  output: z.object({ registrant_id: text, topic: maybe, starts_at: maybe }),
  effect: 'write',
  scopes: ['meeting:write:registrant'],
})
