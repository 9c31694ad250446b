import { meetingNumber, segment, session } from './identifiers'

const UUID = '/ajXp112Qmuo//4854875A=='
const PLAIN = 'ajXp112QmuoKj4854875ab=='

test.each([
  ['123 4567 8901', '12345678901'],
  ['123-456-7890', '1234567890'],
  [' 98765432100 ', '98765432100'],
  ['https://zoom.us/j/98765432100?pwd=abc', '98765432100'],
  ['https://harbor.zoom.us/j/98765432100', '98765432100'],
  ['https://us02web.zoom.us/w/91234567890?tk=x', '91234567890'],
  ['https://zoom.us/webinar/register/91234567890', '91234567890'],
  ['https://app.zoom.us/wc/98765432100/join', '98765432100'],
  ['zoommtg://zoom.us/join?action=join&confno=98765432100', '98765432100'],
])('%s names the meeting %s', (text, id) => {
  expect(meetingNumber(text)).toBe(id)
  expect(session(text)).toBe(id)
})

test.each([
  '',
  '12345678',
  '1234567890123',
  'lamp',
  'https://zoom.us/my/ada',
  'https://zoom.us/rec/share/lamp',
  'https://zoom.us.evil.example/j/98765432100',
  'https://evil.example/j/98765432100',
  '../users/me',
])('"%s" names no meeting', (text) => {
  expect(meetingNumber(text)).toBeUndefined()
  expect(session(text)).toBeUndefined()
})

test.each([
  [UUID, UUID],
  [encodeURIComponent(UUID), UUID],
  [encodeURIComponent(encodeURIComponent(UUID)), UUID],
  [PLAIN, PLAIN],
  [`https://zoom.us/recording/detail?meeting_id=${encodeURIComponent(UUID)}`, UUID],
])('%s is the session %s', (text, uuid) => {
  expect(session(text)).toBe(uuid)
  expect(meetingNumber(text)).toBeUndefined()
})

test('a slash in a UUID is encoded twice, together with the path', () => {
  expect(encodeURIComponent(segment(UUID))).toBe(encodeURIComponent(encodeURIComponent(UUID)))
  expect(segment(PLAIN)).toBe(PLAIN)
})
