/** The two sites that the account reaches; the connector works on the first. */
export const HARBOR = '11111111-2222-4333-8444-555555555555'
export const PIER = '99999999-8888-4777-8666-555555555555'

export const ADA = '5f1e0a3b7c2d9e0068a1b2c3'

const at = (path: string) => `https://api.atlassian.com/ex/jira/${HARBOR}/rest/${path}`
const person = (accountId: string, displayName: string) => ({
  self: at(`api/3/user?accountId=${accountId}`),
  accountId,
  accountType: 'atlassian',
  emailAddress: `${displayName.split(' ')[0]?.toLowerCase()}@harbor.example`,
  avatarUrls: { '48x48': 'https://avatars.harbor.example/48.png' },
  displayName,
  active: true,
  timeZone: 'Europe/London',
})
const ada = person(ADA, 'Ada North')
const ben = person('5f1e0a3b7c2d9e0068a1b2c4', 'Ben South')

const doc = (text: string) => ({
  version: 1,
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})
const status = (id: string, name: string, key: string) => ({ id, name, statusCategory: { id: 4, key, name } })
const progress = status('3', 'In Progress', 'indeterminate')
const done = status('5', 'Done', 'done')
const bug = { id: '10004', name: 'Bug', subtask: false, description: 'Something that does not work.' }
const when = '2026-11-20T11:15:00.000+0100'

const listed = {
  expand: 'operations,editmeta',
  id: '10012',
  self: at('api/3/issue/10012'),
  key: 'HARBOR-12',
  fields: {
    summary: 'The lamp flickers when the fog horn sounds',
    status: progress,
    issuetype: bug,
    priority: { id: '2', name: 'High' },
    assignee: ada,
    reporter: ben,
    labels: ['lamp'],
    parent: { id: '10001', key: 'HARBOR-1', fields: { summary: 'Keep the light on', status: progress } },
    created: when,
    updated: when,
    duedate: '2026-12-24',
    description: doc('It flickers. '.repeat(30)),
    customfield_10016: 5,
    customfield_10051: { id: '10101', value: 'High' },
  },
}
const issue = {
  ...listed,
  fields: {
    ...listed.fields,
    resolution: null,
    components: [{ id: '1', name: 'Lamp' }],
    fixVersions: [{ id: '10100', name: '1.4' }],
    attachment: [{ id: '1', filename: 'lamp.txt', author: ada, size: 16, mimeType: 'text/plain' }],
    subtasks: [{ id: '10013', key: 'HARBOR-13', fields: { summary: 'Order a relay', status: done } }],
    issuelinks: [
      {
        id: '1',
        type: { id: '10000', name: 'Blocks', outward: 'blocks', inward: 'is blocked by' },
        outwardIssue: { id: '10014', key: 'HARBOR-14', fields: { summary: 'Test the fog horn', status: progress } },
      },
    ],
    timetracking: { originalEstimate: '1d', timeSpent: '2h', remainingEstimate: '6h' },
  },
}

const field = (id: string, name: string, schema: object) => ({
  id,
  key: id,
  name,
  schema,
  description: `What ${name} says.`,
})
const points = field('customfield_10016', 'Story Points', { type: 'number', custom: 'jira:float', customId: 10_016 })
const severity = field('customfield_10051', 'Severity', { type: 'option', custom: 'jira:select', customId: 10_051 })
const ship = field('customfield_10052', 'Name', { type: 'string', custom: 'jira:textfield', customId: 10_052 })
const report = field('customfield_10053', 'Report', { type: 'string', custom: 'jira:textarea', customId: 10_053 })
const severities = ['High', 'Low'].map((value, i) => ({ id: String(10_101 + i), value }))

const project = {
  id: '10000',
  key: 'HARBOR',
  name: 'Harbor',
  self: at('api/3/project/10000'),
  projectTypeKey: 'software',
  style: 'classic',
  lead: ada,
  description: 'Lamps and fog horns.',
  projectCategory: { id: '1', name: 'Piers', description: '' },
  archived: false,
}
const version = {
  self: at('api/3/version/10100'),
  id: '10100',
  name: '1.4',
  description: 'A steady light',
  archived: false,
  released: false,
  overdue: false,
  startDate: '2026-11-01',
  releaseDate: '2026-12-24',
  projectId: 10_000,
  issuesStatusForFixVersion: { unmapped: 0, toDo: 3, inProgress: 1, done: 4 },
}
const location = { projectId: 10_000, projectKey: 'HARBOR', projectName: 'Harbor', projectTypeKey: 'software' }
const board = { id: 7, self: at('agile/1.0/board/7'), name: 'Harbor board', type: 'scrum', location }
const sprint = {
  id: 70,
  self: at('agile/1.0/sprint/70'),
  state: 'active',
  name: 'Sprint 3',
  startDate: '2026-11-09T09:00:00.000Z',
  endDate: '2026-11-23T17:00:00.000Z',
  originBoardId: 7,
  goal: 'A steady light',
}
const comment = {
  id: '10200',
  self: at('api/3/issue/10012/comment/10200'),
  author: ada,
  updateAuthor: ada,
  body: doc('The relay sticks when it is wet. '.repeat(6)),
  created: when,
  updated: when,
  jsdPublic: true,
}
const worklog = {
  id: '10300',
  author: ben,
  started: when,
  created: when,
  updated: when,
  timeSpent: '1h 30m',
  timeSpentSeconds: 5_400,
  issueId: '10012',
  comment: doc('Dried the relay.'),
}

const tokens = { issues: [listed], isLast: true }
const offsets = { startAt: 0, maxResults: 50, total: 1, issues: [listed] }
const values = (...all: object[]) => ({ startAt: 0, maxResults: 50, total: all.length, isLast: true, values: all })

/** Our own answers of the operations we use, as Jira forms them. */
export const JIRA_SAMPLES: Readonly<Record<string, unknown>> = {
  // A site is listed once for each product.
  getAccessibleResources: [
    { id: HARBOR, name: 'harbor', url: 'https://harbor.atlassian.net', scopes: ['read:page:confluence'] },
    { id: HARBOR, name: 'harbor', url: 'https://harbor.atlassian.net', scopes: ['read:jira-work'] },
    { id: PIER, name: 'pier-2', url: 'https://pier-2.atlassian.net', scopes: ['read:jira-work'] },
  ],
  getCurrentUser: { ...ada, locale: 'en_GB' },
  findUsers: [ada],
  findAssignableUsers: [ada],
  searchAndReconsileIssuesUsingJqlPost: tokens,
  countIssues: { count: 42 },
  getIssue: issue,
  createIssue: { id: '10015', key: 'HARBOR-15', self: at('api/3/issue/10015') },
  getTransitions: {
    expand: 'transitions',
    transitions: [
      {
        id: '31',
        name: 'Close',
        to: done,
        isAvailable: true,
        hasScreen: true,
        fields: {
          resolution: { required: true, hasDefaultValue: true, name: 'Resolution', allowedValues: [{ name: 'Fixed' }] },
          comment: { required: false, name: 'Comment' },
        },
      },
    ],
  },
  addComment: comment,
  getComments: { startAt: 0, maxResults: 50, total: 1, comments: [comment] },
  getChangeLogs: values({
    id: '10400',
    author: ada,
    created: when,
    items: [
      {
        field: 'status',
        fieldtype: 'jira',
        fieldId: 'status',
        from: '1',
        fromString: 'To Do',
        to: '3',
        toString: 'In Progress',
      },
    ],
  }),
  addWorklog: worklog,
  getIssueWorklog: { startAt: 0, maxResults: 5_000, total: 1, worklogs: [worklog] },
  getIssueLinkTypes: {
    issueLinkTypes: [
      {
        id: '10000',
        name: 'Blocks',
        outward: 'blocks',
        inward: 'is blocked by',
        self: at('api/3/issueLinkType/10000'),
      },
      { id: '10001', name: 'Relates', outward: 'relates to', inward: 'relates to', self: at('api/3/issueLinkType/1') },
    ],
  },
  linkIssues: undefined,
  searchProjects: values(project),
  getProject: { ...project, components: [{ id: '1', name: 'Lamp' }], issueTypes: [bug] },
  getCreateIssueMetaIssueTypes: { startAt: 0, maxResults: 50, total: 1, issueTypes: [bug] },
  getCreateIssueMetaIssueTypeId: {
    startAt: 0,
    maxResults: 50,
    total: 2,
    fields: [
      { fieldId: 'summary', key: 'summary', name: 'Summary', required: true, schema: { type: 'string' } },
      {
        fieldId: severity.id,
        key: severity.id,
        name: severity.name,
        required: false,
        hasDefaultValue: false,
        schema: severity.schema,
        allowedValues: severities,
      },
    ],
  },
  getFieldsPaginated: values(points, severity, ship, report),
  getProjectVersionsPaginated: values(version),
  getVersion: version,
  getAllBoards: values(board),
  getBoard: board,
  getAllSprints: values(sprint),
  getSprint: sprint,
  getSprintIssuesByToken: tokens,
  getBoardIssuesByToken: tokens,
  getBacklogByToken: tokens,
  getIssuesForSprint: offsets,
  getIssuesForBoard: offsets,
  getIssuesForBacklog: offsets,
}
