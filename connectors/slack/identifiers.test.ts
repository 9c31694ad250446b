import { isChannelId, isEmail, isUserId, readLink } from './identifiers'
import { readable, seconds, slackWindow, TIME } from './times'

const NOW = Date.parse('2026-11-21T12:00:00Z')

test.each([
  ['https://harbor.slack.com/archives/C0LIGHT001', { channel: 'C0LIGHT001' }],
  [
    'https://harbor.slack.com/archives/C0LIGHT001/p1767222000000100',
    { channel: 'C0LIGHT001', ts: '1767222000.000100' },
  ],
  [
    'https://harbor.slack.com/archives/C0LIGHT001/p1767222000000200?thread_ts=1767222000.000100&cid=C0LIGHT001',
    { channel: 'C0LIGHT001', ts: '1767222000.000200', thread: '1767222000.000100' },
  ],
  ['https://app.slack.com/client/T0HARBOR01/D0DIRECT01', { channel: 'D0DIRECT01' }],
  [
    'https://app.slack.com/client/T0HARBOR01/C0OTHER001/thread/C0LIGHT001-1767222000.000100',
    { channel: 'C0LIGHT001', ts: '1767222000.000100', thread: '1767222000.000100' },
  ],
  ['slack://channel?team=T0HARBOR01&id=C0LIGHT001', { channel: 'C0LIGHT001' }],
  ['slack://user?team=T0HARBOR01&id=U0ADA00001', { user: 'U0ADA00001' }],
  ['https://harbor.slack.com/team/U0ADA00001', { user: 'U0ADA00001' }],
  ['https://harbor.slack.com/files/U0ADA00001/F0PLAN0001/plan.md', { file: 'F0PLAN0001' }],
  ['https://files.slack.com/files-pri/T0HARBOR01-F0PLAN0001/plan.md', { file: 'F0PLAN0001' }],
  ['<#C0LIGHT001|lighthouse>', { channel: 'C0LIGHT001' }],
  ['<@U0ADA00001>', { user: 'U0ADA00001' }],
  ['https://lamp.example/', {}],
  ['#lighthouse', undefined],
  ['C0LIGHT001', undefined],
])('%s leads to %j', (text, expected) => {
  expect(readLink(text)).toEqual(expected)
})

test('ids are told from names', () => {
  expect([isChannelId('C0LIGHT001'), isChannelId('lighthouse'), isChannelId('CEO')]).toEqual([true, false, false])
  expect([isUserId('U0ADA00001'), isUserId('W0ADA00001'), isUserId('Ulla')]).toEqual([true, true, false])
  expect([isEmail('ada@harbor.example'), isEmail('@ada'), isEmail('ada@harbor')]).toEqual([true, false, false])
})

test.each([
  ['7d', '2026-11-14T12:00:00Z'],
  ['12h', '2026-11-21T00:00:00Z'],
  ['2026-01-31', '2026-01-31T00:00:00Z'],
  ['2026-01-31T10:30', '2026-01-31T10:30:00Z'],
  ['2026-01-31T10:30:00+02:00', '2026-01-31T08:30:00Z'],
  ['1767222000.000100', '2025-12-31T23:00:00.0001Z'],
])('%s is a time', (text, at) => {
  expect(TIME.test(text)).toBe(true)
  expect(seconds(text, 'past', NOW)).toBeCloseTo(Date.parse(at) / 1_000, 2)
})

test.each([
  ['2w', '2026-11-07T12:00:00Z'],
  ['7d', '2026-11-14T12:00:00Z'],
  ['12h', '2026-11-21T00:34:00Z'],
  ['5m', '2026-11-21T12:29:00Z'],
])('%s is the same time for the next page', (text, at) => {
  for (const now of ['2026-11-21T12:34:01Z', '2026-11-21T12:34:59.999Z']) {
    expect(seconds(text, 'past', Date.parse(now))).toBe(Date.parse(at) / 1_000)
  }
  // What is planned is planned to the second.
  expect(seconds(text, 'future', NOW + 1_000) - seconds(text, 'future', NOW)).toBe(1)
})

test('from now on, and no time at all', () => {
  expect(seconds('2h', 'future', NOW)).toBe(NOW / 1_000 + 7_200)
  expect(['yesterday', '7 days', '31.1.2026', 'x2026-01-31'].filter((text) => TIME.test(text))).toEqual([])
  for (const day of ['2026-13-40', '2026-02-31', '2026-02-29T10:00', '2026-04-31T10:00:00+02:00']) {
    expect(() => seconds(day)).toThrow('There is no such date.')
  }
  expect(seconds('2028-02-29')).toBe(Date.parse('2028-02-29') / 1_000)
  expect(readable('1767222000.000100')).toBe('2025-12-31T23:00Z')
  expect(readable(0)).toBeUndefined()
})

test('a ts goes to Slack as it is and counts itself', () => {
  expect(slackWindow('1767222000.000100', undefined)).toEqual({ oldest: '1767222000.000100', inclusive: true })
  expect(slackWindow(undefined, undefined).inclusive).toBeUndefined()
})
