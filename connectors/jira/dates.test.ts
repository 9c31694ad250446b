import { date, moment, time } from './dates'

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString())

describe('moments', () => {
  test.each([
    ['2026-01-31', 'UTC', 0, '2026-01-31T00:00:00.000Z'],
    ['2026-01-31', 'UTC', 12, '2026-01-31T12:00:00.000Z'],
    ['2026-01-31', 'America/Los_Angeles', 12, '2026-01-31T20:00:00.000Z'],
    ['2026-01-31', 'Asia/Tokyo', 12, '2026-01-31T03:00:00.000Z'],
    ['2026-01-31', 'Asia/Kolkata', 0, '2026-01-30T18:30:00.000Z'],
    // Clocks change in the night to the 29th of March.
    ['2026-03-29', 'Europe/Oslo', 0, '2026-03-28T23:00:00.000Z'],
    ['2026-03-29', 'Europe/Oslo', 12, '2026-03-29T10:00:00.000Z'],
    ['2026-01-31T09:00', 'America/Los_Angeles', 12, '2026-01-31T17:00:00.000Z'],
    ['2026-07-31T09:00:30.5', 'America/Los_Angeles', 12, '2026-07-31T16:00:30.500Z'],
    ['2026-01-31T10:00:00+02:00', 'America/Los_Angeles', 12, '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T10:00:00+0200', 'UTC', 0, '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T10:00Z', 'Asia/Tokyo', 0, '2026-01-31T10:00:00.000Z'],
    ['7d', 'UTC', 0, '2026-11-14T00:00:00.000Z'],
    ['2w', 'UTC', 0, '2026-11-07T00:00:00.000Z'],
    // It is the 22nd there.
    ['1d', 'Pacific/Auckland', 0, '2026-11-20T11:00:00.000Z'],
    ['1d', 'America/Los_Angeles', 12, '2026-11-20T20:00:00.000Z'],
  ])('%s in %s, at %i if it is a day, is %s', (text, zone, hour, expected) => {
    expect(iso(moment(text, zone, hour, Date.parse('2026-11-21T11:30:00Z')))).toBe(expected)
  })

  test.each(['soon', '2026-13-01', '1', '2026-02-30', '2026-02-30T10:00:00Z', '2026-01-31T25:00', '2026-01-31T10'])(
    '%s is none',
    (text) => {
      expect(moment(text, 'UTC')).toBeUndefined()
      expect(() => time('When').parse(text)).toThrow('that exists')
    },
  )
})

test('a day is one that the calendar has', () => {
  expect(date('Day').parse('2028-02-29')).toBe('2028-02-29')
  for (const text of ['2026-02-29', '2026-02-30', '2026-04-31', '2026-1-1', '2026-01-31T10:00Z']) {
    expect(() => date('Day').parse(text)).toThrow('that exists')
  }
})
