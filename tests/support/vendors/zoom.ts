import { contracts } from './contracts'
import { type CursorForm, cutPage, FORMS } from './cursor-forms'
import { type FakeOptions, FakeVendor } from './fake-vendor'
import type { Item } from './items'
import { numbered } from './items'
import { sampleWorld } from './sample-world'
import type { Account, Answer, Asked, VendorDescription, World } from './vendor-description'
import { unwritten } from './zoom-rules'
import { ZOOM_SAMPLES } from './zoom-samples'

const no = (status: number, code: number, message: string, more: object = {}): Answer => ({
  status,
  body: { code, message, ...more },
})

export const zoom = (): VendorDescription => ({
  bases: { api: { prefix: '/v2', judge: contracts.zoom() } },
  world,
  say: {
    unauthorized: () => no(401, 124, 'Invalid access token.'),
    refused: (violations) => no(400, 300, violations.join(' ')),
    unknownAddress: () => no(404, 2300, 'This API endpoint is not recognized.'),
    missingScope: (_account, needed) =>
      no(400, 4711, `Invalid access token, does not contain scopes:[${(needed[0] ?? '').split('|').join(', ')}].`),
  },
  page,
  unwritten,
  accountHeaders: () => ({ 'x-zm-trackingid': 'v=2.0;clid=us04;rid=c0de1f2e' }),
})

/** Answers that look at what was asked, or hold a link. */
const answers: Readonly<Record<string, (asked: Asked, sample: Item) => Answer>> = {
  // A token of a user reaches nobody else.
  user: ({ params, account: { scopes = [] } }, sample) =>
    params['userId'] === 'me' || scopes.some((scope) => scope.endsWith(':admin'))
      ? ok(sample)
      : no(400, 4700, 'Invalid access token, does not match the user.'),
  GetMeetingTranscript: ({ linkUrl }, sample) => ok({ ...sample, download_url: `${linkUrl}/rec/download/lamp.vtt` }),
}

const ok = (body: Item): Answer => ({ status: 200, body })

const HOUR_MS = 3_600_000

/** Recordings are given by day, so a long list of them goes back: one in ten hours. */
function world(): World {
  const given = sampleWorld(ZOOM_SAMPLES, { answers })
  const now = Date.now()
  return {
    answer: given.answer,
    holding: (asked, count) => {
      if (asked.id !== 'recordingsList') return given.holding(asked, count)
      const sample = ZOOM_SAMPLES[asked.id] as { meetings: Item[] }
      const [from = '', to = ''] = ['from', 'to'].map((name) => asked.query.get(name) ?? '')
      const meetings = Array.from({ length: count }, (_, i) => ({
        ...numbered(sample.meetings[0] ?? {}, i),
        start_time: `${new Date(now - i * 10 * HOUR_MS).toISOString().slice(0, 19)}Z`,
      })).filter(({ start_time: at }) => at.slice(0, 10) >= from && at.slice(0, 10) <= to)
      return { ...sample, from, to, meetings }
    },
  }
}

const LISTS: Readonly<Record<string, string>> = {
  meetings: 'meetings',
  recordingsList: 'meetings',
  pastMeetingParticipants: 'participants',
  meetingRegistrants: 'registrants',
  listWebinarParticipants: 'participants',
}

/** Webinars still have numbers. */
const NUMBERED: CursorForm = {
  size: ['page_size', 30, 300],
  cursor: 'page_number',
  kind: 'page',
  onward: (body, { from, size, total }) => ({
    ...body,
    page_count: Math.ceil(total / size),
    page_number: from / size + 1,
    page_size: size,
    total_records: total,
  }),
}

/** A token is for one list, and of recordings for one span of days. */
function page(given: Answer, asked: Asked): Answer {
  if (asked.id === 'webinars') return cutPage(given, asked, NUMBERED, ['webinars'])
  const name = LISTS[asked.id]
  if (name === undefined) return given
  const span = asked.id === 'recordingsList' ? ` ${asked.query.get('from')} ${asked.query.get('to')}` : ''
  return cutPage(given, { ...asked, id: asked.id + span }, FORMS.zoom, [name])
}

/** Zoom's API as far as our tools use it. */
export const startZoom = (tokens: Readonly<Record<string, Account>>, options: FakeOptions = {}): Promise<FakeVendor> =>
  FakeVendor.of(zoom(), tokens, options)
