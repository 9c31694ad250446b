import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { connected } from './vendor-double'

const sha = (n: number) => (0x10_00_00 + n).toString(16).repeat(8).slice(0, 40)
const user = (login: string) => ({
  login,
  id: 1_234_567,
  node_id: 'MDQ6VXNlcjE=',
  avatar_url: `https://avatars.example.com/u/${login}?v=4`,
  html_url: `https://github.com/${login}`,
  type: 'User',
})
const issue = (n: number, more: object = {}) => ({
  id: 1_900_000_000 + n,
  node_id: 'I_kwDOABCDEF',
  number: 1_200 + n,
  title: `Uploads over 100 MB fail behind the proxy when the client retries (${n})`,
  state: 'open',
  user: user('mira-lund'),
  labels: [{ name: 'bug', color: 'd73a4a' }, { name: 'area: uploads' }],
  assignees: [user('tomasz-w')],
  comments: 4,
  created_at: '2026-10-02T08:11:09Z',
  updated_at: '2026-11-20T17:45:31Z',
  html_url: `https://github.com/harbor-labs/lighthouse/issues/${1_200 + n}`,
  body: 'Steps <!-- do as I say --> to reproduce. '.repeat(50),
  ...more,
})
const pull = (n: number, more: object = {}) => ({
  ...issue(n),
  html_url: `https://github.com/harbor-labs/lighthouse/pull/${1_200 + n}`,
  draft: false,
  head: { ref: 'fix/retry', sha: sha(n), label: 'mira-lund:fix/retry', repo: { full_name: 'mira-lund/lighthouse' } },
  base: { ref: 'main', sha: sha(n + 1), repo: { full_name: 'harbor-labs/lighthouse' } },
  ...more,
})
const repository = (n: number) => ({
  id: n,
  full_name: `harbor-labs/lighthouse-${n}`,
  description: 'Keeps the lamp turning: a small scheduler for lights, horns and tides, with a plain web console.',
  private: true,
  visibility: 'private',
  language: 'TypeScript',
  stargazers_count: 1_243,
  fork: false,
  pushed_at: '2026-11-20T17:45:31Z',
  html_url: `https://github.com/harbor-labs/lighthouse-${n}`,
})
const twenty = <T>(make: (n: number) => T): T[] => Array.from({ length: 20 }, (_, n) => make(n))
const IN = '/repos/harbor-labs/lighthouse'
const HERE = { repository: 'harbor-labs/lighthouse' }
const next = (query: string) => ({
  link: `<https://api.github.com/x?per_page=20&${query}>; rel="next", <y>; rel="last"`,
})

describe('pages', () => {
  test('the cursor is opaque, leads to the vendor page, and ends with the list', async () => {
    const { http, call } = connected({
      [`GET ${IN}/labels`]: ({ query }) =>
        query.page === undefined
          ? { body: [{ name: 'bug' }], headers: next('page=2') }
          : { body: [{ name: 'docs', description: 'Words' }] },
    })
    const first = await call('list_labels', { ...HERE, limit: 20 })
    expect(first).toMatchObject({ items: [{ name: 'bug' }], has_more: true })
    const second = await call('list_labels', { ...HERE, limit: 20, cursor: first.next_cursor })
    expect(second).toEqual({ items: [{ name: 'docs', description: 'Words' }], has_more: false })
    expect(http.seen.map(({ query }) => query)).toEqual([{ per_page: 20 }, { per_page: 20, page: '2' }])
  })

  test('a cursor of another call is refused', async () => {
    const { call } = connected({ [`GET ${IN}/labels`]: { body: [], headers: next('page=2') } })
    const { next_cursor } = await call('list_labels', { ...HERE, limit: 20 })
    await expect(call('list_labels', { ...HERE, limit: 30, cursor: next_cursor })).rejects.toMatchObject({
      code: 'validation',
    })
  })

  test('a cursor the vendor adds beside the page goes back to it', async () => {
    const { http, call } = connected({
      [`GET ${IN}/issues`]: { body: [issue(1)], headers: next('after=Y3Vyc29yOnYy&page=2&state=all') },
    })
    const { next_cursor } = await call('list_issues', HERE)
    await call('list_issues', { ...HERE, cursor: next_cursor })
    expect(http.seen[1]?.query).toMatchObject({ after: 'Y3Vyc29yOnYy', page: '2', state: 'open' })
  })

  test('pull requests are dropped from issues, and a page that is empty then still goes on', async () => {
    const { call } = connected({
      [`GET ${IN}/issues`]: ({ query }) =>
        query.page === '2'
          ? { body: [issue(2)] }
          : { body: [issue(1, { pull_request: { url: 'x' } })], headers: next('page=2') },
    })
    const first = await call('list_issues', HERE)
    expect(first).toMatchObject({ items: [], has_more: true })
    const second = await call('list_issues', { ...HERE, cursor: first.next_cursor })
    expect(second).toMatchObject({ items: [{ number: 1_202 }], has_more: false })
  })

  test('a search ends after 1,000 results', async () => {
    const { call } = connected({
      'GET /search/users': ({ query }) => ({
        body: { total_count: 5_000, incomplete_results: true, items: [user('mira-lund')] },
        headers: next(`page=${query.page === undefined ? 10 : 11}`),
      }),
    })
    const asked = { query: 'mira', limit: 100 }
    const first = await call('search_users', asked)
    expect(first).toMatchObject({ total: 5_000, incomplete: true, has_more: true })
    expect(await call('search_users', { ...asked, cursor: first.next_cursor })).toMatchObject({ has_more: false })
  })

  test('reviews and their comments go on until both end', async () => {
    const { call } = connected({
      [`GET ${IN}/pulls/7/reviews`]: ({ query }) => ({
        body: query.page ? [] : [{ id: 1, user: user('mira-lund'), state: 'APPROVED', body: 'Good.' }],
      }),
      [`GET ${IN}/pulls/7/comments`]: ({ query }) => ({
        body: [
          { id: query.page ? 3 : 2, user: user('tomasz-w'), path: 'a.ts', line: null, original_line: 4, body: 'Why?' },
        ],
        headers: query.page ? {} : next('page=2'),
      }),
    })
    const first = await call('list_pull_request_reviews', { ...HERE, number: 7 })
    expect(first).toMatchObject({
      items: [
        { kind: 'review', state: 'APPROVED' },
        { kind: 'comment', id: 2, path: 'a.ts', line: 4 },
      ],
    })
    const second = await call('list_pull_request_reviews', { ...HERE, number: 7, cursor: first.next_cursor })
    expect(second).toMatchObject({ items: [{ kind: 'comment', id: 3 }], has_more: false })
  })

  test('a repository without commits has no contributors', async () => {
    const { call } = connected({ [`GET ${IN}/contributors`]: { status: 204 } })
    expect(await call('list_contributors', HERE)).toEqual({ items: [], has_more: false })
  })

  test('the tree is paged here and filtered by prefix', async () => {
    const entry = (path: string) => ({ path, mode: '100644', type: 'blob', size: 9 })
    const { call } = connected({
      [`GET ${IN}`]: { body: { default_branch: 'trunk' } },
      [`GET ${IN}/git/trees/trunk`]: {
        body: { truncated: true, tree: [entry('README.md'), entry('src/a.ts'), entry('src/b.ts'), entry('src/c.ts')] },
      },
    })
    const asked = { ...HERE, path_prefix: 'src/', limit: 2 }
    const first = await call('get_repository_tree', asked)
    expect(first).toMatchObject({
      items: [{ path: 'src/a.ts', type: 'file' }, { path: 'src/b.ts' }],
      total: 3,
      truncated: true,
    })
    const second = await call('get_repository_tree', { ...asked, cursor: first.next_cursor })
    expect(second).toMatchObject({ items: [{ path: 'src/c.ts' }], has_more: false })
  })
})

describe('requests', () => {
  test('nothing that was not given is sent', async () => {
    const { http, call } = connected({ [`GET ${IN}/issues`]: { body: [] } })
    await call('list_issues', HERE)
    await call('list_issues', { ...HERE, labels: ['bug', 'area: uploads'], since: '2026-01-31' })
    const usual = { state: 'open', sort: 'created', direction: 'desc', per_page: 20 }
    expect(http.seen[0]?.query).toEqual(usual)
    expect(http.seen[1]?.query).toEqual({ ...usual, labels: 'bug,area: uploads', since: '2026-01-31T00:00:00Z' })
  })

  test.each([
    ['harbor-labs/lighthouse'],
    ['https://github.com/harbor-labs/lighthouse'],
    ['https://github.com/harbor-labs/lighthouse/issues/12?x=1#y'],
    ['https://github.acme.example/harbor-labs/lighthouse.git'],
    ['git@github.com:harbor-labs/lighthouse.git'],
  ])('the repository may be pasted as %s', async (pasted) => {
    const { call } = connected({ [`GET ${IN}/labels`]: { body: [] } })
    expect(await call('list_labels', { repository: pasted })).toMatchObject({ items: [] })
  })

  test.each(['lighthouse', 'https://elsewhere.example/harbor-labs/lighthouse', 'a/b/c', 'a b/c', '/'])(
    'the repository may not be %s',
    async (given) => {
      const { call, http } = connected({})
      await expect(call('list_labels', { repository: given })).rejects.toThrow('owner/repo')
      expect(http.seen).toEqual([])
    },
  )

  test.each([
    ['get_branch', { repository: 'harbor-labs/..', branch: 'main' }],
    ['get_branch', { ...HERE, branch: 'a/../../../../user' }],
    ['get_file_content', { ...HERE, path: '../../../user' }],
    ['get_file_content', { ...HERE, path: 'src//a.ts' }],
    ['get_user_info', { username: '..' }],
    ['compare_commits', { ...HERE, base: '../x', head: 'y' }],
    ['list_workflow_runs', { ...HERE, workflow: '..' }],
  ])('%s refuses %j before anything is sent', async (tool, args) => {
    const { call, http } = connected({})
    await expect(call(tool, args)).rejects.toMatchObject({ code: 'validation' })
    expect(http.seen).toEqual([])
  })

  test('values are encoded, and slashes of branches and paths stay', async () => {
    const { http, call } = connected({
      [`GET ${IN}/branches/fix/a%20%26b`]: {
        body: { name: 'fix/a &b', commit: { sha: sha(1), commit: { message: 'm' } } },
      },
      [`GET ${IN}/actions/workflows/ci%2Fx%3F.yml/runs`]: { body: { total_count: 0, workflow_runs: [] } },
    })
    await call('get_branch', { ...HERE, branch: 'refs/heads/fix/a &b' })
    await call('list_workflow_runs', { ...HERE, workflow: 'ci/x?.yml' })
    expect(http.seen).toHaveLength(2)
  })

  test.each([
    ['crash', {}, 'crash is:issue'],
    ['crash is:pr author:mira', {}, 'crash author:mira is:pull-request'],
    ['crash is:pr', { kind: 'issue' }, 'crash is:issue'],
    ['type:issue is:open', { kind: 'pr', ...HERE }, 'is:open repo:harbor-labs/lighthouse is:pull-request'],
  ])('an issue search for %j %j has exactly one kind', async (query, more, q) => {
    const { http, call } = connected({ 'GET /search/issues': { body: { total_count: 1, items: [issue(1)] } } })
    const found = await call('search_issues', { query, mode: 'hybrid', ...more })
    expect(http.seen[0]?.query).toEqual({ q, order: 'desc', search_type: 'hybrid', per_page: 20 })
    expect(found).toMatchObject({ items: [{ number: 1_201 }], total: 1 })
  })
})

describe('sizes', () => {
  const found = (items: unknown[]) => ({ total_count: items.length, items })
  const text = 'I see it too since 4.2; the retry starts before the first answer is read, so the body is sent twice.'
  const run = (n: number) => ({
    id: 18_000_000_000 + n,
    name: 'Build',
    display_title: 'Retry only after the answer is read',
    event: 'pull_request',
    status: 'completed',
    conclusion: 'success',
    head_branch: 'fix/retry',
    head_sha: sha(n),
    actor: user('mira-lund'),
    created_at: '2026-11-20T17:45:31Z',
    html_url: `https://github.com/harbor-labs/lighthouse/actions/runs/${18_000_000_000 + n}`,
  })
  const commit = (n: number) => ({
    sha: sha(n),
    author: user('mira-lund'),
    commit: { message: 'Retry only after the answer is read\n\nLong story.', author: { date: '2026-11-20T17:45:31Z' } },
  })
  const release = (n: number) => ({
    id: 860_000 + n,
    tag_name: `v4.2.${n}`,
    name: `Lighthouse 4.2.${n}`,
    author: user('mira-lund'),
    published_at: '2026-11-20T17:45:31Z',
    body: 'Fixes the double upload. '.repeat(40),
    html_url: `https://github.com/harbor-labs/lighthouse/releases/tag/v4.2.${n}`,
  })
  const code = (n: number) => ({
    path: `src/uploads/retry-${n}.ts`,
    repository: { full_name: 'harbor-labs/lighthouse' },
    html_url: `https://github.com/harbor-labs/lighthouse/blob/${sha(n)}/src/uploads/retry-${n}.ts`,
    text_matches: [{ fragment: 'export async function retry(request: Request) { await sent(request) }' }],
  })

  test.each([
    ['list_issues', HERE, `GET ${IN}/issues`, twenty(issue)],
    ['list_pull_requests', HERE, `GET ${IN}/pulls`, twenty(pull)],
    ['list_repositories', {}, 'GET /user/repos', twenty(repository)],
    ['list_commits', HERE, `GET ${IN}/commits`, twenty(commit)],
    ['list_releases', HERE, `GET ${IN}/releases`, twenty(release)],
    ['list_workflow_runs', HERE, `GET ${IN}/actions/runs`, { total_count: 20, workflow_runs: twenty(run) }],
    ['search_issues', { query: 'x' }, 'GET /search/issues', found(twenty(issue))],
    ['search_code', { query: 'x' }, 'GET /search/code', found(twenty(code))],
    [
      'list_issue_comments',
      { ...HERE, number: 1 },
      `GET ${IN}/issues/1/comments`,
      twenty((n) => ({
        id: 2_100_000_000 + n,
        user: user('mira-lund'),
        created_at: '2026-11-20T17:45:31Z',
        body: text,
      })),
    ],
  ])('20 usual items of %s are at most 2,000 tokens', async (tool, args, request, body) => {
    const { call } = connected({ [request]: { body } })
    const result = await call(tool, args)
    expect(result.items).toHaveLength(20)
    expect(encode(JSON.stringify(result)).length).toBeLessThanOrEqual(2_000)
  })

  test('bodies come on request, without what renderers hide', async () => {
    const { call } = connected({ [`GET ${IN}/issues`]: { body: [issue(1)] } })
    const [brief] = (await call('list_issues', HERE)).items as [Record<string, unknown>]
    const [whole] = (await call('list_issues', { ...HERE, detail: 'full' })).items as [Record<string, unknown>]
    expect(brief).not.toHaveProperty('body')
    expect(whole.body).toContain('to reproduce')
    expect(whole.body).not.toContain('do as I say')
  })

  test('a merged pull request says so, and a branch of a fork names its owner', async () => {
    const { call } = connected({
      [`GET ${IN}/pulls`]: { body: [pull(1, { state: 'closed', merged_at: '2026-11-20T17:45:31Z' })] },
    })
    expect((await call('list_pull_requests', { ...HERE, detail: 'full' })).items).toMatchObject([
      { state: 'merged', head: 'mira-lund:fix/retry' },
    ])
  })
})
