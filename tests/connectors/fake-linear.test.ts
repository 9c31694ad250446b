import type { FakeVendor } from '../support/vendors/fake-vendor'
import { startLinear } from '../support/vendors/linear'
import { uuid } from '../support/vendors/linear-samples'

/* The negative controls of Linear's stand-in: what it refuses, beside what it takes. */

let fake: FakeVendor

beforeAll(async () => {
  fake = await startLinear(
    {
      'token-a': { tenant: 'a', scopes: ['read', 'issues:create'] },
      lin_api_a: { tenant: 'a' },
      'token-b': { tenant: 'b' },
    },
    { tenant: 'a' },
  )
})
beforeEach(() => fake.reset())
afterAll(() => fake.close())

type Reply = { data?: Record<string, unknown> | null; errors?: { message: string; extensions: { code: string } }[] }

async function ask(query: string, variables: object = {}, authorization = 'Bearer token-a') {
  const response = await fetch(`${fake.url}/graphql`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors = [] } = (await response.json()) as Reply
  return { status: response.status, data, code: errors[0]?.extensions.code, message: errors[0]?.message }
}

const LIST = `query L($first: Int, $after: String, $filter: IssueFilter, $orderBy: PaginationOrderBy) {
  issues(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { identifier } pageInfo { hasNextPage endCursor }
  }
}`
const CREATE = 'mutation C($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { identifier } } }'
const NEW = { teamId: uuid(21), title: 'Oil' }
const ONE = 'query I($id: String!) { issue(id: $id) { identifier } }'

test.each<[rule: string, bad: [string, object?], words: RegExp, good: [string, object?]]>([
  ['a field that it does not have', ['{ viewer { id colour } }'], /"colour"/, ['{ viewer { id } }']],
  ['a root field that is deprecated', ['{ issueSearch(query: "a") { nodes { id } } }'], /"issueSearch"/, ['{ searchIssues(term: "lamp") { nodes { id } } }']],
  ['an argument that it does not know', ['{ issue(key: "ENG-42") { id } }'], /"key"/, [ONE, { id: 'ENG-42' }]],
  ['a value that an enum lacks', [LIST, { orderBy: 'title' }], /"title" does not exist/, [LIST, { orderBy: 'updatedAt' }]],
  ['a filter that is null', [LIST, { filter: null }], /\$filter is null/, [LIST, {}]],
  ['a null in a filter', [LIST, { filter: { team: null } }], /\$filter\.team is null/, [LIST, { filter: { project: { null: true } } }]],
  ['an unknown field of a filter', [LIST, { filter: { colour: { eq: 'red' } } }], /"colour" is not defined/, [LIST, { filter: { priority: { eq: 2 } } }]],
  ['a missing variable', [ONE], /"\$id" of required type/, [ONE, { id: uuid(111) }]],
  ['a variable that is not declared', [ONE, { id: 'ENG-42', first: 2 }], /no variable "\$first"/, [ONE, { id: 'ENG-42' }]],
  ['a missing field of an input', [CREATE, { input: { title: 'Oil' } }], /"teamId" of required type/, [CREATE, { input: NEW }]],
  ['an unknown field of an input', [CREATE, { input: { ...NEW, colour: 'red' } }], /"colour" is not defined/, [CREATE, { input: { ...NEW, priority: 1 } }]],
  ['a page that is too long', [LIST, { first: 251 }], /at most 250/, [LIST, { first: 250 }]],
  ['a nested list without a size', ['{ teams { nodes { members { nodes { id } } } } }'], /says "first"/, ['{ teams { nodes { members(first: 9) { nodes { id } } } } }']],
  ['a cursor that it never gave', [LIST, { after: '2' }], /was never given/, [LIST, { first: 2 }]],
])('refuses %s', async (_rule, [bad, variables], words, [good, others]) => {
  expect(await ask(bad, variables)).toMatchObject({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' })
  expect(fake.violations.join('\n')).toMatch(words)
  fake.reset()
  expect(await ask(good, others)).toMatchObject({ status: 200, code: undefined })
  expect(fake.violations).toEqual([])
}) // prettier-ignore

interface Issues {
  nodes: { identifier: string }[]
  pageInfo: { endCursor: string }
}

async function issues(variables: object): Promise<Issues> {
  const { data } = await ask(LIST, variables)
  if (!data) throw new Error('There is no data.')
  return data['issues'] as Issues
}

test('gives a cursor that holds for its own list only', async () => {
  fake.generate('issues', 5)
  const { endCursor: after } = (await issues({ first: 2 })).pageInfo
  expect((await issues({ first: 2, after })).nodes).toHaveLength(2)
  expect(fake.violations).toEqual([])
  expect((await ask('query T($after: String) { teams(after: $after) { nodes { id } } }', { after })).status).toBe(400)
  expect(fake.violations).toEqual([expect.stringContaining('was never given')])
})

const UPDATE = 'mutation U($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success } }'

test.each<[what: string, bad: [string, object], good: [string, object]]>([
  ['an issue that is not there', [ONE, { id: 'ENG-999' }], [ONE, { id: 'ENG-42' }]],
  ['an identifier where it promises to take a UUID only', [UPDATE, { id: 'ENG-42', input: {} }], [UPDATE, { id: uuid(111), input: {} }]],
  ['a team by its key', [CREATE, { input: { ...NEW, teamId: 'ENG' } }], [CREATE, { input: NEW }]],
  ['a state of another team', [CREATE, { input: { ...NEW, stateId: uuid(42) } }], [CREATE, { input: { ...NEW, stateId: uuid(32) } }]],
  ['a group in place of a label', [CREATE, { input: { ...NEW, labelIds: [uuid(53)] } }], [CREATE, { input: { ...NEW, labelIds: [uuid(54)] } }]],
])('says in data that it knows no such thing: %s', async (_what, bad, good) => {
  const key = 'lin_api_a'
  expect(await ask(...bad, key)).toMatchObject({ status: 200, code: 'INPUT_ERROR' })
  expect(await ask(...good, key)).toMatchObject({ status: 200, code: undefined })
  expect(fake.violations).toEqual([])
}) // prettier-ignore

test('filters by what it is asked for', async () => {
  const found = async (filter: object) => (await issues({ filter })).nodes.map(({ identifier }) => identifier)
  expect(await found({ labels: { some: { name: { eqIgnoreCase: 'LAMP' } } } })).toHaveLength(2)
  expect(await found({ assignee: { null: true } })).toEqual(['ENG-41'])
  expect(await found({ or: [{ number: { eq: 42 } }, { title: { containsIgnoreCase: 'none' } }] })).toEqual(['ENG-42'])
  expect(await found({ and: [{ state: { type: { nin: ['started'] } } }] })).toEqual([])
  expect(await found({ updatedAt: { gte: '2026-11-21' } })).toEqual([])
  expect(await found({ updatedAt: { gte: '2026-11-20' } })).toHaveLength(2)
})

test('knows tokens by their kind, whose they are, and what they may do', async () => {
  const me = '{ viewer { id } }'
  for (const wrong of ['Bearer nobody', 'token-a', 'Bearer lin_api_a']) {
    expect(await ask(me, {}, wrong)).toMatchObject({ status: 401, code: 'AUTHENTICATION_ERROR' })
  }
  expect((await ask(me, {}, 'lin_api_a')).status).toBe(200)
  expect(fake.violations).toEqual([])
  await ask(me, {}, 'Bearer token-b')
  expect(fake.violations).toEqual(['viewer: a token of tenant b in a call of tenant a.'])
  fake.reset()
  const comment = 'mutation { commentCreate(input: { issueId: "ENG-42", body: "a" }) { success } }'
  expect(await ask(comment)).toMatchObject({ code: 'FORBIDDEN', message: 'Invalid scope: `write` required' })
  expect(await ask(CREATE, { input: NEW })).toMatchObject({ status: 200, code: undefined })
})
