import { declareTool, page, z } from '../../sdk'
import { count, date, maybe, paging, session, text } from './common'

const About = z.object({
  id: text,
  uuid: maybe,
  topic: maybe,
  started_at: maybe,
  duration_minutes: count,
})

export const listRecordings = declareTool({
  description:
    "The connected user's cloud recordings, newest first, over any span of time: topic, time, kinds of files. get_meeting_recordings has the links of one, get_meeting_transcript its words; give them the uuid.",
  input: z.strictObject({
    from: date('First day; default four weeks before to').optional(),
    to: date('Last day').default('today'),
    ...paging(),
  }),
  output: page(About.extend({ files: maybe })),
  effect: 'read',
  scopes: ['cloud_recording:read:list_user_recordings'],
})

const File = z.object({
  type: text,
  view: maybe,
  size_mb: count,
  from: maybe,
  to: maybe,
  status: maybe,
  url: maybe,
})

export const getMeetingRecordings = declareTool({
  description:
    'The files of one cloud recording (video, sound, chat, transcript) with links that open for people who may see it; passcodes and tokens are taken off. To read what was said use get_meeting_transcript, to find a recording list_recordings.',
  input: z.strictObject({ meeting: session }),
  output: About.extend({ share_url: maybe, files: z.array(File) }),
  effect: 'read',
  scopes: ['cloud_recording:read:list_recording_files'],
})
