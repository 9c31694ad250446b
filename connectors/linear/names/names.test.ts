import type { Memory, VendorHttp } from '../../sdk'
import { Names, want } from '.'

const ID = '0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9'

interface Sent {
  query: string
  variables: Record<string, unknown>
}

function names(...answers: readonly Readonly<Record<string, unknown>>[]) {
  const sent: Record<string, unknown>[] = []
  const queue = [...answers]
  const http = {
    post: async (_path: unknown, { body }: { body: Sent }) => {
      sent.push(body.variables)
      const data = queue.shift()
      if (!data) throw new Error('No further answer is planned.')
      return { status: 200, headers: {}, body: { data } }
    },
  } as unknown as VendorHttp
  const kept = new Map<string, unknown>()
  const memory: Memory = { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) }
  return { names: new Names(http, memory), sent }
}

const nodes = (...all: readonly object[]) => ({ nodes: all })
const eng = { id: 't1', key: 'ENG', name: 'Engineering' }
const done = { id: 's1', name: 'Done', type: 'completed', team: { key: 'ENG' } }
const todo = { id: 's2', name: 'Todo', type: 'unstarted', team: { key: 'ENG' } }
const ada = { id: 'u1', name: 'Ada North', displayName: 'ada', email: 'ada@harbor.example' }

test('all names of a call are one request, and none when they were asked for before', async () => {
  const { names: it, sent } = names({
    viewer: ada,
    teams: nodes(eng),
    workflowStates: nodes(done, todo),
    issueLabels: nodes({ id: 'l1', name: 'bug' }, { id: 'l2', name: 'Lamp' }),
  })
  const wants = [
    ...want('team', 'eng'),
    ...want('state', 'done'),
    ...want('user', 'me', 'assignee'),
    ...want('label', ['Bug', 'lamp'], 'labels'),
  ]
  for (let again = 0; again < 2; again++) {
    const found = await it.find(wants, { team: 'eng' })
    expect(found.id('team', 'eng')).toBe('t1')
    expect(found.id('state', 'done')).toBe('s1')
    expect(found.id('user', 'me')).toBe('u1')
    expect(found.ids('label', ['Bug', 'lamp'])).toEqual(['l1', 'l2'])
  }
  const inTeam = { or: [{ key: { eqIgnoreCase: 'eng' } }, { name: { eqIgnoreCase: 'eng' } }] }
  const label = (name: string) => ({
    or: [{ name: { eqIgnoreCase: name } }],
    team: { or: [{ null: true }, inTeam] },
  })
  expect(sent).toEqual([
    {
      viewer: true,
      withTeams: true,
      teams: inTeam,
      withStates: true,
      states: { team: inTeam },
      withLabels: true,
      labels: { or: [label('Bug'), label('lamp')] },
    },
  ])
})

test('UUIDs, null and nothing need no request', async () => {
  const { names: it, sent } = names()
  const found = await it.find([...want('team', ID), ...want('user', null), ...want('state', undefined)])
  expect(found.id('team', ID)).toBe(ID)
  expect(found.id('user', null)).toBeNull()
  expect(found.id('state', undefined)).toBeUndefined()
  expect(found.sure('team', ID)).toBe(ID)
  expect(sent).toEqual([])
})

test('a name of several is refused with the candidates', async () => {
  const ben = { ...ada, id: 'u2', email: 'ben@harbor.example', displayName: 'ben' }
  const { names: it } = names({ users: nodes(ada, ben) })
  const found = await it.find(want('user', 'Ada North', 'assignee'))
  expect(() => found.id('user', 'Ada North')).toThrow(
    expect.objectContaining({
      code: 'validation',
      message:
        '"Ada North" names more than one user. Candidates: Ada North [ada@harbor.example]; Ada North [ben@harbor.example].',
      details: expect.objectContaining({ fields: { assignee: 'Give one of the candidates.' } }),
    }),
  )
})

test('the surer way to name something wins', async () => {
  const { names: it } = names({ teams: nodes({ id: 't2', key: 'OPS', name: 'Eng' }, eng) })
  const found = await it.find(want('team', 'ENG'))
  expect([found.id('team', 'ENG'), found.sure('team', 'ENG')]).toEqual(['t1', 'ENG'])
})

test('a name that many teams have does not hide another', async () => {
  const bugs = Array.from({ length: 50 }, (_, i) => ({ id: `l${i}`, name: 'Bug', team: { key: `T${i}` } }))
  const { names: it, sent } = names({ issueLabels: nodes(...bugs) }, { issueLabels: nodes({ id: 'fog', name: 'Fog' }) })
  const found = await it.find(want('label', ['Bug', 'Fog'], 'labels'))
  expect(found.id('label', 'Fog')).toBe('fog')
  expect(sent.map(({ labels }) => labels)).toEqual([
    { or: ['Bug', 'Fog'].map((name) => ({ or: [{ name: { eqIgnoreCase: name } }] })) },
    { or: [{ name: { eqIgnoreCase: 'Fog' } }] },
  ])
})

test('a wrong name is answered with what comes near, never taken for it', async () => {
  const { names: it, sent } = names({ users: nodes() }, { users: nodes({ ...ada, name: 'Ada\n\u202ENorth' }) })
  await expect(it.find(want('user', 'Ada', 'assignee'))).rejects.toMatchObject({
    code: 'validation',
    message: 'There is no user "Ada". Candidates: Ada North [ada@harbor.example].',
    details: { hint: 'See list_users for what there is.' },
  })
  expect(sent[1]).toMatchObject({ users: { or: [{ email: { containsIgnoreCase: 'Ada' } }, {}, {}] } })
})

test('a wrong name that nothing comes near names the tool that lists them', async () => {
  const { names: it } = names({ teams: nodes() }, { teams: nodes() })
  await expect(it.find(want('team', 'NOPE'))).rejects.toMatchObject({
    message: 'There is no team "NOPE".',
    details: { hint: 'See list_teams for what there is.', fields: { team: 'Not found.' } },
  })
})

test('a state goes by its kind where no state is called so', async () => {
  const { names: it } = names({ workflowStates: nodes(done, todo) })
  expect((await it.find(want('state', 'Completed'), { team: 'ENG' })).id('state', 'Completed')).toBe('s1')
})

test('a label of a group can be named with it', async () => {
  const grouped = { id: 'l1', name: 'Bug', parent: { name: 'Kind' } }
  const { names: it, sent } = names({ issueLabels: nodes(grouped) })
  expect((await it.find(want('label', 'Kind/Bug', 'labels'))).id('label', 'Kind/Bug')).toBe('l1')
  expect(sent[0]?.labels).toEqual({
    or: [
      { name: { eqIgnoreCase: 'Kind/Bug' } },
      { name: { eqIgnoreCase: 'Bug' }, parent: { name: { eqIgnoreCase: 'Kind' } } },
    ],
  })
})

test.each([
  ['7', { number: { eq: 7 } }],
  ['Current', { isActive: { eq: true } }],
  ['Fog', { name: { eqIgnoreCase: 'Fog' } }],
])('cycle %s is asked for each time', async (text, filter) => {
  const answer = { cycles: nodes({ id: 'c7', number: 7, name: 'Fog', isActive: true }) }
  const { names: it, sent } = names(answer, answer)
  for (let again = 0; again < 2; again++) {
    expect((await it.find(want('cycle', text), { team: ID })).id('cycle', text)).toBe('c7')
  }
  expect(sent).toHaveLength(2)
  expect(sent[0]?.cycles).toEqual({ ...filter, team: { id: { eq: ID } } })
})

test('what is found in one team is not taken for another', async () => {
  const answer = (id: string) => ({ workflowStates: nodes({ ...done, id }) })
  const { names: it } = names(answer('s1'), answer('s9'))
  expect((await it.find(want('state', 'Done'), { team: 'ENG' })).id('state', 'Done')).toBe('s1')
  expect((await it.find(want('state', 'Done'), { team: 'OPS' })).id('state', 'Done')).toBe('s9')
})

test('milestones are looked for in their project', async () => {
  const { names: it, sent } = names({ projectMilestones: nodes({ id: 'm1', name: 'First light' }) })
  const found = await it.find(want('milestone', 'first light'), { project: '6f1c2d3e4a5b' })
  expect(found.id('milestone', 'first light')).toBe('m1')
  expect(sent[0]?.milestones).toEqual({
    name: { eqIgnoreCase: 'first light' },
    project: { or: [{ slugId: { eq: '6f1c2d3e4a5b' } }, { name: { eqIgnoreCase: '6f1c2d3e4a5b' } }] },
  })
})

test.each([
  [
    'project',
    'Pier',
    { projects: nodes({ id: ID, name: 'Pier', slugId: 'a1' }, { id: ID, name: 'Pier', slugId: 'b2' }) },
    'Pier [a1]; Pier [b2]',
  ],
  [
    'document',
    'Plan',
    { documents: nodes({ id: ID, title: 'Plan', slugId: 'a1' }, { id: ID, title: 'Plan', slugId: 'b2' }) },
    'Plan [a1]; Plan [b2]',
  ],
  [
    'milestone',
    'Lit',
    { projectMilestones: nodes(...['Pier', 'Quay'].map((name) => ({ id: ID, name: 'Lit', project: { name } }))) },
    `Lit (Pier) [${ID}]; Lit (Quay) [${ID}]`,
  ],
  [
    'label',
    'Bug',
    {
      issueLabels: nodes(
        { id: ID, name: 'Bug', team: { key: 'ENG' } },
        { id: ID, name: 'Bug', parent: { name: 'Kind' } },
      ),
    },
    `Bug (ENG) [${ID}]; Bug (Kind) [${ID}]`,
  ],
  [
    'status',
    'started',
    { projectStatuses: nodes(...['Now', 'Soon'].map((name) => ({ id: ID, name, type: 'started' }))) },
    `Now [${ID}]; Soon [${ID}]`,
  ],
] as const)('candidates of a %s can be given as they are', async (kind, text, answer, candidates) => {
  const { names: it } = names(answer)
  const found = await it.find(want(kind, text))
  expect(() => found.id(kind, text)).toThrow(`names more than one ${kind}. Candidates: ${candidates}.`)
})
