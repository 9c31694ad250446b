import { compact, ConnectorError, type ConnectorErrorCode, cut, path, type VendorHttp, visible, z } from '../sdk'
import { one } from './calls'
import { segment } from './identifiers'
import { maybe, words } from './shape/common'

const RawTranscript = z.object({
  meeting_topic: maybe,
  can_download: z.boolean().nullish().catch(undefined),
  download_url: maybe,
  download_restriction_reason: maybe,
})

const REASONS: Readonly<Record<string, readonly [ConnectorErrorCode, string, string?]>> = {
  NOT_READY: ['not_found', 'Zoom is still writing the transcript.', 'Try again in some minutes.'],
  NO_TRANSCRIPT_DATA: [
    'not_found',
    'The meeting has no transcript.',
    'Zoom writes one where a meeting is recorded to the cloud with audio transcripts on.',
  ],
  DELETED_OR_TRASHED: ['not_found', 'The transcript was deleted.'],
  UNSUPPORTED: ['forbidden', 'Zoom gives out no transcript of this meeting.'],
}

interface Line {
  /** Seconds from the beginning. */
  readonly at: number
  readonly end: number
  readonly speaker: string | undefined
  readonly text: string
}

interface Window {
  readonly start: string
  readonly minutes: number
}

/** What one answer holds at most; a quick half hour of speech is less. */
const MOST_CHARS = 60_000

/** The part of a transcript that begins at a time, a line for each turn of a speaker. */
export async function readTranscript(http: VendorHttp, meeting: string, { start, minutes }: Window) {
  const found = await one(http, path`/meetings/${segment(meeting)}/transcript`, RawTranscript)
  const link = found.download_url
  if (!link || !URL.canParse(link) || found.can_download === false) throw withheld(found.download_restriction_reason)
  const { body } = await http.download(new URL(link))
  const lines = toLines(new TextDecoder().decode(body))
  const from = seconds(start)
  const { text, next } = window(lines, from, from + minutes * 60)
  return compact({
    topic: words(found.meeting_topic),
    length: clock(lines.at(-1)?.end ?? 0),
    next_start: next === undefined ? undefined : clock(next),
    text,
  })
}

function withheld(reason: string | null | undefined): ConnectorError {
  const [code, message, hint] = REASONS[reason ?? ''] ?? REASONS['UNSUPPORTED'] ?? ['forbidden', '']
  return new ConnectorError(code, message, { hint })
}

function window(lines: readonly Line[], from: number, to: number): { text: string; next: number | undefined } {
  const said: string[] = []
  let used = 0
  let speaker: string | undefined
  for (const line of lines) {
    if (line.at < from) continue
    const isSame = said.length > 0 && line.speaker === speaker
    const whole = isSame ? line.text : `[${clock(line.at)}] ${line.speaker ? `${line.speaker}: ` : ''}${line.text}`
    const shown = said.length === 0 ? cut(whole, MOST_CHARS) : whole
    if (line.at >= to || used + shown.length > MOST_CHARS) return { text: said.join('\n'), next: line.at }
    used += shown.length + 1
    if (isSame) said.push(`${said.pop()} ${shown}`)
    else said.push(shown)
    speaker = line.speaker
  }
  return { text: said.join('\n'), next: undefined }
}

const TIMES = /^(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?\s+-->\s+(?:(\d+):)?(\d{1,2}):(\d{2})/
/** Zoom writes the speaker before the words; some tools write a voice tag. */
const SPEAKER = /^([^:<>]{1,100}): +(\S.*)$/s
const VOICE = /^<v(?:\.[^ >]*)? ([^>]{1,100})>(.*)$/s

/** Reduces WebVTT to who said what, and when. Numbers, notes and styles go. */
function toLines(vtt: string): Line[] {
  if (!/^\uFEFF?WEBVTT/.test(vtt)) {
    throw new ConnectorError('vendor_unavailable', "Zoom's link to the transcript gave something else.", {
      hint: 'Try again later.',
    })
  }
  const blocks = visible(vtt)
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
  return blocks.flatMap((block) => {
    const rows = block.split('\n')
    const at = rows.findIndex((row) => TIMES.test(row))
    const [, h = 0, m, s, endH = 0, endM, endS] = TIMES.exec(rows[at] ?? '') ?? []
    const spoken = rows
      .slice(at + 1)
      .join(' ')
      .trim()
    if (m === undefined || spoken === '') return []
    const [, speaker, words = spoken] = VOICE.exec(spoken) ?? SPEAKER.exec(spoken) ?? []
    const text = words.replaceAll(/<[^>]*>/g, '').trim()
    const times = { at: total(h, m, s), end: total(endH, endM, endS) }
    return text === '' ? [] : [{ ...times, speaker: speaker?.trim(), text }]
  })
}

const total = (h: unknown, m: unknown, s: unknown): number => Number(h) * 3_600 + Number(m) * 60 + Number(s)

/** "1:02:03" or "02:03". */
const seconds = (text: string): number => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)

const clock = (at: number): string =>
  [Math.floor(at / 3_600), Math.floor(at / 60) % 60, at % 60].map((part) => String(part).padStart(2, '0')).join(':')
