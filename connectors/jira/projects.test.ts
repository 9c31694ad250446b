import { connected } from '../../tests/support/vendors/vendor-double'
import { ada, atJira } from './samples'
import { Jira } from '.'

const jira = (replies: Parameters<typeof connected>[2]) => connected('jira', Jira, atJira(replies))

const harbor = {
  id: '10000',
  key: 'HARBOR',
  name: 'Harbor',
  projectTypeKey: 'software',
  style: 'next-gen',
  lead: ada,
  description: 'Lamps and horns.',
  components: [{ name: 'Light' }],
  issueTypes: [{ name: 'Bug' }, { name: 'Sub-task', subtask: true }],
}

test('projects, and one of them', async () => {
  const { call, http } = jira({
    'GET /rest/api/3/project/search': { body: { values: [harbor], isLast: true, total: 1 } },
    'GET /rest/api/3/project/HARBOR': { body: harbor },
  })
  const item = { key: 'HARBOR', name: 'Harbor', type: 'software', lead: 'Ada North' }
  expect(await call('list_projects', { query: 'har', type: 'software', sort: 'recent_activity' })).toEqual({
    items: [item],
    total: 1,
    has_more: false,
  })
  expect(http.seen[0]?.query).toMatchObject({ typeKey: 'software', orderBy: '-lastIssueUpdatedDate', expand: 'lead' })
  expect(await call('list_projects', { detail: 'full' })).toMatchObject({
    items: [{ description: 'Lamps and horns.' }],
  })
  expect(await call('get_project', { project: 'harbor' })).toEqual({
    ...item,
    id: '10000',
    managed_by: 'team',
    description: 'Lamps and horns.',
    components: ['Light'],
    issue_types: ['Bug', 'Sub-task'],
  })
})

describe('what a new issue takes', () => {
  const TYPES = 'GET /rest/api/3/issue/createmeta/HARBOR/issuetypes'
  const issueTypes = [{ id: '4', name: 'Bug', subtask: false, description: 'A fault.' }]
  const fields = [
    {
      fieldId: 'summary',
      key: 'summary',
      name: 'Summary',
      required: true,
      schema: { type: 'string', system: 'summary' },
    },
    {
      fieldId: 'customfield_1',
      key: 'customfield_1',
      name: 'Pier',
      required: true,
      hasDefaultValue: true,
      schema: { type: 'array', items: 'option', custom: 'com.atlassian:multiselect' },
      allowedValues: Array.from({ length: 12 }, (_, i) => ({ value: `Pier ${i}` })),
    },
  ]

  test('types by name or id; long lists of values are counted unless full', async () => {
    const { call } = jira({
      [TYPES]: { body: { issueTypes, startAt: 0, maxResults: 50, total: 1 } },
      [`${TYPES}/4`]: { body: { fields, startAt: 0, maxResults: 50, total: 2 } },
    })
    expect(await call('list_issue_types', { project: 'HARBOR' })).toMatchObject({
      items: [{ id: '4', name: 'Bug', description: 'A fault.' }],
    })
    const found = (await call('get_create_fields', { project: 'HARBOR', type: 'bug' })) as {
      items: { allowed?: string[] }[]
    }
    expect(found.items).toMatchObject([
      { id: 'summary', name: 'Summary', required: true, type: 'string' },
      { id: 'customfield_1', type: 'array of option (multiselect)', allowed_count: 12 },
    ])
    expect(found.items[1]).not.toHaveProperty('required')
    expect(found.items[1]?.allowed).toHaveLength(8)
    const full = (await call('get_create_fields', { project: 'HARBOR', type: '4', detail: 'full' })) as typeof found
    expect(full.items[1]?.allowed).toHaveLength(12)
    await expect(call('get_create_fields', { project: 'HARBOR', type: 'Wish' })).rejects.toMatchObject({
      message: 'The project has no issue type "Wish". Known: Bug (4).',
    })
  })

  test('fields of the site', async () => {
    const value = {
      id: 'customfield_1',
      name: 'Pier',
      description: 'Where.',
      schema: { type: 'option', custom: 'x:select' },
    }
    const { call, http } = jira({ 'GET /rest/api/3/field/search': { body: { values: [value], isLast: true } } })
    const item = { id: 'customfield_1', name: 'Pier', type: 'option (select)' }
    expect(await call('search_fields', { query: 'pi', type: 'custom' })).toEqual({ items: [item], has_more: false })
    expect(http.seen[0]?.query).toMatchObject({ query: 'pi', type: 'custom' })
    expect(await call('search_fields', { detail: 'full' })).toMatchObject({ items: [{ description: 'Where.' }] })
  })
})

test('versions, with how far they are', async () => {
  const version = {
    id: '10010',
    name: '2.0',
    released: false,
    archived: false,
    overdue: true,
    releaseDate: '2026-12-01',
    issuesStatusForFixVersion: { toDo: 3, inProgress: 1, done: 9, unmapped: 0 },
  }
  const { call, http } = jira({
    'GET /rest/api/3/project/HARBOR/version': { body: { values: [version], isLast: true, total: 1 } },
    'GET /rest/api/3/version/10010': { body: version },
  })
  const item = { id: '10010', name: '2.0', released: false, overdue: true, release_date: '2026-12-01' }
  const args = { project: 'HARBOR', status: ['unreleased', 'released'], sort: 'release_date', order: 'desc' }
  expect(await call('list_versions', args)).toEqual({ items: [item], total: 1, has_more: false })
  expect(http.seen[0]?.query).toMatchObject({ status: 'unreleased,released', orderBy: '-releaseDate' })
  expect(await call('get_version', { version: '10010' })).toEqual({
    ...item,
    issues: { to_do: 3, in_progress: 1, done: 9 },
  })
})
