import { ConnectorError } from '../../connectors/sdk'
import { VendorCaller } from '../support/vendors/caller'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { connectionReset, type Fault, hold, reply } from '../support/vendors/faults'
import { linearNo, startLinear } from '../support/vendors/linear'
import { uuid } from '../support/vendors/linear-samples'
import { faultsSuite } from '../support/vendors/suites/faults-suite'
import type { VendorSubject } from '../support/vendors/suites/subject'

const tokens = { 'token-a': { tenant: 'a' }, 'token-fresh': { tenant: 'a' } }
const subject: VendorSubject = { type: 'linear', start: () => startLinear(tokens, { tenant: 'a' }) }

const create = { team: uuid(21), title: 'Oil for the lamp' }
const limited = (status: number, headers: Readonly<Record<string, string>>) =>
  linearNo('RATELIMITED', { status, headers })
const spent = (epochS: number) => ({
  'x-ratelimit-requests-remaining': '0',
  'x-ratelimit-requests-reset': String(epochS * 1_000),
})

faultsSuite(subject, {
  read: { tool: 'get_issue', args: { issue: 'ENG-42' }, operation: 'issue' },
  write: { tool: 'create_issue', args: create, operation: 'issueCreate' },
  says: {
    unauthorized: () => linearNo('AUTHENTICATION_ERROR', { status: 401 }),
    forbidden: () => linearNo('FORBIDDEN', { status: 403 }),
    notFound: () => linearNo('INPUT_ERROR', { message: 'Entity not found: Issue' }),
    conflict: () => reply(409),
    invalid: {
      fault: () =>
        linearNo('INVALID_INPUT', {
          message: 'Argument Validation Error',
          more: { validationErrors: [{ property: 'projectMilestoneId' }, { property: 'dueDate' }] },
        }),
      fields: ['milestone', 'due_date'],
    },
    tooMany: (headers) => limited(429, headers),
    untilReset: (epochS) => limited(400, spent(epochS)),
    unavailable: (status) => reply(status, '<html>Storm!</html>', { 'content-type': 'text/html' }),
    words: (text) =>
      linearNo(text, {
        message: text,
        more: {
          type: text,
          userPresentableMessage: text,
          validationErrors: [{ property: text, constraints: { a: text } }],
        },
      }),
  },
  more: [
    ...[200, 400].map((status) => ({
      name: `a limit at status ${status}`,
      fault: () => limited(status, spent(Math.floor(Date.now() / 1_000) + 30)),
      expected: { code: 'rate_limited', retryAfterS: expect.any(Number) as number },
    })),
    {
      name: 'a budget of complexity that is used up',
      fault: () => limited(400, { 'x-ratelimit-complexity-remaining': '0' }),
      expected: { code: 'rate_limited', retryAfterS: 60 },
    },
    {
      name: 'a token that is over, with status 400',
      fault: () => linearNo('AUTHENTICATION_ERROR'),
      expected: { code: 'auth_expired' },
    },
    {
      name: 'a token that is over, with status 200',
      fault: () => linearNo('AUTHENTICATION_ERROR', { status: 200 }),
      expected: { code: 'auth_expired' },
    },
    {
      name: 'a scope that is missing',
      fault: () => linearNo('FORBIDDEN', { message: 'Invalid scope: `write` required' }),
      expected: { code: 'missing_scope', scope: 'write' },
    },
    {
      name: 'a document that is too complex',
      fault: () => linearNo('INPUT_ERROR', { message: 'Query too complex' }),
      expected: { code: 'too_large' },
    },
    {
      name: 'a plan without it',
      fault: () => linearNo('FEATURE_NOT_ACCESSIBLE', { status: 200 }),
      expected: { code: 'unsupported_plan' },
    },
    {
      name: 'a document that Linear does not understand',
      fault: () => linearNo('GRAPHQL_VALIDATION_FAILED'),
      expected: { code: 'vendor_unavailable', hint: 'Tell the operator of this server.' },
    },
    {
      name: 'a half of what was asked',
      fault: () =>
        linearNo('INTERNAL_SERVER_ERROR', { status: 200, data: { issue: { identifier: 'ENG-42', title: 'Dark' } } }),
      expected: { code: 'vendor_unavailable' },
      on: 'read',
    },
    {
      name: 'nothing, at status 200',
      fault: () => reply(200, {}),
      expected: { code: 'vendor_unavailable' },
      on: 'read',
    },
    {
      name: 'a half of what was changed',
      fault: () => linearNo('INTERNAL_SERVER_ERROR', { status: 200, data: { issueCreate: { success: true } } }),
      expected: { code: 'outcome_unknown' },
      on: 'write',
    },
    {
      name: 'an error of its own, at status 200',
      fault: () => linearNo('INTERNAL_SERVER_ERROR', { status: 200, data: null }),
      expected: { code: 'vendor_unavailable', hint: expect.stringContaining('may have happened') as string },
      on: 'write',
    },
    {
      name: 'neither yes nor no',
      fault: () => reply(200, { data: {} }),
      expected: { code: 'vendor_unavailable', hint: expect.stringContaining('may have happened') as string },
      on: 'write',
    },
    {
      name: 'success that is false',
      fault: () => reply(200, { data: { issueCreate: { success: false, issue: null } } }),
      expected: { code: 'conflict' },
      on: 'write',
    },
  ],
})

describe('a change', () => {
  let fake: FakeVendor
  let caller: VendorCaller

  beforeAll(async () => {
    fake = await subject.start()
    caller = new VendorCaller('linear', fake.baseUrls, { attemptTimeoutMs: 500 })
  })
  beforeEach(() => fake.reset())
  afterEach(() => expect(fake.violations).toEqual([]))
  afterAll(async () => {
    caller.close()
    await fake.close()
  })
  const asked = () => fake.requests.map(({ id }) => id)

  test.each([200, 400])('goes on after a token that is over, said with status %d', async (status) => {
    fake.fail(linearNo('AUTHENTICATION_ERROR', { status }), { on: 'issueCreate' })
    const onUnauthorized = () => Promise.resolve({ token: 'token-fresh', scheme: 'Bearer' })
    await caller.call('create_issue', create, { onUnauthorized })
    expect(fake.requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer token-a',
      'Bearer token-fresh',
    ])
  })

  test.each<[name: string, fault: () => Fault]>([
    ['503', () => reply(503)],
    ['a reset connection', connectionReset],
  ])('looks names up again after %s, and is made once', async (_name, fault) => {
    fake.fail(fault(), { on: 'teams' })
    await caller.call('create_issue', { ...create, team: 'ENG' })
    expect(asked()).toEqual(['teams', 'teams', 'issueCreate'])
    fake.reset()
    fake.fail(fault(), { on: 'issue' })
    await caller.call('archive_issue', { issue: 'ENG-42' })
    expect(asked()).toEqual(['issue', 'issue', 'issueArchive'])
  })

  test('has not happened where the answer to a look-up is lost', async () => {
    fake.fail(hold(), { on: 'teams' })
    const lost = await caller.call('create_issue', { ...create, team: 'ENG' }).catch((error: unknown) => error)
    expect(lost).toBeInstanceOf(ConnectorError)
    expect(lost).toMatchObject({ code: 'timeout', details: { hint: 'Try again later.' } })
    expect(asked()).toEqual(['teams'])
  })
})
