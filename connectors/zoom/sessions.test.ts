import { connected } from '../../tests/support/vendors/vendor-double'
import { type CallContext } from '../sdk'
import { Zoom } from '.'

const API = 'https://api.zoom.us/v2'
const get = (path: string) => `GET ${API}${path}`
const ID = '98765432100'
const LINK = 'https://harbor.zoom.us/rec/download/lamp'

const NOW = Date.parse('2026-11-21T12:00:00Z')
beforeAll(() => void jest.useFakeTimers({ now: NOW }))
afterAll(() => void jest.useRealTimers())

const vtt = (...cues: string[]) => Buffer.from(`\uFEFFWEBVTT\r\n\r\n${cues.join('\r\n\r\n')}\r\n`)
const cue = (at: string, words: string, end = at) => `7\r\n${at}.000 --> ${end}.500\r\n${words}`

function transcript(body: unknown, replies: object = {}) {
  return connected('zoom', Zoom, {
    [get(`/meetings/${ID}/transcript`)]: {
      body: { meeting_topic: 'Lamp', can_download: true, download_url: LINK, ...replies },
    },
    [`DOWNLOAD ${LINK}`]: { body },
  })
}

const MINUTES = vtt(
  'NOTE made by Zoom',
  cue('00:00:03', 'Ada North: The lamp turns.'),
  cue('00:00:06', 'Ada North: At last\u200B:\r\nsince 10:30.'),
  cue('00:20:00', '<v Ben South>I trimmed <b>it</b>.</v>'),
  cue('00:40:00', 'no speaker here', '00:40:02'),
  cue('00:41:00', ''),
  cue('01:05:00', 'Ada North: Thanks.', '01:05:04'),
)

test('a transcript is who said what: turns joined, marks gone, window by window', async () => {
  const { call } = transcript(MINUTES)
  const first = await call('get_meeting_transcript', { meeting: ID })
  expect(first).toEqual({
    topic: 'Lamp',
    length: '01:05:04',
    next_start: '00:40:00',
    text: '[00:00:03] Ada North: The lamp turns. At last: since 10:30.\n[00:20:00] Ben South: I trimmed it.',
  })
  expect(await call('get_meeting_transcript', { meeting: ID, start: '00:40:00' })).toEqual({
    topic: 'Lamp',
    length: '01:05:04',
    text: '[00:40:00] no speaker here\n[01:05:00] Ada North: Thanks.',
  })
  expect(await call('get_meeting_transcript', { meeting: ID, start: '20:00', minutes: 1 })).toMatchObject({
    next_start: '00:40:00',
    text: '[00:20:00] Ben South: I trimmed it.',
  })
})

test('a window that is too large ends at a line, and the next begins with it', async () => {
  const words = 'lamp '.repeat(400).trim()
  const many = Array.from({ length: 60 }, (_, i) =>
    cue(`00:${String(i).padStart(2, '0')}:00`, `${i % 2 ? 'Ada' : 'Ben'}: ${i} ${words}`),
  )
  const { call } = transcript(vtt(...many))
  const seen: string[] = []
  let start: string | undefined = '00:00:00'
  while (start !== undefined) {
    const given = await call('get_meeting_transcript', { meeting: ID, minutes: 180, start })
    const { text, next_start } = given as { text: string; next_start?: string }
    expect(text.length).toBeLessThanOrEqual(60_000)
    seen.push(...text.split('\n'))
    start = next_start
  }
  expect(seen).toHaveLength(60)
  expect(new Set(seen).size).toBe(60)
})

test.each([
  [{ can_download: false, download_restriction_reason: 'NOT_READY' }, 'not_found', /still writing/],
  [
    { can_download: false, download_url: null, download_restriction_reason: 'NO_TRANSCRIPT_DATA' },
    'not_found',
    /has no/,
  ],
  [{ can_download: false, download_restriction_reason: 'DELETED_OR_TRASHED' }, 'not_found', /deleted/],
  [{ can_download: false, download_restriction_reason: 'IP_ADDRESS_RESTRICTED' }, 'forbidden', /gives out no/],
  [{ download_url: undefined }, 'forbidden', /gives out no/],
])('a transcript that Zoom withholds with %j', async (reply, code, message) => {
  const { call, http } = transcript(MINUTES, reply)
  await expect(call('get_meeting_transcript', { meeting: ID })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  })
  expect(http.seen).toHaveLength(1)
})

test('a page in the place of a transcript is no transcript', async () => {
  const { call } = transcript(Buffer.from('<html>Sign in</html>'))
  await expect(call('get_meeting_transcript', { meeting: ID })).rejects.toMatchObject({ code: 'vendor_unavailable' })
})

test('the resource of a transcript says what it is, and takes an encoded UUID', async () => {
  const uuid = '/ajXp112Qmuo//4854875A=='
  const twice = encodeURIComponent(encodeURIComponent(uuid))
  const { http } = connected('zoom', Zoom, {
    [get(`/meetings/${twice}/transcript`)]: { body: { can_download: true, download_url: LINK } },
    [`DOWNLOAD ${LINK}`]: { body: MINUTES },
  })
  const own = new Zoom({ slug: 'zoom', configuration: {}, http })
  const found = await own.readResource(`zoom://meetings/${encodeURIComponent(uuid)}/transcript`, {} as CallContext)
  expect(JSON.stringify(found)).toMatch(/not instructions.*Ben South: I trimmed it/)
})

const summary = (body: object) =>
  connected('zoom', Zoom, { [get(`/meetings/${ID}/meeting_summary`)]: { body: { meeting_uuid: 'u', ...body } } })

const PARTS = {
  summary_overview: 'The lamp.',
  summary_details: [{ label: 'Oil', summary: 'Enough.' }],
  next_steps: ['Trim it.'],
}

test.each([
  ['one text', { summary_content: '# Lamp <!-- hidden -->', ...PARTS }, '# Lamp'],
  ['parts', PARTS, 'The lamp.\n\n## Oil\n\nEnough.\n\n## Next steps\n\n- Trim it.'],
  [
    'what people edited',
    { summary_content: '# Lamp', ...PARTS, edited_summary: { next_steps: ['Buy oil.'], summary_overview: null } },
    'The lamp.\n\n## Oil\n\nEnough.\n\n## Next steps\n\n- Buy oil.',
  ],
  ['edits that are none', { summary_content: '# Lamp', edited_summary: { next_steps: [] } }, '# Lamp'],
])('a summary of %s', async (_form, body, text) => {
  const { call } = summary(body)
  expect(await call('get_meeting_summary', { meeting: ID })).toEqual({ uuid: 'u', summary: text })
})

test('instances come newest first', async () => {
  const meetings = ['2026-11-01', '2026-11-20', '2026-11-08'].map((day) => ({
    uuid: day,
    start_time: `${day}T09:00:00Z`,
  }))
  const { call } = connected('zoom', Zoom, { [get(`/past_meetings/${ID}/instances`)]: { body: { meetings } } })
  const { items } = (await call('list_past_meeting_instances', { meeting: ID, limit: 2 })) as {
    items: { uuid: string }[]
  }
  expect(items.map(({ uuid }) => uuid)).toEqual(['2026-11-20', '2026-11-08'])
})

const RECORDINGS = get('/users/me/recordings')
const recording = {
  id: ID,
  uuid: 'u',
  topic: 'Lamp',
  start_time: '2026-11-20T09:00:00Z',
  recording_files: [{ file_type: 'MP4' }, { file_type: 'MP4' }, { file_type: 'CHAT' }],
}

test('a quiet year of recordings is read by windows, as many as one call may, and goes on from there', async () => {
  const { call, http } = connected('zoom', Zoom, { [RECORDINGS]: { body: { meetings: [] } } })
  const first = (await call('list_recordings', { from: '2025-06-01' })) as { items: unknown[]; next_cursor?: string }
  expect(first.items).toEqual([])
  expect(http.seen).toHaveLength(13)
  const second = await call('list_recordings', { from: '2025-06-01', cursor: first.next_cursor })
  expect(second).toMatchObject({ items: [], has_more: false })
  const spans = http.seen.map(({ query }) => [query?.['from'], query?.['to']])
  expect(spans[0]).toEqual(['2026-10-25', '2026-11-21'])
  expect(spans[1]).toEqual(['2026-09-27', '2026-10-24'])
  expect(spans.at(-1)?.[0]).toBe('2025-06-01')
})

test('a page that is not full is filled from the window before, and its token keeps its size', async () => {
  const body = { meetings: [recording, recording], next_page_token: 'more' }
  const { call, http } = connected('zoom', Zoom, { [RECORDINGS]: { body } })
  const first = (await call('list_recordings', { limit: 3 })) as { items: object[]; next_cursor?: string }
  expect(first.items[0]).toEqual({
    id: ID,
    uuid: 'u',
    topic: 'Lamp',
    started_at: '2026-11-20T09:00Z',
    files: 'mp4, chat',
  })
  await call('list_recordings', { limit: 3, cursor: first.next_cursor })
  expect(http.seen.map(({ query }) => [query?.['page_size'], query?.['next_page_token']])).toEqual([
    [3, undefined],
    [3, 'more'],
  ])
})

test('days that end before they begin are refused', async () => {
  const { call, http } = connected('zoom', Zoom, {})
  const given = { from: '2026-11-20', to: '2026-11-01' }
  await expect(call('list_recordings', given)).rejects.toMatchObject({ code: 'validation' })
  expect(http.seen).toEqual([])
})

test('webinars are paged by number, and people of a webinar by token', async () => {
  const { call, http } = connected('zoom', Zoom, {
    [get('/users/me/webinars')]: {
      body: { page_count: 2, total_records: 21, webinars: [{ id: 91234567890, type: 5 }] },
    },
  })
  const first = (await call('list_webinars')) as { items: object[]; next_cursor?: string }
  expect(first.items).toEqual([{ id: '91234567890', type: 'webinar' }])
  expect(await call('list_webinars', { cursor: first.next_cursor })).toMatchObject({ has_more: false, total: 21 })
  expect(http.seen.map(({ query }) => query?.['page_number'])).toEqual(['1', '2'])
})

test('a registrant is added to occurrences, and their own link stays out', async () => {
  const where = `POST ${API}/meetings/${ID}/registrants`
  const made = { registrant_id: 'ZReg', join_url: 'https://zoom.us/w/1?tk=secret', topic: 'Lamp' }
  const { call, http } = connected('zoom', Zoom, { [where]: { status: 201, body: made } })
  const given = { meeting: ID, email: 'ben@harbor.example', first_name: 'Ben', occurrence_ids: ['1', '2'] }
  expect(await call('add_meeting_registrant', given)).toEqual({ registrant_id: 'ZReg', topic: 'Lamp' })
  expect(http.seen).toMatchObject([
    { query: { occurrence_ids: '1,2' }, body: { email: 'ben@harbor.example', first_name: 'Ben' } },
  ])
})
