import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { ConnectorError } from '../../connectors/sdk'
import { github, GitHubCaller } from '../support/vendors/github-caller'

/*
 * A second opinion that we did not write: the `emulate` package's stateful GitHub answers the same tools. It is looser
 * about requests than our fake, so here the flows count.
 */

/** What it does not have, and a call that shows it: when it learns to, the test says so. */
const LACKING: Readonly<Record<string, { why: string; args: Readonly<Record<string, unknown>> }>> = {
  get_branch: {
    why: 'branches come without the details of their commit, which GitHub always sends',
    args: { branch: 'main' },
  },
  get_pull_request_checks: { why: 'no combined status of a commit', args: { number: 2 } },
  get_user_activity: { why: 'no events', args: { username: 'ada-north' } },
  get_workflow_run: { why: 'no way to make a workflow, so there are no runs', args: { run_id: 1 } },
  run_workflow: { why: 'no way to make a workflow', args: { workflow: 'build.yml', ref: 'main' } },
  rerun_failed_jobs: { why: 'whole runs only', args: { run_id: 1 } },
  list_workflow_jobs: { why: 'no way to make a workflow, so there are no runs', args: { run_id: 1 } },
  get_job_logs: { why: 'no way to make a workflow, so there are no jobs', args: { job_id: 1 } },
}

const repository = 'ada-north/lighthouse'
const used = new Set<string>()
let emulate: ChildProcess
let origin: string
let caller: GitHubCaller

beforeAll(async () => {
  const script = require.resolve('../support/vendors/emulate.mjs')
  emulate = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(emulate.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  origin = line.toString().trim()
  caller = new GitHubCaller(origin)
})
afterAll(async () => {
  caller.close()
  const gone = once(emulate, 'exit')
  emulate.stdin?.end()
  await gone
})

async function call<T = Record<string, unknown>>(
  tool: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  used.add(tool)
  return (await caller.call(tool, args)) as T
}

/** What no tool of ours makes. */
async function make(path: string, body: unknown): Promise<void> {
  const headers = { authorization: 'Bearer token-a', 'content-type': 'application/json' }
  const made = await fetch(`${origin}/repos/${repository}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!made.ok) throw new Error(`POST ${path}: ${made.status} ${await made.text()}`)
}

const items = (expected: object) => ({ items: expect.arrayContaining([expect.objectContaining(expected)]) as unknown })

test('who am I, and where', async () => {
  await expect(call('get_me')).resolves.toMatchObject({ login: 'ada-north', name: 'Ada North' })
  await call('check_token_scopes')
  await expect(call('list_organizations')).resolves.toMatchObject(items({ login: 'harbor-labs' }))
  await expect(call('list_repositories', { sort: 'full_name' })).resolves.toMatchObject(items({ repository }))
  await expect(call('get_user_info', { username: 'ben-quay' })).resolves.toMatchObject({ login: 'ben-quay' })
  await expect(call('get_user_stats', { username: 'ada-north' })).resolves.toMatchObject({ counted_repos: 1 })
  await expect(call('search_users', { query: 'ada' })).resolves.toMatchObject(items({ login: 'ada-north' }))
  await call('search_users_by_email', { email: 'ada@example.com' })
})

test('a branch, a file on it, its history', async () => {
  await expect(call('get_repository', { repository })).resolves.toMatchObject({ repository, default_branch: 'main' })
  await call('create_branch', { repository, branch: 'fix/stable-power' })
  await expect(call('list_branches', { repository })).resolves.toMatchObject(items({ name: 'fix/stable-power' }))
  const file = { repository, path: 'src/lamp.ts', branch: 'fix/stable-power' }
  const made = await call<{ sha: string; commit_sha: string }>('create_or_update_file', {
    ...file,
    content: 'lamp.on()\n',
    message: 'Add the lamp',
  })
  expect(made).toMatchObject({ created: true })
  const replaced = await call('create_or_update_file', { ...file, content: 'lamp.off()\n', message: 'Turn it off' })
  expect(replaced).toMatchObject({ created: false, replaced_sha: made.sha })
  const ref = 'fix/stable-power'
  const read = await call('get_file_content', { repository, path: 'src/lamp.ts', ref })
  expect(read).toMatchObject({ type: 'file', text: expect.stringContaining('lamp.off()') as string })
  await expect(call('get_repository_tree', { repository, ref: made.commit_sha })).resolves.toMatchObject(
    items({ path: 'src/lamp.ts' }),
  )
  await expect(call('list_commits', { repository, ref })).resolves.toMatchObject(items({ message: 'Turn it off' }))
  await expect(call('get_commit', { repository, ref: made.commit_sha })).resolves.toMatchObject({
    sha: made.commit_sha,
  })
  const compared = await call('compare_commits', { repository, base: 'main', head: ref })
  expect(compared).toMatchObject({ status: 'ahead', ahead_by: 2 })
  await call('get_repo_stats', { repository })
  await call('list_contributors', { repository })
  await call('search_code', { query: `lamp repo:${repository}` })
  await expect(call('search_repositories', { query: 'lighthouse' })).resolves.toMatchObject(items({ repository }))
})

test('an issue from its opening to its end', async () => {
  await make('/labels', { name: 'bug', color: 'd73a4a' })
  await expect(call('list_labels', { repository })).resolves.toMatchObject(items({ name: 'bug' }))
  const { number } = await call<{ number: number }>('create_issue', {
    repository,
    title: 'Lamp stays dark',
    body: 'After a power cut.',
    labels: ['bug'],
  })
  await expect(call('list_issues', { repository, labels: ['bug'] })).resolves.toMatchObject(items({ number }))
  await call('add_issue_comment', { repository, number, body: 'Seen again.' })
  await expect(call('list_issue_comments', { repository, number })).resolves.toMatchObject(
    items({ body: 'Seen again.' }),
  )
  const closed = await call('update_issue', { repository, number, state: 'closed', state_reason: 'completed' })
  expect(closed).toMatchObject({ number, state: 'closed' })
  await expect(call('get_issue', { repository, number })).resolves.toMatchObject({ state: 'closed', labels: ['bug'] })
  await expect(call('list_issues', { repository })).resolves.toMatchObject({ items: [] })
  await expect(call('search_issues', { query: 'lamp', repository })).resolves.toMatchObject(items({ number }))
})

test('a pull request from its opening to its merge', async () => {
  const opened = { repository, title: 'Wait for power', head: 'fix/stable-power', base: 'main', body: 'Closes #1.' }
  const { number } = await call<{ number: number }>('create_pull_request', opened)
  await expect(call('list_pull_requests', { repository })).resolves.toMatchObject(items({ number }))
  await expect(call('list_pull_request_files', { repository, number })).resolves.toHaveProperty('items')
  await call('get_pull_request_diff', { repository, number })
  await call('update_pull_request', { repository, number, title: 'Wait for stable power' })
  await call('create_pull_request_review', { repository, number, event: 'COMMENT', body: 'Good.' })
  await expect(call('list_pull_request_reviews', { repository, number })).resolves.toMatchObject(
    items({ body: 'Good.' }),
  )
  await expect(call('merge_pull_request', { repository, number, method: 'squash' })).resolves.toMatchObject({
    merged: true,
  })
  const merged = await call('get_pull_request', { repository, number })
  expect(merged).toMatchObject({ title: 'Wait for stable power', merged: true })
})

test('releases and workflows', async () => {
  await make('/releases', { tag_name: 'v1.0.0', name: 'First' })
  await expect(call('list_releases', { repository })).resolves.toMatchObject(items({ tag: 'v1.0.0' }))
  await expect(call('get_release', { repository })).resolves.toMatchObject({ tag: 'v1.0.0' })
  await expect(call('get_release', { repository, tag: 'v1.0.0' })).resolves.toMatchObject({ name: 'First' })
  await call('list_workflows', { repository })
  await call('list_workflow_runs', { repository })
})

test.each([
  ['an unknown repository', 'get_repository', { repository: 'ada-north/nothing' }, 'not_found'],
  ['an unknown issue', 'get_issue', { repository, number: 4_242 }, 'not_found'],
  ['a branch that exists', 'create_branch', { repository, branch: 'main' }, 'conflict'],
])('%s is refused in our words', async (_what, tool, args, code) => {
  const error: unknown = await caller.call(tool, args).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConnectorError)
  expect(error).toMatchObject({ code })
})

test.each(Object.entries(LACKING))('%s is still lacking', async (tool, { args }) => {
  const where = 'username' in args ? {} : { repository }
  await expect(caller.call(tool, { ...where, ...args })).rejects.toThrow()
})

test('every tool was called, or is known to be lacking here', () => {
  const known = [...used, ...Object.keys(LACKING)]
  expect(known.sort()).toEqual([...github.declared.tools.keys()].sort())
})
