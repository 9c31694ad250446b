import { Contract, type Facts } from '../support/vendors/contract'
import { type CursorForm, cutPage, FORMS } from '../support/vendors/cursor-forms'
import { FakeVendor } from '../support/vendors/fake-vendor'
import { reply } from '../support/vendors/faults'
import { findList, type Item, listAt, numbered } from '../support/vendors/items'
import { sampleWorld } from '../support/vendors/sample-world'
import type { Asked, VendorDescription } from '../support/vendors/vendor-description'

/*
 * The negative controls of what every stand-in is made of, with a vendor of our own: one request per rule that must be
 * refused, and its neighbour that passes.
 */
const operation = (method: string, path: string, more: object = {}) => ({
  method,
  path,
  scopes: [],
  parameters: [],
  statuses: [200],
  ...more,
})
const query = (name: string, type: string) => ({ name, in: 'query', schema: { type } })

const LAMPS: Facts = {
  version: '1',
  operations: {
    'lamps/list': operation('GET', '/lamps', {
      parameters: [query('pageSize', 'integer'), query('pageToken', 'string')],
    }),
    'lamps/add': operation('POST', '/lamps', {
      scopes: ['lamps:write|lamps:all'],
      body: {
        required: true,
        schema: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false },
      },
      statuses: [201],
    }),
  },
}
const FILES: Facts = { version: '1', operations: { 'files/get': operation('GET', '/files') } }

const SAMPLES = {
  'lamps/list': { kind: 'list', lamps: [{ id: 'L0001', name: 'Main lamp' }] },
  'lamps/add': { id: 'L0002' },
  'files/get': {},
}

const says = (error: string, status: number) => ({ status, body: { error } })

const HARBOR: VendorDescription = {
  bases: {
    api: { prefix: '/api', judge: new Contract(LAMPS) },
    files: { prefix: '/api/storage', judge: new Contract(FILES) },
  },
  world: () => sampleWorld(SAMPLES),
  say: {
    unauthorized: () => says('who', 401),
    refused: (violations) => says(violations.join(' '), 400),
    unknownAddress: () => says('where', 404),
    missingScope: (_account, needed) => says(`needs ${needed.join(' ')}`, 403),
  },
  unwritten: ({ id }, { body }) =>
    (body as Item | undefined)?.['name'] === 'Moon' ? [`${id}: the moon is no lamp.`] : [],
  page: (given, asked) => (asked.id === 'lamps/list' ? cutPage(given, asked, FORMS.pageToken) : given),
  uploaded: (bytes) => ({ status: 201, body: { size: bytes.length } }),
}

let fake: FakeVendor

beforeAll(async () => {
  const tokens = {
    'token-a': { tenant: 'a', scopes: ['lamps:all'] },
    'token-poor': { tenant: 'a', scopes: ['lamps:read'] },
    'token-b': { tenant: 'b' },
  }
  fake = await FakeVendor.of(HARBOR, tokens, { tenant: 'a' })
})
beforeEach(() => fake.reset())
afterAll(() => fake.close())

interface Sent {
  base?: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string
}

async function ask(path: string, { base = 'api', method, headers, body }: Sent = {}) {
  const response = await fetch(`${fake.baseUrls[base]}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization: 'Bearer token-a', 'user-agent': 'SageMCP', ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, body: (text.startsWith('{') ? JSON.parse(text) : text) as Item }
}

const json = (body: unknown): Sent => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
const form = (body: string): Sent => ({ body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })

test.each<[rule: string, bad: () => ReturnType<typeof ask>, status: number, words: RegExp, good: () => ReturnType<typeof ask>]>([
  ['an address that it does not have', () => ask('/lights'), 404, /no such address/, () => ask('/lamps')],
  ['an address of another base', () => ask('/lamps', { base: 'files' }), 404, /no such address/, () => ask('/files', { base: 'files' })],
  ['an address outside its bases', () => ask('/../lamps'), 404, /outside \/api/, () => ask('/lamps')],
  ['what its document refuses', () => ask('/lamps?lit=true'), 400, /"lit" is unknown/, () => ask('/lamps')],
  ['a form where it takes JSON', () => ask('/lamps', form('name=Bow')), 400, /a form is not expected/, () => ask('/lamps', json({ name: 'Bow' }))],
  ['a body that is not JSON', () => ask('/lamps', { ...json(''), body: '{"name":' }), 400, /not JSON/, () => ask('/lamps', json({ name: 'Bow' }))],
  ['what it never wrote down', () => ask('/lamps', json({ name: 'Moon' })), 400, /no lamp/, () => ask('/lamps', json({ name: 'Bow' }))],
  ['nobody', () => ask('/lamps', { headers: { 'user-agent': '' } }), 400, /user-agent/, () => ask('/lamps')],
  ['a cursor that it never gave', () => ask('/lamps?pageToken=2'), 400, /was never given/, () => ask('/lamps')],
  ['a page that is too long', () => ask('/lamps?pageSize=1001'), 400, /from 1 to 1000/, () => ask('/lamps?pageSize=1000')],
])('refuses %s', async (_rule, bad, status, words, good) => {
  expect((await bad()).status).toBe(status)
  expect(fake.violations.join('\n')).toMatch(words)
  fake.reset()
  expect((await good()).status).toBeLessThan(300)
  expect(fake.violations).toEqual([])
}) // prettier-ignore

test('answers a token of another tenant, as its vendor would, and writes down that it came', async () => {
  expect((await ask('/lamps', { headers: { authorization: 'Bearer token-b' } })).status).toBe(200)
  expect(fake.violations).toEqual(['lamps/list: a token of tenant b in a call of tenant a.'])
})

test('refuses who has no token, or one it does not know, or in another form, without calling that malformed', async () => {
  for (const authorization of ['', 'Bearer token-of-nobody', 'token-a', 'Basic token-a', 'Bearer toString']) {
    expect(await ask('/lamps', { headers: { authorization } })).toEqual({ status: 401, body: { error: 'who' } })
  }
  expect(fake.violations).toEqual([])
})

test('refuses a token without the scope; one of two that would do is enough', async () => {
  const poor = await ask('/lamps', { ...json({}), headers: { authorization: 'Bearer token-poor' } })
  expect(poor).toEqual({ status: 403, body: { error: 'needs lamps:write|lamps:all' } })
  expect((await ask('/lamps', json({}))).status).toBe(201)
})

test('writes down what came: whose it was, and its form or body', async () => {
  await ask('/lamps', json({ name: 'Bow' }))
  await ask('/lamps?x=1', form('name=Bow'))
  expect(fake.requests).toMatchObject([
    { id: 'lamps/add', base: 'api', method: 'POST', url: '/api/lamps', tenant: 'a', body: { name: 'Bow' } },
    { id: 'lamps/add', url: '/api/lamps?x=1', body: undefined },
  ])
  expect(fake.requests[1]?.form?.get('name')).toBe('Bow')
})

test('fails as planned: one operation, so many times, and only what it would have taken', async () => {
  fake.fail(reply(503), { on: 'lamps/list', times: 2 })
  expect((await ask('/lamps?lit=true')).status).toBe(400)
  expect((await ask('/lamps', json({}))).status).toBe(201)
  expect([(await ask('/lamps')).status, (await ask('/lamps')).status, (await ask('/lamps')).status]).toEqual([
    503, 503, 200,
  ])
})

test('answers as told until it forgets', async () => {
  fake.answer('lamps/add', { status: 200, body: { id: 'mine' } })
  expect((await ask('/lamps', json({}))).body).toEqual({ id: 'mine' })
  fake.reset()
  expect(await ask('/lamps', json({}))).toEqual({ status: 201, body: { id: 'L0002' } })
})

test('the host of signed links takes bytes, and refuses a credential there', async () => {
  const sent = await fetch(`${fake.signedUrl}/up`, { method: 'PUT', body: 'abc' })
  expect(await sent.json()).toEqual({ size: 3 })
  expect(fake.signedRequests).toMatchObject([{ method: 'PUT', url: '/up', authorization: undefined }])
  expect(fake.signedRequests[0]?.bytes.toString()).toBe('abc')
  expect(fake.violations).toEqual([])
  const authorization = 'Bearer token-a'
  expect((await fetch(`${fake.signedUrl}/up`, { headers: { authorization } })).status).toBe(400)
  expect(fake.violations).toEqual([expect.stringContaining('the credential reached')])
})

test('the host of files wants the credential, and knows whose it is', async () => {
  const file = async (authorization: string) =>
    (await fetch(`${fake.linkUrl}/file`, { headers: { authorization } })).status
  expect([await file(''), await file('Bearer token-of-nobody'), await file('Bearer token-a')]).toEqual([401, 401, 200])
  expect(fake.violations).toEqual([])
  await file('Bearer token-b')
  expect(fake.violations).toEqual(['the host of files: a token of tenant b in a call of tenant a.'])
  expect(new URL(fake.linkUrl).hostname).not.toBe(new URL(fake.signedUrl).hostname)
})

test('a generated list goes on through its own cursors to its end', async () => {
  fake.generate('lamps/list', 5)
  const ids: unknown[] = []
  let token: unknown
  do {
    const { body } = await ask(`/lamps?pageSize=2${token === undefined ? '' : `&pageToken=${String(token)}`}`)
    ids.push(...(body['lamps'] as Item[]).map(({ id }) => id))
    token = body['nextPageToken']
  } while (token !== undefined)
  expect(ids).toEqual(['L0001', 'L0002', 'L0003', 'L0004', 'L0005'])
})

test('what tells items apart differs in the form that it has', () => {
  const item = {
    id: '8f14e45f-ceea-467f-a8b1-3d0c1b2a4c5d',
    key: 'HARBOR-7',
    ts: '1730000000.000100',
    sha: '4f1c9e27b8a05d634f1c9e27b8a05d634f1c9e27',
    number: 7,
    name: 'lamp',
    color: 'red',
  }
  expect(numbered(item, 41)).toEqual({
    id: '8f14e45f-ceea-467f-a8b1-000000000042',
    key: 'HARBOR-42',
    ts: '1730000000.000042',
    sha: '4f1c9e27b8a05d634f1c9e27b8a05d634f1c0042',
    number: 42,
    name: 'lamp-42',
    color: 'red',
  })
})

describe('forms of cursors', () => {
  // prettier-ignore
  const cases: [name: keyof typeof FORMS, sample: unknown, next: (body: Item) => unknown][] = [
    ['slack', { ok: true, channels: [{}] }, (body) => (body['response_metadata'] as Item)['next_cursor']],
    ['pageToken', { files: [{}] }, (body) => body['nextPageToken']],
    ['jiraToken', { issues: [{}] }, (body) => (body['isLast'] ? undefined : body['nextPageToken'])],
    ['jiraOffset', { values: [{}] }, (body) => (body['isLast'] ? undefined : Number(body['startAt']) + Number(body['maxResults']))],
    ['notion', { results: [{}] }, (body) => (body['has_more'] ? body['next_cursor'] : undefined)],
    ['zoom', { meetings: [{}] }, (body) => body['next_page_token']],
    ['relay', { data: { issues: { nodes: [{}] } } }, (body) => {
      const { pageInfo } = (body['data'] as { issues: { pageInfo: Item } }).issues
      return pageInfo['hasNextPage'] ? pageInfo['endCursor'] : undefined
    }],
  ]

  test.each(cases)('%s: seven items, three a page', (name, sample, next) => {
    const form: CursorForm = FORMS[name]
    const at = findList(sample) ?? []
    const all = Array.from({ length: 7 }, (_, i) => ({ id: i }))
    const body = at.reduceRight<unknown>((value, step) => ({ [step]: value }), all)
    const sizes: number[] = []
    let cursor: unknown
    do {
      const given = { [form.size[0]]: 3, ...(cursor ? { [form.cursor]: cursor } : {}) }
      const inQuery = Object.entries(given).map(([key, value]): [string, string] => [key, String(value)])
      const asked = {
        id: 'list',
        query: new URLSearchParams(name === 'relay' ? [] : inQuery),
        body: name === 'relay' ? { variables: given } : undefined,
      } as unknown as Asked
      const page = cutPage({ status: 200, body }, asked, form).body as Item
      sizes.push(listAt(page, at).length)
      cursor = next(page)
    } while (cursor && sizes.length < 9)
    expect(sizes).toEqual([3, 3, 1])
  })
})
