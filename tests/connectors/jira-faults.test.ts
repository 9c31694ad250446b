import { ConnectorError } from '../../connectors/sdk'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { VendorCaller } from '../support/vendors/caller'
import { reply } from '../support/vendors/faults'
import { startJira } from '../support/vendors/jira'
import { faultsSuite } from '../support/vendors/suites/faults-suite'

const tokens = { 'token-a': { tenant: 'a' }, 'token-fresh': { tenant: 'a' } }
const start = () => startJira(tokens, { tenant: 'a' })

const said = (...errorMessages: string[]) => ({ errorMessages, errors: {} })
const tooMany = (headers: Readonly<Record<string, string>>) => reply(429, { message: 'Rate limit exceeded' }, headers)

describe('faults', () =>
  faultsSuite(
    { type: 'jira', start },
    {
      read: { tool: 'get_issue', args: { issue: 'HARBOR-12' }, operation: 'getIssue' },
      write: {
        tool: 'create_issue',
        args: { project: 'HARBOR', type: 'Bug', summary: 'The lamp flickers' },
        operation: 'createIssue',
      },
      says: {
        unauthorized: () => reply(401, { code: 401, message: 'Unauthorized' }),
        forbidden: () => reply(403, said('You may not.')),
        notFound: () => reply(404, said('Issue does not exist or you do not have permission to see it.')),
        conflict: () => reply(409, said('Somebody was faster.')),
        invalid: {
          fault: () => reply(400, { errorMessages: [], errors: { issuetype: 'Which?', customfield_10051: 'No.' } }),
          fields: ['type', 'customfield_10051'],
        },
        tooMany,
        // Jira says when in ISO 8601.
        untilReset: (epochS) => tooMany({ 'x-ratelimit-reset': new Date(epochS * 1_000).toISOString() }),
        unavailable: (status) => reply(status, '<html>Bad gateway</html>'),
        words: (text) =>
          reply(400, {
            message: text,
            errorMessages: [text, `Field '${text}' does not exist`],
            warningMessages: [text],
            errors: { summary: text, [text]: text },
          }),
      },
      more: [
        {
          name: 'a scope that is missing, which Jira calls 401',
          fault: () => reply(401, { code: 401, message: 'Unauthorized; scope does not match' }),
          expected: { code: 'missing_scope' },
        },
        {
          name: 'an issue that is full',
          fault: () => reply(413, said('Limit reached.')),
          expected: { code: 'too_large' },
        },
        {
          name: 'an allowance that is used up',
          fault: () => tooMany({ 'retry-after': '1800', 'ratelimit-reason': 'jira-quota-tenant-based' }),
          expected: { code: 'rate_limited', retryAfterS: 1_800, message: expect.stringContaining('hourly') as string },
        },
        {
          name: 'too many changes of one issue',
          fault: () => tooMany({ 'retry-after': '60', 'ratelimit-reason': 'jira-per-issue-on-write' }),
          expected: { code: 'rate_limited', message: expect.stringContaining('one issue') as string },
          on: 'write',
        },
        {
          name: 'an answer of another form',
          fault: () => reply(200, []),
          expected: { code: 'vendor_unavailable' },
          on: 'read',
        },
        {
          name: 'an answer that does not say what was made',
          fault: () => reply(201, {}),
          expected: { code: 'outcome_unknown' },
          on: 'write',
        },
      ],
    },
  ))

describe('what a write only looks up', () => {
  let fake: FakeVendor
  let caller: VendorCaller

  beforeAll(async () => {
    fake = await start()
    caller = new VendorCaller('jira', fake.baseUrls)
  })
  beforeEach(() => fake.reset())
  afterEach(() => expect(fake.violations).toEqual([]))
  afterAll(async () => {
    caller.close()
    await fake.close()
  })

  const issue = 'HARBOR-12'
  const lookups: [tool: string, args: object, looksUp: string, changes: string][] = [
    ['transition_issue', { issue, to: 'Done' }, 'getTransitions', 'doTransition'],
    ['link_issues', { issue, relation: 'blocks', target: 'HARBOR-14' }, 'getIssueLinkTypes', 'linkIssues'],
    ['assign_issue', { issue, assignee: 'Ada North' }, 'findAssignableUsers', 'assignIssue'],
    ['assign_issue', { issue, assignee: 'me' }, 'getCurrentUser', 'assignIssue'],
    ['update_issue', { issue, fields: { 'Story Points': 5 } }, 'getFieldsPaginated', 'editIssue'],
    ['update_issue', { issue, description: 'Dry.' }, 'getIssue', 'editIssue'],
    ['add_worklog', { issue, time_spent: '2h', started: '2026-11-20' }, 'getCurrentUser', 'addWorklog'],
    [
      'add_comment',
      { issue: 'https://harbor.atlassian.net/browse/HARBOR-12', body: 'Lit.' },
      'getAccessibleResources',
      'addComment',
    ],
  ]

  const count = (operation: string) => fake.requests.filter(({ id }) => id === operation).length

  test.each(lookups)('%s %j: %s is tried again, the change is sent once', async (tool, args, looksUp, changes) => {
    fake.fail(reply(503), { on: looksUp })
    await caller.call(tool, args as Record<string, unknown>)
    expect({ lookups: count(looksUp), changes: count(changes) }).toEqual({ lookups: 2, changes: 1 })
  })

  test.each(lookups)('%s %j: where %s stays silent nothing has happened', async (tool, args, looksUp, changes) => {
    fake.fail(reply(502), { on: looksUp, times: 9 })
    const error: unknown = await caller.call(tool, args as Record<string, unknown>).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectorError)
    const { code, message, details } = error as ConnectorError
    expect(code).toBe('vendor_unavailable')
    expect(`${message} ${details.hint}`).not.toMatch(/may have happened|may be there already/)
    expect(count(changes)).toBe(0)
  })
})
