import { call, refusals } from '../support/vendors/call'
import { contracts, sources } from '../support/vendors/contracts'

const zoom = contracts.zoom()
const UUID = '/ajXp112QmuoKj4854875//=='.slice(0, 22) + '=='
const once = encodeURIComponent(UUID)
const twice = encodeURIComponent(once)

test('the operations that are in no document say where they are from', () => {
  expect(sources('zoom')).toEqual(['listUpcomingMeeting', 'Getameetingsummary', 'GetMeetingTranscript'])
})

test.each([
  ['meetings', call('GET', '/users/me/meetings?type=previous_meetings&page_size=300&from=2026-01-31')],
  [
    'meetingCreate',
    call('POST', '/users/me/meetings', {
      body: { topic: 'Lamp', type: 2, start_time: '2026-12-01T10:00:00', timezone: 'Europe/Oslo' },
    }),
  ],
  [
    'meetingUpdate',
    call('PATCH', '/meetings/98765432100?occurrence_id=1', {
      body: { start_time: '2026-12-01T10:00:00Z', settings: { waiting_room: true } },
    }),
  ],
  ['meetingStatus', call('PUT', '/meetings/98765432100/status', { body: { action: 'end' } })],
  [
    'meetingRegistrantCreate',
    call('POST', '/meetings/98765432100/registrants', { body: { email: 'ada@example.com', first_name: 'Ada' } }),
  ],
  ['pastMeetingDetails', call('GET', `/past_meetings/${twice}`)],
  ['GetMeetingTranscript', call('GET', '/meetings/98765432100/transcript')],
])('takes %s', (id, given) => {
  expect(zoom.judge(given)).toMatchObject({ id, violations: [] })
})

test('a UUID is the same however it was encoded', () => {
  expect(zoom.judge(call('GET', `/past_meetings/${twice}`)).params).toEqual({ meetingUUID: UUID })
  expect(zoom.judge(call('GET', '/past_meetings/ajXp112QmuoKj485+875ab==')).params).toEqual({
    meetingUUID: 'ajXp112QmuoKj485+875ab==',
  })
})

test.each([
  ['a UUID with slashes that is encoded once', call('GET', `/past_meetings/${once}`), 'is to be encoded twice.'],
  ['an endpoint that is gone', call('GET', '/users/me/token'), 'the vendor has no such address'],
  ['an unknown parameter', call('GET', '/users/me/meetings?page=2'), 'query parameter "page" is unknown.'],
  ['a wrong enum', call('GET', '/users/me/meetings?type=past'), 'query parameter "type" may not be "past".'],
  [
    'a page that is too large',
    call('GET', '/users/me/meetings?page_size=301'),
    'query parameter "page_size" may not be "301".',
  ],
  [
    'a date that is none',
    call('GET', '/users/me/recordings?from=31.1.2026'),
    'query parameter "from" may not be "31.1.2026".',
  ],
  [
    'an unknown field',
    call('POST', '/users/me/meetings', { body: { title: 'Lamp' } }),
    'body: field "title" is unknown.',
  ],
  [
    'an unknown setting',
    call('PATCH', '/meetings/98765432100', { body: { settings: { tea: true } } }),
    'settings: field "tea" is unknown.',
  ],
  [
    'a wrong type of a field',
    call('POST', '/users/me/meetings', { body: { duration: '60' } }),
    'duration: must be integer.',
  ],
  [
    'a wrong enum in a body',
    call('POST', '/users/me/meetings', { body: { type: 5 } }),
    'type: must be one of 1, 2, 3, 8.',
  ],
  [
    'a time with an offset',
    call('POST', '/users/me/meetings', { body: { start_time: '2026-12-01T10:00:00+01:00' } }),
    'start_time: must match pattern',
  ],
  [
    'a missing field',
    call('POST', '/meetings/98765432100/registrants', { body: { email: 'ada@example.com' } }),
    'body: field "first_name" is missing.',
  ],
  ['a missing body', call('PUT', '/meetings/98765432100/status'), 'the body is missing.'],
  ['a meeting that is no number', call('GET', '/meetings/lamp'), 'path parameter "meetingId" may not be "lamp".'],
])('refuses %s', (_what, given, words) => {
  expect(refusals(zoom, given)).toContainEqual(expect.stringContaining(words))
})

test('a scope of the user or one of the admin will do', () => {
  const { operation } = zoom.judge(call('GET', '/meetings/98765432100'))
  expect(operation?.scopes).toEqual(['meeting:read:meeting|meeting:read:meeting:admin'])
})
