import { FakeGitHub } from '../support/vendors/github'
import { github, GitHubCaller } from '../support/vendors/github-caller'
import { blobSha } from '../support/vendors/github-state'
import { contractSuite } from '../support/vendors/suites/contract-suite'
import { pagingSuite } from '../support/vendors/suites/paging-suite'
import type { ListFacts, ToolFacts, VendorSubject } from '../support/vendors/suites/subject'

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

const ofPulls = [...github.declared.tools.keys()].filter((name) => name.includes('pull_request'))

/** What one tool's schema cannot say. */
const HINTS: NonNullable<ToolFacts['hints']> = {
  ...Object.fromEntries(ofPulls.map((name) => [name, { values: { number: 43 } }])),
  create_branch: { values: { branch: 'feature/fog-horn', from: 'main' } },
  create_or_update_file: { values: { sha: blobSha(README) } },
  get_repository_tree: { values: { path_prefix: 'src' } },
  get_release: { apart: ['tag', 'id'] },
  update_issue: { needs: { title: 'Lamp stays dark', state: 'closed' } },
  update_pull_request: { values: { number: 43 }, needs: { title: 'Wait for power' } },
  create_pull_request_review: { values: { number: 43 }, needs: { body: 'Good.' } },
}

/** Arguments that shape our answer and are none of the vendor's business. */
const LOCAL: NonNullable<ToolFacts['local']> = {
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

/** Every tool with a cursor, and the operations behind it. */
const LISTS: Readonly<Record<string, ListFacts>> = {
  list_repositories: { operation: 'repos/list-for-authenticated-user' },
  search_repositories: { operation: 'search/repos' },
  search_code: { operation: 'search/code' },
  list_branches: { operation: 'repos/list-branches' },
  list_commits: { operation: 'repos/list-commits' },
  get_commit: { operation: 'repos/get-commit' },
  list_contributors: { operation: 'repos/list-contributors' },
  // Each of them a pre-release, which has the longest names.
  list_releases: { operation: 'repos/list-releases', tokens: 2_200 },
  list_issues: { operation: 'issues/list-for-repo' },
  list_issue_comments: { operation: 'issues/list-comments' },
  search_issues: { operation: 'search/issues-and-pull-requests' },
  list_labels: { operation: 'issues/list-labels-for-repo' },
  list_pull_requests: { operation: 'pulls/list' },
  list_pull_request_files: { operation: 'pulls/list-files' },
  list_pull_request_reviews: { operation: 'pulls/list-reviews', counts: ({ kind }) => kind !== 'comment' },
  list_workflows: { operation: 'actions/list-repo-workflows' },
  list_workflow_runs: { operation: ['actions/list-workflow-runs-for-repo', 'actions/list-workflow-runs'] },
  list_workflow_jobs: { operation: 'actions/list-jobs-for-workflow-run' },
  list_organizations: { operation: 'orgs/list-for-authenticated-user' },
  search_users: { operation: 'search/users' },
  search_users_by_email: { operation: 'search/users' },
  get_repository_tree: { operation: 'git/get-tree', sliced: true },
  compare_commits: { operation: 'repos/compare-commits-with-basehead', sliced: true },
}

const SCOPES = ['repo', 'workflow', 'read:org', 'read:user']
const subject: VendorSubject = {
  type: 'github',
  start: () => FakeGitHub.start({ 'token-a': { tenant: 'a', scopes: SCOPES } }, { tenant: 'a' }),
}
const facts: ToolFacts = { values: VALUES, hints: HINTS, local: LOCAL, lists: LISTS }

describe('contract', () => contractSuite(subject, facts))
describe('paging', () => pagingSuite(subject, facts))

test('the resource of files and the check of the credential make accepted requests, too', async () => {
  const fake = await subject.start()
  const caller = new GitHubCaller(fake.url)
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
    scopes: SCOPES,
  })
  expect(fake.violations).toEqual([])
  caller.close()
  await fake.close()
})
