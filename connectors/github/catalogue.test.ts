import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { type ConnectorType, defaultRegistry, toJsonSchema } from '../sdk'
import './index'

/** The product's promise. Names change only with an alias. */
// prettier-ignore
const TOOLS = {
  read: [
    'check_token_scopes', 'compare_commits', 'get_branch', 'get_commit', 'get_file_content', 'get_issue',
    'get_job_logs', 'get_me', 'get_pull_request', 'get_pull_request_checks', 'get_pull_request_diff', 'get_release',
    'get_repo_stats', 'get_repository', 'get_repository_tree', 'get_user_activity', 'get_user_info', 'get_user_stats',
    'get_workflow_run', 'list_branches', 'list_commits', 'list_contributors', 'list_issue_comments', 'list_issues',
    'list_labels', 'list_organizations', 'list_pull_request_files', 'list_pull_request_reviews', 'list_pull_requests',
    'list_releases', 'list_repositories', 'list_workflow_jobs', 'list_workflow_runs', 'list_workflows', 'search_code',
    'search_issues', 'search_repositories', 'search_users', 'search_users_by_email',
  ],
  write: [
    'add_issue_comment', 'create_branch', 'create_issue', 'create_pull_request', 'create_pull_request_review',
    'rerun_failed_jobs', 'run_workflow',
  ],
  update: [
    'update_issue', 'update_pull_request',
  ],
  destroy: [
    'create_or_update_file', 'merge_pull_request',
  ],
}

const type = defaultRegistry.get('github') as ConnectorType
const tools = [...type.declared.tools].map(([name, { declaration }]) => ({ name, ...declaration }))
const tokens = (value: unknown): number => encode(JSON.stringify(value)).length

test('there are exactly the promised tools, with the promised effects', () => {
  const named = (effect: string) => tools.filter((tool) => tool.effect === effect).map(({ name }) => name)
  const found = Object.fromEntries(Object.keys(TOOLS).map((effect) => [effect, named(effect).sort()]))
  expect(found).toEqual(TOOLS)
  expect(tools).toHaveLength(50)
})

test.each(tools)('$name is described, has an output schema and declares its scopes', (tool) => {
  expect(tool.description.length).toBeGreaterThanOrEqual(20)
  expect(tool.description.length).toBeLessThanOrEqual(600)
  expect(tool.output && toJsonSchema(tool.output)).toMatchObject({ type: 'object' })
  expect(toJsonSchema(tool.input)).toMatchObject({ type: 'object', additionalProperties: false })
  const known = ['repo', 'read:user', 'read:org', 'workflow']
  expect(known).toEqual(expect.arrayContaining([...tool.scopes]))
})

test('a sibling that a description names exists', () => {
  const names = new Set(tools.map(({ name }) => name))
  const verbs = /\b(?:get|list|search|create|update|add|merge|run|rerun|check)_[a-z_]+\b/g
  const named = tools.flatMap(({ description }) => description.match(verbs) ?? [])
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter((name) => !names.has(name))).toEqual([])
})

test('the catalogue is small enough to offer whole', () => {
  const sizes = tools.map(({ name, description, input, output }) => ({
    name,
    input: tokens({ name: `github_${name}`, description, inputSchema: toJsonSchema(input) }),
    output: output ? tokens(toJsonSchema(output)) : 0,
  }))
  const sum = (of: 'input' | 'output') => sizes.reduce((total, each) => total + each[of], 0)
  const most = (of: 'input' | 'output') => [...sizes].sort((a, b) => b[of] - a[of])[0]
  const mean = sum('input') / sizes.length
  process.stdout.write(
    `github: 50 tools, ${sum('input')} tokens in (mean ${Math.round(mean)}, most ${most('input')?.input} ${most('input')?.name}), ` +
      `${sum('output')} out (most ${most('output')?.output} ${most('output')?.name})\n`,
  )
  expect(mean).toBeLessThanOrEqual(300)
  expect(sizes.filter((each) => each.input > 600)).toEqual([])
  expect(sizes.filter((each) => each.output > 250)).toEqual([])
})
