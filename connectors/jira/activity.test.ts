import { connected } from '../../tests/support/vendors/vendor-double'
import { ada, adf, atJira } from './samples'
import { Jira } from '.'

const jira = (replies: Parameters<typeof connected>[2]) => connected('jira', Jira, atJira(replies))

const ME = 'GET /rest/api/3/myself'
const STEPS = 'GET /rest/api/3/issue/HARBOR-1/transitions'
const MOVE = 'POST /rest/api/3/issue/HARBOR-1/transitions'
const colour = {
  key: 'customfield_5',
  name: 'Colour',
  required: true,
  hasDefaultValue: false,
  allowedValues: [{ value: 'red' }],
}
const transitions = [
  { id: '11', name: 'Start', to: { name: 'In Progress', statusCategory: { name: 'In Progress' } }, fields: {} },
  { id: '21', name: 'Finish', to: { name: 'Done' }, fields: { resolution: { name: 'Resolution', required: false } } },
  { id: '31', name: 'Drop', to: { name: 'Done' }, fields: { customfield_5: colour } },
]

describe('transitions', () => {
  test('are listed with the fields that they require', async () => {
    const { call } = jira({ [STEPS]: { body: { transitions } } })
    expect(await call('get_transitions', { issue: 'HARBOR-1' })).toEqual({
      items: [
        { id: '11', name: 'Start', to: 'In Progress', category: 'In Progress' },
        { id: '21', name: 'Finish', to: 'Done', optional: ['Resolution'] },
        { id: '31', name: 'Drop', to: 'Done', required: [{ id: 'customfield_5', name: 'Colour', allowed: ['red'] }] },
      ],
      has_more: false,
    })
  })

  test.each([
    ['in progress', '11'],
    ['21', '21'],
    ['Finish', '21'],
  ])('%j is a step', async (to, id) => {
    const { call, http } = jira({ [STEPS]: { body: { transitions } }, [MOVE]: { status: 204 } })
    await call('transition_issue', { issue: 'HARBOR-1', to, comment: 'Now.', resolution: 'Fixed' })
    expect(http.seen.at(-1)?.body).toEqual({
      transition: { id },
      fields: { resolution: { name: 'Fixed' } },
      update: { comment: [{ add: { body: adf('Now.') } }] },
    })
  })

  test.each([
    ['Done', 'validation', 'Several steps lead to "Done". Known: Finish -> Done (21); Drop -> Done (31).'],
    ['Lit', 'validation', 'No step leads from the present status to "Lit". Known: Start -> In Progress (11);'],
    ['31', 'validation', 'The step requires: Colour.'],
  ])('%j is refused before anything is sent', async (to, code, message) => {
    const { call, http } = jira({ [STEPS]: { body: { transitions } } })
    await expect(call('transition_issue', { issue: 'HARBOR-1', to })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    })
    expect(http.seen).toHaveLength(1)
  })

  test('an issue that cannot be moved is a conflict', async () => {
    const { call } = jira({ [STEPS]: { body: { transitions: [] } } })
    await expect(call('transition_issue', { issue: 'HARBOR-1', to: 'Done' })).rejects.toMatchObject({
      code: 'conflict',
    })
  })
})

describe('links', () => {
  const TYPES = 'GET /rest/api/3/issueLinkType'
  const issueLinkTypes = [
    { id: '1', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
    { id: '2', name: 'Relates', inward: 'relates to', outward: 'relates to' },
  ]

  test.each([
    ['blocks', 'Blocks', 'HARBOR-1', 'HARBOR-2'],
    ['Blocks', 'Blocks', 'HARBOR-1', 'HARBOR-2'],
    ['is blocked by', 'Blocks', 'HARBOR-2', 'HARBOR-1'],
    ['relates to', 'Relates', 'HARBOR-1', 'HARBOR-2'],
  ])('HARBOR-1 %s HARBOR-2', async (relation, name, inward, outward) => {
    const { call, http } = jira({
      [TYPES]: { body: { issueLinkTypes } },
      'POST /rest/api/3/issueLink': { status: 201 },
    })
    await call('link_issues', { issue: 'HARBOR-1', relation, target: 'HARBOR-2' })
    // The issue that "blocks" goes into inwardIssue, whatever the names suggest.
    expect(http.seen.at(-1)?.body).toEqual({
      type: { name },
      inwardIssue: { key: inward },
      outwardIssue: { key: outward },
    })
  })

  test('an unknown relation names those that there are', async () => {
    const { call } = jira({ [TYPES]: { body: { issueLinkTypes } } })
    await expect(call('link_issues', { issue: 'A-1', relation: 'lights', target: 'A-2' })).rejects.toMatchObject({
      message: 'No link type says "lights". Known: blocks / is blocked by; relates to / relates to.',
    })
    expect(await call('list_link_types')).toMatchObject({ items: [{ name: 'Blocks' }, { name: 'Relates' }], total: 2 })
  })
})

describe('comments, history, worklogs', () => {
  const COMMENTS = '/rest/api/3/issue/HARBOR-1/comment'

  test('comments: newest first, Markdown, cut unless full, to the end by total', async () => {
    const comments = [
      {
        id: '1',
        author: ada,
        created: '2026-11-20T10:15:00.000+0000',
        body: adf('word '.repeat(100)),
        jsdPublic: false,
      },
    ]
    const { call, http } = jira({ [`GET ${COMMENTS}`]: { body: { comments, startAt: 0, maxResults: 1, total: 2 } } })
    const found = (await call('get_comments', { issue: 'HARBOR-1', limit: 1 })) as {
      items: { body: string }[]
      has_more: boolean
    }
    expect(found).toMatchObject({ items: [{ author: 'Ada North', internal: true }], total: 2, has_more: true })
    expect(found.items[0]?.body.length).toBeLessThan(250)
    expect(http.seen[0]?.query).toEqual({ orderBy: '-created', startAt: 0, maxResults: 1 })
    const full = (await call('get_comments', {
      issue: 'HARBOR-1',
      limit: 1,
      detail: 'full',
      order: 'oldest',
    })) as typeof found
    expect(full.items[0]?.body.length).toBeGreaterThan(450)
    expect(http.seen[1]?.query).toMatchObject({ orderBy: 'created' })
  })

  test('a comment may be for a role alone', async () => {
    const { call, http } = jira({ [`POST ${COMMENTS}`]: { body: { id: '7', author: ada } } })
    const args = { issue: 'HARBOR-1', body: 'Lit.', visible_to: { type: 'role', name: 'Keepers' } }
    expect(await call('add_comment', args)).toEqual({ id: '7', author: 'Ada North' })
    expect(http.seen[0]?.body).toEqual({ body: adf('Lit.'), visibility: { type: 'role', value: 'Keepers' } })
  })

  test('a comment on a service project may be kept from the customer', async () => {
    const { call, http } = jira({ [`POST ${COMMENTS}`]: { body: { id: '7' } } })
    for (const internal of [true, false]) await call('add_comment', { issue: 'HARBOR-1', body: 'Lit.', internal })
    expect(http.seen.map(({ body }) => body)).toEqual([
      { body: adf('Lit.'), properties: [{ key: 'sd.public.comment', value: { internal: true } }] },
      { body: adf('Lit.') },
    ])
  })

  test('history says what was and what is', async () => {
    const values = [
      {
        id: '1',
        author: ada,
        created: '2026-11-20T10:15:00.000+0000',
        items: [
          { field: 'status', fromString: 'Open', toString: 'Done' },
          { field: 'labels', toString: '' },
        ],
      },
    ]
    const { call } = jira({ 'GET /rest/api/3/issue/HARBOR-1/changelog': { body: { values, isLast: true, total: 1 } } })
    expect(await call('get_issue_changelog', { issue: 'HARBOR-1' })).toEqual({
      items: [
        {
          author: 'Ada North',
          at: '2026-11-20T10:15:00Z',
          changes: [{ field: 'status', from: 'Open', to: 'Done' }, { field: 'labels' }],
        },
      ],
      total: 1,
      has_more: false,
    })
  })

  test('a worklog begins now or when it is said, in the one form that Jira takes', async () => {
    const { call, http } = jira({ 'POST /rest/api/3/issue/HARBOR-1/worklog': { body: { id: '9', timeSpent: '2h' } } })
    const log = { issue: 'HARBOR-1', time_spent: '2h', started: '2026-11-20T08:00:00+01:00', comment: 'Wired.' }
    await call('add_worklog', { ...log, new_estimate: '1d' })
    expect(http.seen[0]).toMatchObject({
      query: { adjustEstimate: 'new', newEstimate: '1d' },
      body: { timeSpent: '2h', started: '2026-11-20T07:00:00.000+0000', comment: adf('Wired.') },
    })
    await call('add_worklog', { issue: 'HARBOR-1', time_spent: '1h 30m' })
    expect(http.seen[1]?.body).toMatchObject({ started: expect.stringMatching(/\.\d{3}\+0000$/) as string })
    expect(http.seen).toHaveLength(2)
    await expect(call('add_worklog', { ...log, time_spent: 'long' })).rejects.toThrow('1h 30m')
    await expect(call('add_worklog', { ...log, keep_estimate: true, reduce_by: '1h' })).rejects.toThrow('at most one')
  })

  test.each([
    ['America/Los_Angeles', '2026-11-20', '2026-11-20T20:00:00.000+0000'],
    ['America/Los_Angeles', '2026-11-20T17:30', '2026-11-21T01:30:00.000+0000'],
    ['Asia/Tokyo', '2026-11-20', '2026-11-20T03:00:00.000+0000'],
    [undefined, '2026-11-20', '2026-11-20T12:00:00.000+0000'],
    ['Harbor/Pier', '2026-11-20T08:00', '2026-11-20T08:00:00.000+0000'],
  ])('work of a person in %s that began %s', async (timeZone, started, sent) => {
    const { call, http } = jira({
      [ME]: { body: { ...ada, timeZone } },
      'POST /rest/api/3/issue/HARBOR-1/worklog': { body: { id: '9' } },
    })
    await call('add_worklog', { issue: 'HARBOR-1', time_spent: '2h', started })
    expect(http.seen.at(-1)?.body).toMatchObject({ started: sent })
  })

  test.each(['2026-02-30', '2026-02-30T09:00:00Z'])('no work began on %s', async (started) => {
    const call = jira({}).call('add_worklog', { issue: 'HARBOR-1', time_spent: '2h', started })
    await expect(call).rejects.toThrow('that exists')
  })

  test('worklogs between two moments, of which days begin where the person is', async () => {
    const { call, http } = jira({
      [ME]: { body: { ...ada, timeZone: 'Asia/Tokyo' } },
      'GET /rest/api/3/issue/HARBOR-1/worklog': { body: { worklogs: [], total: 0 } },
    })
    await call('get_worklogs', { issue: 'HARBOR-1', since: '2026-11-01', until: '7d' })
    const { startedAfter, startedBefore } = http.seen.at(-1)?.query ?? {}
    expect(startedAfter).toBe(Date.parse('2026-10-31T15:00:00Z'))
    // From the start of a day, so that the next page asks for the same.
    expect(Number(startedBefore) % 86_400_000).toBe(15 * 3_600_000)
  })
})
