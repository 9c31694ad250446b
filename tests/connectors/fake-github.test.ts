import { FakeGitHub } from '../support/vendors/github'

/*
 * The negative controls of the fake: it is worth what it refuses. One request per rule that must be refused, and its
 * neighbour that passes.
 */
const HEADERS = {
  authorization: 'Bearer token-a',
  accept: 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
  'user-agent': 'SageMCP',
}
const REPO = '/repos/harbor-labs/lighthouse'
const FILE = { message: 'Add', content: 'SGk=' }

let fake: FakeGitHub

beforeAll(async () => {
  fake = await FakeGitHub.start({
    'token-a': { tenant: 'a', scopes: ['repo', 'workflow', 'admin:org'] },
    'token-poor': { tenant: 'b', scopes: ['public_repo'] },
    'token-fine': { tenant: 'c' },
  })
})
beforeEach(() => fake.reset())
afterAll(() => fake.close())

interface Sent {
  method?: string
  path: string
  headers?: Readonly<Record<string, string | undefined>>
  body?: unknown
  rawBody?: string
}

async function send({ method = 'GET', path, headers = {}, body, rawBody }: Sent): Promise<Response> {
  const all = {
    ...HEADERS,
    ...(body === undefined && rawBody === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return fetch(`${fake.url}${path}`, {
    method,
    headers: given,
    redirect: 'manual',
    ...(rawBody !== undefined ? { body: rawBody } : body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

const post = (path: string, body: unknown): Sent => ({ method: 'POST', path, body })
const patch = (path: string, body: unknown): Sent => ({ method: 'PATCH', path, body })
const put = (path: string, body: unknown): Sent => ({ method: 'PUT', path, body })

const REFUSED: readonly [rule: string, bad: Sent, words: RegExp, good: Sent][] = [
  ['an address it does not have', { path: `${REPO}/isues` }, /no such address/, { path: `${REPO}/issues` }],
  ['a method it does not have there', { method: 'DELETE', path: REPO }, /no such address/, { path: REPO }],
  ['a path parameter of the wrong type', { path: `${REPO}/issues/first` }, /"issue_number"/, { path: `${REPO}/issues/42` }],
  ['a slash in a parameter of one segment', { path: `${REPO}/actions/workflows/a/b/runs` }, /no such address/, { path: `${REPO}/actions/workflows/a%2Fb/runs` }],
  ['an unknown query parameter', { path: `${REPO}/issues?status=open` }, /"status" is unknown/, { path: `${REPO}/issues?state=open` }],
  ['an enum value it does not know', { path: `${REPO}/issues?state=opened` }, /"state" may not be "opened"/, { path: `${REPO}/issues?state=all` }],
  ['text for a number in the query', { path: `${REPO}/issues?per_page=many` }, /"per_page" may not/, { path: `${REPO}/issues?per_page=5` }],
  ['text for a boolean in the query', { path: `${REPO}/branches?protected=yes` }, /"protected" may not/, { path: `${REPO}/branches?protected=true` }],
  ['a date without a time', { path: `${REPO}/issues?since=2026-01-31` }, /"since" may not/, { path: `${REPO}/issues?since=2026-01-31T00:00:00Z` }],
  ['a query parameter given twice', { path: `${REPO}/issues?labels=bug&labels=docs` }, /more than once/, { path: `${REPO}/issues?labels=bug,docs` }],
  ['a missing query parameter', { path: '/search/users' }, /"q" is missing/, { path: '/search/users?q=ada' }],
  ['a page that is too large', { path: `${REPO}/issues?per_page=101` }, /at most 100/, { path: `${REPO}/issues?per_page=100` }],
  ['type beside visibility', { path: '/user/repos?type=all&visibility=all' }, /type excludes/, { path: '/user/repos?type=all' }],
  ['an issue search without a kind', { path: '/search/issues?q=lamp' }, /is:issue/, { path: '/search/issues?q=lamp+is:issue' }],
  ['a missing body', { method: 'POST', path: `${REPO}/issues` }, /body is missing/, post(`${REPO}/issues`, { title: 'a' })],
  ['a body that is not expected', { ...post(`${REPO}/issues`, { title: 'a' }), method: 'PUT', path: `${REPO}/contents/x.md` }, /"title" is unknown/, put(`${REPO}/contents/x.md`, FILE)],
  ['a body that is not JSON', { method: 'POST', path: `${REPO}/issues`, rawBody: '{"title":' }, /not JSON/, { method: 'POST', path: `${REPO}/issues`, rawBody: '{"title":"a"}' }],
  ['a missing body field', post(`${REPO}/issues`, { body: 'b' }), /"title" is missing/, post(`${REPO}/issues`, { title: 'a', body: 'b' })],
  ['an unknown body field', post(`${REPO}/issues`, { title: 'a', text: 'b' }), /"text" is unknown/, post(`${REPO}/issues`, { title: 'a' })],
  ['a body field of the wrong type', post(`${REPO}/issues`, { title: 'a', labels: 'bug' }), /labels: must be array/, post(`${REPO}/issues`, { title: 'a', labels: ['bug'] })],
  ['an enum value in the body', patch(`${REPO}/issues/42`, { state: 'shut' }), /state: must be one of open, closed/, patch(`${REPO}/issues/42`, { state: 'closed' })],
  ['an unknown field inside a list', post(`${REPO}/pulls/43/reviews`, { event: 'COMMENT', comments: [{ path: 'a', body: 'b', row: 1 }] }), /comments\.0: field "row" is unknown/, post(`${REPO}/pulls/43/reviews`, { event: 'COMMENT', comments: [{ path: 'a', body: 'b', line: 1 }] })],
  ['null where the vendor wants text', post(`${REPO}/issues/42/comments`, { body: null }), /body: must be string/, post(`${REPO}/issues/42/comments`, { body: 'b' })],
  ['a missing version header', { path: REPO, headers: { 'x-github-api-version': undefined } }, /x-github-api-version/, { path: REPO }],
  ['another media type', { path: REPO, headers: { accept: 'text/html' } }, /accept/, { path: REPO, headers: { accept: 'application/vnd.github.raw+json' } }],
  ['no user agent', { path: REPO, headers: { 'user-agent': '' } }, /user-agent/, { path: REPO }],
  ['a body without its media type', { ...post(`${REPO}/issues`, { title: 'a' }), headers: { 'content-type': 'text/plain' } }, /content-type/, post(`${REPO}/issues`, { title: 'a' })],
] // prettier-ignore

test.each(REFUSED)('refuses %s', async (_rule, bad, words, good) => {
  const refused = await send(bad)
  expect([404, 422]).toContain(refused.status)
  expect(fake.violations.join('\n')).toMatch(words)
  fake.reset()
  expect((await send(good)).status).toBeLessThan(300)
  expect(fake.violations).toEqual([])
})

test('refuses who has no token, or one it does not know, without calling that malformed', async () => {
  for (const authorization of [undefined, 'Bearer token-of-nobody', 'Basic dG9rZW4tYQ==', 'Bearer toString']) {
    expect((await send({ path: REPO, headers: { authorization } })).status).toBe(401)
  }
  expect(fake.violations).toEqual([])
})

test('knows whose token it was', async () => {
  await send({ path: REPO })
  await send({ path: REPO, headers: { authorization: 'Bearer token-fine' } })
  expect(fake.requests.map(({ tenant }) => tenant)).toEqual(['a', 'c'])
})

test('refuses a token without the scope; one that implies it, or a fine-grained one, passes', async () => {
  const poor = await send({ path: '/user/orgs', headers: { authorization: 'Bearer token-poor' } })
  expect(poor.status).toBe(403)
  expect(poor.headers.get('x-accepted-oauth-scopes')).toBe('read:org')
  expect((await send({ path: '/user/orgs' })).status).toBe(200)
  const fine = await send({ path: '/user/orgs', headers: { authorization: 'Bearer token-fine' } })
  expect(fine.status).toBe(200)
  expect(fine.headers.get('x-oauth-scopes')).toBeNull()
})

test('the host of signed links refuses a credential and remembers it', async () => {
  const first = await send({ path: `${REPO}/actions/jobs/870001/logs` })
  expect(first.status).toBe(302)
  const link = first.headers.get('location') ?? ''
  expect(new URL(link).origin).not.toBe(new URL(fake.url).origin)
  expect((await fetch(link)).status).toBe(200)
  expect(fake.violations).toEqual([])
  expect((await fetch(link, { headers: { authorization: 'Bearer token-a' } })).status).toBe(400)
  expect(fake.violations).toEqual([expect.stringContaining('the credential reached')])
})

test('signed links may point to the same origin, which refuses a credential there as well', async () => {
  const alone = await FakeGitHub.start({ 'token-a': { tenant: 'a' } }, { signedLinksHere: true })
  const headers = { ...HEADERS }
  const first = await fetch(`${alone.url}${REPO}/actions/jobs/870001/logs`, { headers, redirect: 'manual' })
  const link = first.headers.get('location') ?? ''
  expect(new URL(link).origin).toBe(new URL(alone.url).origin)
  expect((await fetch(link)).status).toBe(200)
  expect((await fetch(link, { headers })).status).toBe(400)
  expect(alone.violations).toHaveLength(1)
  await alone.close()
})

test('a violation stays known when the answer is swallowed, until the reset', async () => {
  await send({ path: `${REPO}/issues?status=open` }).catch(() => undefined)
  await send({ path: `${REPO}/issues?state=open` })
  expect(fake.violations).toEqual(['issues/list-for-repo: query parameter "status" is unknown.'])
  fake.reset()
  expect(fake.violations).toEqual([])
})

test('pages end, and link to the next', async () => {
  fake.generate('issues/list-for-repo', 5)
  const first = await send({ path: `${REPO}/issues?per_page=3` })
  expect(first.headers.get('link')).toContain('page=2>; rel="next"')
  const second = await send({ path: `${REPO}/issues?per_page=3&page=2` })
  expect(second.headers.get('link')).toBeNull()
  expect((await second.json()) as unknown[]).toHaveLength(2)
})

test('what was made is found again', async () => {
  const made = (await (await send(post(`${REPO}/issues`, { title: 'Paint the door', labels: ['docs'] }))).json()) as {
    number: number
  }
  await send(post(`${REPO}/issues/${made.number}/comments`, { body: 'Green?' }))
  await send(post(`${REPO}/git/refs`, { ref: 'refs/heads/door', sha: '4f1c9e27b8a05d634f1c9e27b8a05d634f1c9e27' }))
  await send(put(`${REPO}/contents/docs/door.md`, FILE))
  const issue = (await (await send({ path: `${REPO}/issues/${made.number}` })).json()) as object
  expect(issue).toMatchObject({ title: 'Paint the door', comments: 1, labels: [{ name: 'docs' }] })
  const listed = (await (await send({ path: `${REPO}/issues?labels=docs` })).json()) as { number: number }[]
  expect(listed.map(({ number }) => number)).toContain(made.number)
  expect((await send({ path: `${REPO}/branches/door` })).status).toBe(200)
  expect(await (await send({ path: `${REPO}/contents/docs/door.md` })).json()).toMatchObject({
    name: 'door.md',
    size: 2,
  })
  await send(put(`${REPO}/pulls/43/merge`, {}))
  const merged: unknown = await (await send({ path: `${REPO}/pulls/43` })).json()
  expect(merged).toMatchObject({ state: 'closed', merged: true })
  expect((await send({ path: '/repos/harbor-labs/nothing' })).status).toBe(404)
  const search = await send({ path: '/search/issues?q=is:issue+DOOR' })
  expect(await search.json()).toMatchObject({ total_count: 1, items: [{ number: made.number }] })
  const paths = async (path: string) =>
    ((await (await send({ path })).json()) as { tree: { path: string }[] }).tree.map((each) => each.path)
  await expect(paths(`${REPO}/git/trees/main?recursive=1`)).resolves.toContain('docs/door.md')
  await expect(paths(`${REPO}/git/trees/main`)).resolves.not.toContain('docs/door.md')
})
