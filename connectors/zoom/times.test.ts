import { addDays, day, inZone, isDay, isZone, startTime } from './times'

const NOW = Date.parse('2026-11-21T12:00:00Z')

test.each([
  ['today', '2026-11-21'],
  ['7d', '2026-11-14'],
  ['-7d', '2026-11-14'],
  ['+7d', '2026-11-28'],
  ['2026-01-31', '2026-01-31'],
])('%s is the day %s', (text, date) => {
  expect(isDay(text)).toBe(true)
  expect(day(text, NOW)).toBe(date)
})

test.each(['', '7', '7w', '2026-02-30', '31.1.2026', '2026-01-31T10:00'])('"%s" is no day', (text) => {
  expect(isDay(text)).toBe(false)
})

test('days are added over the ends of months', () => {
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
})

test.each([
  ['2026-12-01T10:00', '2026-12-01T10:00:00'],
  ['2026-12-01 10:00:30', '2026-12-01T10:00:30'],
  ['2026-12-01T10:00:00Z', '2026-12-01T10:00:00Z'],
  ['2026-12-01T00:30:00+01:00', '2026-11-30T23:30:00Z'],
  ['2026-12-01T10:00:00.000-0500', '2026-12-01T15:00:00Z'],
])('%s is sent as %s', (text, sent) => {
  expect(startTime(text)).toBe(sent)
})

test.each(['', 'tomorrow', '2026-12-01', '2026-02-30T10:00', '2026-12-01T25:00', '2026-12-01T10:00 Oslo'])(
  '"%s" is no time',
  (text) => {
    expect(startTime(text)).toBeUndefined()
  },
)

test('times are shown as a clock of the zone shows them, with the offset of that day', () => {
  expect(inZone('2026-12-01T09:00:00Z', 'Europe/Oslo')).toBe('2026-12-01T10:00+01:00')
  expect(inZone('2026-07-01T09:00:00Z', 'Europe/Oslo')).toBe('2026-07-01T11:00+02:00')
  expect(inZone('2026-12-01T23:30:00Z', 'Asia/Kolkata')).toBe('2026-12-02T05:00+05:30')
  expect(inZone('2026-12-01T00:00:00Z', 'UTC')).toBe('2026-12-01T00:00Z')
  expect(inZone('2026-12-01T09:00:00Z', 'Harbor/Pier')).toBe('2026-12-01T09:00Z')
  expect(inZone('2026-12-01T09:00:00Z')).toBe('2026-12-01T09:00Z')
  expect(inZone('soon', 'Europe/Oslo')).toBeUndefined()
  expect(inZone(undefined)).toBeUndefined()
})

test('zones are those that clocks know', () => {
  expect(isZone('Europe/Oslo')).toBe(true)
  expect(isZone('Oslo')).toBe(false)
})
