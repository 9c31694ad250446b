import { blobSha, type GitHubState, type Item, now } from './github-state'
import type { Answer } from './vendor-description'

export interface Asked {
  id: string
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  accept: string
  body: Item
  /** Where signed links go. */
  signedUrl: string
  status: number
}

type Repository = NonNullable<ReturnType<GitHubState['repository']>>
type InRepository = (state: GitHubState, repository: Repository, asked: Asked) => Answer

const NOT_FOUND: Answer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' },
}
const invalid = (field: string, code: string, message: string): Answer => ({
  status: 422,
  body: { message: 'Validation Failed', errors: [{ resource: 'Reference', field, code, message }] },
})

/** What the fake says when nobody planned otherwise: from its state where it has some, else our sample. */
export function answer(state: GitHubState, asked: Asked): Answer {
  const { owner, repo, username } = asked.params
  if (username === 'nobody-here') return NOT_FOUND
  if (asked.id === 'search/issues-and-pull-requests') {
    const items = state.searchIssues(asked.query.get('q') ?? '')
    return ok({ ...state.sample(asked.id), total_count: items.length, items })
  }
  if (owner === undefined || repo === undefined) return sampleOf(state, asked)
  const repository = state.repository(owner, repo)
  if (!repository) return NOT_FOUND
  return inRepository[asked.id]?.(state, repository, asked) ?? sampleOf(state, asked)
}

const sampleOf = (state: GitHubState, { id, status }: Asked): Answer => ({
  status,
  body: status === 204 ? undefined : state.sampleBody(id),
})

const ok = (body: unknown, status = 200): Answer => ({ status, body })
const orNotFound = (body: unknown): Answer => (body === undefined ? NOT_FOUND : ok(body))
const byNumber = (items: readonly Item[], number: string | undefined): Item | undefined =>
  items.find((each) => each['number'] === Number(number))

const inRepository: Readonly<Record<string, InRepository>> = {
  'repos/get': (state, _repository, { params }) => {
    const { owner, repo } = params
    const listed = state
      .sampleList('repos/list-for-authenticated-user')
      .find((each) => each['full_name'] === `${owner}/${repo}`)
    return ok({ ...state.sample('repos/get'), ...listed })
  },

  'issues/list-for-repo': (_state, { issues }, { query }) => {
    const state = query.get('state') ?? 'open'
    const labels = query.get('labels')?.split(',') ?? []
    const names = (issue: Item) => (issue['labels'] as Item[]).map((label) => label['name'])
    return ok(
      issues.filter((i) => (state === 'all' || i['state'] === state) && labels.every((l) => names(i).includes(l))),
    )
  },
  'issues/get': (_state, { issues }, { params }) => orNotFound(byNumber(issues, params['issue_number'])),
  'issues/create': (state, repository, { body }) => ok(state.addIssue(repository, body), 201),
  'issues/update': (state, { issues }, { params, body }) => {
    const issue = byNumber(issues, params['issue_number'])
    return orNotFound(issue && state.updateIssue(issue, body))
  },
  'issues/list-comments': (_state, { issues, comments }, { params }) =>
    orNotFound(byNumber(issues, params['issue_number']) && (comments.get(Number(params['issue_number'])) ?? [])),
  'issues/create-comment': (state, repository, { params, body }) => {
    const issue = byNumber(repository.issues, params['issue_number'])
    return issue ? ok(state.addComment(repository, issue, body['body']), 201) : NOT_FOUND
  },

  'pulls/list': (_state, { pulls }, { query }) => {
    const state = query.get('state') ?? 'open'
    return ok(pulls.filter((each) => state === 'all' || each['state'] === state))
  },
  'pulls/get': (state, { pulls }, { params, accept }) => {
    const pull = byNumber(pulls, params['pull_number'])
    if (!pull) return NOT_FOUND
    if (accept.includes('diff'))
      return { status: 200, body: DIFF, headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' } }
    return ok({ ...state.sample('pulls/get'), ...pull, merged: pull['merged_at'] !== null })
  },
  'pulls/create': (state, repository, { body }) =>
    ok({ ...state.sample('pulls/create'), ...state.addPull(repository, body) }, 201),
  'pulls/update': (state, { pulls }, { params, body }) => {
    const pull = byNumber(pulls, params['pull_number'])
    if (!pull) return NOT_FOUND
    const { base, ...plain } = body
    Object.assign(pull, plain, base === undefined ? {} : { base: { ...(pull['base'] as Item), ref: base } })
    return ok({ ...state.sample('pulls/update'), ...pull })
  },
  'pulls/merge': (state, { pulls }, { params, body }) => {
    const pull = byNumber(pulls, params['pull_number'])
    if (!pull) return NOT_FOUND
    const head = (pull['head'] as Item)['sha']
    if (body['sha'] !== undefined && body['sha'] !== head) {
      return { status: 409, body: { message: 'Head branch was modified. Review and try the merge again.' } }
    }
    Object.assign(pull, { state: 'closed', merged_at: now(), closed_at: now() })
    return ok(state.sample('pulls/merge'))
  },

  'repos/list-branches': (_state, { branches }, { query }) => {
    const wanted = query.get('protected')
    return ok(branches.filter((each) => wanted === null || String(each['protected']) === wanted))
  },
  'repos/get-branch': (state, { branches }, { params }) => {
    const branch = branches.find((each) => each['name'] === params['branch'])
    if (!branch) return NOT_FOUND
    const sample = state.sample('repos/get-branch')
    return ok({ ...sample, ...branch, commit: { ...(sample['commit'] as Item), ...(branch['commit'] as Item) } })
  },
  'git/get-ref': (state, { branches }, { params }) => {
    const branch = branches.find((each) => `heads/${String(each['name'])}` === params['ref'])
    return branch ? ok(refOf(state, branch['name'], (branch['commit'] as Item)['sha'])) : NOT_FOUND
  },
  'git/create-ref': (state, repository, { body }) => {
    const name = /^refs\/heads\/(.+)$/.exec(String(body['ref']))?.[1]
    if (name === undefined) return invalid('ref', 'invalid', 'Reference name must start with refs/heads/.')
    if (repository.branches.some((each) => each['name'] === name)) {
      return { status: 422, body: { message: 'Reference already exists' } }
    }
    state.addBranch(repository, name, body['sha'])
    return ok(refOf(state, name, body['sha']), 201)
  },

  'git/get-tree': (state, { files }, { query }) => {
    const all = [...files].flatMap(([path, file]) => {
      const parts = path.split('/')
      const folders = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'))
      return [...folders.map((folder) => [folder, undefined] as const), [path, file] as const]
    })
    const top = [...new Map(all)].filter(([path]) => query.has('recursive') || !path.includes('/'))
    const tree = top.map(([path, file]) => ({
      path,
      ...(file ? { mode: '100644', type: 'blob', size: file.length, sha: blobSha(file) } : FOLDER),
    }))
    return ok({ ...state.sample('git/get-tree'), tree })
  },

  'repos/get-content': (state, { files }, { params, accept }) => {
    const path = (params['path'] ?? '').replace(/^\/+|\/+$/g, '')
    const file = files.get(path)
    if (file && accept.includes('raw')) {
      return { status: 200, body: file, headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' } }
    }
    if (file) return ok({ ...state.sample('repos/get-content'), ...fileFacts(path, file), ...inline(file) })
    const entries = listing(state, files, path)
    return entries.length > 0 ? ok(entries) : NOT_FOUND
  },
  'repos/create-or-update-file-contents': (state, { files }, { params, body }) => {
    const path = params['path'] ?? ''
    const old = files.get(path)
    if (old && body['sha'] === undefined)
      return { status: 422, body: { message: 'Invalid request.\n\n"sha" wasn\'t supplied.' } }
    if (old && body['sha'] !== blobSha(old)) {
      return { status: 409, body: { message: `${path} does not match ${String(body['sha'])}` } }
    }
    const content = Buffer.from(String(body['content']), 'base64')
    files.set(path, content)
    const sample = state.sample('repos/create-or-update-file-contents')
    const commit = { ...(sample['commit'] as Item), message: body['message'] }
    return ok({ commit, content: { ...(sample['content'] as Item), ...fileFacts(path, content) } }, old ? 200 : 201)
  },

  'actions/download-job-logs-for-workflow-run': (_state, _repository, { signedUrl, params }) => ({
    status: 302,
    headers: { location: `${signedUrl}/logs/${params['job_id']}?sig=c2lnbmVk` },
  }),
}

const FOLDER = { mode: '040000', type: 'tree', sha: '1e88a7d40b6c35f21e88a7d40b6c35f21e88a7d4' }

const DIFF = `diff --git a/src/lamp.ts b/src/lamp.ts
--- a/src/lamp.ts
+++ b/src/lamp.ts
@@ -10,3 +10,4 @@ export function start() {
-  lamp.on()
+  await power.stable()
+  lamp.on()
 }
`

function refOf(state: GitHubState, name: unknown, sha: unknown): Item {
  const sample = state.sample('git/get-ref')
  return { ...sample, ref: `refs/heads/${String(name)}`, object: { ...(sample['object'] as Item), sha } }
}

/** Above one megabyte GitHub names the file but does not send it. */
const inline = (file: Buffer): Item =>
  file.length > 1_000_000
    ? { encoding: 'none', content: '' }
    : { encoding: 'base64', content: file.toString('base64').replace(/.{60}/g, '$&\n') }

const fileFacts = (path: string, file: Buffer): Item => ({
  type: 'file',
  name: path.split('/').pop(),
  path,
  size: file.length,
  sha: blobSha(file),
  html_url: `https://github.com/harbor-labs/lighthouse/blob/main/${path}`,
})

function listing(state: GitHubState, files: ReadonlyMap<string, Buffer>, folder: string): Item[] {
  const prefix = folder === '' ? '' : `${folder}/`
  const { content: _content, encoding: _encoding, ...common } = state.sample('repos/get-content')
  const entries = new Map<string, Item>()
  for (const [path, file] of files) {
    if (!path.startsWith(prefix)) continue
    const [name = '', ...deeper] = path.slice(prefix.length).split('/')
    const own = `${prefix}${name}`
    entries.set(own, { ...common, ...fileFacts(own, file), ...(deeper.length > 0 ? { type: 'dir', size: 0 } : {}) })
  }
  return [...entries.values()]
}
