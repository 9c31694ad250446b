import { reply } from '../support/vendors/faults'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { registered, VendorCaller } from '../support/vendors/caller'
import { scopesDoNotMatch, startJira } from '../support/vendors/jira'
import { ADA, HARBOR } from '../support/vendors/jira-samples'
import { contractSuite } from '../support/vendors/suites/contract-suite'
import { pagingSuite } from '../support/vendors/suites/paging-suite'
import {
  ITEMS,
  type ListFacts,
  type Page,
  type ToolFacts,
  triedTools,
  type VendorSubject,
} from '../support/vendors/suites/subject'

const SCOPES = [
  ...['read:jira-work', 'write:jira-work', 'read:jira-user'],
  ...['read:board-scope:jira-software', 'read:sprint:jira-software', 'write:sprint:jira-software'],
  ...['read:issue-details:jira', 'read:jql:jira', 'read:project:jira'],
]
const subject: VendorSubject = {
  type: 'jira',
  start: () => startJira({ 'token-a': { tenant: 'a', scopes: SCOPES } }, { tenant: 'a' }),
  options: { configuration: { place: HARBOR } },
}

const ISSUE = 'HARBOR-12'
const STARTED = '2026-11-20T09:00:00Z'

const facts: ToolFacts = {
  values: {
    issue: ISSUE,
    issues: ISSUE,
    target: 'HARBOR-14',
    parent: 'HARBOR-1',
    before: 'HARBOR-13',
    after: 'HARBOR-14',
    project: 'harbor',
    board: '7',
    sprint: '70',
    version: 'https://harbor.atlassian.net/projects/HARBOR/versions/10100',
    jql: 'project = HARBOR',
    fields: 'Story Points',
    query: 'ada',
    type: 'Bug',
    priority: 'High',
    assignee: 'me',
    reporter: 'Ada North',
    labels: 'lamp',
    add_labels: 'lamp',
    remove_labels: 'fog',
    components: 'Lamp',
    fix_versions: '1.4',
    due_date: '2026-12-24',
    summary: 'The lamp flickers',
    description: 'It **flickers** when `the horn` sounds.\n\n- wet\n- cold',
    body: 'See <here> & ask [@Ada North](accountid:5f1e0a3b7c2d9e0068a1b2c3).',
    comment: '| a | b |\n| - | - |\n| 1 | 2 |',
    to: 'Done',
    resolution: 'Fixed',
    relation: 'is blocked by',
    time_spent: '1h 30m',
    started: STARTED,
    new_estimate: '2d',
    reduce_by: '4h',
    since: '2026-01-31',
    until: '2026-11-01',
    name: 'Harbor',
  },
  hints: {
    update_issue: { needs: { summary: 'The lamp flickers' }, apart: ['labels'] },
    search_assignable_users: { needs: { project: 'HARBOR' } },
    // Without one it begins now, so that no two calls are the same.
    add_worklog: { needs: { started: STARTED }, apart: ['keep_estimate', 'new_estimate', 'reduce_by'] },
    add_issues_to_sprint: { apart: ['before', 'after'] },
  },
  more: {
    get_issue: [{ issue: 'https://harbor.atlassian.net/browse/HARBOR-12', fields: ['*all'] }],
    get_create_fields: [{ project: 'HARBOR', type: '10004' }],
    search_assignable_users: [{ issue: ISSUE }, { issue: '10012', query: 'ada' }],
    add_worklog: [
      { issue: ISSUE, time_spent: '2d', started: '1d', comment: 'Dried the relay.' },
      { issue: ISSUE, time_spent: '2d' },
    ],
    create_issue: [
      {
        project: 'https://harbor.atlassian.net/browse/HARBOR',
        type: 'Bug',
        summary: 'The lamp flickers',
        assignee: 'ada@harbor.example',
        fields: { 'Story Points': 5, severity: 'High', Report: 'It **flickers**.', environment: 'At sea' },
      },
    ],
    update_issue: [
      { issue: ISSUE, add_labels: ['lamp'], remove_labels: ['fog'], parent: null },
      { issue: '10012', labels: [], assignee: ADA },
    ],
    assign_issue: [{ issue: ISSUE, assignee: 'Ada North' }],
    transition_issue: [{ issue: ISSUE, to: '31', fields: { customfield_10051: 'Low' } }],
    link_issues: [{ issue: ISSUE, relation: 'blocks', target: '10014' }],
    list_sprints: [{ board: 7, state: ['active', 'closed'] }],
    list_versions: [{ project: 'HARBOR', status: ['released', 'unreleased'] }],
  },
  local: {
    list_sites: ['cursor', 'limit'],
    list_link_types: ['cursor', 'limit'],
    search_assignable_users: ['limit'],
    // What it would lose is not there.
    update_issue: ['lose_rich_content'],
    get_comments: ['detail'],
    get_issue_changelog: ['detail'],
    get_worklogs: ['detail'],
    get_create_fields: ['detail'],
    search_fields: ['detail'],
  },
  lists: {
    list_sites: { operation: 'getAccessibleResources', sliced: true },
    search_users: { operation: 'findUsers' },
    // We read long ranges, since few of them fit, and cut our pages.
    search_assignable_users: { operation: 'findAssignableUsers', sliced: true, args: { limit: 20 } },
    search_issues: { operation: 'searchAndReconsileIssuesUsingJqlPost' },
    get_comments: { operation: 'getComments' },
    get_issue_changelog: { operation: 'getChangeLogs' },
    get_worklogs: { operation: 'getIssueWorklog' },
    list_link_types: { operation: 'getIssueLinkTypes', sliced: true },
    list_projects: { operation: 'searchProjects' },
    list_issue_types: { operation: 'getCreateIssueMetaIssueTypes' },
    get_create_fields: { operation: 'getCreateIssueMetaIssueTypeId' },
    search_fields: { operation: 'getFieldsPaginated' },
    list_versions: { operation: 'getProjectVersionsPaginated' },
    list_boards: { operation: 'getAllBoards' },
    list_sprints: { operation: 'getAllSprints' },
    get_sprint_issues: { operation: 'getSprintIssuesByToken' },
    get_board_issues: { operation: 'getBoardIssuesByToken' },
    get_backlog: { operation: 'getBacklogByToken' },
  } satisfies Readonly<Record<string, ListFacts>>,
}

describe('contract', () => contractSuite(subject, facts))
describe('paging', () => pagingSuite(subject, facts))

describe('scopes', () => {
  const BASE = ['read:jira-user']
  const tools = triedTools('jira', facts)
  const scopesOf = (name: string) => registered('jira').declared.tools.get(name)?.declaration.scopes ?? []
  const lacking = tools.flatMap(({ name, smallest }) =>
    scopesOf(name).map((scope) => ({ name, smallest, scope, token: `${name} lacks ${scope}`.replaceAll(' ', '_') })),
  )
  let fake: FakeVendor
  let caller: VendorCaller

  beforeAll(async () => {
    const own = [...registered('jira').declared.tools].map(([name, { declaration }]) => {
      const scopes = [...BASE, ...declaration.scopes, ...(declaration.optionalScopes ?? [])]
      return [name, { tenant: 'a', scopes }] as const
    })
    const poor = lacking.map(({ scope, token }) => {
      return [token, { tenant: 'a', scopes: SCOPES.filter((each) => each !== scope) }] as const
    })
    fake = await startJira(Object.fromEntries([...own, ...poor]), { tenant: 'a' })
    caller = new VendorCaller('jira', fake.baseUrls, subject.options)
  })
  beforeEach(() => fake.reset())
  afterAll(async () => {
    caller.close()
    await fake.close()
  })

  test.each(tools)('those that $name declares are enough for all that it takes', async ({ name, sets }) => {
    for (const { cursor: _, ...args } of sets) await caller.call(name, args, { token: name })
    expect(fake.violations).toEqual([])
  })

  test.each(lacking)('$name cannot do without $scope, and says so', async ({ name, smallest, token }) => {
    await expect(caller.call(name, smallest, { token })).rejects.toMatchObject({ code: 'missing_scope' })
  })
})

describe('besides', () => {
  let fake: FakeVendor
  let caller: VendorCaller

  beforeAll(async () => {
    fake = await subject.start()
    caller = new VendorCaller('jira', fake.baseUrls, subject.options)
  })
  beforeEach(() => fake.reset())
  afterEach(() => expect(fake.violations).toEqual([]))
  afterAll(async () => {
    caller.close()
    await fake.close()
  })

  async function readAll(tool: string, args: object) {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = (await caller.call(tool, { ...args, ...(cursor && { cursor }) })) as Page
      seen.push(...page.items.map((item) => JSON.stringify(item)))
      cursor = page.next_cursor
    } while (cursor !== undefined && seen.length <= ITEMS)
    return { given: seen.length, distinct: new Set(seen).size }
  }

  const absent = reply(404, { errorMessages: ['null for uri'] })
  test.each([
    ['get_sprint_issues', { sprint: 70 }, 'getSprintIssuesByToken', 'getIssuesForSprint', absent],
    ['get_board_issues', { board: 7 }, 'getBoardIssuesByToken', 'getIssuesForBoard', absent],
    ['get_backlog', { board: 7 }, 'getBacklogByToken', 'getIssuesForBacklog', absent],
    ['get_backlog', { board: 7 }, 'getBacklogByToken', 'getIssuesForBacklog', scopesDoNotMatch],
  ])('%s reads the older list by offsets where the newer is missing', async (tool, args, newer, older, refusal) => {
    fake.fail(refusal, { on: newer, times: 9 })
    fake.generate(older, ITEMS)
    expect(
      await readAll(tool, { ...args, jql: 'statusCategory != Done', fields: ['Severity'], detail: 'full' }),
    ).toEqual({ given: ITEMS, distinct: ITEMS })
    // It is begun once, and gone on with in the older form.
    expect(fake.requests.filter(({ id }) => id === newer)).toHaveLength(1)
  })

  test('where Jira gives shorter pages than it was asked for nothing is left out', async () => {
    fake.generate('searchProjects', ITEMS)
    expect(await readAll('list_projects', { limit: 100 })).toEqual({ given: ITEMS, distinct: ITEMS })
    expect(fake.requests).toHaveLength(5)
  })

  test('ranges in which nobody may be assigned are passed over, up to the thousandth person', async () => {
    const page = (await caller.call('search_assignable_users', { project: 'HARBOR' })) as Page
    expect(page).toMatchObject({ items: [{ account_id: ADA }], has_more: true })
    fake.forgetRequests()
    const rest = await caller.call('search_assignable_users', { project: 'HARBOR', cursor: page.next_cursor })
    expect(rest).toEqual({ items: [], has_more: false })
    expect(fake.requests).toHaveLength(8)
  })

  test('assignable people who are searched for come from one range', async () => {
    fake.generate('findAssignableUsers', 60)
    const args = { issue: ISSUE, query: 'ada', limit: 50 }
    expect(await readAll('search_assignable_users', args)).toEqual({ given: 60, distinct: 60 })
  })

  test('the resource and the check of the credential make accepted requests, too', async () => {
    const { connector, ctx } = caller.connector('read')
    await expect(connector.readResource(`jira://issue/${ISSUE}`, ctx)).resolves.toMatchObject({
      text: expect.stringMatching(/^# HARBOR-12: The lamp flickers[^]+The relay sticks/) as string,
    })
    await expect(connector.validateAuth(ctx)).resolves.toEqual({ account: 'Ada North' })
  })

  test('a description with a picture is replaced once that is meant', async () => {
    const media = { type: 'media', attrs: { type: 'file', id: 'm1', collection: '' } }
    const description = { version: 1, type: 'doc', content: [{ type: 'mediaSingle', content: [media] }] }
    fake.answer('getIssue', { status: 200, body: { id: '10012', key: ISSUE, fields: { description } } })
    const args = { issue: ISSUE, description: 'Dry.' }
    await expect(caller.call('update_issue', args)).rejects.toMatchObject({ code: 'conflict' })
    expect(fake.requests.map(({ id }) => id)).toEqual(['getIssue'])
    await caller.call('update_issue', { ...args, lose_rich_content: true })
    expect(fake.requests.map(({ id }) => id)).toEqual(['getIssue', 'editIssue'])
  })

  test('an address of another site is refused before Jira is asked for the issue', async () => {
    const call = caller.call('get_issue', { issue: 'https://pier-2.atlassian.net/browse/HARBOR-12' })
    await expect(call).rejects.toMatchObject({ code: 'validation' })
    expect(fake.requests.map(({ id }) => id)).toEqual(['getAccessibleResources'])
  })
})
