import { pino } from 'pino'
import request from 'supertest'
import { z } from 'zod'
import { endpoint } from '../../server/http/endpoint'
import { type Api, ADMIN_KEY, makeTenant, openApi } from './harness'

const logged: string[] = []
let api: Api
beforeAll(async () => {
  api = await openApi({
    log: pino({ level: 'error' }, { write: (line: string) => void logged.push(line) }),
    more: (db) => [
      endpoint({
        method: 'GET',
        path: '/api/v1/admin/broken',
        summary: 'Fails',
        permission: 'self:read',
        audit: null,
        reply: z.object({}),
        handle: async () => {
          throw new Error('SELECT secret FROM /srv/inside.ts')
        },
      }),
      endpoint({
        method: 'GET',
        path: '/api/v1/admin/leaky',
        summary: 'Answers more than it declares',
        permission: 'self:read',
        audit: null,
        reply: z.object({ name: z.string() }),
        handle: async () => ({ name: 'n', secretHash: 'leaked' }),
      }),
      endpoint({
        method: 'GET',
        path: '/api/v1/admin/wrong',
        summary: 'Answers something else than it declares',
        permission: 'self:read',
        audit: null,
        reply: z.object({ name: z.string() }),
        handle: async () => ({ name: 7 as unknown as string }),
      }),
      endpoint({
        method: 'POST',
        path: '/api/v1/admin/unaudited',
        summary: 'Declares an audit row and forgets it',
        permission: 'self:read',
        audit: 'tenant.update',
        reply: null,
        handle: () => db.withSystem(async () => undefined),
      }),
    ],
  })
})
afterAll(() => api.close())
beforeEach(() => void logged.splice(0))

const post = (body: string | Buffer, type = 'application/json') =>
  request(api.app)
    .post('/api/v1/admin/tenants')
    .set('Authorization', `Bearer ${ADMIN_KEY}`)
    .set('Content-Type', type)
    .serialize((x: unknown) => x as string)
    .send(body)

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const BAD: readonly [string, string | Buffer, number, string][] = [
  ['nothing', '', 400, 'invalid_request'],
  ['half of an object', '{"slug":', 400, 'invalid_request'],
  ['no JSON', 'slug=acme', 400, 'invalid_request'],
  ['an array', '[]', 400, 'invalid_request'],
  ['null', 'null', 400, 'invalid_request'],
  ['a string', '"x"', 400, 'invalid_request'],
  ['wrong types', '{"slug":7,"name":{}}', 400, 'invalid_request'],
  ['an unknown field', '{"slug":"ok-slug","name":"x","admin":true}', 400, 'invalid_request'],
  ['__proto__', '{"slug":"ok-slug","name":"x","__proto__":{"isActive":true}}', 400, 'invalid_request'],
  ['bad UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), 400, 'invalid_request'],
  ['NUL', '{"slug":"ok-slug","name":"x","settings":{"a":"\\u0000"}}', 400, 'invalid_request'],
  ['half a character', '{"slug":"ok-slug","name":"x","settings":{"a":"\\ud800"}}', 400, 'invalid_request'],
  ['65 levels', nested(65), 400, 'invalid_request'],
  ['100,000 levels', '['.repeat(49_000), 400, 'invalid_request'],
  ['5 MB', JSON.stringify({ slug: 'x', name: 'x'.repeat(5_000_000) }), 413, 'too_large'],
]

it.each(BAD)('answers %s with a problem', async (_, body, status, code) => {
  const answer = await post(body)
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.body).toMatchObject({
    type: `/api/docs#${code}`,
    title: expect.any(String),
    requestId: expect.any(String),
  })
  expect(answer.text).not.toMatch(/at .*\.ts|node_modules|SELECT|zod/i)
  expect(logged).toEqual([])
})

it('takes the same body when it is right', async () => {
  await post('{"slug":"right","name":"x","settings":{"a":"\\u00e9 \\ud83d\\ude00"}}').expect(201)
  expect((await api.admin.get('/tenants/right')).body.settings).toEqual({ a: 'é 😀' })
})

it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', 'multipart/form-data'])(
  'refuses %s',
  async (type) => {
    const { status, body } = await post('{"slug":"typed","name":"x"}', type)
    expect([status, body.code]).toEqual([415, 'unsupported_media_type'])
  },
)

it('refuses a compressed body', async () => {
  const { status } = await post('{"slug":"zip","name":"x"}').set('Content-Encoding', 'gzip')
  expect(status).toBe(415)
})

it('reads no body before it knows who is asking', async () => {
  const big = JSON.stringify({ name: 'x'.repeat(5_000_000) })
  const answer = await request(api.app).post('/api/v1/admin/tenants').set('Content-Type', 'application/json').send(big)
  expect(answer.status).toBe(401)
})

it('names every wrong field at once', async () => {
  const { body } = await api.admin.post('/tenants', { slug: 'X', contactEmail: 'x', extra: 1 })
  expect(Object.keys(body.fields).sort()).toEqual(['contactEmail', 'extra', 'name', 'slug'])
})

it.each([
  ['/api/v1/admin/nothing', 404, 'not_found'],
  ['/api/nothing', 404, 'not_found'],
  ['/api/v1/admin/tenants/%00', 404, 'not_found'],
  ['/api/v1/admin/tenants/%', 400, 'invalid_request'],
  ['/api/v1/admin/tenants/%2e%2e%2f', 404, 'not_found'],
  [`/api/v1/admin/tenants/${'x'.repeat(3_000)}`, 404, 'not_found'],
  [`/api/v1/admin/tenants/right/connectors/%27%20OR%201=1`, 404, 'not_found'],
  ['/api/v1/admin/tenants/right/audit?actor=%00', 400, 'invalid_request'],
  ['/api/v1/admin/tenants?__proto__=1', 400, 'invalid_request'],
])('answers GET %s with %d', async (path, status, code) => {
  const answer = await api.admin.get(path)
  expect([answer.status, answer.body.code]).toEqual([status, code])
})

it('says which methods an address has', async () => {
  const { status, headers, body } = await api.admin.put('/tenants', {})
  expect([status, headers.allow, body.code]).toEqual([405, 'POST, GET', 'method_not_allowed'])
})

it('hides what went wrong inside and logs it with the request id', async () => {
  const { status, body, text } = await api.admin.get('/broken').set('X-Request-Id', 'find-me-123')
  expect([status, body.code, body.requestId]).toEqual([500, 'internal', 'find-me-123'])
  expect(text).not.toMatch(/SELECT|inside/)
  expect(logged.join()).toContain('find-me-123')
  expect(logged.join()).toContain('SELECT secret')
})

it('answers only what the reply declares', async () => {
  expect((await api.admin.get('/leaky')).body).toEqual({ name: 'n' })
  expect((await api.admin.get('/wrong')).status).toBe(500)
})

it('notices a write without its audit row', async () => {
  expect((await api.admin.post('/unaudited', {})).status).toBe(500)
  expect(logged.join()).toContain('stored no audit row')
})

it('answers a caller that asks too often with Retry-After, and nobody else', async () => {
  const strict = await openApi({ requestsPerMinute: 6 })
  const tenant = await makeTenant(strict, 'busy') // three requests of the admin key
  for (let i = 0; i < 3; i++) await strict.admin.get('/whoami').expect(200)
  const { status, headers, body } = await strict.admin.get('/whoami')
  expect([status, body.code]).toEqual([429, 'rate_limited'])
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  await tenant.user.get('/whoami').expect(200)
  await strict.close()
})

describe('request ids and headers', () => {
  it('takes a sane request id and replaces any other', async () => {
    const given = async (id: string) => (await api.admin.get('/whoami').set('X-Request-Id', id)).headers['x-request-id']
    expect(await given('abc-12345')).toBe('abc-12345')
    for (const id of ['x', 'with space', 'a'.repeat(65), '<script>xxxxx'])
      expect(await given(id)).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each(['/api/docs', '/api/v1/admin/whoami', '/api/nothing', '/nothing'])('protects %s', async (path) => {
    const { headers } = await request(api.app)
      .get(path)
      .set('Origin', 'http://localhost:8000')
      .set('Host', 'localhost:8000')
    expect(headers['content-security-policy']).toMatch(/default-src 'self';script-src 'self';style-src 'self'/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(headers).not.toHaveProperty('x-powered-by')
  })

  it('refuses other origins and other names before anything else', async () => {
    const ask = (headers: Record<string, string>) => request(api.app).get('/api/openapi.json').set(headers)
    await ask({ Host: 'localhost:8000' }).expect(200)
    await ask({ Host: 'evil.example' }).expect(403)
    await ask({ Host: 'localhost:8000', Origin: 'https://evil.example' }).expect(403)
    await ask({ Host: 'localhost:8000', Origin: 'null' }).expect(403)
    await ask({ Host: 'localhost:8000', Origin: 'https://tools.example' }).expect(200)
    const preflight = await request(api.app)
      .options('/api/v1/admin/tenants')
      .set({ Origin: 'https://tools.example', 'Access-Control-Request-Method': 'POST' })
    expect(preflight.status).toBe(405)
  })
})

describe('a character that no database takes', () => {
  const nul = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url')
  it.each([
    ['a search', '/access/rules?user=a%00b'],
    ['a search by name', '/access/explain?user=%00abc&tool=x'],
    ['a cursor', `/access/rules?cursor=${nul(['a\0', '', '00000000-0000-0000-0000-000000000000'])}`],
    ['a cursor of one word', `/members?cursor=${nul('a\0')}`],
  ])('is refused in %s', async (_name, path) => {
    const tenant = await makeTenant(api, `nul-${logged.length}-${path.length}`)
    await tenant.admin.get(`${tenant.path}${path}`).expect(400)
  })
})
