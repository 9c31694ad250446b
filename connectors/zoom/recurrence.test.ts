import { endingIn, Recurrence, type Rule, toRule } from './recurrence'

test.each<[rule: string, sent: object, shown?: string]>([
  ['FREQ=DAILY', { type: 1, repeat_interval: 1 }],
  ['FREQ=DAILY;INTERVAL=3;COUNT=5', { type: 1, repeat_interval: 3, end_times: 5 }],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231',
    { type: 2, repeat_interval: 2, weekly_days: '2,5', end_date_time: '2026-12-31T23:59:59' },
  ],
  [
    'FREQ=DAILY;UNTIL=20261231T083000',
    { type: 1, repeat_interval: 1, end_date_time: '2026-12-31T08:30:00' },
    'FREQ=DAILY;UNTIL=20261231',
  ],
  ['FREQ=WEEKLY;BYDAY=SU', { type: 2, repeat_interval: 1, weekly_days: '1' }],
  ['rrule:freq=weekly;byday=th,mo,mo', { type: 2, repeat_interval: 1, weekly_days: '2,5' }, 'FREQ=WEEKLY;BYDAY=MO,TH'],
  ['FREQ=MONTHLY;BYMONTHDAY=31', { type: 3, repeat_interval: 1, monthly_day: 31 }],
  ['FREQ=MONTHLY;BYDAY=-1FR', { type: 3, repeat_interval: 1, monthly_week: -1, monthly_week_day: 6 }],
  [
    'FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2',
    { type: 3, repeat_interval: 1, monthly_week: 2, monthly_week_day: 3 },
    'FREQ=MONTHLY;BYDAY=2TU',
  ],
  [
    'FREQ=DAILY;UNTIL=2026-12-31T12:30:00Z',
    { type: 1, repeat_interval: 1, end_date_time: '2026-12-31T12:30:00Z' },
    'FREQ=DAILY;UNTIL=20261231',
  ],
])('%s goes to Zoom and comes back', (given, sent, shown = given) => {
  expect(Recurrence.parse(given)).toEqual(sent)
  const rule = endingIn('UTC', sent as Rule)
  expect(toRule(rule as Parameters<typeof toRule>[0])).toBe(shown)
})

test.each([
  ['', /FREQ is/],
  ['every monday', /Zoom has no EVERY MONDAY/],
  ['FREQ=YEARLY', /FREQ is/],
  ['FREQ=WEEKLY', /needs its days/],
  ['FREQ=WEEKLY;BYDAY=XX', /needs its days/],
  ['FREQ=WEEKLY;BYDAY=2TU', /needs its days/],
  ['FREQ=WEEKLY;BYDAY=MO;BYMONTHDAY=1', /FREQ=MONTHLY/],
  ['FREQ=DAILY;BYDAY=MO', /FREQ=WEEKLY/],
  ['FREQ=MONTHLY', /needs BYMONTHDAY/],
  ['FREQ=MONTHLY;BYDAY=MO,TU', /needs BYMONTHDAY/],
  ['FREQ=MONTHLY;BYDAY=5MO', /needs BYMONTHDAY/],
  ['FREQ=MONTHLY;BYMONTHDAY=32', /from 1 to 31/],
  ['FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=1MO', /not both/],
  ['FREQ=DAILY;INTERVAL=0', /INTERVAL/],
  ['FREQ=DAILY;COUNT=366', /COUNT/],
  ['FREQ=DAILY;COUNT=2;UNTIL=20261231', /not both/],
  ['FREQ=DAILY;UNTIL=20260230', /UNTIL/],
  ['FREQ=DAILY;UNTIL=tomorrow', /UNTIL/],
  ['FREQ=DAILY;BYHOUR=9', /no BYHOUR/],
])('"%s" is refused with what to write', (rule, words) => {
  expect(Recurrence.safeParse(rule).error?.issues[0]?.message).toMatch(words)
})

test('a recurrence of a kind that we do not know is not shown', () => {
  expect(toRule({ type: 9 } as Parameters<typeof toRule>[0])).toBeUndefined()
})

test.each([
  ['America/Los_Angeles', '20261231', '2027-01-01T07:59:59Z'],
  ['Pacific/Auckland', '20261231', '2026-12-31T10:59:59Z'],
  ['Asia/Kolkata', '20261231', '2026-12-31T18:29:59Z'],
  // The clocks change on that day, and so does the offset.
  ['Europe/Oslo', '20261025', '2026-10-25T22:59:59Z'],
  ['Europe/Oslo', '20270328', '2027-03-28T21:59:59Z'],
  ['UTC', '20261231', '2026-12-31T23:59:59Z'],
])('in %s the last day %s ends at %s', (zone, until, end_date_time) => {
  const rule = endingIn(zone, Recurrence.parse(`FREQ=DAILY;UNTIL=${until}`))
  expect(rule).toEqual({ type: 1, repeat_interval: 1, end_date_time })
  expect(toRule(rule as Parameters<typeof toRule>[0], zone)).toBe(`FREQ=DAILY;UNTIL=${until}`)
})

test('an end in UTC is left as it is', () => {
  const rule = Recurrence.parse('FREQ=DAILY;UNTIL=20261231T230000Z')
  expect(endingIn('America/Los_Angeles', rule)).toEqual(rule)
})
