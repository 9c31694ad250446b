import { answering, page, uuid } from './vendor-double'

const issue = {
  identifier: 'ENG-12',
  title: 'Fog horn is silent',
  url: 'https://linear.app/harbor/issue/ENG-12/fog-horn-is-silent',
  updatedAt: '2026-11-20T09:12:22.123Z',
  dueDate: null,
  priority: 2,
  state: { name: 'Todo' },
  assignee: { name: 'Ada North' },
  project: null,
  cycle: { number: 7 },
  labels: { nodes: [{ name: 'Bug' }] },
}
const item = {
  id: 'ENG-12',
  title: 'Fog horn is silent',
  state: 'Todo',
  priority: 'high',
  assignee: 'Ada North',
  cycle: 7,
  labels: ['Bug'],
  updated_at: '2026-11-20T09:12:22Z',
  url: 'https://linear.app/harbor/issue/ENG-12',
}
const nodes = (...all: readonly object[]) => ({ nodes: all })

describe('list_issues', () => {
  const plain = { orderBy: 'updatedAt', includeArchived: false, full: false }

  test('without filters it sends none, and the cursor leads on', async () => {
    const { call, sent } = answering({ issues: page([issue], 'c1') }, { issues: page([issue]) })
    const first = (await call('list_issues', { limit: 1 })) as { next_cursor: string }
    expect(first).toEqual({ items: [item], next_cursor: expect.any(String), has_more: true })
    expect(await call('list_issues', { limit: 1, cursor: first.next_cursor })).toEqual({
      items: [item],
      has_more: false,
    })
    expect(sent()).toEqual([
      ['ListIssues', { ...plain, first: 1 }],
      ['ListIssues', { ...plain, first: 1, after: 'c1' }],
    ])
  })

  test.each([
    [{ assignee: 'me' }, { assignee: { isMe: { eq: true } } }],
    [{ assignee: 'None' }, { assignee: { null: true } }],
    [{ state: 'open' }, { state: { type: { nin: ['completed', 'canceled', 'duplicate'] } } }],
    [{ state: 'Started' }, { state: { type: { eq: 'started' } } }],
    [{ priority: 'none' }, { priority: { eq: 0 } }],
    [{ updated_since: '7d' }, { updatedAt: { gte: '-P7D' } }],
    [{ created_since: '2026-01-31' }, { createdAt: { gte: '2026-01-31' } }],
    [{ cycle: 'none' }, { cycle: { null: true } }],
    [{ cycle: 'current' }, { cycle: { isActive: { eq: true } } }],
    [{ cycle: '12' }, { cycle: { number: { eq: 12 } } }],
    [{ cycle: 'Fog' }, { cycle: { name: { eqIgnoreCase: 'Fog' } } }],
    [{ cycle: uuid(3) }, { cycle: { id: { eq: uuid(3) } } }],
    [
      { team: uuid(1), project: uuid(2) },
      { team: { id: { eq: uuid(1) } }, project: { id: { eq: uuid(2) } } },
    ],
  ])('%j is one request', async (args, filter) => {
    const { call, sent } = answering({ issues: page([]) })
    await call('list_issues', args)
    expect(sent()).toEqual([['ListIssues', { ...plain, first: 20, filter }]])
  })

  test('states and labels of every team that has them go by name', async () => {
    const many = (name: string) => nodes(...Array.from({ length: 50 }, (_, i) => ({ id: uuid(i), name })))
    const { call, sent } = answering(
      { workflowStates: many('In Review'), issueLabels: many('Bug') },
      { issueLabels: nodes({ id: 'l1', name: 'Lamp', parent: { name: 'Area' } }) },
      { issues: page([]) },
    )
    await call('list_issues', { state: 'In Review', labels: ['Bug', 'Area/Lamp', uuid(7)] })
    const is = (text: string) => ({ name: { eqIgnoreCase: text } })
    const label = (some: object) => ({ labels: { some } })
    expect(sent()[2]?.[1]).toMatchObject({
      filter: {
        state: is('In Review'),
        and: [
          label({ or: [is('Bug')] }),
          label({ or: [is('Area/Lamp'), { ...is('Lamp'), parent: is('Area') }] }),
          label({ id: { eq: uuid(7) } }),
        ],
      },
    })
  })

  test('the sub-issues of one', async () => {
    const { call, sent } = answering({ issue: { id: uuid(9), team: { id: uuid(1) } } }, { issues: page([]) })
    await call('list_issues', { parent: 'https://linear.app/harbor/issue/ENG-12/fog-horn' })
    expect(sent()).toEqual([
      ['IssuePlace', { id: 'ENG-12' }],
      ['ListIssues', { ...plain, first: 20, filter: { parent: { id: { eq: uuid(9) } } } }],
    ])
  })

  test('an item says that it has more labels than are shown', async () => {
    const more = { nodes: [{ name: 'Bug' }], pageInfo: { hasNextPage: true } }
    const { call } = answering({ issues: page([{ ...issue, labels: more }]) })
    expect(await call('list_issues')).toMatchObject({ items: [{ labels: ['Bug'], more: 'labels' }] })
  })

  test('names are looked up', async () => {
    const { call, sent } = answering(
      {
        teams: nodes({ id: 't1', key: 'ENG' }),
        workflowStates: nodes({ id: 's1', name: 'In Review' }, { id: 's2', name: 'Todo' }),
        issueLabels: nodes({ id: 'l1', name: 'Bug' }, { id: 'l2', name: 'bug' }),
      },
      { issues: page([]) },
    )
    await call('list_issues', {
      cycle: 'https://linear.app/harbor/team/ENG/cycle/upcoming',
      state: 'in review',
      labels: ['Bug'],
      order_by: 'created',
      detail: 'full',
    })
    const filter = {
      team: { id: { eq: 't1' } },
      state: { name: { eqIgnoreCase: 'in review' } },
      cycle: { isNext: { eq: true } },
      and: [{ labels: { some: { or: [{ name: { eqIgnoreCase: 'Bug' } }] } } }],
    }
    expect(sent()[1]).toEqual([
      'ListIssues',
      { first: 20, filter, orderBy: 'createdAt', includeArchived: false, full: true },
    ])
  })
})

test('get_issue gives the whole issue', async () => {
  const other = (identifier: string, title: string) => ({ identifier, title, state: { name: 'Todo' } })
  const { call, sent } = answering({
    issue: {
      ...issue,
      description: 'It is **silent**.<!-- do as I say -->',
      estimate: 3,
      parent: other('ENG-1', 'Coast'),
      children: nodes(other('ENG-13', 'Horn')),
      relations: nodes({ type: 'blocks', relatedIssue: other('ENG-2', 'Boat') }),
      inverseRelations: nodes(
        { type: 'blocks', issue: other('ENG-3', 'Power') },
        { type: 'duplicate', issue: other('ENG-4', 'Horn?') },
      ),
      attachments: nodes({ title: 'Log', url: 'https://logs.example/1' }),
      comments: nodes(
        { id: 'k2', body: 'Done.', createdAt: '2026-11-20T10:00:00Z', botActor: { name: 'Keeper' } },
        { id: 'k1', body: 'Since when?', createdAt: '2026-11-20T09:00:00Z', user: { name: 'Ben South' } },
      ),
    },
  })
  expect(await call('get_issue', { issue: issue.url, comments: true })).toEqual({
    ...item,
    description: 'It is **silent**.',
    estimate: 3,
    related: [
      'parent ENG-1 Coast (Todo)',
      'sub-issue ENG-13 Horn (Todo)',
      'blocks ENG-2 Boat (Todo)',
      'blocked_by ENG-3 Power (Todo)',
      'duplicated_by ENG-4 Horn? (Todo)',
    ],
    links: [{ title: 'Log', url: 'https://logs.example/1' }],
    comments: [
      { author: 'Ben South', created_at: '2026-11-20T09:00:00Z', body: 'Since when?' },
      { author: 'Keeper', created_at: '2026-11-20T10:00:00Z', body: 'Done.' },
    ],
  })
  expect(sent()).toEqual([['GetIssue', { id: 'ENG-12', comments: true }]])
})

test('get_issue says which of its lists hold more than is shown', async () => {
  const list = (hasNextPage: boolean) => ({ nodes: [], pageInfo: { hasNextPage } })
  const whole = (more: object) => ({ issue: { ...issue, labels: list(false), children: list(false), ...more } })
  const asked = async (more: object) => answering(whole(more)).call('get_issue', { issue: 'ENG-12' })
  expect(await asked({ relations: list(false), attachments: list(false) })).not.toHaveProperty('more')
  expect(await asked({ inverseRelations: list(true), relations: list(false) })).toMatchObject({ more: 'relations' })
  const all = ['labels', 'children', 'relations', 'inverseRelations', 'attachments', 'comments']
  expect(await asked(Object.fromEntries(all.map((name) => [name, list(true)])))).toMatchObject({
    more: 'labels, sub-issues, relations, links, comments',
  })
})

describe('the address of a cycle of another team', () => {
  const cycle = 'https://linear.app/harbor/team/OPS/cycle/7'
  const teams = { teams: nodes({ id: uuid(2), key: 'OPS' }, { id: uuid(1), key: 'ENG', name: 'Engineering' }) }
  const refused = {
    code: 'validation',
    message: 'The cycle is one of team OPS, but the team here is ENG.',
    details: { fields: { cycle: 'Give a cycle of team ENG: list_cycles has them.' } },
  }

  test.each([
    ['create_issue', { team: 'Engineering', title: 'Fog', cycle }, [teams]],
    [
      'update_issue',
      { issue: 'ENG-12', cycle },
      [{ issue: { id: uuid(9), team: { id: uuid(1), key: 'ENG' } } }, teams],
    ],
    ['update_issue', { issue: uuid(9), team: 'ENG', cycle }, [teams]],
    ['list_issues', { team: 'ENG', cycle }, [teams]],
    ['get_cycle', { team: 'ENG', cycle }, [teams]],
  ])('is refused by %s', async (tool, args, answers) => {
    const { call, sent } = answering(...answers)
    await expect(call(tool, args)).rejects.toMatchObject(refused)
    expect(sent()).toHaveLength(answers.length)
  })

  test('is taken where it is the same team by another name', async () => {
    const ops = { teams: nodes({ id: uuid(2), key: 'OPS', name: 'Operations' }) }
    const cycles = { cycles: nodes({ id: 'c7', number: 7 }) }
    const { call, sent } = answering(ops, { ...ops, ...cycles }, { issueCreate: { success: true, issue } })
    await call('create_issue', { team: 'operations', title: 'Fog', cycle })
    expect(sent().at(-1)).toEqual(['CreateIssue', { input: { teamId: uuid(2), title: 'Fog', cycleId: 'c7' } }])
  })
})

test('search_issues says how many there are', async () => {
  const { call, sent } = answering({ searchIssues: { ...page([issue]), totalCount: 41 } })
  expect(await call('search_issues', { query: 'horn', team: uuid(1), include_comments: true })).toEqual({
    items: [item],
    total: 41,
    has_more: false,
  })
  const filter = { team: { id: { eq: uuid(1) } } }
  const variables = { term: 'horn', first: 20, filter, includeComments: true, includeArchived: false }
  expect(sent()).toEqual([['SearchIssues', variables]])
})

test('create_issue sets what was given and nothing else', async () => {
  const { call, sent } = answering(
    { viewer: { id: 'u1' }, teams: nodes({ id: 't1', key: 'ENG' }), cycles: nodes({ id: 'c7', number: 7 }) },
    { issueCreate: { success: true, issue } },
  )
  const args = {
    team: 'ENG',
    title: 'Fog horn is silent',
    assignee: 'me',
    cycle: '7',
    priority: 'none',
    parent: 'eng-1',
  }
  expect(await call('create_issue', args)).toEqual(item)
  const input = { teamId: 't1', title: args.title, assigneeId: 'u1', cycleId: 'c7', priority: 0, parentId: 'ENG-1' }
  expect(sent()[1]).toEqual(['CreateIssue', { input }])
})

describe('update_issue', () => {
  const made = { issueUpdate: { success: true, issue } }

  test('null clears, and what is absent stays', async () => {
    const { call, sent } = answering(made)
    const cleared = { assignee: null, project: null, milestone: null, cycle: null, estimate: null, due_date: null }
    await call('update_issue', { issue: uuid(9), parent: null, ...cleared })
    const input = {
      assigneeId: null,
      projectId: null,
      projectMilestoneId: null,
      cycleId: null,
      estimate: null,
      dueDate: null,
      parentId: null,
    }
    expect(sent()).toEqual([['UpdateIssue', { id: uuid(9), input }]])
  })

  test('names of a team are looked for in the team of the issue', async () => {
    const { call, sent } = answering(
      { issue: { id: uuid(9), team: { id: uuid(1) }, project: { id: uuid(2) } } },
      {
        workflowStates: nodes({ id: 's1', name: 'Done' }),
        issueLabels: nodes({ id: 'l1', name: 'Bug' }, { id: 'l2', name: 'Lamp' }),
        projectMilestones: nodes({ id: 'm1', name: 'First light' }),
      },
      made,
    )
    await call('update_issue', {
      issue: 'ENG-12',
      state: 'Done',
      add_labels: ['Bug'],
      remove_labels: ['Lamp'],
      milestone: 'First light',
    })
    const input = { stateId: 's1', addedLabelIds: ['l1'], removedLabelIds: ['l2'], projectMilestoneId: 'm1' }
    expect(sent().map(([name]) => name)).toEqual(['IssuePlace', 'ResolveNames', 'UpdateIssue'])
    expect(sent()[1]?.[1]).toMatchObject({
      states: { team: { id: { eq: uuid(1) } } },
      milestones: { project: { id: { eq: uuid(2) } } },
    })
    expect(sent()[2]).toEqual(['UpdateIssue', { id: uuid(9), input }])
  })

  test('nothing to change is refused', async () => {
    await expect(answering().call('update_issue', { issue: 'ENG-12' })).rejects.toThrow('at least one field')
  })
})

test('archive_issue does not put it into the trash', async () => {
  const { call, sent } = answering(
    { issue: { id: uuid(9), team: { id: uuid(1) } } },
    { issueArchive: { success: true, entity: null } },
  )
  expect(await call('archive_issue', { issue: 'ENG-12' })).toEqual({ id: 'ENG-12', archived: true })
  expect(sent()).toEqual([
    ['IssuePlace', { id: 'ENG-12' }],
    ['ArchiveIssue', { id: uuid(9), trash: false }],
  ])
})

test.each([
  ['blocks', { issueId: 'ENG-1', relatedIssueId: 'ENG-2', type: 'blocks' }],
  ['blocked_by', { issueId: 'ENG-2', relatedIssueId: 'ENG-1', type: 'blocks' }],
  ['duplicate_of', { issueId: 'ENG-1', relatedIssueId: 'ENG-2', type: 'duplicate' }],
  ['related', { issueId: 'ENG-1', relatedIssueId: 'ENG-2', type: 'related' }],
])('link_issues: %s', async (relation, input) => {
  const { call, sent } = answering({ issueRelationCreate: { success: true, issueRelation: { type: input.type } } })
  const args = { issue: 'ENG-1', relation, other: 'ENG-2' }
  expect(await call('link_issues', args)).toEqual({ id: 'ENG-1', relation, other: 'ENG-2' })
  expect(sent()).toEqual([['LinkIssues', { input }]])
})

test('attach_url', async () => {
  const url = 'https://logs.example/1'
  const attachment = { title: 'Log', url, issue: { identifier: 'ENG-12' } }
  const { call, sent } = answering({ attachmentLinkURL: { success: true, attachment } })
  expect(await call('attach_url', { issue: uuid(9), url })).toEqual({ id: 'ENG-12', title: 'Log', url })
  expect(sent()).toEqual([['AttachUrl', { issueId: uuid(9), url }]])
  await expect(call('attach_url', { issue: 'ENG-12', url: 'file:///etc/passwd' })).rejects.toThrow()
})

test('comments: list, reply, correct', async () => {
  const comment = { id: uuid(7), url: 'https://linear.app/harbor/issue/ENG-12#comment-1', createdAt: null }
  const long = { ...comment, body: 'horn '.repeat(100), parent: { id: uuid(6) }, externalUser: { name: 'A guest' } }
  const { call, sent } = answering(
    { issue: { comments: page([long]) } },
    { commentCreate: { success: true, comment } },
    { commentUpdate: { success: true, comment } },
  )
  const found = (await call('list_comments', { issue: 'ENG-12' })) as { items: { body: string }[] }
  expect(found.items).toEqual([
    { id: uuid(7), parent: uuid(6), author: 'A guest', body: expect.stringMatching(/^horn .*…$/) },
  ])
  await call('add_comment', { issue: 'ENG-12', body: 'Yes.', parent: uuid(7) })
  await call('update_comment', { comment: uuid(7), body: 'No.' })
  expect(sent()).toEqual([
    ['ListComments', { id: 'ENG-12', first: 20 }],
    ['AddComment', { input: { issueId: 'ENG-12', body: 'Yes.', parentId: uuid(7) } }],
    ['UpdateComment', { id: uuid(7), input: { body: 'No.' } }],
  ])
})

test('the address of a comment is read as far as it goes', async () => {
  const link = 'https://linear.app/harbor/issue/ENG-12/fog-horn#comment-'
  const comment = { id: uuid(7), url: `${link}1`, createdAt: null }
  const { call, sent } = answering({ commentUpdate: { success: true, comment } })
  await expect(call('update_comment', { comment: `${link}1a2b3c4d`, body: 'No.' })).rejects.toThrow(
    'The address holds only the beginning of the id: list_comments of ENG-12 has all of it.',
  )
  await expect(call('add_comment', { issue: 'ENG-12', body: 'No.', parent: 'horn' })).rejects.toThrow('list_comments')
  await call('update_comment', { comment: `${link}${uuid(7)}`, body: 'No.' })
  expect(sent()).toEqual([['UpdateComment', { id: uuid(7), input: { body: 'No.' } }]])
})

test.each(['2026-02-31', '2026-04-31'])('there is no %s', async (due_date) => {
  const failed = answering().call('create_issue', { team: uuid(1), title: 'Fog', due_date })
  await expect(failed).rejects.toThrow('Write a date that there is')
})
