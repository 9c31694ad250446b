import {
  type AuthCheck,
  BaseConnector,
  type CallContext,
  connector,
  type Input,
  path,
  prompt,
  resource,
  token,
  tool,
  type z,
} from '../sdk'
import { list, search, wrapped } from './calls'
import { listTree, readFile, readFileResource, writeFile } from './contents'
import { explain } from './explain'
import { compare, makeBranch, readCommit } from './git'
import { oauth } from './oauth'
import { reviewPullRequest, reviewText, triageIssues, triageText } from './prompts'
import { listReviews, readChecks, readDiff } from './reviews'
import * as tools from './schemas'
import * as shape from './shape'
import { activity, repositoryStatistics, userStatistics } from './statistics'

/** The input of a declared tool. */
type In<Name extends keyof typeof tools> = Input<(typeof tools)[Name]['input']>

const at = (repository: string) => path.rest(repository)
const TEXT_MATCHES = { accept: 'application/vnd.github.text-match+json' }

@connector({
  type: 'github',
  title: 'GitHub',
  description: 'Repositories, files, issues, pull requests and Actions of GitHub or a GitHub Enterprise server.',
  category: 'Code',
  keywords: ['git', 'repository', 'pull request', 'issues'],
  baseUrls: { api: 'https://api.github.com' },
  signedLinkHosts: ['*.blob.core.windows.net', '*.actions.githubusercontent.com'],
  headers: {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'SageMCP',
  },
  auth: [
    oauth,
    token({
      title: 'Personal access token',
      help: 'GitHub: Settings, Developer settings, Personal access tokens. A classic token with the scopes repo, read:org, read:user and workflow reaches every tool; a fine-grained one works within its permissions.',
    }),
  ],
  explain,
})
export class GitHub extends BaseConnector {
  // The connected account

  @tool(tools.getMe)
  async getMe() {
    const { body, headers } = await this.#me()
    return shape.toMe(body, headers)
  }

  @tool(tools.checkTokenScopes)
  async checkTokenScopes() {
    const { body, headers } = await this.#me()
    return { login: body.login, ...shape.toTokenFacts(headers) }
  }

  @tool(tools.listOrganizations)
  async listOrganizations(page: In<'listOrganizations'>) {
    return list(this.http, path`/user/orgs`, page, {}, shape.toOrganization)
  }

  override async validateAuth(_ctx: CallContext): Promise<AuthCheck> {
    const { body, headers } = await this.#me()
    const scopes = shape.grantedScopes(headers)
    return { account: body.login, ...(scopes ? { scopes } : {}) }
  }

  // Repositories

  @tool(tools.listRepositories)
  async listRepositories({ affiliation, limit, cursor, ...filters }: In<'listRepositories'>) {
    const query = { ...filters, affiliation: affiliation?.join(',') }
    return list(this.http, path`/user/repos`, { limit, cursor }, query, shape.toRepositoryItem)
  }

  @tool(tools.getRepository)
  async getRepository({ repository }: In<'getRepository'>) {
    return shape.toRepository((await this.http.get<shape.RawRepository>(path`/repos/${at(repository)}`)).body)
  }

  @tool(tools.searchRepositories)
  async searchRepositories({ query: q, sort, order, ...page }: In<'searchRepositories'>) {
    return search(this.http, path`/search/repositories`, page, { q, sort, order }, shape.toRepositoryItem)
  }

  @tool(tools.getRepoStats)
  async getRepoStats({ repository }: In<'getRepoStats'>) {
    return repositoryStatistics(this.http, repository)
  }

  @tool(tools.listContributors)
  async listContributors({ repository, include_anonymous, ...page }: In<'listContributors'>) {
    const query = include_anonymous ? { anon: 'true' } : {}
    return list(this.http, path`/repos/${at(repository)}/contributors`, page, query, shape.toContributor)
  }

  @tool(tools.listReleases)
  async listReleases({ repository, ...page }: In<'listReleases'>) {
    return list(this.http, path`/repos/${at(repository)}/releases`, page, {}, shape.toReleaseItem)
  }

  @tool(tools.getRelease)
  async getRelease({ repository, tag, id }: In<'getRelease'>) {
    const releases = `${repository}/releases`
    const byTag = tag === undefined ? path`/repos/${at(releases)}/latest` : path`/repos/${at(releases)}/tags/${at(tag)}`
    const where = id === undefined ? byTag : path`/repos/${at(releases)}/${id}`
    return shape.toRelease((await this.http.get<shape.RawRelease>(where)).body)
  }

  // Contents

  @tool(tools.getFileContent)
  async getFileContent(input: In<'getFileContent'>) {
    return readFile(this.http, input)
  }

  @tool(tools.getRepositoryTree)
  async getRepositoryTree(input: In<'getRepositoryTree'>) {
    return listTree(this.http, input)
  }

  @tool(tools.searchCode)
  async searchCode({ query: q, ...page }: In<'searchCode'>) {
    return search(this.http, path`/search/code`, page, { q }, shape.toFoundCode, TEXT_MATCHES)
  }

  @tool(tools.createOrUpdateFile)
  async createOrUpdateFile(input: In<'createOrUpdateFile'>) {
    return writeFile(this.http, input)
  }

  @resource({
    uri: 'github://{owner}/{repo}/contents/{+path}',
    name: 'file',
    title: 'File',
    description: 'A file of a repository, from its default branch: text, or base64 when it is binary. Up to 5 MB.',
    tool: 'get_file_content',
  })
  async file({ owner = '', repo = '', path: name = '' }: Readonly<Record<string, string>>) {
    return readFileResource(this.http, `${owner}/${repo}`, name)
  }

  // Branches and commits

  @tool(tools.listBranches)
  async listBranches({ repository, limit, cursor, ...query }: In<'listBranches'>) {
    return list(this.http, path`/repos/${at(repository)}/branches`, { limit, cursor }, query, shape.toBranchItem)
  }

  @tool(tools.getBranch)
  async getBranch({ repository, branch }: In<'getBranch'>) {
    const where = path`/repos/${at(repository)}/branches/${at(branch)}`
    return shape.toBranch((await this.http.get<shape.RawBranchDetails>(where)).body)
  }

  @tool(tools.createBranch)
  async createBranch(input: In<'createBranch'>) {
    return makeBranch(this.http, input)
  }

  @tool(tools.listCommits)
  async listCommits({ repository, ref, limit, cursor, ...filters }: In<'listCommits'>) {
    const query = { sha: ref, ...filters }
    return list(this.http, path`/repos/${at(repository)}/commits`, { limit, cursor }, query, shape.toCommitItem)
  }

  @tool(tools.getCommit)
  async getCommit(input: In<'getCommit'>) {
    return readCommit(this.http, input)
  }

  @tool(tools.compareCommits)
  async compareCommits(input: In<'compareCommits'>) {
    return compare(this.http, input)
  }

  // Issues

  @tool(tools.listIssues)
  async listIssues({ repository, labels, detail, limit, cursor, ...filters }: In<'listIssues'>) {
    const query = { ...filters, labels: labels?.join(',') }
    const where = path`/repos/${at(repository)}/issues`
    const { items, ...rest } = await list(this.http, where, { limit, cursor }, query, (issue: shape.RawIssue) => issue)
    return {
      items: items.filter((issue) => !issue.pull_request).map((issue) => shape.toIssueItem(issue, detail)),
      ...rest,
    }
  }

  @tool(tools.getIssue)
  async getIssue({ repository, number }: In<'getIssue'>) {
    return shape.toIssue((await this.http.get<shape.RawIssue>(path`/repos/${at(repository)}/issues/${number}`)).body)
  }

  @tool(tools.listIssueComments)
  async listIssueComments({ repository, number, since, detail, ...page }: In<'listIssueComments'>) {
    const where = path`/repos/${at(repository)}/issues/${number}/comments`
    return list(this.http, where, page, { since }, (comment: shape.RawComment) => shape.toComment(comment, detail))
  }

  @tool(tools.searchIssues)
  async searchIssues({ query, kind, repository, mode, sort, order, ...page }: In<'searchIssues'>) {
    const q = shape.issueQuery(query, kind, repository)
    const search_type = mode === 'lexical' ? undefined : mode
    return search(this.http, path`/search/issues`, page, { q, sort, order, search_type }, (found: shape.RawIssue) =>
      shape.toIssueItem(found),
    )
  }

  @tool(tools.createIssue)
  async createIssue({ repository, ...fields }: In<'createIssue'>) {
    const where = path`/repos/${at(repository)}/issues`
    return shape.toIssue((await this.http.post<shape.RawIssue>(where, { body: shape.given(fields) })).body)
  }

  @tool(tools.updateIssue)
  async updateIssue({ repository, number, ...changes }: In<'updateIssue'>) {
    const where = path`/repos/${at(repository)}/issues/${number}`
    return shape.toIssue((await this.http.patch<shape.RawIssue>(where, { body: shape.given(changes) })).body)
  }

  @tool(tools.addIssueComment)
  async addIssueComment({ repository, number, body }: In<'addIssueComment'>) {
    const where = path`/repos/${at(repository)}/issues/${number}/comments`
    return shape.toMadeComment((await this.http.post<shape.RawComment>(where, { body: { body } })).body)
  }

  @tool(tools.listLabels)
  async listLabels({ repository, ...page }: In<'listLabels'>) {
    return list(this.http, path`/repos/${at(repository)}/labels`, page, {}, shape.toLabel)
  }

  @prompt(triageIssues)
  async triageIssues(args: z.output<typeof triageIssues.arguments>) {
    return triageText(args)
  }

  // Pull requests

  @tool(tools.listPullRequests)
  async listPullRequests({ repository, detail, limit, cursor, ...query }: In<'listPullRequests'>) {
    const where = path`/repos/${at(repository)}/pulls`
    return list(this.http, where, { limit, cursor }, query, (pull: shape.RawPull) => shape.toPullItem(pull, detail))
  }

  @tool(tools.getPullRequest)
  async getPullRequest({ repository, number }: In<'getPullRequest'>) {
    return shape.toPull((await this.http.get<shape.RawPull>(path`/repos/${at(repository)}/pulls/${number}`)).body)
  }

  @tool(tools.getPullRequestDiff)
  async getPullRequestDiff(input: In<'getPullRequestDiff'>) {
    return readDiff(this.http, input)
  }

  @tool(tools.listPullRequestFiles)
  async listPullRequestFiles({ repository, number, patches, ...page }: In<'listPullRequestFiles'>) {
    const where = path`/repos/${at(repository)}/pulls/${number}/files`
    return list(this.http, where, page, {}, (file: shape.RawFile) => shape.toFile(file, patches))
  }

  @tool(tools.listPullRequestReviews)
  async listPullRequestReviews(input: In<'listPullRequestReviews'>) {
    return listReviews(this.http, input)
  }

  @tool(tools.getPullRequestChecks)
  async getPullRequestChecks({ repository, number }: In<'getPullRequestChecks'>) {
    return readChecks(this.http, repository, number)
  }

  @tool(tools.createPullRequest)
  async createPullRequest({ repository, ...fields }: In<'createPullRequest'>) {
    const where = path`/repos/${at(repository)}/pulls`
    return shape.toPull((await this.http.post<shape.RawPull>(where, { body: shape.given(fields) })).body)
  }

  @tool(tools.updatePullRequest)
  async updatePullRequest({ repository, number, ...changes }: In<'updatePullRequest'>) {
    const where = path`/repos/${at(repository)}/pulls/${number}`
    return shape.toPull((await this.http.patch<shape.RawPull>(where, { body: shape.given(changes) })).body)
  }

  @tool(tools.createPullRequestReview)
  async createPullRequestReview({ repository, number, ...review }: In<'createPullRequestReview'>) {
    const where = path`/repos/${at(repository)}/pulls/${number}/reviews`
    return shape.toMadeReview((await this.http.post<shape.RawReview>(where, { body: shape.given(review) })).body)
  }

  @tool(tools.mergePullRequest)
  async mergePullRequest({ repository, number, method, ...rest }: In<'mergePullRequest'>) {
    const where = path`/repos/${at(repository)}/pulls/${number}/merge`
    const body = shape.given({ merge_method: method, ...rest })
    const { merged, sha } = (await this.http.put<{ merged: boolean; sha: string }>(where, { body })).body
    return { merged, sha }
  }

  @prompt(reviewPullRequest)
  async reviewPullRequest(args: z.output<typeof reviewPullRequest.arguments>) {
    return reviewText(args)
  }

  // Actions

  @tool(tools.listWorkflows)
  async listWorkflows({ repository, ...page }: In<'listWorkflows'>) {
    return wrapped(this.http, path`/repos/${at(repository)}/actions/workflows`, page, {}, 'workflows', shape.toWorkflow)
  }

  @tool(tools.listWorkflowRuns)
  async listWorkflowRuns({ repository, workflow, limit, cursor, ...query }: In<'listWorkflowRuns'>) {
    const all = path`/repos/${at(repository)}/actions/runs`
    const where = workflow === undefined ? all : path`/repos/${at(repository)}/actions/workflows/${workflow}/runs`
    return wrapped(this.http, where, { limit, cursor }, query, 'workflow_runs', shape.toRunItem)
  }

  @tool(tools.getWorkflowRun)
  async getWorkflowRun({ repository, run_id }: In<'getWorkflowRun'>) {
    return shape.toRun((await this.http.get<shape.RawRun>(path`/repos/${at(repository)}/actions/runs/${run_id}`)).body)
  }

  @tool(tools.listWorkflowJobs)
  async listWorkflowJobs(input: In<'listWorkflowJobs'>) {
    const { repository, run_id, failed_only, filter, detail, ...page } = input
    const where = path`/repos/${at(repository)}/actions/runs/${run_id}/jobs`
    const found = await wrapped(this.http, where, page, { filter }, 'jobs', (job: shape.RawJob) => job)
    const items = found.items
      .filter((job) => !failed_only || shape.jobFailed(job))
      .map((job) => shape.toJob(job, detail))
    return { ...found, items }
  }

  @tool(tools.getJobLogs)
  async getJobLogs({ repository, job_id, tail_lines, timestamps }: In<'getJobLogs'>) {
    const where = path`/repos/${at(repository)}/actions/jobs/${job_id}/logs`
    const { body } = await this.http.download(where, { maxBytes: shape.MAX_LOG })
    return shape.toLogTail(body, tail_lines, timestamps)
  }

  @tool(tools.runWorkflow)
  async runWorkflow({ repository, workflow, ...fields }: In<'runWorkflow'>) {
    const where = path`/repos/${at(repository)}/actions/workflows/${workflow}/dispatches`
    return shape.toStarted((await this.http.post<shape.RawDispatch>(where, { body: shape.given(fields) })).body)
  }

  @tool(tools.rerunFailedJobs)
  async rerunFailedJobs({ repository, run_id, ...fields }: In<'rerunFailedJobs'>) {
    const where = path`/repos/${at(repository)}/actions/runs/${run_id}/rerun-failed-jobs`
    await this.http.post(where, { body: shape.given(fields) })
    return { started: true, run_id }
  }

  // People

  @tool(tools.getUserInfo)
  async getUserInfo({ username }: In<'getUserInfo'>) {
    return shape.toProfile((await this.http.get<shape.RawAccount>(path`/users/${username}`)).body)
  }

  @tool(tools.searchUsers)
  async searchUsers({ query: q, sort, order, ...page }: In<'searchUsers'>) {
    return search(this.http, path`/search/users`, page, { q, sort, order }, shape.toFoundUser)
  }

  @tool(tools.searchUsersByEmail)
  async searchUsersByEmail({ email, ...page }: In<'searchUsersByEmail'>) {
    return search(this.http, path`/search/users`, page, { q: `${email} in:email` }, shape.toFoundUser)
  }

  @tool(tools.getUserActivity)
  async getUserActivity({ username, max_events }: In<'getUserActivity'>) {
    return activity(this.http, username, max_events)
  }

  @tool(tools.getUserStats)
  async getUserStats({ username }: In<'getUserStats'>) {
    return userStatistics(this.http, username)
  }

  #me = () => this.http.get<shape.RawAccount>(path`/user`)
}
