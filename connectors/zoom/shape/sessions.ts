import { compact, markdown, z } from '../../sdk'
import { inZone } from '../times'
import { id, maybe, number, words } from './common'

export const RawPastMeeting = z.object({
  id,
  uuid: maybe,
  topic: maybe,
  user_name: maybe,
  user_email: maybe,
  start_time: maybe,
  end_time: maybe,
  duration: number,
  participants_count: number,
})

export const toPastMeeting = (raw: z.output<typeof RawPastMeeting>) =>
  compact({
    id: raw.id,
    uuid: raw.uuid,
    topic: words(raw.topic),
    host: words(raw.user_name),
    host_email: raw.user_email || undefined,
    started_at: inZone(raw.start_time),
    ended_at: inZone(raw.end_time),
    duration_minutes: raw.duration,
    participants: raw.participants_count,
  })

export const RawInstance = z.object({ uuid: z.string(), start_time: maybe })

export const toInstance = (raw: z.output<typeof RawInstance>) =>
  compact({ uuid: raw.uuid, started_at: inZone(raw.start_time) })

const Parts = z.object({
  summary_overview: maybe,
  summary_details: z
    .array(z.object({ label: maybe, summary: maybe }))
    .nullish()
    .catch(undefined),
  next_steps: z.array(z.string()).nullish().catch(undefined),
})

export const RawSummary = Parts.extend({
  meeting_uuid: maybe,
  meeting_topic: maybe,
  meeting_start_time: maybe,
  meeting_end_time: maybe,
  summary_content: maybe,
  edited_summary: Parts.nullish().catch(undefined),
})

type RawParts = z.output<typeof Parts>

const inMarkdown = ({ summary_overview, summary_details, next_steps }: RawParts): string =>
  [
    summary_overview,
    ...(summary_details ?? []).map(({ label, summary }) => `## ${label || 'Details'}\n\n${summary ?? ''}`),
    next_steps?.length ? `## Next steps\n\n${next_steps.map((step) => `- ${step}`).join('\n')}` : '',
  ]
    .filter(Boolean)
    .join('\n\n')

/** Zoom has had three forms. What people edited counts; the parts are what there was before there was one text. */
export function toSummary(raw: z.output<typeof RawSummary>) {
  const edited = raw.edited_summary ? inMarkdown({ ...raw, ...compact(raw.edited_summary) }) : ''
  const hasEdits = Object.values(raw.edited_summary ?? {}).some((part) => part?.length)
  return compact({
    uuid: raw.meeting_uuid,
    topic: words(raw.meeting_topic),
    started_at: inZone(raw.meeting_start_time),
    ended_at: inZone(raw.meeting_end_time),
    summary: markdown(hasEdits ? edited : raw.summary_content || inMarkdown(raw)).trim(),
  })
}
