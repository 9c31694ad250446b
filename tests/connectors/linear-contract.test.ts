import { VendorCaller } from '../support/vendors/caller'
import type { FakeVendor } from '../support/vendors/fake-vendor'
import { startLinear } from '../support/vendors/linear'
import { uuid } from '../support/vendors/linear-samples'
import { contractSuite } from '../support/vendors/suites/contract-suite'
import { pagingSuite } from '../support/vendors/suites/paging-suite'
import type { ListFacts, Page, ToolFacts, VendorSubject } from '../support/vendors/suites/subject'

const tokens = {
  'token-a': { tenant: 'a', scopes: ['read', 'write'] },
  lin_api_a: { tenant: 'a' },
  'token-poor': { tenant: 'a', scopes: ['read', 'comments:create'] },
}
const subject: VendorSubject = { type: 'linear', start: () => startLinear(tokens, { tenant: 'a' }) }

const inTeam = { needs: { team: 'ENG' } }

const facts: ToolFacts = {
  values: {
    team: 'ENG',
    teams: 'ENG',
    issue: 'ENG-42',
    parent: 'ENG-41',
    other: 'ENG-41',
    assignee: 'Ada North',
    lead: '@ada',
    members: 'ben@harbor.example',
    email: 'ben@harbor.example',
    state: 'In Progress',
    status: 'In Progress',
    project: 'Lighthouse',
    milestone: 'First light',
    cycle: '7',
    labels: 'Bug',
    add_labels: 'Fog',
    remove_labels: 'Area/Lamp',
    document: 'Keeping the lamp',
    query: 'lamp',
    title: 'Wind the lamp up',
    name: 'Fog horn',
    estimate: 5,
    due_date: '2026-12-24',
    start_date: '2026-11-30',
    target_date: '2026-12-24',
    updated_since: '2026-01-31',
    created_since: '4w',
    body: 'It **turns**.',
    comment: uuid(142),
    url: 'https://logs.harbor.example/43',
  },
  hints: {
    get_cycle: inTeam,
    add_comment: { values: { parent: uuid(141) } },
    list_teams: { values: { query: 'eng' } },
    list_labels: { values: { query: 'g' } },
    list_users: { values: { query: 'ada' } },
    list_projects: { values: { query: 'light' } },
    update_issue: { needs: { title: 'Wind it up' } },
    update_project: { needs: { name: 'Lighthouses' } },
  },
  more: {
    list_issues: [
      ...['me', 'none'].map((assignee) => ({ assignee })),
      ...['open', 'Started', 'Done'].map((state) => ({ state })),
      ...['current', 'next', 'previous', 'none', 'Storm', uuid(90)].map((cycle) => ({ cycle })),
      { cycle: 'https://linear.app/harbor/team/ENG/cycle/active' },
      { project: 'https://linear.app/harbor/project/lighthouse-0f1e2d3c4b5a/issues', labels: ['Bug', 'Area/Lamp'] },
      { updated_since: '12h' },
    ],
    list_documents: [{ issue: uuid(111) }],
    get_issue: [{ issue: 'https://linear.app/harbor/issue/ENG-42/the-lamp-stays-dark' }, { issue: uuid(111) }],
    get_project: [{ project: uuid(71) }, { project: 'https://linear.app/harbor/project/lighthouse-0f1e2d3c4b5a' }],
    get_document: [{ document: 'https://linear.app/harbor/document/keeping-the-lamp-a1b2c3d4e5f6' }],
    get_cycle: [
      ...['current', 'next', 'previous', 'Storm'].map((cycle) => ({ cycle, team: 'Engineering' })),
      { cycle: 'https://linear.app/harbor/team/OPS/cycle/8' },
      { cycle: uuid(90) },
    ],
    list_projects: [{ status: 'started' }, { lead: 'me' }],
    update_issue: [
      { issue: uuid(111), estimate: null },
      { issue: 'ENG-42', team: 'OPS', state: 'Todo', cycle: 'next', add_labels: ['Boat'], remove_labels: ['Bug'] },
    ],
    create_issue: [{ team: 'Operations', title: 'Boat', assignee: 'me', priority: 'none' }],
  },
  local: { list_comments: ['detail'] },
  lists: {
    list_issues: { operation: 'issues' },
    search_issues: { operation: 'searchIssues' },
    list_comments: { operation: 'issue' },
    list_projects: { operation: 'projects' },
    list_milestones: { operation: 'projectMilestones' },
    list_documents: { operation: 'documents' },
    list_teams: { operation: 'teams' },
    list_workflow_states: { operation: 'workflowStates' },
    list_labels: { operation: 'issueLabels' },
    list_cycles: { operation: 'cycles' },
    list_users: { operation: ['users', 'team'] },
  } satisfies Readonly<Record<string, ListFacts>>,
}

describe('contract', () => contractSuite(subject, facts))
describe('paging', () => pagingSuite(subject, facts))

describe('a workspace', () => {
  let fake: FakeVendor
  let caller: VendorCaller

  beforeAll(async () => {
    fake = await subject.start()
    caller = new VendorCaller('linear', fake.baseUrls)
  })
  beforeEach(() => fake.reset())
  afterEach(() => expect(fake.violations).toEqual([]))
  afterAll(async () => {
    caller.close()
    await fake.close()
  })
  const items = async (tool: string, args: object) => ((await caller.call(tool, { ...args })) as Page).items
  const names = async (tool: string, args: object) => (await items(tool, args)).map(({ name }) => name)

  test('the labels that a team can use are those of the workspace and its own', async () => {
    expect((await names('list_labels', { team: 'ENG' })).sort()).toEqual(['Area', 'Bug', 'Fog', 'Lamp'])
    expect((await names('list_labels', {})).sort()).toEqual(['Area', 'Boat', 'Bug', 'Fog', 'Lamp'])
  })

  test('filters keep what they name, and archived ones are asked for', async () => {
    const ids = async (args: object) => (await items('list_issues', args)).map(({ id }) => id).sort()
    expect(await ids({})).toEqual(['ENG-41', 'ENG-42'])
    expect(await ids({ include_archived: true })).toEqual(['ENG-3', 'ENG-41', 'ENG-42'])
    expect(await ids({ assignee: 'none' })).toEqual(['ENG-41'])
    expect(await ids({ assignee: 'me', state: 'open', labels: ['bug', 'Area/Lamp'] })).toEqual(['ENG-42'])
    expect(await ids({ team: 'OPS' })).toEqual([])
    expect(await ids({ state: 'completed' })).toEqual([])
    expect(await names('list_users', {})).toEqual(['Ada North', 'Ben South'])
    expect(await names('list_users', { team: 'ENG', include_disabled: true })).toContain('Cleo West')
    expect(await ids({ parent: 'ENG-41' })).toEqual(['ENG-42'])
    expect(await items('list_cycles', { team: 'OPS', when: 'next' })).toMatchObject([{ number: 8, when: 'next' }])
  })

  test('an issue is opened, changed, answered and archived', async () => {
    const opened = await caller.call('create_issue', { team: 'ENG', title: 'Oil', labels: ['Bug'], assignee: 'ben' })
    expect(opened).toMatchObject({ state: 'Todo', labels: ['Bug'], assignee: 'Ben South' })
    const { id: issue } = opened as { id: string }
    const changed = {
      issue,
      state: 'Done',
      add_labels: ['Lamp'],
      remove_labels: ['Bug'],
      assignee: null,
      cycle: 'next',
    }
    expect(await caller.call('update_issue', changed)).toMatchObject({ state: 'Done', labels: ['Lamp'], cycle: 8 })
    await caller.call('add_comment', { issue, body: 'It is there already.' })
    expect(await items('list_comments', { issue })).toMatchObject([{ body: 'It is there already.' }])
    await caller.call('link_issues', { issue, relation: 'duplicate_of', other: 'ENG-42' })
    const whole = await caller.call('get_issue', { issue })
    expect(whole).toMatchObject({ related: ['duplicate_of ENG-42 The lamp stays dark (In Progress)'] })
    expect(whole).not.toHaveProperty('assignee')
    expect(await caller.call('archive_issue', { issue })).toEqual({ id: issue, archived: true })
    expect((await items('list_issues', {})).map(({ id }) => id)).not.toContain(issue)
    // Where Linear promises to take a UUID only, it gets one.
    const changes = fake.requests.filter(({ id }) => id === 'issueUpdate' || id === 'issueArchive')
    expect(changes.map(({ body }) => (body as { variables: { id: string } }).variables.id)).toEqual([
      expect.stringMatching(/^5eaf0000-/),
      expect.stringMatching(/^5eaf0000-/),
    ])
  })

  test('a name that is not there is refused with what is near, before anything is changed', async () => {
    const wrong = caller.call('create_issue', { team: 'ENG', title: 'Oil', labels: ['Lam'] })
    await expect(wrong).rejects.toMatchObject({
      code: 'validation',
      message: expect.stringContaining('Lamp (Area)') as string,
    })
    await expect(caller.call('list_comments', { issue: 'ENG-999' })).rejects.toMatchObject({ code: 'not_found' })
    expect(fake.requests.map(({ id }) => id)).not.toContain('issueCreate')
  })

  test('a cycle of another team is refused, and nothing is changed', async () => {
    const cycle = 'https://linear.app/harbor/team/OPS/cycle/7'
    await expect(caller.call('update_issue', { issue: 'ENG-42', cycle })).rejects.toMatchObject({
      code: 'validation',
      message: expect.stringMatching(/OPS.*ENG/) as string,
    })
    expect(fake.requests.map(({ id }) => id)).not.toContain('issueUpdate')
    await caller.call('update_issue', { issue: 'ENG-42', cycle: cycle.replace('OPS', 'ENG') })
  })

  test('an issue names the lists that are cut, and its sub-issues are all in a list', async () => {
    const parent = 'ENG-42'
    for (let i = 0; i < 12; i++) await caller.call('create_issue', { team: 'ENG', title: `Part ${i}`, parent })
    const whole = (await caller.call('get_issue', { issue: parent })) as { related: string[]; more?: string }
    expect(whole.related.filter((each) => each.startsWith('sub-issue'))).toHaveLength(10)
    expect(whole.more).toBe('sub-issues')
    expect(await items('list_issues', { parent, limit: 50 })).toHaveLength(12)
    expect(await caller.call('get_issue', { issue: 'ENG-41' })).not.toHaveProperty('more')
  })

  test('a scope that is missing is named', async () => {
    const poor = (tool: string, args: object) => caller.call(tool, { ...args }, { token: 'token-poor' })
    await poor('add_comment', { issue: 'ENG-42', body: 'Yes.' })
    await expect(poor('archive_issue', { issue: 'ENG-42' })).rejects.toMatchObject({
      code: 'missing_scope',
      details: { scope: 'write' },
    })
  })

  test('a personal key, the resources and the check of the credential make accepted requests, too', async () => {
    const keyed = new VendorCaller('linear', fake.baseUrls, { token: 'lin_api_a', scheme: '' })
    const { connector, ctx } = keyed.connector('read')
    await expect(connector.validateAuth(ctx)).resolves.toMatchObject({ account: 'ada@harbor.example (Harbor)' })
    await expect(connector.readResource('linear://teams/ENG', ctx)).resolves.toMatchObject({
      text: expect.stringContaining('In Progress') as string,
    })
    await expect(connector.readResource('linear://teams/eng/templates', ctx)).resolves.toMatchObject({
      text: expect.stringContaining('# Something broke') as string,
    })
    keyed.close()
  })
})
