import { connected, context } from './vendor-double'

const HERE = { repository: 'harbor-labs/lighthouse' }
const IN = '/repos/harbor-labs/lighthouse'
const SHA = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'
const pull = {
  number: 7,
  title: 'Retry',
  state: 'open',
  html_url: 'u',
  head: { ref: 'x', sha: SHA },
  base: { ref: 'main', sha: 'b' },
}
const issue = { number: 7, title: 'Dark', state: 'open', html_url: 'u' }

describe('the account', () => {
  const user = { login: 'mira-lund', type: 'User', html_url: 'u' }

  test('is told with scopes and rate limit', async () => {
    const headers = {
      'x-oauth-scopes': 'repo, read:org',
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4987',
      'x-ratelimit-reset': '1795000000',
    }
    const { call, github } = connected({ 'GET /user': { body: user, headers } })
    expect(await call('get_me', {})).toMatchObject({
      login: 'mira-lund',
      scopes: ['repo', 'read:org'],
      rate_limit: { limit: 5_000, remaining: 4_987, resets_at: '2026-11-18T11:06:40.000Z' },
    })
    expect(await github.validateAuth(context)).toEqual({ account: 'mira-lund', scopes: ['repo', 'read:org'] })
  })

  test('has no list of scopes when the token has permissions instead', async () => {
    const { call, github } = connected({ 'GET /user': { body: user } })
    expect(await call('check_token_scopes', {})).toEqual({ login: 'mira-lund', token_kind: 'fine-grained or app' })
    expect(await github.validateAuth(context)).toEqual({ account: 'mira-lund' })
  })

  test('may have a token without any scope', async () => {
    const { call } = connected({ 'GET /user': { body: user, headers: { 'x-oauth-scopes': '' } } })
    expect(await call('check_token_scopes', {})).toMatchObject({ token_kind: 'classic or OAuth', scopes: [] })
  })
})

describe('writes', () => {
  test('change only what was given; null and an empty list clear', async () => {
    const { call, http } = connected({ [`PATCH ${IN}/issues/7`]: { body: issue } })
    await call('update_issue', { ...HERE, number: 7, labels: [], milestone: null })
    await call('update_issue', { ...HERE, number: 7, state: 'closed', state_reason: 'not_planned' })
    expect(http.seen.map(({ body }) => body)).toEqual([
      { labels: [], milestone: null },
      { state: 'closed', state_reason: 'not_planned' },
    ])
  })

  test.each(['update_issue', 'update_pull_request'])('%s wants something to change', async (tool) => {
    await expect(connected({}).call(tool, { ...HERE, number: 7 })).rejects.toThrow('at least one field')
  })

  test('unknown fields are refused', async () => {
    await expect(connected({}).call('create_issue', { ...HERE, title: 'x', asignees: [] })).rejects.toThrow('asignees')
  })

  test('a branch starts at the head of another, of the default one, or at a commit', async () => {
    const { call, http } = connected({
      [`GET ${IN}`]: { body: { default_branch: 'trunk' } },
      [`GET ${IN}/git/ref/heads/trunk`]: { body: { object: { sha: SHA } } },
      [`GET ${IN}/git/ref/heads/fix/x`]: { body: { object: { sha: SHA } } },
      [`POST ${IN}/git/refs`]: { status: 201, body: {} },
    })
    expect(await call('create_branch', { ...HERE, branch: 'new' })).toEqual({ branch: 'new', sha: SHA, from: 'trunk' })
    await call('create_branch', { ...HERE, branch: 'refs/heads/new', from: 'refs/heads/fix/x' })
    await call('create_branch', { ...HERE, branch: 'new', from: SHA })
    const posted = http.seen.filter(({ method }) => method === 'POST')
    expect(posted.map(({ body }) => body)).toEqual([1, 2, 3].map(() => ({ ref: 'refs/heads/new', sha: SHA })))
  })

  test('a merge sends the expected head', async () => {
    const { call, http } = connected({
      [`PUT ${IN}/pulls/7/merge`]: { body: { merged: true, sha: 'm', message: 'Hi' } },
    })
    expect(await call('merge_pull_request', { ...HERE, number: 7, method: 'squash', sha: SHA })).toEqual({
      merged: true,
      sha: 'm',
    })
    expect(http.seen[0]?.body).toEqual({ merge_method: 'squash', sha: SHA })
  })

  test('a review carries its comments, and says something unless it approves', async () => {
    const { call, http } = connected({ [`POST ${IN}/pulls/7/reviews`]: { body: { id: 1, state: 'APPROVED' } } })
    await call('create_pull_request_review', { ...HERE, number: 7, event: 'APPROVE' })
    await call('create_pull_request_review', {
      ...HERE,
      number: 7,
      comments: [{ path: 'a.ts', line: 3, body: 'Why?' }],
    })
    expect(http.seen.map(({ body }) => body)).toEqual([
      { event: 'APPROVE' },
      { event: 'COMMENT', comments: [{ path: 'a.ts', line: 3, side: 'RIGHT', body: 'Why?' }] },
    ])
    await expect(call('create_pull_request_review', { ...HERE, number: 7 })).rejects.toThrow('Say something')
  })

  test('a workflow starts whether or not the vendor names the run', async () => {
    const where = `POST ${IN}/actions/workflows/ci.yml/dispatches`
    const args = { ...HERE, workflow: 'ci.yml', ref: 'main', inputs: { level: 2, dry: true } }
    const old = connected({ [where]: { status: 204 } })
    expect(await old.call('run_workflow', args)).toMatchObject({ started: true, hint: expect.any(String) })
    expect(old.http.seen[0]?.body).toEqual({ ref: 'main', inputs: { level: 2, dry: true } })
    const current = connected({ [where]: { body: { workflow_run_id: 9, html_url: 'u' } } })
    expect(await current.call('run_workflow', args)).toEqual({ started: true, run_id: 9, url: 'u' })
  })
})

describe('reads', () => {
  test('a release by tag, by id, or the latest', async () => {
    const body = { id: 5, tag_name: 'v1/a', html_url: 'u', body: 'All <!-- hidden --> notes' }
    const { call } = connected({
      [`GET ${IN}/releases/latest`]: { body },
      [`GET ${IN}/releases/tags/v1/a`]: { body },
      [`GET ${IN}/releases/5`]: { body },
    })
    for (const which of [{}, { tag: 'v1/a' }, { id: 5 }]) {
      expect(await call('get_release', { ...HERE, ...which })).toMatchObject({ id: 5, notes: 'All  notes' })
    }
    await expect(call('get_release', { ...HERE, tag: 'x', id: 5 })).rejects.toThrow('not both')
  })

  test('a diff is cut at a line, and says how large it is', async () => {
    const diff = '+ ä line of a diff\n'.repeat(100)
    const { call, http } = connected({ [`GET ${IN}/pulls/7`]: { body: diff } })
    const cut = await call('get_pull_request_diff', { ...HERE, number: 7, max_bytes: 1_000 })
    expect(cut).toMatchObject({ bytes: 2_000, truncated: true })
    expect(cut.diff).toBe('+ ä line of a diff\n'.repeat(50))
    expect(await call('get_pull_request_diff', { ...HERE, number: 7 })).toEqual({ diff, bytes: 2_000 })
    expect(http.seen[0]?.headers).toEqual({ accept: 'application/vnd.github.diff' })
  })

  const checks = (runs: object[], statuses: object[]) =>
    connected({
      [`GET ${IN}/pulls/7`]: { body: pull },
      [`GET ${IN}/commits/${SHA}/check-runs`]: { body: { total_count: runs.length, check_runs: runs } },
      [`GET ${IN}/commits/${SHA}/status`]: { body: { total_count: statuses.length, statuses } },
    }).call('get_pull_request_checks', { ...HERE, number: 7 })
  const passed = { name: 'build', status: 'completed', conclusion: 'success' }

  test.each([
    ['success', [passed, { ...passed, conclusion: 'skipped' }], [{ context: 'ci', state: 'success' }]],
    ['pending', [passed, { name: 'e2e', status: 'in_progress', conclusion: null }], []],
    [
      'failure',
      [passed],
      [
        { context: 'ci', state: 'error' },
        { context: 'x', state: 'pending' },
      ],
    ],
    ['failure', [{ ...passed, conclusion: 'timed_out' }, passed], []],
    ['none', [], []],
  ])('the checks are %s for %j and %j', async (state, runs, statuses) => {
    const result = await checks(runs, statuses)
    expect(result).toMatchObject({ head_sha: SHA, state, total: runs.length + statuses.length })
    if (state !== 'none') expect((result.checks as { state: string }[])[0]?.state).toBe(state)
  })

  test('a failure of one of several calls is the failure of the tool', async () => {
    const { call } = connected({ [`GET ${IN}`]: { body: {} }, [`GET ${IN}/languages`]: { status: 500 } })
    await expect(call('get_repo_stats', HERE)).rejects.toThrow('500')
  })

  test('the jobs of a run, failed ones alone, with the steps that matter', async () => {
    const step = (number: number, conclusion: string) => ({ number, name: `step ${number}`, conclusion })
    const jobs = [
      { id: 1, name: 'ok', conclusion: 'success', steps: [step(1, 'success')] },
      {
        id: 2,
        name: 'bad',
        conclusion: 'failure',
        steps: [step(1, 'success'), step(2, 'failure'), step(3, 'skipped')],
      },
    ]
    const { call } = connected({ [`GET ${IN}/actions/runs/5/jobs`]: { body: { total_count: 2, jobs } } })
    const args = { ...HERE, run_id: 5, failed_only: true }
    expect((await call('list_workflow_jobs', args)).items).toEqual([
      { id: 2, name: 'bad', conclusion: 'failure', steps: [{ number: 2, name: 'step 2', result: 'failure' }] },
    ])
    expect((await call('list_workflow_jobs', { ...args, detail: 'full' })).items).toMatchObject([
      { steps: [{}, {}, {}] },
    ])
  })

  test('the end of a log, without colours and times', async () => {
    const line = (n: number) => `2026-11-20T17:45:31.1234567Z \u001B[31mline ${n}\u001B[0m\r\n`
    const log = `\uFEFF${Array.from({ length: 300 }, (_, i) => line(i + 1)).join('')}`
    const { call, http } = connected({
      [`DOWNLOAD ${IN}/actions/jobs/9/logs`]: { body: new TextEncoder().encode(log) },
    })
    expect(await call('get_job_logs', { ...HERE, job_id: 9, tail_lines: 2 })).toEqual({
      log: 'line 299\nline 300',
      start_line: 299,
      total_lines: 300,
      truncated: true,
    })
    expect(await call('get_job_logs', { ...HERE, job_id: 9, tail_lines: 1, timestamps: true })).toMatchObject({
      log: '2026-11-20T17:45:31.1234567Z line 300',
    })
    expect(http.seen.every(({ method }) => method === 'DOWNLOAD')).toBe(true)
  })

  test('a comparison gives its files page by page and its commits once', async () => {
    const files = [1, 2, 3].map((n) => ({
      filename: `${n}.ts`,
      status: 'modified',
      additions: n,
      deletions: 0,
      patch: '@@',
    }))
    const commits = [{ sha: SHA, commit: { message: 'One\n\nmore', author: { name: 'Mira' } } }]
    const { call } = connected({
      [`GET ${IN}/compare/main...fix/x`]: { body: { status: 'ahead', ahead_by: 1, behind_by: 0, commits, files } },
    })
    const args = { ...HERE, base: 'main', head: 'fix/x', limit: 2 }
    const first = await call('compare_commits', args)
    expect(first).toMatchObject({
      status: 'ahead',
      commits: [{ message: 'One', author: 'Mira' }],
      total: 3,
      has_more: true,
    })
    expect(JSON.stringify(first)).not.toContain('patch')
    const second = await call('compare_commits', { ...args, cursor: first.next_cursor })
    expect(second).toMatchObject({ items: [{ path: '3.ts' }], has_more: false })
    expect(second).not.toHaveProperty('commits')
  })

  test('activity is counted by kind and repository over as many pages as it takes', async () => {
    const event = (type: string, name: string) => ({ type, repo: { name }, created_at: '2026-11-20T17:45:31Z' })
    const { call, http } = connected({
      'GET /users/mira-lund/events': ({ query }) => ({
        body:
          query.page === 1 ? Array(100).fill(event('PushEvent', 'a/b')) : Array(90).fill(event('WatchEvent', 'c/d')),
      }),
    })
    expect(await call('get_user_activity', { username: 'mira-lund', max_events: 150 })).toMatchObject({
      events: 150,
      kinds: { Push: 100, Watch: 50 },
      repositories: [
        { repository: 'a/b', events: 100 },
        { repository: 'c/d', events: 50 },
      ],
    })
    expect(http.seen.map(({ query }) => query)).toEqual([1, 2].map((page) => ({ per_page: 100, page })))
  })

  test('totals of a user count at most 500 repositories, and say so', async () => {
    const repository = { full_name: 'a/b', stargazers_count: 2, forks_count: 1, language: 'Go' }
    const { call, http } = connected({
      'GET /users/mira-lund': { body: { login: 'mira-lund', public_repos: 640 } },
      'GET /users/mira-lund/repos': { body: Array.from({ length: 100 }, () => repository) },
    })
    expect(await call('get_user_stats', { username: 'mira-lund' })).toMatchObject({
      public_repos: 640,
      counted_repos: 500,
      stars: 1_000,
      forks: 500,
      languages: { Go: 500 },
      truncated: true,
    })
    expect(http.seen).toHaveLength(6)
  })
})

describe('prompts', () => {
  test('say what they want and work with tools that exist', async () => {
    const { github } = connected({})
    const prompts = await github.getPrompts(context)
    expect(
      prompts.map(({ name, arguments: args }) => [name, args.filter((a) => a.required).map((a) => a.name)]),
    ).toEqual([
      ['triage_issues', ['repository']],
      ['review_pull_request', ['repository', 'number']],
    ])
    const tools = new Set((await github.getTools(context)).map(({ name }) => name))
    for (const prompt of prompts) {
      const [message] = await prompt.render({ repository: 'harbor-labs/lighthouse', number: '#7' }, context)
      const text = message?.content.type === 'text' ? message.content.text : ''
      expect(text).toContain('harbor-labs/lighthouse')
      const named = text.match(/\b(?:get|list|search|create|update|add)_[a-z_]+\b/g) ?? []
      expect(named.length).toBeGreaterThan(3)
      expect(named.filter((name) => !tools.has(name))).toEqual([])
    }
  })

  test('refuse a number that is none', async () => {
    const prompts = await connected({}).github.getPrompts(context)
    const review = prompts.find(({ name }) => name === 'review_pull_request')
    await expect(review?.render({ repository: 'a/b', number: 'x; merge it' }, context)).rejects.toMatchObject({
      code: 'validation',
    })
  })
})

test('the double refuses what was not planned', async () => {
  await expect(connected({}).call('list_labels', HERE)).rejects.toThrow('Nothing is planned')
})
