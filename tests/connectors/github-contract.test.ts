import { encodeCursor, type Schema, toJsonSchema } from '../../connectors/sdk'
import { validator } from '../../server/tools/validator'
import { type ArgumentHints, argumentSets, facets, usedFacets } from '../support/vendors/arguments'
import { FakeGitHub } from '../support/vendors/github'
import { github, GitHubCaller } from '../support/vendors/github-caller'
import { blobSha } from '../support/vendors/github-state'

/** Every tool of the product's promise; none may go missing. */
const TOOLS = [
  'get_me', 'check_token_scopes', 'list_repositories', 'get_repository', 'search_repositories', 'get_file_content',
  'get_repository_tree', 'search_code', 'list_branches', 'get_branch', 'create_branch', 'create_or_update_file',
  'list_commits', 'get_commit', 'compare_commits', 'list_contributors', 'get_repo_stats', 'list_releases', 'get_release',
  'list_issues', 'get_issue', 'list_issue_comments', 'search_issues', 'create_issue', 'update_issue',
  'add_issue_comment', 'list_labels', 'list_pull_requests', 'get_pull_request', 'get_pull_request_diff',
  'list_pull_request_files', 'list_pull_request_reviews', 'get_pull_request_checks', 'create_pull_request',
  'update_pull_request', 'create_pull_request_review', 'merge_pull_request', 'list_workflows', 'list_workflow_runs',
  'get_workflow_run', 'list_workflow_jobs', 'get_job_logs', 'run_workflow', 'rerun_failed_jobs', 'list_organizations',
  'get_user_info', 'search_users', 'search_users_by_email', 'get_user_activity', 'get_user_stats',
] // prettier-ignore

const README = Buffer.from('# Lighthouse\n\nKeeps the lamp turning.\n')

const VALUES = {
  repository: 'harbor-labs/lighthouse',
  ref: 'main',
  branch: 'main',
  base: 'main',
  head: 'fix/stable-power',
  path: 'README.md',
  username: 'ada-north',
  email: 'ada@example.com',
  query: 'lamp repo:harbor-labs/lighthouse',
  since: '2026-01-31',
  until: '2026-11-01T10:00:00Z',
  number: 42,
  milestone: '1',
  run_id: 440001,
  job_id: 870001,
  id: 860002,
  tag: 'v1.4.0',
  workflow: 'build.yml',
  sha: '9b3ad0c15e7f42869b3ad0c15e7f42869b3ad0c1',
  head_sha: '9b3ad0c15e7f42869b3ad0c15e7f42869b3ad0c1',
  commit_id: '9b3ad0c15e7f42869b3ad0c15e7f42869b3ad0c1',
}

/** What one tool's schema cannot say. */
const HINTS: Readonly<Record<string, Partial<ArgumentHints>>> = {
  create_branch: { values: { branch: 'feature/fog-horn', from: 'main' } },
  create_or_update_file: { values: { sha: blobSha(README) } },
  get_release: { apart: ['tag', 'id'] },
  update_issue: { needs: { title: 'Lamp stays dark', state: 'closed' } },
  update_pull_request: { needs: { title: 'Wait for power' } },
  create_pull_request_review: { needs: { body: 'Good.' } },
}

const tools = [...github.declared.tools].map(([name, { declaration }]) => {
  const schema = toJsonSchema(declaration.input)
  const own = HINTS[name] ?? {}
  const about = name.includes('pull_request') ? { number: 43 } : {}
  const sets = argumentSets(schema, { ...own, values: { ...VALUES, ...about, ...own.values } })
  return { name, declaration, schema, sets: sets.map((set) => withCursor(declaration.input, set)) }
})

/** A cursor is tied to the other arguments of its call. */
function withCursor(input: Schema, set: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!('cursor' in set)) return set
  const parsed = validator(input)(set)
  if (!parsed.ok) throw parsed.error
  return { ...set, cursor: encodeCursor({ vendor: 'page=2', skip: 0 }, parsed.value as Record<string, unknown>) }
}

let fake: FakeGitHub
let caller: GitHubCaller

beforeAll(async () => {
  fake = await FakeGitHub.start({ 'token-a': { tenant: 'a', scopes: ['repo', 'workflow', 'read:org', 'read:user'] } })
  caller = new GitHubCaller(fake.url)
})
beforeEach(() => fake.reset())
afterAll(async () => {
  caller.close()
  await fake.close()
})

test('the type has exactly the promised tools', () => {
  expect(tools.map(({ name }) => name).sort()).toEqual([...TOOLS].sort())
})

describe.each(tools)('$name', ({ name, declaration, schema, sets }) => {
  test('the argument sets use every argument, enum value and union branch', () => {
    expect([...new Set(sets.flatMap((set) => usedFacets(schema, set)))]).toEqual(expect.arrayContaining(facets(schema)))
  })

  test('GitHub accepts the requests of every argument set, and the results fit the output schema', async () => {
    if (!declaration.output) throw new Error('A tool of this type has an output schema.')
    const fits = validator(declaration.output)
    for (const args of sets) {
      fake.reset()
      const result = await caller.call(name, args).catch((error: unknown) => error)
      const seen = { args, violations: fake.violations, error: result instanceof Error ? result : undefined }
      expect(seen).toEqual({ args, violations: [], error: undefined })
      expect(fake.requests.length).toBeGreaterThan(0)
      expect({ args, ...fits(result) }).toMatchObject({ ok: true })
    }
  })
})

/** Arguments that shape our answer and are none of the vendor's business. */
const LOCAL: Readonly<Record<string, readonly string[]>> = {
  get_file_content: ['start_line', 'end_line'],
  get_repository_tree: ['path_prefix', 'limit', 'cursor'],
  get_commit: ['detail'],
  compare_commits: ['patches', 'limit', 'cursor'],
  list_issues: ['detail'],
  list_issue_comments: ['detail'],
  list_pull_requests: ['detail'],
  get_pull_request_diff: ['max_bytes'],
  list_pull_request_files: ['patches'],
  list_workflow_jobs: ['failed_only', 'detail'],
  get_job_logs: ['tail_lines', 'timestamps'],
}

test.each(tools)('every optional argument of $name reaches the vendor', async ({ name, schema, sets }) => {
  const asked = async (args: Readonly<Record<string, unknown>>) => {
    fake.reset()
    await caller.call(name, args)
    return fake.requests.map(({ method, url, body }) => ({ method, url, body }))
  }
  const [smallest = {}] = sets
  const usual = JSON.stringify(await asked(smallest))
  const silent: string[] = []
  for (const argument of Object.keys(schema['properties'] ?? {})) {
    if (argument in smallest) continue
    const alone = sets.filter((set) => argument in set && Object.keys(set).length === Object.keys(smallest).length + 1)
    const requests = []
    for (const set of alone) requests.push(JSON.stringify(await asked(set)))
    if (requests.every((each) => each === usual)) silent.push(argument)
  }
  expect(silent).toEqual(LOCAL[name] ?? [])
})

test('the resource of files and the check of the credential make accepted requests, too', async () => {
  const { connector, ctx } = caller.connector('read')
  await expect(
    connector.readResource('github://harbor-labs/lighthouse/contents/src/lamp.ts', ctx),
  ).resolves.toMatchObject({
    text: expect.stringContaining('lamp.on()') as string,
  })
  const picture = await connector.readResource('github://harbor-labs/lighthouse/contents/assets/lens.png', ctx)
  expect(picture).toMatchObject({ blob: expect.stringMatching(/^iVBORw0KGgo/) as string })
  await expect(connector.validateAuth(ctx)).resolves.toMatchObject({
    account: 'ada-north',
    scopes: ['repo', 'workflow', 'read:org', 'read:user'],
  })
  expect(fake.violations).toEqual([])
})

/** Lists with a cursor whose vendor answer has pages, and the operation behind each. */
const PAGED: Readonly<Record<string, string>> = {
  list_repositories: 'repos/list-for-authenticated-user',
  search_repositories: 'search/repos',
  search_code: 'search/code',
  list_branches: 'repos/list-branches',
  list_commits: 'repos/list-commits',
  get_commit: 'repos/get-commit',
  list_contributors: 'repos/list-contributors',
  list_releases: 'repos/list-releases',
  list_issues: 'issues/list-for-repo',
  list_issue_comments: 'issues/list-comments',
  search_issues: 'search/issues-and-pull-requests',
  list_labels: 'issues/list-labels-for-repo',
  list_pull_requests: 'pulls/list',
  list_pull_request_files: 'pulls/list-files',
  list_pull_request_reviews: 'pulls/list-reviews',
  list_workflows: 'actions/list-repo-workflows',
  list_workflow_runs: 'actions/list-workflow-runs-for-repo',
  list_workflow_jobs: 'actions/list-jobs-for-workflow-run',
  list_organizations: 'orgs/list-for-authenticated-user',
  search_users: 'search/users',
  search_users_by_email: 'search/users',
}

/** These slice one answer of the vendor, so that no request of theirs has a page. */
const SLICED = ['get_repository_tree', 'compare_commits']

test('every tool with a cursor is tried for paging', () => {
  const withCursors = tools.filter(({ schema }) => facets(schema).includes('.cursor')).map(({ name }) => name)
  expect(withCursors.sort()).toEqual([...Object.keys(PAGED), ...SLICED].sort())
})

test.each(Object.entries(PAGED))('%s gives every item once, page by page', async (name, operation) => {
  fake.generate(operation, 25)
  const { sets } = tools.find((tool) => tool.name === name) ?? { sets: [] }
  const sizes: number[] = []
  let cursor: string | undefined
  do {
    const page = (await caller.call(name, { ...sets[0], limit: 10, ...(cursor === undefined ? {} : { cursor }) })) as {
      items: { kind?: string }[]
      next_cursor?: string
      has_more: boolean
    }
    // The comments beside the reviews are another operation.
    const items = page.items.filter(({ kind }) => kind !== 'comment')
    sizes.push(items.length)
    expect(page.has_more).toBe(page.next_cursor !== undefined)
    cursor = page.next_cursor
  } while (cursor !== undefined && sizes.length < 9)
  expect(sizes).toEqual([10, 10, 5])
  expect(fake.requests.filter(({ id }) => id === operation).map(({ url }) => pageOf(url))).toEqual(['1', '2', '3'])
  expect(fake.violations).toEqual([])
})

const pageOf = (url: string): string => new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('page') ?? '1'
