import { lackingScopes } from '../../server/credentials/accounts'
import { registered, VendorCaller } from '../support/vendors/caller'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { contractSuite } from '../support/vendors/suites/contract-suite'
import { pagingSuite } from '../support/vendors/suites/paging-suite'
import { ITEMS, type Page, type ToolFacts, triedTools, type VendorSubject } from '../support/vendors/suites/subject'
import { startZoom } from '../support/vendors/zoom'
import { MEETING, SECRET, TRANSCRIPT, UUID, WEBINAR } from '../support/vendors/zoom-samples'

const SCOPES = [
  ...['list_meetings', 'list_upcoming_meetings', 'meeting', 'invitation', 'past_meeting', 'list_past_instances'],
  ...['list_past_participants', 'summary', 'list_registrants'],
].map((what) => `meeting:read:${what}`)

const tokens = {
  'token-a': {
    tenant: 'a',
    scopes: [
      ...SCOPES,
      ...['meeting:write:meeting', 'meeting:write:registrant', 'meeting:update:meeting', 'meeting:update:status'],
      ...['meeting:delete:meeting', 'user:read:user:admin'],
      ...['list_user_recordings', 'list_recording_files', 'meeting_transcript'].map(
        (what) => `cloud_recording:read:${what}`,
      ),
      ...['list_webinars', 'webinar', 'list_past_participants'].map((what) => `webinar:read:${what}`),
    ],
  },
}
const subject: VendorSubject = { type: 'zoom', start: () => startZoom(tokens, { tenant: 'a' }) }

const at = { start_at: '2026-12-01T10:00' }
const recurring = (...rules: string[]) => rules.map((recurrence) => ({ topic: 'Lamp', ...at, recurrence }))

const facts: ToolFacts = {
  values: {
    user_id: 'ben@harbor.example',
    meeting: '987 6543 2100',
    webinar: `https://harbor.zoom.us/j/${WEBINAR}?pwd=abc`,
    occurrence_id: '1764579600000',
    occurrence_ids: '1764579600000',
    alternative_hosts: 'ben@harbor.example',
    email: 'ben@harbor.example',
    first_name: 'Ben',
    from: '90d',
    to: '7d',
    start: '00:40:00',
    start_at: '2026-12-01T10:00',
    timezone: 'Europe/Oslo',
    recurrence: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231',
  },
  hints: { update_meeting: { needs: { duration_minutes: 30 }, apart: ['occurrence_id'] } },
  more: {
    create_meeting: [
      { topic: 'Lamp', start_at: 'now' },
      { topic: 'Lamp', start_at: 'open' },
      { topic: 'Lamp', start_at: '2026-12-01T10:00:30+01:00' },
      ...recurring('FREQ=DAILY;COUNT=5', 'FREQ=MONTHLY;BYMONTHDAY=31', 'FREQ=MONTHLY;BYDAY=-1FR;COUNT=6'),
      ...recurring('RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2;UNTIL=20261231T230000Z', 'freq=weekly;byday=su'),
    ],
    get_past_meeting: [{ meeting: UUID }],
    list_meeting_participants: [{ meeting: UUID }],
    get_meeting_summary: [{ meeting: encodeURIComponent(UUID) }],
    get_meeting_transcript: [{ meeting: UUID }],
    get_meeting_recordings: [{ meeting: UUID }, { meeting: 'abcdefghij+lmnopqrstuv==' }],
  },
  local: {
    list_meetings: ['detail'],
    list_upcoming_meetings: ['cursor', 'detail', 'limit'],
    list_past_meeting_instances: ['cursor', 'limit'],
    get_meeting_transcript: ['minutes', 'start'],
    list_webinars: ['detail'],
  },
  lists: {
    list_meetings: { operation: 'meetings' },
    list_upcoming_meetings: { operation: 'listUpcomingMeeting', sliced: true },
    list_past_meeting_instances: { operation: 'pastMeetings', sliced: true },
    list_meeting_participants: { operation: 'pastMeetingParticipants' },
    list_recordings: { operation: 'recordingsList', args: { from: '120d' } },
    list_meeting_registrants: { operation: 'meetingRegistrants' },
    list_webinars: { operation: 'webinars' },
    list_webinar_participants: { operation: 'listWebinarParticipants' },
  },
  prepare: (fake) => fake.behindLinks({ status: 200, body: TRANSCRIPT, headers: { 'content-type': 'text/vtt' } }),
}

describe('contract', () => contractSuite(subject, facts))
describe('paging', () => pagingSuite(subject, facts))

describe('scopes', () => {
  const type = registered('zoom')
  const scopesOf = (name: string) => type.declared.tools.get(name)?.declaration.scopes ?? []
  const barred = (...granted: string[]) =>
    [...type.declared.tools.keys()].filter((name) => lackingScopes(type, granted, scopesOf(name)).length > 0)
  const all = (start: string) =>
    [...type.declared.tools.keys()].filter((name) => scopesOf(name).every((scope) => scope.startsWith(start)))
  /** What Zoom says that its classic scopes stand for. */
  const CLASSIC = {
    'meeting:read': all('meeting:read:'),
    'meeting:write': [...all('meeting:write:'), ...all('meeting:update:'), ...all('meeting:delete:')],
    'recording:read': all('cloud_recording:read:'),
    'webinar:read': all('webinar:read:'),
    'user:read': ['get_user'],
  }

  test('those of an admin do for every tool', () => {
    for (const name of type.declared.tools.keys()) {
      expect(barred(...scopesOf(name).map((scope) => `${scope}:admin`))).not.toContain(name)
    }
    expect(barred('meeting:read:meeting:admin')).toContain('list_meetings')
  })

  test.each(Object.entries(CLASSIC))('the classic %s does for its own tools, and for no other', (scope, own) => {
    const others = [...type.declared.tools.keys()].filter((name) => !own.includes(name))
    expect(own.length).toBeGreaterThan(0)
    expect(barred(scope)).toEqual(others)
    expect(barred(`${scope}:admin`)).toEqual(others)
  })

  test('the classic ones do for all tools together', () => {
    expect(barred(...Object.keys(CLASSIC))).toEqual([])
  })
})

describe('what Zoom gives', () => {
  let fake: FakeVendor
  let caller: VendorCaller

  beforeAll(async () => {
    fake = await subject.start()
    caller = new VendorCaller('zoom', fake.baseUrls)
  })
  beforeEach(() => {
    fake.reset()
    facts.prepare?.(fake, '')
  })
  afterEach(() => expect(fake.violations).toEqual([]))
  afterAll(async () => {
    caller.close()
    await fake.close()
  })

  test('lets nobody in: no passcode and no token leaves any tool but the invitation', async () => {
    const leaking: string[] = []
    for (const { name, smallest } of triedTools('zoom', facts)) {
      for (const detail of ['detail' in triedProperties(name) ? { detail: 'full' } : {}, {}]) {
        const given = await caller.call(name, { ...smallest, ...detail })
        if (JSON.stringify(given).includes(SECRET)) leaking.push(name)
      }
    }
    expect([...new Set(leaking)]).toEqual(['get_meeting_invitation'])
  })

  test('recordings of many months are one list, by windows of less than a month', async () => {
    fake.generate('recordingsList', ITEMS)
    const page = (await caller.call('list_recordings', { from: '120d', limit: 100 })) as Page
    const spans = fake.requests.map(({ url }) => new URL(url, fake.url).searchParams)
    expect(page.items).toHaveLength(100)
    expect(spans.length).toBeGreaterThan(1)
    const starts = page.items.map((item) => Date.parse(item['started_at'] as string))
    expect(starts).toEqual(starts.toSorted((a, b) => b - a))
    for (const [i, span] of spans.entries()) {
      const before = spans[i - 1]?.get('from')
      if (before) expect(Date.parse(before) - Date.parse(span.get('to') ?? '')).toBe(86_400_000)
    }
  })

  test('a transcript comes from its link, which wants the credential', async () => {
    const given = await caller.call('get_meeting_transcript', { meeting: UUID })
    expect(given).toEqual({
      topic: 'Lamp watch',
      length: '00:41:02',
      next_start: '00:41:00',
      text: '[00:00:03] Ada North: The lamp turns again. Who trims it?',
    })
    expect(fake.fileRequests).toMatchObject([{ method: 'GET', authorization: 'Bearer token-a' }])
    expect(fake.signedRequests).toEqual([])
  })

  test('a UUID with slashes goes out encoded twice', async () => {
    await caller.call('get_past_meeting', { meeting: UUID })
    expect(fake.requests.map(({ url }) => url)).toEqual([
      `/v2/past_meetings/${encodeURIComponent(encodeURIComponent(UUID))}`,
    ])
    expect(fake.requests[0]?.url).toContain('%252F')
  })

  test('a cursor that Zoom has forgotten: the error says to begin again', async () => {
    fake.generate('meetings', ITEMS)
    const { next_cursor: cursor } = (await caller.call('list_meetings')) as Page
    fake.answer('meetings', { status: 400, body: { code: 300, message: 'The next page token is invalid or expired.' } })
    await expect(caller.call('list_meetings', { cursor })).rejects.toMatchObject({
      code: 'validation',
      details: { fields: { cursor: expect.stringContaining('begin again') as string } },
    })
  })

  test('a plan without participants is told as such', async () => {
    fake.answer('pastMeetingParticipants', {
      status: 400,
      body: { code: 200, message: 'Only available for Paid account: ZAcc.' },
    })
    await expect(caller.call('list_meeting_participants', { meeting: String(MEETING) })).rejects.toMatchObject({
      code: 'unsupported_plan',
    })
  })
})

const triedProperties = (name: string): object =>
  (triedTools('zoom', facts).find((tool) => tool.name === name)?.schema['properties'] ?? {}) as object
