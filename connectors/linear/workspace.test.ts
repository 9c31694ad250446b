import { answering, page, uuid } from './vendor-double'
import { listTeams } from './schemas'

const nodes = (...all: readonly object[]) => ({ nodes: all })
const project = {
  name: 'Lighthouse',
  url: 'https://linear.app/harbor/project/lighthouse-6f1c2d3e4a5b',
  priority: 1,
  progress: 0.456,
  health: 'onTrack',
  targetDate: '2026-12-31',
  status: { name: 'In Progress' },
  lead: { name: 'Ada North' },
  teams: nodes({ key: 'ENG' }),
}
const projectItem = {
  name: 'Lighthouse',
  url: project.url,
  priority: 'urgent',
  progress_percent: 46,
  health: 'onTrack',
  target_date: '2026-12-31',
  status: 'In Progress',
  lead: 'Ada North',
  teams: ['ENG'],
}

test.each([
  [{ status: 'Planned' }, { status: { type: { eq: 'planned' } } }],
  [{ lead: 'me' }, { lead: { isMe: { eq: true } } }],
  [{ team: uuid(1) }, { accessibleTeams: { some: { id: { eq: uuid(1) } } } }],
  [
    { query: 'light', updated_since: '2w' },
    { name: { containsIgnoreCase: 'light' }, updatedAt: { gte: '-P2W' } },
  ],
])('list_projects by %j', async (args, filter) => {
  const { call, sent } = answering({ projects: page([project]) })
  expect(await call('list_projects', args)).toEqual({ items: [projectItem], has_more: false })
  const plain = { orderBy: 'updatedAt', includeArchived: false, full: false }
  expect(sent()).toEqual([['ListProjects', { ...plain, first: 20, filter }]])
})

test('a status that no kind is called after goes by name, and the lists of a project say when there are more', async () => {
  const statuses = nodes({ id: 'p1', name: 'Soon', type: 'planned' })
  const more = (...all: readonly object[]) => ({ nodes: all, pageInfo: { hasNextPage: true } })
  const { call, sent } = answering(
    { projectStatuses: statuses },
    { projects: page([{ ...project, teams: more({ key: 'ENG' }) }]) },
    { project: { ...project, members: more({ name: 'Ada North' }), projectMilestones: more() } },
  )
  expect(await call('list_projects', { status: 'soon' })).toMatchObject({
    items: [{ teams: ['ENG'], more: 'teams' }],
  })
  expect(sent()[1]?.[1]).toMatchObject({ filter: { status: { name: { eqIgnoreCase: 'soon' } } } })
  expect(await call('get_project', { project: uuid(5) })).toMatchObject({ more: 'members, milestones' })
})

test('get_project by its address needs no look-up', async () => {
  const whole = { ...project, content: '# Why', projectMilestones: nodes({ name: 'First light', progress: 1 }) }
  const { call, sent } = answering({ project: whole })
  expect(await call('get_project', { project: `${project.url}/overview` })).toEqual({
    ...projectItem,
    content: '# Why',
    milestones: [{ name: 'First light', progress_percent: 100 }],
  })
  expect(sent()).toEqual([['GetProject', { id: '6f1c2d3e4a5b' }]])
})

test('a project is made and changed with names', async () => {
  const teams = nodes({ id: 't1', key: 'ENG' }, { id: 't2', key: 'OPS' })
  const statuses = nodes({ id: 'p1', name: 'In Progress', type: 'started' })
  const { call, sent } = answering(
    { teams, projectStatuses: statuses, users: nodes({ id: 'u1', displayName: 'ada' }) },
    { projectCreate: { success: true, project } },
    { projectUpdate: { success: true, project } },
  )
  const args = { name: 'Lighthouse', teams: ['ENG', 'OPS'], status: 'started', lead: '@ada', priority: 'low' }
  expect(await call('create_project', args)).toEqual(projectItem)
  await call('update_project', { project: uuid(5), lead: null, target_date: null, members: [] })
  expect(sent().slice(1)).toEqual([
    [
      'CreateProject',
      { input: { name: 'Lighthouse', teamIds: ['t1', 't2'], statusId: 'p1', leadId: 'u1', priority: 4 } },
    ],
    ['UpdateProject', { id: uuid(5), input: { leadId: null, targetDate: null, memberIds: [] } }],
  ])
})

test('milestones and documents', async () => {
  const document = { title: 'Plan', url: 'https://linear.app/harbor/document/plan-aaaaaaaaaaaa', team: { key: 'ENG' } }
  const { call, sent } = answering(
    { projects: nodes({ id: uuid(5), name: 'Lighthouse', slugId: '6f1c2d3e4a5b' }) },
    { projectMilestones: page([{ name: 'First light', status: 'next', targetDate: '2026-12-01', progress: 0 }]) },
    { issue: { id: uuid(9), team: { id: uuid(1) } } },
    { documents: page([document]) },
    { documents: nodes({ id: uuid(6), title: 'Plan' }) },
    { document: { ...document, content: 'Text<!-- hidden -->', updatedBy: { name: 'Ben South' } } },
  )
  expect(await call('list_milestones', { project: 'lighthouse' })).toMatchObject({
    items: [{ name: 'First light', status: 'next', target_date: '2026-12-01', progress_percent: 0 }],
  })
  const filters = { issue: 'ENG-1', project: uuid(5), query: 'plan' }
  expect(await call('list_documents', filters)).toMatchObject({ items: [{ title: 'Plan', team: 'ENG' }] })
  expect(await call('get_document', { document: 'plan' })).toMatchObject({ content: 'Text', updated_by: 'Ben South' })
  expect(sent().slice(1)).toEqual([
    ['ListMilestones', { first: 20, filter: { project: { id: { eq: uuid(5) } } }, full: false }],
    ['IssuePlace', { id: 'ENG-1' }],
    [
      'ListDocuments',
      {
        first: 20,
        orderBy: 'updatedAt',
        filter: {
          project: { id: { eq: uuid(5) } },
          issue: { id: { eq: uuid(9) } },
          title: { containsIgnoreCase: 'plan' },
        },
      },
    ],
    ['ResolveNames', { withDocuments: true, documents: expect.anything() }],
    ['GetDocument', { id: uuid(6) }],
  ])
})

test('teams, by an earlier name, too', async () => {
  expect(listTeams.aliases).toEqual(['get_teams'])
  const team = { key: 'ENG', name: 'Engineering', visibility: 'private', cyclesEnabled: true }
  const { call, sent } = answering({ teams: page([team]) })
  expect(await call('list_teams', { query: 'eng' })).toEqual({
    items: [{ key: 'ENG', name: 'Engineering', private: true, cycles: true }],
    has_more: false,
  })
  const filter = { or: [{ key: { containsIgnoreCase: 'eng' } }, { name: { containsIgnoreCase: 'eng' } }] }
  expect(sent()).toEqual([['ListTeams', { first: 50, filter }]])
})

test('get_team gives the states in the order of work', async () => {
  const states = nodes(
    { name: 'Done', type: 'completed', position: 0 },
    { name: 'In Review', type: 'started', position: 2 },
    { name: 'In Progress', type: 'started', position: 1 },
    { name: 'Backlog', type: 'backlog', position: 9 },
  )
  const members = { ...nodes({ name: 'Ada North' }), pageInfo: { hasNextPage: true } }
  const activeCycle = { number: 7, name: null, endsAt: '2026-11-30T00:00:00.000Z' }
  const { call } = answering({ team: { key: 'ENG', name: 'Engineering', states, members, activeCycle } })
  expect(await call('get_team', { team: uuid(1) })).toEqual({
    key: 'ENG',
    name: 'Engineering',
    current_cycle: { number: 7, ends_at: '2026-11-30T00:00:00Z' },
    members: ['Ada North'],
    more_members: true,
    states: [
      { name: 'Backlog', type: 'backlog' },
      { name: 'In Progress', type: 'started' },
      { name: 'In Review', type: 'started' },
      { name: 'Done', type: 'completed' },
    ],
  })
})

test('states and labels of a team', async () => {
  const { call, sent } = answering(
    { workflowStates: page([{ name: 'Todo', type: 'unstarted', description: 'Ready' }]) },
    { issueLabels: page([{ name: 'Bug', parent: { name: 'Kind' }, team: { key: 'ENG' }, isGroup: false }]) },
    { issueLabels: page([]) },
  )
  expect(await call('list_workflow_states', { team: uuid(1) })).toMatchObject({
    items: [{ name: 'Todo', type: 'unstarted', description: 'Ready' }],
  })
  expect(await call('list_labels', { team: uuid(1), query: 'b' })).toMatchObject({
    items: [{ name: 'Bug', group: 'Kind', team: 'ENG' }],
  })
  await call('list_labels')
  expect(sent()).toEqual([
    ['ListWorkflowStates', { first: 50, filter: { team: { id: { eq: uuid(1) } } } }],
    [
      'ListLabels',
      {
        first: 50,
        filter: {
          or: [{ name: { containsIgnoreCase: 'b' } }],
          team: { or: [{ null: true }, { id: { eq: uuid(1) } }] },
        },
      },
    ],
    ['ListLabels', { first: 50 }],
  ])
})

test.each([
  ['current', { isActive: { eq: true } }],
  ['past', { isPast: { eq: true } }],
  ['all', {}],
])('cycles: %s', async (when, time) => {
  const { call, sent } = answering({ cycles: page([{ number: 7, isActive: true, isPast: false, progress: 0.5 }]) })
  expect(await call('list_cycles', { team: uuid(1), when })).toMatchObject({
    items: [{ number: 7, when: 'current', progress_percent: 50 }],
  })
  expect(sent()).toEqual([['ListCycles', { first: 20, filter: { team: { id: { eq: uuid(1) } }, ...time } }]])
})

test('get_cycle counts as it stands on the last day', async () => {
  const cycle = { number: 7, issueCountHistory: [1, 4], completedIssueCountHistory: [0, 2], scopeHistory: [] }
  const { call, sent } = answering(
    { teams: nodes({ id: 't1', key: 'ENG' }), cycles: nodes({ id: 'c7', number: 7 }) },
    { cycle },
  )
  const url = 'https://linear.app/harbor/team/ENG/cycle/7'
  expect(await call('get_cycle', { cycle: url })).toEqual({ number: 7, issues: 4, issues_completed: 2 })
  expect(sent()[1]).toEqual(['GetCycle', { id: 'c7' }])
  await expect(answering().call('get_cycle', { cycle: '7' })).rejects.toMatchObject({ code: 'validation' })
})

test('members of the workspace, of a team, and one by address', async () => {
  const ada = { name: 'Ada North', displayName: 'ada', email: 'ada@harbor.example', active: false, admin: true }
  const shown = { name: 'Ada North', display_name: 'ada', email: 'ada@harbor.example', role: 'admin', disabled: true }
  const { call, sent } = answering(
    { users: page([ada, { ...ada, app: true }]) },
    { team: { members: page([ada], 'c1') } },
    { users: nodes({ ...ada, teams: nodes({ key: 'ENG' }) }) },
    { users: nodes() },
  )
  expect(await call('list_users')).toEqual({ items: [shown, { ...shown, role: 'app' }], has_more: false })
  expect(await call('list_users', { team: uuid(1), query: 'a', limit: 1 })).toMatchObject({
    items: [shown],
    has_more: true,
  })
  expect(await call('get_user_by_email', { email: 'Ada@harbor.example' })).toEqual({ ...shown, teams: ['ENG'] })
  await expect(call('get_user_by_email', { email: 'nobody@harbor.example' })).rejects.toMatchObject({
    code: 'not_found',
  })
  const a = { containsIgnoreCase: 'a' }
  expect(sent().slice(0, 3)).toEqual([
    ['ListUsers', { first: 20, includeDisabled: false }],
    [
      'ListTeamMembers',
      {
        id: uuid(1),
        first: 1,
        includeDisabled: false,
        filter: { or: [{ name: a }, { displayName: a }, { email: a }] },
      },
    ],
    ['GetUserByEmail', { filter: { email: { eqIgnoreCase: 'Ada@harbor.example' } } }],
  ])
})
