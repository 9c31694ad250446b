import type { Item } from './items'

export const uuid = (n: number): string => `5eaf0000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** What a workspace holds, by the root fields that list it. */
export type Workspace = Record<string, Item[]>

const TIMES = { createdAt: '2026-11-02T08:00:00.000Z', updatedAt: '2026-11-20T09:12:22.123Z', archivedAt: null }
const SITE = 'https://linear.app/harbor'

/** A workspace of our own, in the forms of Linear's schema; the first of each kind belong together. New for each world. */
export function harbor(): Workspace {
  const organization = { id: uuid(1), name: 'Harbor', urlKey: 'harbor' }
  const user = (n: number, name: string, more: Item = {}): Item => ({
    id: uuid(n),
    name,
    displayName: name.split(' ')[0]?.toLowerCase(),
    email: `${name.split(' ')[0]?.toLowerCase()}@harbor.example`,
    url: `${SITE}/profiles/${n}`,
    active: true,
    admin: false,
    guest: false,
    app: false,
    isMe: false,
    title: 'Keeper',
    timezone: 'Europe/London',
    organization,
    teams: [],
    ...TIMES,
    ...more,
  })
  const ada = user(11, 'Ada North', { admin: true, isMe: true })
  const ben = user(12, 'Ben South')
  const gone = user(13, 'Cleo West', { active: false, guest: true })

  const team = (n: number, key: string, name: string, parent: Item | null = null): Item => ({
    id: uuid(n),
    key,
    name,
    parent,
    description: 'Keeps the lamp and the fog horn.',
    visibility: 'public',
    timezone: 'Europe/London',
    cyclesEnabled: true,
    cycleDuration: 2,
    triageEnabled: true,
    issueEstimationType: 'fibonacci',
    issueCount: 2,
    members: [ada, ben, gone],
    ...TIMES,
  })
  const engineering = team(21, 'ENG', 'Engineering')
  const operations = team(22, 'OPS', 'Operations', engineering)
  const teams = [engineering, operations]
  for (const person of [ada, ben]) person['teams'] = teams

  const KINDS = [
    ['Triage', 'triage'],
    ['Backlog', 'backlog'],
    ['Todo', 'unstarted'],
    ['In Progress', 'started'],
    ['Done', 'completed'],
    ['Canceled', 'canceled'],
  ] as const
  const workflowStates = teams.flatMap((of, t) =>
    KINDS.map(([name, type], position): Item => ({
      id: uuid(30 + 10 * t + position),
      name,
      type,
      position,
      description: `Work that is ${name.toLowerCase()}`,
      team: of,
      ...TIMES,
    })),
  )
  const label = (n: number, name: string, of: Item | null, more: Item = {}): Item => ({
    id: uuid(n),
    name,
    team: of,
    parent: null,
    isGroup: false,
    description: 'What it is about',
    ...TIMES,
    ...more,
  })
  const area = label(53, 'Area', null, { isGroup: true })
  const issueLabels = [
    label(51, 'Bug', null),
    label(52, 'Fog', engineering),
    area,
    label(54, 'Lamp', null, { parent: area }),
    label(55, 'Boat', operations),
  ]
  const statuses = [
    { id: uuid(61), name: 'Planned', type: 'planned', ...TIMES },
    { id: uuid(62), name: 'In Progress', type: 'started', ...TIMES },
  ]
  const lastUpdate = { body: 'The **lens** has come.', health: 'onTrack', user: ben, ...TIMES }
  const project: Item = {
    id: uuid(71),
    slugId: '0f1e2d3c4b5a',
    name: 'Lighthouse',
    url: `${SITE}/project/lighthouse-0f1e2d3c4b5a`,
    description: 'A lamp that does not go out.',
    content: '# Why\n\nBoats come at night.',
    priority: 2,
    progress: 0.25,
    health: 'onTrack',
    startDate: '2026-09-01',
    targetDate: '2026-12-24',
    completedAt: null,
    canceledAt: null,
    status: statuses[1],
    lead: ada,
    members: [ada, ben],
    teams: [engineering],
    accessibleTeams: [engineering],
    lastUpdate,
    ...TIMES,
  }
  const milestone = {
    id: uuid(81),
    name: 'First light',
    status: 'next',
    progress: 0.5,
    targetDate: '2026-12-01',
    description: 'The lamp turns for one night.',
    project,
    ...TIMES,
  }
  project['projectMilestones'] = [milestone]

  const cycle = (n: number, of: Item, number: number, when: Item): Item => ({
    id: uuid(n),
    number,
    name: number === 7 ? 'Storm' : null,
    description: 'Before the storms come.',
    startsAt: '2026-11-16T00:00:00.000Z',
    endsAt: '2026-11-30T00:00:00.000Z',
    completedAt: null,
    progress: 0.5,
    isActive: false,
    isNext: false,
    isPrevious: false,
    isPast: false,
    isFuture: false,
    issueCountHistory: [1, 4],
    completedIssueCountHistory: [0, 2],
    scopeHistory: [3, 8],
    completedScopeHistory: [0, 5],
    team: of,
    ...TIMES,
    ...when,
  })
  const cycles = teams.flatMap((of, t) => [
    cycle(90 + 10 * t, of, 7, { isActive: true }),
    cycle(91 + 10 * t, of, 8, { isNext: true, isFuture: true }),
    cycle(92 + 10 * t, of, 6, { isPrevious: true, isPast: true }),
  ])

  const issue = (n: number, number: number, title: string, more: Item = {}): Item => ({
    id: uuid(n),
    number,
    identifier: `ENG-${number}`,
    title,
    url: `${SITE}/issue/ENG-${number}/${title.toLowerCase().replaceAll(' ', '-')}`,
    description: 'At night it is **dark**.<!-- hidden -->',
    priority: 2,
    estimate: 3,
    branchName: `ada/eng-${number}`,
    dueDate: '2026-12-24',
    completedAt: null,
    canceledAt: null,
    team: engineering,
    state: workflowStates[3],
    assignee: ada,
    creator: ben,
    project,
    projectMilestone: milestone,
    cycle: cycles[0],
    labels: [issueLabels[0], issueLabels[3]],
    parent: null,
    children: [],
    relations: [],
    inverseRelations: [],
    attachments: [],
    comments: [],
    ...TIMES,
    ...more,
  })
  const dark = issue(111, 42, 'The lamp stays dark')
  const coast = issue(112, 41, 'Light the coast', { assignee: null, children: [dark] })
  const old = issue(113, 3, 'Oil for the lamp', { archivedAt: '2026-10-01T08:00:00.000Z' })
  dark['parent'] = coast
  dark['relations'] = [{ id: uuid(121), type: 'blocks', issue: dark, relatedIssue: coast }]
  dark['attachments'] = [{ id: uuid(131), title: 'Log of the night', url: 'https://logs.harbor.example/42' }]
  const comment = (n: number, body: string, more: Item): Item => ({
    id: uuid(n),
    body,
    url: `${SITE}/issue/ENG-42#comment-${n}`,
    issue: dark,
    parent: null,
    editedAt: null,
    resolvedAt: null,
    user: null,
    externalUser: null,
    botActor: null,
    ...TIMES,
    ...more,
  })
  const asked = comment(141, 'Since when does it stay dark?', { user: ben })
  const comments = [asked, comment(142, 'Since the storm.', { parent: asked, botActor: { name: 'Watch' } })]
  dark['comments'] = [...comments]

  const prefilled = { type: 'paragraph', content: [{ type: 'text', text: 'What did you see?' }] }
  const template = {
    id: uuid(151),
    name: 'Something broke',
    type: 'issue',
    description: 'For whatever is broken',
    templateData: { title: 'Broken: ', descriptionData: { type: 'doc', content: [prefilled] } },
    ...TIMES,
  }
  for (const [t, each] of teams.entries()) {
    const states = workflowStates.filter((state) => state['team'] === each)
    const defaultIssueState = states[2]
    Object.assign(each, { states, defaultIssueState, activeCycle: cycles[3 * t], templates: [template] })
  }
  const document = {
    id: uuid(161),
    slugId: 'a1b2c3d4e5f6',
    title: 'Keeping the lamp',
    url: `${SITE}/document/keeping-the-lamp-a1b2c3d4e5f6`,
    content: '# Every evening\n\nWind it up.',
    project,
    issue: dark,
    team: engineering,
    creator: ada,
    updatedBy: ben,
    ...TIMES,
  }
  return {
    teams,
    users: [ada, ben, gone],
    workflowStates,
    issueLabels,
    projectStatuses: statuses,
    projects: [project],
    projectMilestones: [milestone],
    cycles,
    issues: [dark, coast, old],
    comments,
    documents: [document],
  }
}
