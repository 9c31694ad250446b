import { support } from './support.mjs'

const { FakeGitHub } = support('github.ts')

const owner = 'harbor-labs'
const repo = 'lighthouse'
const repository = `${owner}/${repo}`

/** Octokit leaves the version to its caller, and GitHub's pages say to give both in each call. */
const headers = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' }

export const github = {
  type: 'github',
  sdk: { name: 'octokit', version: '5.0.5' },
  start: (tokens) => FakeGitHub.start(tokens),
  // It waits a second between two changes, which is no part of what it sends.
  client: ({ Octokit }, baseUrl, auth) => new Octokit({ baseUrl, auth, throttle: { enabled: false } }),
  headers: Object.keys(headers),
  flows: [
    {
      tool: 'list_issues',
      operation: 'issues/list-for-repo',
      args: { repository, state: 'all', labels: ['bug', 'night watch'], assignee: 'ada-north', limit: 20 },
      other: { labels: ['bug'] },
      send: ({ paginate, rest }) =>
        paginate(rest.issues.listForRepo, {
          ...{ owner, repo, headers, state: 'all', labels: 'bug,night watch', assignee: 'ada-north' },
          ...{ sort: 'created', direction: 'desc', per_page: 20 },
        }),
    },
    {
      tool: 'create_issue',
      operation: 'issues/create',
      args: { repository, title: 'The lamp is dark', body: 'Since **dusk** – and “still”.', labels: ['bug'] },
      other: { title: 'The lamp is lit' },
      send: ({ rest }) =>
        rest.issues.create({
          ...{ owner, repo, headers, title: 'The lamp is dark' },
          ...{ body: 'Since **dusk** – and “still”.', labels: ['bug'] },
        }),
    },
    {
      tool: 'update_issue',
      operation: 'issues/update',
      args: { repository, number: 42, state: 'closed', state_reason: 'completed', assignees: [], milestone: null },
      other: { number: 41 },
      send: ({ rest }) =>
        rest.issues.update({
          ...{ owner, repo, headers, issue_number: 42, state: 'closed', state_reason: 'completed' },
          ...{ assignees: [], milestone: null },
        }),
    },
  ],
}
