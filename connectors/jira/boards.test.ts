import { connected } from '../../tests/support/vendors/vendor-double'
import { ADA, ada, atJira, lamp } from './samples'
import { Jira } from '.'

const jira = (replies: Parameters<typeof connected>[2]) => connected('jira', Jira, atJira(replies))

interface Page {
  items: { key?: string }[]
  next_cursor?: string
  has_more: boolean
}

const NEW = 'GET /rest/software/1.0/board/3/backlog'
const OLD = 'GET /rest/agile/1.0/board/3/backlog'

describe('issues of boards and sprints', () => {
  test('are paged with tokens', async () => {
    const first = jira({ [NEW]: { body: { issues: [lamp(1)], nextPageToken: 'p2' } } })
    const args = { board: 3, jql: 'statusCategory != Done', limit: 1 }
    const { next_cursor: cursor } = (await first.call('get_backlog', args)) as Page
    expect(first.http.seen[0]?.query).toMatchObject({
      jql: args.jql,
      maxResults: 1,
      fields: expect.stringContaining('summary,') as string,
    })
    const last = jira({ [NEW]: { body: { issues: [lamp(2)], isLast: true } } })
    expect(await last.call('get_backlog', { ...args, cursor })).toMatchObject({ has_more: false })
    expect(last.http.seen[0]?.query).toMatchObject({ nextPageToken: 'p2' })
  })

  test.each([
    ['says that they are not there', { status: 404 }],
    [
      'says that the scopes do not match',
      { status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } },
    ],
  ])('where the gateway %s the old lists are read, to the end', async (_, refusal) => {
    const old = { body: { issues: [lamp(1)], startAt: 0, maxResults: 1, total: 2 } }
    const first = jira({ [NEW]: refusal, [OLD]: old })
    const { next_cursor: cursor } = (await first.call('get_backlog', { board: '3', limit: 1 })) as Page
    const last = jira({ [OLD]: { body: { issues: [lamp(2)], startAt: 1, maxResults: 1, total: 2 } } })
    expect(await last.call('get_backlog', { board: '3', limit: 1, cursor })).toMatchObject({
      items: [{ key: 'HARBOR-2' }],
      has_more: false,
    })
    expect(last.http.seen[0]?.query).toMatchObject({ startAt: 1 })
  })

  test('a scope that both lack is missing; in the middle of a list nothing else is tried', async () => {
    const lacking = { status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } }
    const both = jira({ [NEW]: lacking, [OLD]: lacking })
    await expect(both.call('get_backlog', { board: 3 })).rejects.toMatchObject({ code: 'missing_scope' })
    expect(both.http.seen).toHaveLength(2)
    const first = jira({ [NEW]: { body: { issues: [lamp(1)], nextPageToken: 'p2' } } })
    const { next_cursor: cursor } = (await first.call('get_backlog', { board: 3 })) as Page
    const later = jira({ [NEW]: lacking })
    await expect(later.call('get_backlog', { board: 3, cursor })).rejects.toMatchObject({ code: 'missing_scope' })
    expect(later.http.seen).toHaveLength(1)
  })

  test('a board that is nowhere is not found; other refusals are not tried again', async () => {
    const missing = jira({ [NEW]: { status: 404 }, [OLD]: { status: 404 } })
    await expect(missing.call('get_backlog', { board: 3 })).rejects.toMatchObject({ code: 'not_found' })
    const forbidden = jira({ [NEW]: { status: 403 } })
    await expect(forbidden.call('get_backlog', { board: 3 })).rejects.toMatchObject({ code: 'forbidden' })
    expect(forbidden.http.seen).toHaveLength(1)
  })

  test.each([
    ['get_sprint_issues', { sprint: '37' }, 'GET /rest/software/1.0/sprint/37/issue'],
    ['get_board_issues', { board: 3 }, 'GET /rest/software/1.0/board/3/issue'],
  ])('%s', async (tool, args, at) => {
    expect(await jira({ [at]: { body: { issues: [lamp(1)] } } }).call(tool, args)).toMatchObject({
      items: [{ key: 'HARBOR-1' }],
    })
  })
})

test('boards, by project, kind and name', async () => {
  const board = { id: 3, name: 'Pier', type: 'scrum', location: { projectKey: 'HARBOR', projectName: 'Harbor' } }
  const { call, http } = jira({
    'GET /rest/agile/1.0/board': { body: { values: [board], isLast: false, startAt: 0, maxResults: 20 } },
    'GET /rest/agile/1.0/board/3': { body: board },
  })
  const item = { id: '3', name: 'Pier', type: 'scrum', project: 'HARBOR', project_name: 'Harbor' }
  expect(await call('list_boards', { project: 'HARBOR', type: 'scrum', name: 'Pi' })).toMatchObject({
    items: [item],
    has_more: true,
  })
  expect(http.seen[0]?.query).toEqual({
    projectKeyOrId: 'HARBOR',
    type: 'scrum',
    name: 'Pi',
    startAt: 0,
    maxResults: 20,
  })
  expect(await call('get_board', { board: '3' })).toEqual(item)
})

test('sprints that are not over, unless others are asked for', async () => {
  const sprint = {
    id: 37,
    name: 'Fog',
    state: 'active',
    startDate: '2026-11-16T09:00:00.000+01:00',
    originBoardId: 3,
    goal: '',
  }
  const { call, http } = jira({
    'GET /rest/agile/1.0/board/3/sprint': { body: { values: [sprint], isLast: true } },
    'GET /rest/agile/1.0/sprint/37': { body: sprint },
  })
  const item = { id: '37', name: 'Fog', state: 'active', start_at: '2026-11-16T08:00:00Z', board: '3' }
  expect(await call('list_sprints', { board: 3 })).toEqual({ items: [item], has_more: false })
  expect(http.seen[0]?.query).toMatchObject({ state: 'active,future' })
  expect(await call('get_sprint', { sprint: 37 })).toEqual(item)
})

test('issues move into a sprint, in the order that is asked for', async () => {
  const { call, http } = jira({ 'POST /rest/agile/1.0/sprint/37/issue': { status: 204 } })
  const args = { sprint: 37, issues: ['harbor-1', 'HARBOR-2'], before: 'HARBOR-3' }
  expect(await call('add_issues_to_sprint', args)).toEqual({ sprint: '37', added: ['HARBOR-1', 'HARBOR-2'] })
  expect(http.seen[0]?.body).toEqual({ issues: ['HARBOR-1', 'HARBOR-2'], rankBeforeIssue: 'HARBOR-3' })
  await expect(call('add_issues_to_sprint', { ...args, after: 'HARBOR-4' })).rejects.toThrow('not both')
})

describe('people', () => {
  const USERS = 'GET /rest/api/3/user/search'
  const ASSIGNABLE = 'GET /rest/api/3/user/assignable/search'

  test('a page that is not full is the last', async () => {
    const { call } = jira({
      [USERS]: {
        body: [
          { ...ada, emailAddress: 'ada@harbor.example' },
          { ...ada, active: false, accountType: 'app' },
        ],
      },
    })
    expect(await call('search_users', { query: 'ada' })).toEqual({
      items: [
        { account_id: ADA, name: 'Ada North', email: 'ada@harbor.example' },
        { account_id: ADA, name: 'Ada North', kind: 'app', inactive: true },
      ],
      has_more: false,
    })
    expect(await call('search_users', { query: 'ada', limit: 2 })).toMatchObject({ has_more: true })
  })

  test('of those who may be assigned, a page that is not full may be followed by another', async () => {
    const { call, http } = jira({ [ASSIGNABLE]: { body: [ada] } })
    expect(await call('search_assignable_users', { project: 'harbor' })).toMatchObject({ has_more: true })
    expect(await call('search_assignable_users', { issue: '10001', query: 'ada' })).toMatchObject({ has_more: false })
    expect(http.seen.map(({ query }) => query)).toMatchObject([
      { project: 'HARBOR' },
      { issueId: '10001', query: 'ada' },
    ])
    await expect(call('search_assignable_users', { query: 'ada' })).rejects.toThrow('project or issue')
    await call('search_assignable_users', { project: 'A', issue: 'A-1' })
    expect(http.seen[2]?.query).toEqual({ issueKey: 'A-1', startAt: 0, maxResults: 100 })
  })
})

test('sites: Jira ones, with the one that is used', async () => {
  const body = [
    { id: 'site-1', name: 'harbor', url: 'https://harbor.atlassian.net', scopes: ['read:jira-work'] },
    { id: 'site-1', name: 'harbor', url: 'https://harbor.atlassian.net', scopes: ['write:jira-work'] },
    { id: 'site-2', name: 'wiki', url: 'https://wiki.atlassian.net', scopes: ['read:confluence-content.all'] },
  ]
  const { call } = jira({ 'GET /oauth/token/accessible-resources': { body } })
  expect(await call('list_sites')).toEqual({
    items: [{ id: 'site-1', name: 'harbor', url: 'https://harbor.atlassian.net', used: true }],
    total: 1,
    has_more: false,
  })
})
