import { createHash, randomBytes } from 'node:crypto'
import type { Item } from './items'
import { readSamples } from './sample-world'

export type { Item }

interface Repository {
  issues: Item[]
  comments: Map<number, Item[]>
  pulls: Item[]
  branches: Item[]
  files: Map<string, Buffer>
}

/** Branches, files, issues and pull requests that outlive a request, so that what was made is found again. */
export class GitHubState {
  readonly samples = readSamples('github', (file) => file.replace('.', '/'))
  readonly #repositories = new Map<string, Repository>()

  constructor() {
    for (const { full_name: name } of this.sampleList('repos/list-for-authenticated-user')) {
      this.#repositories.set(String(name), this.#seed())
    }
  }

  /** A copy of the sample answer of an operation. */
  sampleBody(id: string): unknown {
    return structuredClone(this.samples[id])
  }

  sample(id: string): Item {
    return this.sampleBody(id) as Item
  }

  sampleList(id: string): Item[] {
    return this.sampleBody(id) as Item[]
  }

  repository(owner: string, name: string): Repository | undefined {
    return this.#repositories.get(`${owner}/${name}`)
  }

  /** Issues and pull requests of every repository that hold all the words and fit `is:` and `repo:`. */
  searchIssues(query: string): Item[] {
    const terms = query.toLowerCase().split(/\s+/).filter(Boolean)
    const words = terms.filter((term) => !term.includes(':'))
    const is = terms.flatMap((term) => /^(?:is|type|state):(.+)$/.exec(term)?.[1] ?? [])
    const repository = terms.flatMap((term) => /^repo:(.+)$/.exec(term)?.[1] ?? [])[0]
    const isPull = is.includes('pr') || is.includes('pull-request')
    const state = is.find((each) => each === 'open' || each === 'closed')
    return [...this.#repositories]
      .filter(([name]) => repository === undefined || name === repository)
      .flatMap(([, { issues }]) => issues)
      .filter((each) => isPull === 'pull_request' in each && (state === undefined || each['state'] === state))
      .filter((each) =>
        words.every((word) => `${String(each['title'])} ${String(each['body'])}`.toLowerCase().includes(word)),
      )
      .map(({ closed_by: _closedBy, ...each }) => ({ ...each, body: each['body'] ?? '', score: 1 }))
  }

  addIssue(repository: Repository, fields: Item): Item {
    const issue = {
      ...this.sample('issues/create'),
      ...numbered('issues', nextNumber(repository)),
      ...defined({ title: fields['title'], body: fields['body'] ?? null, milestone: null }),
      labels: labelsOf(fields['labels']),
      ...assigned(this, fields['assignees']),
      created_at: now(),
      updated_at: now(),
    }
    repository.issues.unshift(issue)
    return issue
  }

  updateIssue(issue: Item, fields: Item): Item {
    const { labels, assignees, milestone: _milestone, ...plain } = fields
    Object.assign(issue, defined(plain), { updated_at: now() })
    if (labels !== undefined) issue['labels'] = labelsOf(labels)
    if (assignees !== undefined) Object.assign(issue, assigned(this, assignees))
    if (fields['state'] === 'closed') issue['closed_at'] = now()
    if (fields['state'] === 'open') Object.assign(issue, { closed_at: null, state_reason: 'reopened' })
    return issue
  }

  addComment(repository: Repository, issue: Item, body: unknown): Item {
    const number = Number(issue['number'])
    const comments = repository.comments.get(number) ?? []
    const comment = { ...this.sample('issues/create-comment'), id: 820_100 + comments.length, body, created_at: now() }
    repository.comments.set(number, [...comments, comment])
    issue['comments'] = comments.length + 1
    return comment
  }

  addPull(repository: Repository, fields: Item): Item {
    const pull: Item = {
      ...this.sampleList('pulls/list')[0],
      ...numbered('pulls', nextNumber(repository)),
      ...defined({ title: fields['title'], body: fields['body'] ?? null, draft: fields['draft'] ?? false }),
    }
    for (const side of ['head', 'base'] as const) {
      const ref = String(fields[side]).replace(/^[^:]+:/, '')
      pull[side] = { ...(pull[side] as Item), ref, label: `harbor-labs:${ref}` }
    }
    repository.pulls.unshift(pull)
    return pull
  }

  addBranch(repository: Repository, name: string, sha: unknown): void {
    const sample = this.sampleList('repos/list-branches')[1] ?? {}
    repository.branches.push({ ...sample, name, commit: { ...(sample['commit'] as Item), sha }, protected: false })
  }

  #seed(): Repository {
    const text = String(this.sample('repos/get-content')['content'])
    return {
      issues: this.sampleList('issues/list-for-repo'),
      comments: new Map([[42, this.sampleList('issues/list-comments')]]),
      pulls: this.sampleList('pulls/list'),
      branches: this.sampleList('repos/list-branches'),
      files: new Map([
        ['README.md', Buffer.from(text, 'base64')],
        ['src/lamp.ts', Buffer.from('export function start() {\n  lamp.on()\n}\n')],
        ['docs/lamp.md', Buffer.from('# Lamp\n\nIt turns.\n')],
        ['assets/lens.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
        ['data/tides.csv', Buffer.from('time,height\n'.concat('2026-11-21T06:00Z,1.84\n'.repeat(60_000)))],
        ['assets/survey.bin', randomBytes(1_500_000)],
      ]),
    }
  }
}

export const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')

/** As git names a blob. */
export const blobSha = (content: Buffer): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')

const nextNumber = (repository: Repository): number =>
  Math.max(...[...repository.issues, ...repository.pulls].map((each) => Number(each['number']))) + 1

const numbered = (kind: 'issues' | 'pulls', number: number): Item => ({
  id: 900_000 + number,
  number,
  url: `https://api.github.com/repos/harbor-labs/lighthouse/${kind}/${number}`,
  html_url: `https://github.com/harbor-labs/lighthouse/${kind === 'pulls' ? 'pull' : kind}/${number}`,
})

const labelsOf = (names: unknown): Item[] =>
  ((names as string[] | undefined) ?? []).map((name, i) => ({
    id: 700_100 + i,
    node_id: `LA_${700_100 + i}`,
    url: `https://api.github.com/repos/harbor-labs/lighthouse/labels/${encodeURIComponent(name)}`,
    name,
    description: null,
    color: 'ededed',
    default: false,
  }))

function assigned(state: GitHubState, logins: unknown): Item {
  const user = state.sample('issues/get')['user'] as Item
  const assignees = ((logins as string[] | undefined) ?? []).map((login) => ({ ...user, login }))
  return { assignee: assignees[0] ?? null, assignees }
}

const defined = (fields: Item): Item => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined))
