import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { connected } from '../../tests/support/vendors/vendor-double'
import { adf, atJira, lamp, points } from './samples'
import { Jira } from '.'

const jira = (replies: Parameters<typeof connected>[2]) => connected('jira', Jira, atJira(replies))

const SEARCH = 'POST /rest/api/3/search/jql'
const FIELDS = 'GET /rest/api/3/field/search'
const ONE = 'GET /rest/api/3/issue/HARBOR-1'

describe('search_issues', () => {
  test('names the fields, gives small items and goes on with the token', async () => {
    const first = jira({ [SEARCH]: { body: { issues: [lamp(1)], nextPageToken: 'p2', isLast: false } } })
    const found = (await first.call('search_issues', { jql: 'project = HARBOR' })) as { next_cursor: string }
    expect(found).toEqual({
      items: [
        {
          key: 'HARBOR-1',
          type: 'Bug',
          summary: 'The lamp on pier 1 flickers when the fog horn sounds',
          status: 'In Progress',
          priority: 'High',
          assignee: 'Ada North',
          updated_at: '2026-11-20T10:15:00Z',
        },
      ],
      next_cursor: expect.any(String) as string,
      has_more: true,
    })
    expect(first.http.seen[0]?.body).toEqual({
      jql: 'project = HARBOR',
      fields: ['summary', 'status', 'assignee', 'priority', 'issuetype', 'updated'],
      maxResults: 20,
    })
    const last = jira({ [SEARCH]: { body: { issues: [], isLast: true, nextPageToken: 'p3' } } })
    const args = { jql: 'project = HARBOR', cursor: found.next_cursor }
    expect(await last.call('search_issues', args)).toEqual({ items: [], has_more: false })
    expect(last.http.seen[0]?.body).toMatchObject({ nextPageToken: 'p2' })
  })

  test('twenty usual items are small; full adds the description', async () => {
    const issues = Array.from({ length: 20 }, (_, i) => lamp(i))
    const { call } = jira({ [SEARCH]: { body: { issues, nextPageToken: 'x'.repeat(80) } } })
    expect(encode(JSON.stringify(await call('search_issues', { jql: 'project = HARBOR' }))).length).toBeLessThan(2_000)
    const full = (await call('search_issues', { jql: 'project = HARBOR', detail: 'full' })) as { items: object[] }
    expect(full.items[0]).toHaveProperty('description')
  })

  test('further fields by name or id come back by what they were asked by', async () => {
    const issue = {
      key: 'HARBOR-1',
      fields: { summary: 'x', customfield_10016: 5, duedate: '2026-12-24', customfield_2: null },
    }
    const { call, http } = jira({ [SEARCH]: { body: { issues: [issue] } }, [FIELDS]: { body: { values: [points] } } })
    const fields = ['story points', 'due_date', 'customfield_2']
    expect(await call('search_issues', { jql: 'key = HARBOR-1', fields })).toMatchObject({
      items: [{ key: 'HARBOR-1', due_date: '2026-12-24', fields: { 'story points': 5 } }],
    })
    expect(http.seen.map(({ at }) => at.split('/').at(-1))).toEqual(['search', 'jql'])
    expect(http.seen[0]?.query).toMatchObject({ query: 'story points' })
  })

  test('a name that fits several fields, or none, is an error that says what there is', async () => {
    const twin = { ...points, id: 'customfield_10020' }
    const { call } = jira({ [FIELDS]: { body: { values: [points, twin, { id: 'x', name: 'Story' }] } } })
    await expect(call('search_issues', { jql: 'a = b', fields: ['Story Points'] })).rejects.toMatchObject({
      code: 'validation',
      message: expect.stringContaining('Story Points (customfield_10020)') as string,
    })
    await expect(call('search_issues', { jql: 'a = b', fields: ['Points'] })).rejects.toMatchObject({
      message: expect.stringContaining('No field is called "Points"') as string,
    })
    await expect(call('search_issues', { jql: 'a = b', fields: ['*all'] })).rejects.toMatchObject({
      code: 'validation',
    })
  })

  test.each(['ORDER BY created', '   '])('JQL without a restriction (%j) is refused before it is sent', async (jql) => {
    await expect(jira({}).call('search_issues', { jql })).rejects.toThrow('restriction')
  })

  test('the count says that it is approximate', async () => {
    const { call } = jira({ 'POST /rest/api/3/search/approximate-count': { body: { count: 153 } } })
    expect(await call('count_issues', { jql: 'project = HARBOR' })).toEqual({ count: 153, approximate: true })
  })
})

describe('get_issue', () => {
  const whole = {
    key: 'HARBOR-1',
    names: { customfield_10016: 'Story Points', customfield_10030: 'Pier' },
    fields: {
      ...lamp(1).fields,
      description: adf('See the log.'),
      components: [{ name: 'Light' }],
      fixVersions: [],
      timetracking: { originalEstimate: '1d', timeSpent: '2h' },
      issuelinks: [
        {
          type: { outward: 'blocks', inward: 'is blocked by' },
          outwardIssue: { key: 'HARBOR-2', fields: { summary: 'Horn', status: { name: 'Open' } } },
        },
        { type: { outward: 'blocks', inward: 'is blocked by' }, inwardIssue: { key: 'HARBOR-3' } },
      ],
      subtasks: [{ key: 'HARBOR-4', fields: { summary: 'Wire' } }],
      attachment: [{ filename: 'lamp.png', id: '7' }],
      customfield_10016: 5,
      customfield_10030: { value: 'North', child: { value: 'Head' } },
      customfield_10031: [],
    },
  }

  test('is whole and small', async () => {
    const { call, http } = jira({ [ONE]: { body: whole } })
    expect(await call('get_issue', { issue: 'harbor-1' })).toMatchObject({
      key: 'HARBOR-1',
      description: 'See the log.',
      components: ['Light'],
      time: { estimate: '1d', spent: '2h' },
      links: ['blocks HARBOR-2: Horn (Open)', 'is blocked by HARBOR-3'],
      subtasks: ['HARBOR-4: Wire'],
      attachments: ['lamp.png'],
    })
    expect(http.seen[0]?.query?.fields).toContain('summary,status')
  })

  test('*all gives every filled field by its name', async () => {
    const { call, http } = jira({ [ONE]: { body: whole } })
    const { fields } = (await call('get_issue', { issue: 'HARBOR-1', fields: ['*all'] })) as { fields: unknown }
    expect(fields).toEqual({ 'Story Points': 5, Pier: 'North > Head' })
    expect(http.seen[0]?.query).toEqual({ fields: '*all', expand: 'names' })
  })

  test('of *all, fields of one name are told apart, and what is for programs or has its own tool is left out', async () => {
    const names = { comment: 'Comment', worklog: 'Log Work', priority: 'Priority', customfield_4: 'Priority' }
    const fields = {
      ...lamp(1).fields,
      comment: { comments: [{ id: '1', body: adf('Lit.') }], total: 1 },
      worklog: { worklogs: [{ id: '1' }], total: 1 },
      votes: { self: 'https://x.example', votes: 0, hasVoted: false },
      customfield_1: 'North',
      customfield_2: { value: 'South' },
      customfield_3: [{ requestType: { id: '1' } }, 'kept'],
      customfield_4: 'Ours',
      customfield_5: '{}',
    }
    const others = {
      customfield_1: 'Pier',
      customfield_2: 'Pier',
      customfield_3: 'Request',
      customfield_5: 'Development',
    }
    const { call } = jira({ [ONE]: { body: { key: 'HARBOR-1', fields, names: { ...names, ...others } } } })
    expect(await call('get_issue', { issue: 'HARBOR-1', fields: ['*all'] })).toMatchObject({
      fields: {
        'Pier (customfield_1)': 'North',
        'Pier (customfield_2)': 'South',
        Request: ['kept'],
        'Priority (customfield_4)': 'Ours',
      },
    })
    const { fields: asked } = (await call('get_issue', { issue: 'HARBOR-1', fields: ['votes'] })) as { fields: object }
    expect(asked).toEqual({ votes: expect.stringContaining('"votes":0') as string })
    const { fields: all } = (await call('get_issue', { issue: 'HARBOR-1', fields: ['*all'] })) as { fields: object }
    expect(Object.keys(all)).toHaveLength(4)
  })

  test.each([
    'https://harbor.atlassian.net/browse/HARBOR-1?focusedCommentId=7',
    'https://harbor.atlassian.net/jira/software/projects/HARBOR/boards/3?selectedIssue=HARBOR-1',
    'https://harbor.atlassian.net/jira/software/c/projects/HARBOR/issues/HARBOR-1',
    'https://harbor.atlassian.net/jira/servicedesk/projects/HARBOR/queues/custom/4/HARBOR-1',
  ])('takes the address %s', async (issue) => {
    const sites = { body: [{ id: 'site-1', url: 'https://harbor.atlassian.net', scopes: ['read:jira-work'] }] }
    const { call } = jira({ [ONE]: { body: whole }, 'GET /oauth/token/accessible-resources': sites })
    expect(await call('get_issue', { issue })).toMatchObject({ key: 'HARBOR-1' })
    await expect(call('get_issue', { issue: issue.replace('harbor.a', 'other.a') })).rejects.toMatchObject({
      code: 'validation',
      message: 'The address is of other.atlassian.net; this connector works on harbor.atlassian.net.',
    })
  })

  test.each(['HARBOR', 'https://harbor.atlassian.net/wiki/1', '../x', ''])('%j is no issue', async (issue) => {
    await expect(jira({}).call('get_issue', { issue })).rejects.toThrow('HARBOR-12')
  })

  test('an answer that is no issue is not taken for one', async () => {
    await expect(jira({ [ONE]: { body: 'x' } }).call('get_issue', { issue: 'HARBOR-1' })).rejects.toMatchObject({
      code: 'vendor_unavailable',
    })
  })
})
