import { compact, z } from '../../sdk'
import { inZone } from '../times'
import { id, maybe, number, openLink, words } from './common'

const RawFile = z.object({
  file_type: maybe,
  file_size: number,
  recording_type: maybe,
  recording_start: maybe,
  recording_end: maybe,
  status: maybe,
  play_url: maybe,
  download_url: maybe,
})

export const RawRecording = z.object({
  id,
  uuid: maybe,
  topic: maybe,
  start_time: maybe,
  timezone: maybe,
  duration: number,
  share_url: maybe,
  recording_files: z.array(RawFile).nullish().catch(undefined),
})

type Raw = z.output<typeof RawRecording>

const MB = 1_000_000

/** Such as "mp4, m4a, transcript". */
const kinds = ({ recording_files: files }: Raw): string[] => [
  ...new Set((files ?? []).flatMap(({ file_type }) => (file_type ? [file_type.toLowerCase()] : []))),
]

const about = (raw: Raw) => ({
  id: raw.id,
  uuid: raw.uuid,
  topic: words(raw.topic),
  started_at: inZone(raw.start_time, raw.timezone),
  duration_minutes: raw.duration,
})

export const toRecordingItem = (raw: Raw) => compact({ ...about(raw), files: kinds(raw).join(', ') || undefined })

/** Links work for who may see the recording: passcodes and tokens are taken off. */
export const toRecording = (raw: Raw) => ({
  ...compact({ ...about(raw), share_url: openLink(raw.share_url) }),
  files: (raw.recording_files ?? []).map((file) =>
    compact({
      type: file.file_type?.toLowerCase() || 'unknown',
      view: file.recording_type?.replaceAll('_', ' ') || undefined,
      size_mb: typeof file.file_size === 'number' ? Math.round((file.file_size / MB) * 10) / 10 : undefined,
      from: inZone(file.recording_start, raw.timezone),
      to: inZone(file.recording_end, raw.timezone),
      status: file.status === 'completed' ? undefined : file.status,
      url: openLink(file.play_url) ?? openLink(file.download_url),
    }),
  ),
})
