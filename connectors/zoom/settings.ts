import { compact, z } from '../sdk'
import { isEmail } from './identifiers'
import { flag, maybe, number } from './shape/common'

/*
 * The few of Zoom's settings that people ask for. The words are Zoom's own, but for registration, which it numbers.
 */
const REGISTRATION = ['automatic', 'manual', 'none'] as const

export const Settings = z
  .strictObject({
    waiting_room: z.boolean(),
    join_before_host: z.boolean(),
    mute_upon_entry: z.boolean(),
    host_video: z.boolean(),
    participant_video: z.boolean(),
    meeting_authentication: z.boolean().describe('Only people signed in to Zoom.'),
    auto_recording: z.enum(['none', 'local', 'cloud']),
    registration: z.enum(REGISTRATION).describe('none, or who approves.'),
    alternative_hosts: z.array(z.string().refine(isEmail, 'Write an e-mail address.')).max(50).describe('E-mails.'),
  })
  .partial()

export const toVendor = ({ registration, alternative_hosts: hosts, ...same }: z.output<typeof Settings>) => ({
  ...same,
  approval_type: registration && REGISTRATION.indexOf(registration),
  alternative_hosts: hosts?.join(';'),
})

export const RawSettings = z.object({
  waiting_room: flag,
  join_before_host: flag,
  mute_upon_entry: flag,
  host_video: flag,
  participant_video: flag,
  meeting_authentication: flag,
  auto_recording: maybe,
  approval_type: number,
  alternative_hosts: maybe,
})

export const fromVendor = ({ approval_type, alternative_hosts: hosts, ...same }: z.output<typeof RawSettings>) =>
  compact({
    ...same,
    registration: typeof approval_type === 'number' ? REGISTRATION[approval_type] : undefined,
    alternative_hosts: hosts?.split(/[;,]\s*/).filter(Boolean),
  })
