import type { FakeVendor } from '../support/vendors/fake-vendor'
import { startJira } from '../support/vendors/jira'
import { HARBOR, PIER } from '../support/vendors/jira-samples'

/* The negative controls of Jira's stand-in: every rule refuses a request that breaks it, and takes the one beside it. */

let fake: FakeVendor

beforeAll(async () => {
  const tokens = {
    'token-a': { tenant: 'a' },
    'token-poor': { tenant: 'a', scopes: ['read:jira-user'] },
    'token-b': { tenant: 'b' },
  }
  fake = await startJira(tokens, { tenant: 'a' })
})
beforeEach(() => fake.reset())
afterAll(() => fake.close())

interface Given {
  method?: string
  /** Below the site, or the account's address. */
  path?: string
  base?: 'site' | 'account'
  body?: unknown
  /** In place of a body as JSON. */
  raw?: string
  headers?: Readonly<Record<string, string | undefined>>
}

const HEADERS = { authorization: 'Bearer token-a', accept: 'application/json', 'user-agent': 'SageMCP' }

async function send({ method, path = '', base = 'site', body, raw, headers = {} }: Given) {
  const data = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const all = { ...HEADERS, ...(data === undefined ? {} : { 'content-type': 'application/json' }), ...headers }
  return fetch(`${fake.baseUrls[base]}${path}`, {
    method: method ?? (data === undefined ? 'GET' : 'POST'),
    headers: Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    ...(data === undefined ? {} : { body: data }),
  })
}

const API = '/rest/api/3'
const ISSUE = `${API}/issue/HARBOR-12`
const SEARCH = `${API}/search/jql`
const ME: Given = { path: `${API}/myself` }
const jql = (body: object): Given => ({ path: SEARCH, body: { jql: 'project = HARBOR', fields: ['summary'], ...body } })
const get = (path: string): Given => ({ path: path.startsWith('/') ? path : `${API}/${path}` })
const post = (path: string, body: unknown): Given => ({ path, body })
const put = (path: string, body: unknown): Given => ({ method: 'PUT', path, body })
const doc = (...content: object[]) => ({ type: 'doc', version: 1, content })
const PARAGRAPH = { type: 'paragraph', content: [{ type: 'text', text: 'Lit.' }] }
const NEW = { project: { key: 'HARBOR' }, issuetype: { name: 'Bug' }, summary: 'Dark' }
const LINK = { type: { name: 'Blocks' }, inwardIssue: { key: 'HARBOR-1' }, outwardIssue: { key: 'HARBOR-2' } }
const LOG = { timeSpent: '2h', started: '2026-11-20T09:00:00.000+0000' }
const SPRINT = '/rest/agile/1.0/sprint/70/issue'

const REFUSED: readonly [rule: string, bad: Given, words: RegExp, good: Given][] = [
  ['an unknown parameter', get(`${ISSUE}?field=summary`), /"field" is unknown/, get(`${ISSUE}?fields=summary`)],
  ['a parameter of the old search', jql({ startAt: 0 }), /"startAt" is unknown/, jql({ maxResults: 50 })],
  ['a search without fields', post(SEARCH, { jql: 'key = A-1' }), /"fields" is missing/, jql({})],
  ['a search of everything', jql({ jql: 'ORDER BY created' }), /no restriction/, jql({ jql: 'key = A-1 ORDER BY created' })],
  ['a count of everything', post(`${API}/search/approximate-count`, { jql: '' }), /no restriction/, post(`${API}/search/approximate-count`, { jql: 'key = A-1' })],
  ['a choice that it does not have', get('/rest/agile/1.0/board?type=round'), /"round"/, get('/rest/agile/1.0/board?type=scrum')],
  ['an order that it does not have', get('project/search?orderBy=age'), /"age"/, get('project/search?orderBy=-issueCount')],
  ['a board that is no number', get('/rest/agile/1.0/board/lamp'), /"lamp"/, get('/rest/agile/1.0/board/7')],
  ['an offset where tokens are', get('/rest/software/1.0/board/7/issue?startAt=50'), /"startAt" is unknown/, get('/rest/software/1.0/board/7/issue')],
  ['a token that it never gave', jql({ nextPageToken: '50' }), /was never given/, jql({})],
  ['an offset that is none', get('field/search?startAt=-1'), /was never given/, get('field/search?startAt=1')],
  ['people without a search', get('user/search?maxResults=5'), /query is missing/, get('user/search?query=ada')],
  ['assignable people of nothing', get('user/assignable/search?query=ada'), /one of project/, get('user/assignable/search?project=HARBOR')],
  ['a range of people that is none', get('user/search?query=ada&startAt=-5'), /are a range/, get('user/search?query=ada&startAt=5')],
  ['a missing body', { method: 'POST', path: `${API}/issue` }, /body is missing/, post(`${API}/issue`, { fields: NEW })],
  ['a body that is not JSON', { path: `${API}/issue`, raw: '{"fields":' }, /not JSON/, post(`${API}/issue`, { fields: NEW })],
  ['an unknown body field', post(`${API}/issue`, { fields: NEW, field: {} }), /"field" is unknown/, post(`${API}/issue`, { fields: NEW })],
  ['an issue without a type', post(`${API}/issue`, { fields: { ...NEW, issuetype: undefined } }), /"issuetype" is missing/, post(`${API}/issue`, { fields: NEW })],
  ['a description that is text', post(`${API}/issue`, { fields: { ...NEW, description: 'Dark' } }), /description/, post(`${API}/issue`, { fields: { ...NEW, description: doc(PARAGRAPH) } })],
  ['a comment that is text', post(`${ISSUE}/comment`, { body: 'Lit.' }), /must be object/, post(`${ISSUE}/comment`, { body: doc(PARAGRAPH) })],
  ['a node that ADF does not have', post(`${ISSUE}/comment`, { body: doc({ type: 'paragraf' }) }), /paragraph/, post(`${ISSUE}/comment`, { body: doc({ type: 'rule' }) })],
  ['a change of nothing', put(ISSUE, { fields: {} }), /nothing is changed/, put(ISSUE, { fields: { summary: 'Lit' } })],
  ['one field in two places', put(ISSUE, { fields: { labels: [] }, update: { labels: [{ add: 'lamp' }] } }), /in fields and in update/, put(ISSUE, { update: { labels: [{ add: 'lamp' }] } })],
  ['a user name', put(`${ISSUE}/assignee`, { name: 'ada' }), /"accountId" is missing/, put(`${ISSUE}/assignee`, { accountId: null })],
  ['a step without its id', post(`${ISSUE}/transitions`, { transition: {} }), /"id" is missing/, post(`${ISSUE}/transitions`, { transition: { id: '31' } })],
  ['a link of one issue', post(`${API}/issueLink`, { ...LINK, outwardIssue: {} }), /a key or an id/, post(`${API}/issueLink`, LINK)],
  ['a time with a Z', post(`${ISSUE}/worklog`, { ...LOG, started: '2026-11-20T09:00:00Z' }), /pattern/, post(`${ISSUE}/worklog`, LOG)],
  ['a new estimate that is not announced', post(`${ISSUE}/worklog?newEstimate=2d`, LOG), /adjustEstimate new/, post(`${ISSUE}/worklog?adjustEstimate=new&newEstimate=2d`, LOG)],
  ['a reduction that is not given', post(`${ISSUE}/worklog?adjustEstimate=manual`, LOG), /adjustEstimate manual/, post(`${ISSUE}/worklog?adjustEstimate=manual&reduceBy=1h`, LOG)],
  ['more issues than fit', post(SPRINT, { issues: Array(51).fill('HARBOR-1') }), /more than 50/, post(SPRINT, { issues: Array(50).fill('HARBOR-1') })],
  ['two places in the ranking', post(SPRINT, { issues: ['HARBOR-1'], rankBeforeIssue: 'HARBOR-2', rankAfterIssue: 'HARBOR-3' }), /before one issue or after one/, post(SPRINT, { issues: ['HARBOR-1'], rankBeforeIssue: 'HARBOR-2' })],
  ['another media type', { ...ME, headers: { accept: 'text/html' } }, /accept/, ME],
  ['a body without its media type', { ...jql({}), headers: { 'content-type': 'text/plain' } }, /content-type/, jql({})],
  ['no user agent', { ...ME, headers: { 'user-agent': '' } }, /user-agent/, ME],
  ['a form', { path: `${API}/issue`, raw: 'summary=Dark', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, /a form is not expected/, post(`${API}/issue`, { fields: NEW })],
] // prettier-ignore

test.each(REFUSED)('refuses %s', async (_rule, bad, words, good) => {
  expect((await send(bad)).status).toBe(400)
  expect(fake.violations.join('\n')).toMatch(words)
  fake.reset()
  expect((await send(good)).status).toBeLessThan(300)
  expect(fake.violations).toEqual([])
})

test.each<[what: string, given: Given]>([
  ['the old search', get('search?jql=key=HARBOR-1')],
  ['the old search', post(`${API}/search`, { jql: 'key = HARBOR-1' })],
  ['the old list of projects', get('project')],
  ['user names', get('user?username=ada')],
  ['an older version of the API', get('/rest/api/2/myself')],
  ['a site at the address of the account', { ...ME, base: 'account' }],
  ['the list of sites at the address of one', get('/oauth/token/accessible-resources')],
  [
    'a site that the account does not reach',
    { path: `/ex/jira/${HARBOR.replace('1', '2')}${API}/myself`, base: 'account' },
  ],
])('does not have %s', async (_what, given) => {
  expect((await send(given)).status).toBe(404)
  expect(fake.violations).toEqual([expect.stringContaining('no such address')])
})

test('has the list of sites, and its sites by their ids, at the address of the account', async () => {
  for (const path of [
    '/oauth/token/accessible-resources',
    `/ex/jira/${HARBOR}${API}/myself`,
    `/ex/jira/${PIER}${API}/myself`,
  ]) {
    expect((await send({ path, base: 'account' })).status).toBe(200)
  }
  expect(fake.violations).toEqual([])
})

test('says whose token it does not know, and calls a missing scope 401, too', async () => {
  for (const authorization of [undefined, 'Bearer token-of-nobody', 'Basic dG9rZW4tYQ==']) {
    const refused = await send({ ...ME, headers: { authorization } })
    expect([refused.status, await refused.json()]).toEqual([401, { code: 401, message: 'Unauthorized' }])
  }
  const poor = { authorization: 'Bearer token-poor' }
  expect((await send({ ...ME, headers: poor })).status).toBe(200)
  const refused = await send({ ...jql({}), headers: poor })
  expect([refused.status, await refused.json()]).toEqual([
    401,
    { code: 401, message: 'Unauthorized; scope does not match' },
  ])
  expect(fake.violations).toEqual([])
})

test("remembers another tenant's token", async () => {
  await send({ ...ME, headers: { authorization: 'Bearer token-b' } })
  expect(fake.violations).toEqual(['getCurrentUser: a token of tenant b in a call of tenant a.'])
})

test('cuts pages shorter than they were asked for, and says where the next begins', async () => {
  fake.generate('searchProjects', 60)
  const first: unknown = await (await send(get('project/search?maxResults=100'))).json()
  expect(first).toMatchObject({ maxResults: 50, total: 60, isLast: false })
  const second = (await (await send(get('project/search?maxResults=100&startAt=50'))).json()) as { values: unknown[] }
  expect(second).toMatchObject({ startAt: 50, isLast: true })
  expect(second.values).toHaveLength(10)
})

test('goes on with a token, which holds for its own list only', async () => {
  fake.generate('getBoardIssuesByToken', 60)
  fake.generate('getBacklogByToken', 60)
  const path = '/rest/software/1.0/board/7'
  const first = (await (await send(get(`${path}/issue`))).json()) as { nextPageToken: string; isLast: boolean }
  expect(first.isLast).toBe(false)
  const second: unknown = await (await send(get(`${path}/issue?nextPageToken=${first.nextPageToken}`))).json()
  expect(second).toMatchObject({ isLast: true })
  expect(second).not.toHaveProperty('nextPageToken')
  expect((await send(get(`${path}/backlog?nextPageToken=${first.nextPageToken}`))).status).toBe(400)
})

test('leaves out of a range of everybody who may not be assigned', async () => {
  fake.generate('findAssignableUsers', 300)
  const range = async (query: string) =>
    (await (await send(get(`user/assignable/search?project=HARBOR&${query}`))).json()) as unknown[]
  expect(await range('maxResults=100')).toHaveLength(0)
  expect(await range('startAt=100&maxResults=100')).toHaveLength(24)
  expect(await range('startAt=1000&maxResults=100')).toHaveLength(0)
  expect(await range('query=ada&maxResults=100')).toHaveLength(100)
})
