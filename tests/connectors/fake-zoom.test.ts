import type { FakeVendor } from '../support/vendors/fake-vendor'
import { startZoom } from '../support/vendors/zoom'
import { MEETING, UUID, WEBINAR } from '../support/vendors/zoom-samples'

/* The negative controls of Zoom's stand-in: every rule refuses a request that breaks it, and takes the one beside it. */

let fake: FakeVendor

beforeAll(async () => {
  const tokens = {
    'token-a': { tenant: 'a' },
    'token-poor': { tenant: 'a', scopes: ['user:read:user'] },
    'token-admin': { tenant: 'a', scopes: ['user:read:user:admin'] },
    'token-b': { tenant: 'b' },
  }
  fake = await startZoom(tokens, { tenant: 'a' })
})
beforeEach(() => fake.reset())
afterAll(() => fake.close())

interface Given {
  method?: string
  path: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

async function send({ method, path, body, headers = {} }: Given) {
  const response = await fetch(`${fake.url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: 'Bearer token-a',
      'user-agent': 'SageMCP',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Record<string, unknown> | undefined }
}

const ONE = `/meetings/${MEETING}`
const TIME = '2026-12-01T10:00:00Z'
const twice = encodeURIComponent(encodeURIComponent(UUID))

const get = (path: string): Given => ({ path })
const post = (body: unknown): Given => ({ path: '/users/me/meetings', body })
const patch = (body: unknown, query = ''): Given => ({ method: 'PATCH', path: ONE + query, body })
const register = (body: unknown): Given => ({ path: `${ONE}/registrants`, body })
const recurring = (recurrence: unknown) => post({ topic: 'Lamp', type: 8, start_time: TIME, recurrence })
const GOOD = post({ topic: 'Lamp', type: 2, start_time: TIME })
const WEEKLY = recurring({ type: 2, weekly_days: '2,5', repeat_interval: 1 })
const MONTHLY = recurring({ type: 3, monthly_week: -1, monthly_week_day: 6 })
const ben = { email: 'ben@harbor.example', first_name: 'Ben' }

const REFUSED: readonly [rule: string, bad: Given, words: RegExp, good: Given][] = [
  ['an unknown parameter', get('/users/me/meetings?status=live'), /"status" is unknown/, get('/users/me/meetings?type=live')],
  ['a choice that it does not have', get('/users/me/meetings?type=past'), /"past"/, get('/users/me/meetings?type=previous_meetings')],
  ['a page that is too long', get('/users/me/meetings?page_size=301'), /"301"/, get('/users/me/meetings?page_size=300')],
  ['a token that it never gave', get('/users/me/meetings?next_page_token=2'), /was never given/, get('/users/me/meetings?next_page_token=')],
  ['a token where pages have numbers', get('/users/me/webinars?next_page_token=2'), /"next_page_token" is unknown/, get('/users/me/webinars?page_number=1')],
  ['a page that cannot be', get('/users/me/webinars?page_number=0'), /counted from 1/, get('/users/me/webinars?page_number=1')],
  ['an id that is no number', get('/meetings/lamp'), /"lamp"/, get(ONE)],
  ['a webinar that is no number', get('/webinars/lamp'), /"lamp"/, get(`/webinars/${WEBINAR}`)],
  ['a UUID where a number has to be', get(`/meetings/${twice}`), /meetingId/, get(ONE)],
  ['a UUID that was encoded once', get(`/past_meetings/${encodeURIComponent(UUID)}`), /encoded twice/, get(`/past_meetings/${twice}`)],
  ['something that is neither id nor UUID', get(`${ONE}x/transcript`), /meetingId/, get(`${ONE}/transcript`)],
  ['recordings of more than a month', get('/users/me/recordings?from=2026-10-01&to=2026-11-20'), /at most a month/, get('/users/me/recordings?from=2026-10-24&to=2026-11-20')],
  ['recordings from the end to the beginning', get('/users/me/recordings?from=2026-11-20&to=2026-11-01'), /at most a month/, get('/users/me/recordings?from=2026-11-20&to=2026-11-20')],
  ['a date that is none', get('/users/me/recordings?from=7d&to=2026-11-20'), /"7d"/, get('/users/me/recordings?from=2026-11-13&to=2026-11-20')],
  ['a status that it does not have', get(`${ONE}/registrants?status=new`), /"new"/, get(`${ONE}/registrants?status=pending`)],
  ['a missing body', { method: 'POST', path: '/users/me/meetings' }, /body is missing/, GOOD],
  ['a body that is not JSON', post('{"topic":'), /not JSON/, GOOD],
  ['an unknown field', post({ title: 'Lamp', type: 2, start_time: TIME }), /"title" is unknown/, GOOD],
  ['a type in words', post({ topic: 'Lamp', type: 'scheduled', start_time: TIME }), /type/, GOOD],
  ['a time with an offset', post({ topic: 'Lamp', type: 2, start_time: '2026-12-01T10:00:00+01:00' }), /start_time/, GOOD],
  ['a scheduled meeting without a time', post({ topic: 'Lamp', type: 2 }), /needs start_time/, post({ topic: 'Lamp', type: 3 })],
  ['an unknown setting', post({ topic: 'Lamp', type: 1, settings: { registration: 'none' } }), /"registration" is unknown/, post({ topic: 'Lamp', type: 1, settings: { approval_type: 2 } })],
  ['an agenda that is too long', patch({ agenda: 'x'.repeat(2_001) }), /agenda/, patch({ agenda: 'x'.repeat(2_000) })],
  ['a recurring meeting that does not recur', recurring(undefined), /needs recurrence/, WEEKLY],
  ['a rule of another type', post({ topic: 'Lamp', type: 2, start_time: TIME, recurrence: { type: 1 } }), /of type 8/, recurring({ type: 1 })],
  ['a week without days', recurring({ type: 2 }), /weekly_days/, WEEKLY],
  ['a day of the week that is none', recurring({ type: 2, weekly_days: '8' }), /weekly_days/, WEEKLY],
  ['a month without a day', recurring({ type: 3 }), /a day or a week/, recurring({ type: 3, monthly_day: 31 })],
  ['a week of the month without its day', recurring({ type: 3, monthly_week: 1 }), /monthly_week_day/, MONTHLY],
  ['days of a month for a week', recurring({ type: 2, weekly_days: '1', monthly_day: 1 }), /monthly fields/, WEEKLY],
  ['two ends', recurring({ type: 1, end_times: 3, end_date_time: TIME }), /exclude each other/, recurring({ type: 1, end_times: 3 })],
  ['another topic for one occurrence', patch({ topic: 'Horn' }, '?occurrence_id=1'), /one occurrence/, patch({ duration: 30 }, '?occurrence_id=1')],
  ['a registrant without a name', register({ email: ben.email }), /"first_name" is missing/, register(ben)],
  ['a status other than the two', { method: 'PUT', path: `${ONE}/status`, body: { action: 'start' } }, /action/, { method: 'PUT', path: `${ONE}/status`, body: { action: 'end' } }],
] // prettier-ignore

test.each(REFUSED)('refuses %s', async (_rule, bad, words, good) => {
  expect(await send(bad)).toMatchObject({ status: 400, body: { code: 300 } })
  expect(fake.violations.join('\n')).toMatch(words)
  fake.reset()
  expect((await send(good)).status).toBeLessThan(300)
  expect(fake.violations).toEqual([])
})

test('refuses an address that is gone', async () => {
  expect(await send(get('/users/me/token'))).toMatchObject({ status: 404 })
  expect(fake.violations).toEqual([expect.stringContaining('no such address')])
})

test('a token of recordings is for the days that it was given for', async () => {
  fake.generate('recordingsList', 100)
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const span = `/users/me/recordings?page_size=5&from=${day(20)}&to=${day(0)}`
  const token = String((await send(get(span))).body?.['next_page_token'])
  expect(await send(get(`${span}&next_page_token=${token}`))).toMatchObject({ status: 200 })
  expect(fake.violations).toEqual([])
  const other = `/users/me/recordings?page_size=5&from=${day(19)}&to=${day(0)}`
  expect(await send(get(`${other}&next_page_token=${token}`))).toMatchObject({ status: 400 })
  expect(fake.violations).toEqual([expect.stringContaining('was never given')])
})

test('the token of a user reaches that user alone', async () => {
  expect(await send(get('/users/ZBen'))).toMatchObject({ status: 400, body: { code: 4700 } })
  expect(await send(get('/users/me'))).toMatchObject({ status: 200 })
  const admin = { authorization: 'Bearer token-admin' }
  expect(await send({ path: '/users/ZBen', headers: admin })).toMatchObject({ status: 200 })
})

test('says whose token it does not know, which scope is missing, and whose token is in the wrong place', async () => {
  const as = (token: string): Given => ({ path: ONE, headers: { authorization: `Bearer ${token}` } })
  expect(await send(as('token-of-nobody'))).toMatchObject({ status: 401, body: { code: 124 } })
  const { status, body } = await send(as('token-poor'))
  expect({ status, body }).toMatchObject({ status: 400, body: { code: 4711 } })
  expect(body?.['message']).toContain('scopes:[meeting:read:meeting, meeting:read:meeting:admin]')
  expect(fake.violations).toEqual([])
  await send(as('token-b'))
  expect(fake.violations).toEqual([expect.stringContaining('a token of tenant b in a call of tenant a')])
})

test('refuses a file to who has no credential', async () => {
  const { body } = await send(get(`${ONE}/transcript`))
  const link = String(body?.['download_url'])
  expect((await fetch(link)).status).toBe(401)
  expect((await fetch(link, { headers: { authorization: 'Bearer token-a' } })).status).toBe(200)
})
