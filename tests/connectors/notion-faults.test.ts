import { VendorCaller } from '../support/vendors/caller'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { connectionReset, type Fault, reply } from '../support/vendors/faults'
import { notionNo, startNotion } from '../support/vendors/notion'
import { IDS } from '../support/vendors/notion-samples'
import { faultsSuite } from '../support/vendors/suites/faults-suite'

const tokens = { 'token-a': { tenant: 'a' }, 'token-fresh': { tenant: 'a' } }
const start = () => startNotion(tokens, { tenant: 'a' })

const CODES: Readonly<Record<number, string>> = {
  500: 'internal_server_error',
  502: 'bad_gateway',
  503: 'service_unavailable',
  504: 'gateway_timeout',
}
const unavailable = (status: number) => notionNo(status, CODES[status] ?? '')
const TOO_LONG = 'body.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.'

describe('what goes wrong', () =>
  faultsSuite(
    { type: 'notion', start },
    {
      // A query is a POST, and a read.
      read: { tool: 'query_database', args: { data_source_id: IDS.source }, operation: 'query-data-source' },
      write: {
        tool: 'create_comment',
        args: { page_id: IDS.page, text: 'The lamp turns.' },
        operation: 'create-a-comment',
      },
      says: {
        unauthorized: () => notionNo(401, 'unauthorized'),
        forbidden: () => reply(403),
        notFound: () => notionNo(404, 'object_not_found'),
        conflict: () => notionNo(409, 'conflict_error'),
        invalid: {
          fault: () => notionNo(400, 'validation_error', { message: `body failed validation: ${TOO_LONG}` }),
          fields: ['rich_text[0].text.content.length'],
        },
        tooMany: (headers) => notionNo(429, 'rate_limited', { headers }),
        untilReset: (epochS) => notionNo(429, 'rate_limited', { headers: { 'x-ratelimit-reset': String(epochS) } }),
        unavailable,
        words: (text) => notionNo(400, 'validation_error', { message: text, headers: { 'x-request-id': 'r' } }),
      },
      more: [
        {
          name: 'a capability that is missing',
          fault: () => notionNo(403, 'restricted_resource'),
          expected: { code: 'missing_scope', vendorCode: 'restricted_resource', vendorStatus: 403 },
        },
        {
          name: '404, since it is not shared',
          fault: () => notionNo(404, 'object_not_found'),
          expected: { code: 'not_found', hint: expect.stringContaining('Connections') as string },
        },
        ...['invalid_json', 'invalid_request', 'missing_version'].map((code) => ({
          name: `400 ${code}`,
          fault: () => notionNo(400, code),
          expected: { code: 'validation' },
        })),
        {
          name: '529 with a long wait',
          fault: () => notionNo(529, 'service_overload', { headers: { 'retry-after': '60' } }),
          expected: { code: 'vendor_unavailable', retryAfterS: 60, vendorStatus: 529 },
        },
        {
          name: '529 with no wait at all, for something else may be added meanwhile',
          fault: () => notionNo(529, 'service_overload', { headers: { 'retry-after': '0' } }),
          expected: {
            code: 'vendor_unavailable',
            hint: expect.stringContaining('may have happened') as string,
          },
          on: 'write',
        },
      ],
    },
  ))

describe('sent again', () => {
  let fake: FakeVendor
  let caller: VendorCaller

  beforeAll(async () => {
    fake = await start()
    caller = new VendorCaller('notion', fake.baseUrls)
  })
  beforeEach(() => fake.reset())
  afterEach(() => expect(fake.violations).toEqual([]))
  afterAll(async () => {
    caller.close()
    await fake.close()
  })

  const sent = () => fake.requests.map(({ id }) => id)
  const passing: [name: string, fault: () => Fault][] = [
    ['429', () => notionNo(429, 'rate_limited', { headers: { 'retry-after': '0' } })],
    ['529', () => notionNo(529, 'service_overload', { headers: { 'retry-after': '0' } })],
    ...[502, 503, 504].map((status): [string, () => Fault] => [String(status), () => unavailable(status)]),
    ['a reset connection', connectionReset],
  ]
  const reads: [tool: string, args: object, operation: string][] = [
    ['search', { query: 'lamp' }, 'post-search'],
    ['list_databases', {}, 'post-search'],
    ['query_database', { data_source_id: IDS.source }, 'query-data-source'],
  ]

  describe.each(reads)('%s, a POST that reads', (tool, args, operation) => {
    test.each(passing)('after %s', async (_name, fault) => {
      fake.fail(fault(), { on: operation })
      await caller.call(tool, { ...args })
      expect(sent()).toEqual([operation, operation])
    })
  })

  const values = { Status: 'Done', Owner: ['Ben South', 'me'] }
  const writes: [tool: string, args: object, lookups: string[], operation: string][] = [
    [
      'create_page',
      { database_id: IDS.database, title: 'Lens', properties: values },
      ['retrieve-a-database', 'retrieve-a-data-source', 'get-users', 'get-self'],
      'post-page',
    ],
    [
      'update_page',
      { page_id: IDS.row, properties: values },
      ['retrieve-a-page', 'retrieve-a-data-source', 'get-users', 'get-self'],
      'patch-page',
    ],
    ['update_block', { block_id: IDS.task, checked: true }, ['retrieve-a-block'], 'update-a-block'],
    ['move_page', { page_id: IDS.row, to_database_id: IDS.database }, ['retrieve-a-database'], 'move-page'],
    [
      'update_data_source',
      { database_id: IDS.database, properties: [{ name: 'Kind', options: ['lens'] }] },
      ['retrieve-a-database', 'retrieve-a-data-source'],
      'update-a-data-source',
    ],
  ]

  describe.each(writes)('what %s looks up', (tool, args, lookups, operation) => {
    test.each(passing)('after %s; what it writes is written once', async (_name, fault) => {
      for (const lookup of lookups) fake.fail(fault(), { on: lookup })
      await caller.call(tool, { ...args })
      expect(sent().sort()).toEqual([...lookups, ...lookups, operation].sort())
    })

    test('but what it writes is not, when it may be there', async () => {
      fake.fail(unavailable(503), { on: operation, times: 9 })
      await expect(caller.call(tool, { ...args })).rejects.toMatchObject({
        code: 'vendor_unavailable',
        details: { hint: expect.stringContaining('may have happened') as string },
      })
      expect(sent()).toEqual([...sent().slice(0, -1), operation])
      expect(sent().filter((id) => id === operation)).toHaveLength(1)
    })
  })

  test('a long text that fails half-way says how much is there, and is not sent again', async () => {
    const markdown = Array.from({ length: 150 }, (_, i) => `Entry ${i}.`).join('\n\n')
    // The first part goes through.
    fake.answer('post-page', { status: 200, body: { object: 'page', id: IDS.page, properties: {} } })
    fake.fail(unavailable(503), { on: 'patch-block-children', times: 9 })
    const given = { parent_page_id: IDS.page, title: 'Log', markdown }
    await expect(caller.call('create_page', given)).rejects.toMatchObject({
      code: 'vendor_unavailable',
      message: expect.stringContaining(`The page was created (${IDS.page})`) as string,
    })
    expect(sent()).toEqual(['post-page', 'patch-block-children'])
  })
})
