import { compact, cut, markdown } from '../../sdk'
import { login, logins, type Maybe, on, type RawUser } from './common'

export interface RawIssue {
  number: number
  title: string
  state: string
  state_reason?: Maybe<string>
  user?: Maybe<RawUser>
  labels?: readonly (string | { name?: Maybe<string> })[]
  assignees?: Maybe<readonly RawUser[]>
  milestone?: Maybe<{ number: number; title: string }>
  type?: Maybe<{ name?: string }>
  comments?: number
  locked?: boolean
  created_at?: string
  updated_at?: string
  closed_at?: Maybe<string>
  closed_by?: Maybe<RawUser>
  html_url: string
  body?: Maybe<string>
  /** Present when the "issue" is a pull request. */
  pull_request?: unknown
}

export type Detail = 'summary' | 'full'

/** In a list even full texts are bounded; the get tools give the rest. */
const LIST_BODY = 4_000
const LIST_COMMENT = 300

export const labelNames = (labels: RawIssue['labels']): string[] =>
  (labels ?? []).map((label) => (typeof label === 'string' ? label : (label.name ?? ''))).filter(Boolean)

export const listBody = (body: Maybe<string>, detail: Detail): string | undefined =>
  detail === 'full' && body ? cut(markdown(body), LIST_BODY) : undefined

export const toIssueItem = (raw: RawIssue, detail: Detail = 'summary') =>
  compact({
    number: raw.number,
    title: raw.title,
    state: raw.state,
    author: login(raw.user),
    labels: labelNames(raw.labels),
    assignees: logins(raw.assignees),
    comments: raw.comments || undefined,
    updated_at: raw.updated_at,
    url: raw.html_url,
    body: listBody(raw.body, detail),
  })

export const toIssue = (raw: RawIssue) =>
  compact({
    ...toIssueItem(raw),
    state_reason: raw.state_reason,
    type: raw.type?.name,
    milestone: raw.milestone?.title,
    is_pull_request: on(Boolean(raw.pull_request)),
    locked: on(raw.locked),
    created_at: raw.created_at,
    closed_at: raw.closed_at,
    closed_by: login(raw.closed_by),
    body: raw.body ? markdown(raw.body) : undefined,
  })

export interface RawComment {
  id: number
  user?: Maybe<RawUser>
  created_at?: string
  html_url?: string
  body?: Maybe<string>
}

export const toComment = (raw: RawComment, detail: Detail) =>
  compact({
    id: raw.id,
    author: login(raw.user),
    created_at: raw.created_at,
    body: detail === 'full' ? markdown(raw.body) : cut(markdown(raw.body), LIST_COMMENT),
  })

export const toMadeComment = (raw: RawComment) =>
  compact({ id: raw.id, author: login(raw.user), created_at: raw.created_at, url: raw.html_url })

export const toLabel = (raw: { name: string; description?: Maybe<string> }) =>
  compact({ name: raw.name, description: raw.description || undefined })

const KIND = /(?:^|\s)(?:is|type):(issue|pr|pull-request)(?=\s|$)/gi

/** App tokens are refused without a kind, and two kinds find nothing: exactly one is sent. */
export function issueQuery(query: string, kind: 'issue' | 'pr' | undefined, repository: string | undefined): string {
  const said = /(?:^|\s)(?:is|type):(?:pr|pull-request)(?=\s|$)/i.test(query) ? 'pr' : 'issue'
  return [
    query.replace(KIND, '').trim(),
    repository ? `repo:${repository}` : '',
    `is:${(kind ?? said) === 'pr' ? 'pull-request' : 'issue'}`,
  ]
    .filter(Boolean)
    .join(' ')
}
