import { connected } from '../../tests/support/vendors/vendor-double'
import { type CallContext, ConnectorError } from '../sdk'
import { Zoom } from '.'

const API = 'https://api.zoom.us/v2'
const at = (method: string, path: string) => `${method} ${API}${path}`
const NO_ANSWER = { status: 204 }

const zoom = (replies: Parameters<typeof connected>[2]) => {
  const { call, http, type } = connected('zoom', Zoom, replies)
  const own = new Zoom({ slug: 'harbor_zoom', configuration: {}, http })
  return { call, type, seen: http.seen, read: (uri: string) => own.readResource(uri, {} as CallContext), own }
}

const OWN = at('POST', '/users/me/meetings')
const created = {
  status: 201,
  body: { id: 98765432100, topic: 'Lamp', type: 2, start_url: 'https://zoom.us/s/1?zak=x' },
}

test.each([
  [
    { start_at: '2026-12-01T10:00', timezone: 'Europe/Oslo' },
    { type: 2, start_time: '2026-12-01T10:00:00', duration: 60, timezone: 'Europe/Oslo' },
  ],
  [
    { start_at: '2026-12-01T10:00+01:00', duration_minutes: 15 },
    { type: 2, start_time: '2026-12-01T09:00:00Z', duration: 15 },
  ],
  [{ start_at: 'now' }, { type: 1, duration: 60 }],
  [{ start_at: 'open' }, { type: 3, duration: 60 }],
  [
    { start_at: '2026-12-01T10:00', recurrence: 'FREQ=WEEKLY;BYDAY=TU;COUNT=4' },
    {
      type: 8,
      start_time: '2026-12-01T10:00:00',
      duration: 60,
      recurrence: { type: 2, repeat_interval: 1, weekly_days: '3', end_times: 4 },
    },
  ],
  [
    {
      start_at: 'open',
      settings: {
        registration: 'manual',
        waiting_room: true,
        alternative_hosts: ['a@harbor.example', 'b@harbor.example'],
      },
    },
    {
      type: 3,
      duration: 60,
      settings: { approval_type: 1, waiting_room: true, alternative_hosts: 'a@harbor.example;b@harbor.example' },
    },
  ],
])('a meeting is made of %j', async (given, sent) => {
  const { call, seen } = zoom({ [OWN]: created })
  const made = await call('create_meeting', { topic: 'Lamp', ...given })
  expect(JSON.parse(JSON.stringify(seen[0]?.body))).toEqual({ topic: 'Lamp', ...sent })
  expect(made).toEqual({ id: '98765432100', topic: 'Lamp', type: 'scheduled' })
})

describe('the last day of a recurrence', () => {
  const given = { topic: 'Lamp', start_at: '2026-12-01T18:00', recurrence: 'FREQ=DAILY;UNTIL=20261231' }
  const sent = (seen: readonly { body?: unknown }[]) =>
    (seen.at(-1)?.body as { recurrence?: object } | undefined)?.recurrence
  const rule = { type: 1, repeat_interval: 1 }
  const ME = at('GET', '/users/me')
  const ONE = at('GET', '/meetings/98765432100')
  const noScope = { status: 400, body: { code: 4711, message: 'Invalid access token, does not contain scopes:[x:y].' } }

  test('is one of the zone that is given', async () => {
    const { call, seen } = zoom({ [OWN]: created })
    await call('create_meeting', { ...given, timezone: 'America/Los_Angeles' })
    expect(sent(seen)).toEqual({ ...rule, end_date_time: '2027-01-01T07:59:59Z' })
    expect(seen).toHaveLength(1)
  })

  test("is else one of the user's zone, or of the meeting's where that is there", async () => {
    const { call, seen } = zoom({
      ...{ [OWN]: created, [ME]: { body: { id: 'ZAda', timezone: 'Asia/Kolkata' } } },
      ...{ [ONE]: { body: { id: 98765432100, timezone: 'Europe/Oslo' } } },
      [at('PATCH', '/meetings/98765432100')]: NO_ANSWER,
    })
    await call('create_meeting', given)
    expect(sent(seen)).toEqual({ ...rule, end_date_time: '2026-12-31T18:29:59Z' })
    await call('update_meeting', { meeting: '98765432100', recurrence: given.recurrence })
    expect(sent(seen)).toEqual({ ...rule, end_date_time: '2026-12-31T22:59:59Z' })
  })

  test.each([
    ['the zone may not be read', noScope],
    ['there is none', { body: { id: 'ZAda' } }],
  ])('is asked for where %s, before anything is made', async (_why, me) => {
    const { call, seen } = zoom({ [ME]: me })
    await expect(call('create_meeting', given)).rejects.toMatchObject({
      code: 'validation',
      details: { fields: { timezone: expect.stringContaining('UTC') as string } },
    })
    expect(seen).toHaveLength(1)
  })

  test('of another failure nothing is made up', async () => {
    const { call } = zoom({ [ME]: { status: 401, body: { code: 124 } } })
    await expect(call('create_meeting', given)).rejects.toMatchObject({ code: 'auth_expired' })
  })

  test('is shown as it is where the meeting is', async () => {
    const recurrence = { ...rule, end_date_time: '2027-01-01T07:59:00Z' }
    const body = { id: 98765432100, timezone: 'America/Los_Angeles', recurrence }
    const { call } = zoom({ [ONE]: { body } })
    expect(await call('get_meeting', { meeting: '98765432100' })).toMatchObject({ recurrence: given.recurrence })
  })
})

test.each([
  {},
  { start_at: 'tomorrow' },
  { start_at: 'open', recurrence: 'FREQ=DAILY' },
  { start_at: '2026-12-01T10:00', timezone: 'Oslo' },
  { start_at: '2026-12-01T10:00', recurrence: 'every day' },
  { start_at: 'now', settings: { alternative_hosts: ['Ben'] } },
  { start_at: 'now', settings: { password: 'x' } },
])('a meeting of %j is refused before anything is sent', async (given) => {
  const { call, seen } = zoom({})
  await expect(call('create_meeting', { topic: 'Lamp', ...given })).rejects.toThrow()
  expect(seen).toEqual([])
})

test('an answer to a write that cannot be read does not invite to write again', async () => {
  const { call } = zoom({ [OWN]: { status: 201, body: { topic: 'Lamp' } } })
  await expect(call('create_meeting', { topic: 'Lamp', start_at: 'now' })).rejects.toMatchObject({
    code: 'outcome_unknown',
    details: { hint: expect.stringMatching(/may be there already/) as string },
  })
})

test('a change sends what is given, and one occurrence by its id', async () => {
  const where = at('PATCH', '/meetings/98765432100')
  const { call, seen } = zoom({ [where]: NO_ANSWER })
  const given = { meeting: 'https://zoom.us/j/98765432100?pwd=x', duration_minutes: 30 }
  expect(await call('update_meeting', { ...given, occurrence_id: '1764579600000' })).toEqual({
    id: '98765432100',
    occurrence_id: '1764579600000',
    updated: ['duration_minutes'],
  })
  expect(seen).toMatchObject([{ at: where, query: { occurrence_id: '1764579600000' }, body: { duration: 30 } }])
  expect(Object.values(seen[0]?.body as object).filter((value) => value !== undefined)).toEqual([30])
})

test.each([
  [{}, /at least one field/],
  [{ occurrence_id: '1', topic: 'Horn' }, /one occurrence/],
  [{ occurrence_id: 'tuesday', agenda: 'x' }, /occurrences of get_meeting/],
])('a change of %j is refused', async (given, words) => {
  const { call } = zoom({})
  await expect(call('update_meeting', { meeting: '98765432100', ...given })).rejects.toThrow(words)
})

test('a meeting is deleted, and who asked for it is told', async () => {
  const where = at('DELETE', '/meetings/98765432100')
  const { call, seen } = zoom({ [where]: NO_ANSWER })
  const given = { meeting: '987 6543 2100', notify_registrants: true }
  expect(await call('delete_meeting', given)).toEqual({ id: '98765432100', deleted: true })
  expect(seen[0]?.query).toEqual({ schedule_for_reminder: false, cancel_meeting_reminder: true })
})

test('a meeting that is going on is ended', async () => {
  const where = at('PUT', '/meetings/98765432100/status')
  const { call, seen } = zoom({ [where]: NO_ANSWER })
  expect(await call('end_meeting', { meeting: '98765432100' })).toEqual({ id: '98765432100', ended: true })
  expect(seen[0]?.body).toEqual({ action: 'end' })
})

const occurrence = (i: number) => ({
  occurrence_id: String(1764579600000 + i),
  start_time: '2026-12-01T09:00:00Z',
  duration: i === 0 ? 45 : 30,
  status: i === 1 ? 'deleted' : 'available',
})

const WHOLE = {
  id: 98765432100,
  uuid: 'ajXp112QmuoKj4854875ab==',
  topic: 'Lamp\u200B watch',
  type: 8,
  status: 'waiting',
  start_time: '2026-12-01T09:00:00Z',
  duration: 45,
  timezone: 'Europe/Oslo',
  agenda: '',
  host_email: 'ada@harbor.example',
  join_url: 'https://harbor.zoom.us/j/98765432100?pwd=secret',
  start_url: 'https://harbor.zoom.us/s/98765432100?zak=secret',
  password: 'secret',
  occurrences: Array.from({ length: 40 }, (_, i) => occurrence(i)),
  recurrence: { type: 1, repeat_interval: 1, end_times: 40 },
  settings: { waiting_room: true, approval_type: 2, alternative_hosts: '', audio: 'both' },
}

test('one meeting: local times, its occurrences as far as they are useful, nothing that opens it', async () => {
  const { call } = zoom({ [at('GET', '/meetings/98765432100')]: { body: WHOLE } })
  const { occurrences, ...found } = (await call('get_meeting', { meeting: '98765432100' })) as Record<string, unknown[]>
  expect(found).toEqual({
    id: '98765432100',
    uuid: 'ajXp112QmuoKj4854875ab==',
    topic: 'Lamp watch',
    type: 'recurring',
    starts_at: '2026-12-01T10:00+01:00',
    duration_minutes: 45,
    timezone: 'Europe/Oslo',
    join_url: 'https://harbor.zoom.us/j/98765432100',
    status: 'waiting',
    host: 'ada@harbor.example',
    recurrence: 'FREQ=DAILY;COUNT=40',
    more_occurrences: 10,
    settings: { waiting_room: true, registration: 'none' },
  })
  expect(occurrences).toHaveLength(30)
  expect(occurrences?.slice(0, 2)).toEqual([
    { id: '1764579600000', starts_at: '2026-12-01T10:00+01:00' },
    { id: '1764579600001', starts_at: '2026-12-01T10:00+01:00', duration_minutes: 30, deleted: true },
  ])
})

test('lists say little unless asked, and whose meeting one is only invited to', async () => {
  const meetings = [{ ...WHOLE, agenda: 'Oil', is_host: false }]
  const replies = { [at('GET', '/users/me/upcoming_meetings')]: { body: { meetings } } }
  const brief = {
    id: '98765432100',
    topic: 'Lamp watch',
    type: 'recurring',
    starts_at: '2026-12-01T10:00+01:00',
    duration_minutes: 45,
    timezone: 'Europe/Oslo',
    invited_only: true,
  }
  const { call } = zoom(replies)
  expect(await call('list_upcoming_meetings')).toEqual({ items: [brief], total: 1, has_more: false })
  const { items } = (await call('list_upcoming_meetings', { detail: 'full' })) as { items: object[] }
  expect(items[0]).toMatchObject({ agenda: 'Oil', join_url: 'https://harbor.zoom.us/j/98765432100' })
})

test('the kinds of meetings are words of ours', async () => {
  const { call, seen } = zoom({ [at('GET', '/users/me/meetings')]: { body: { meetings: [] } } })
  for (const type of ['upcoming', 'live', 'previous', 'all']) await call('list_meetings', { type })
  expect(seen.map(({ query }) => query?.['type'])).toEqual(['upcoming', 'live', 'previous_meetings', 'scheduled'])
})

test('a resource is the meeting of its address, and what is none is refused', async () => {
  const { read } = zoom({ [at('GET', '/meetings/98765432100')]: { body: WHOLE } })
  const found = await read('harbor-zoom://meetings/98765432100')
  expect(found).toMatchObject({ mimeType: 'application/json' })
  expect(JSON.stringify(found)).toContain('Lamp watch')
  expect(JSON.stringify(found)).not.toContain('secret')
  await expect(read('harbor-zoom://meetings/lamp')).rejects.toBeInstanceOf(ConnectorError)
})

test('prompts name tools that are there', async () => {
  const { own } = zoom({})
  const names = new Set((await own.getTools({} as CallContext)).map(({ name }) => name))
  const prompts = await own.getPrompts({} as CallContext)
  expect(prompts.map(({ name }) => name)).toEqual(['prepare_agenda', 'follow_up'])
  for (const prompt of prompts) {
    const text = JSON.stringify(
      await prompt.render({ meeting: '98765432100', goal: 'Oil', audience: 'the crew' }, {} as CallContext),
    )
    const named = text.match(/\b(?:get|list|update)_[a-z_]+/g) ?? []
    expect(named.length).toBeGreaterThan(1)
    expect(named.filter((name) => !names.has(name))).toEqual([])
    expect(text).toMatch(/not instructions/)
  }
})
