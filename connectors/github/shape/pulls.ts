import { compact, cut, markdown } from '../../sdk'
import { login, logins, type Maybe, on, type RawUser } from './common'
import { type Detail, labelNames, listBody, type RawIssue } from './issues'

interface RawEnd {
  ref: string
  sha: string
  label?: Maybe<string>
  repo?: Maybe<{ full_name: string }>
}

export interface RawPull extends Omit<RawIssue, 'pull_request' | 'type'> {
  draft?: boolean
  head: RawEnd
  base: RawEnd
  merged?: boolean
  mergeable?: Maybe<boolean>
  mergeable_state?: string
  merged_at?: Maybe<string>
  merged_by?: Maybe<RawUser>
  requested_reviewers?: Maybe<readonly RawUser[]>
  commits?: number
  additions?: number
  deletions?: number
  changed_files?: number
}

/** A branch, with its owner when it is in a fork. */
const headName = ({ head, base }: RawPull): string =>
  head.repo && head.repo.full_name === base.repo?.full_name ? head.ref : (head.label ?? head.ref)

export const toPullItem = (raw: RawPull, detail: Detail = 'summary') =>
  compact({
    number: raw.number,
    title: raw.title,
    state: raw.merged_at ? 'merged' : raw.state,
    draft: on(raw.draft),
    author: login(raw.user),
    labels: labelNames(raw.labels),
    assignees: logins(raw.assignees),
    ...(detail === 'full' ? { head: headName(raw), base: raw.base.ref } : {}),
    updated_at: raw.updated_at,
    url: raw.html_url,
    body: listBody(raw.body, detail),
  })

export const toPull = (raw: RawPull) =>
  compact({
    ...toPullItem(raw),
    head: headName(raw),
    base: raw.base.ref,
    body: raw.body ? markdown(raw.body) : undefined,
    merged: raw.merged,
    mergeable: raw.mergeable,
    mergeable_state: raw.mergeable_state,
    head_sha: raw.head.sha,
    base_sha: raw.base.sha,
    reviewers: logins(raw.requested_reviewers),
    commits: raw.commits,
    additions: raw.additions,
    deletions: raw.deletions,
    changed_files: raw.changed_files,
    created_at: raw.created_at,
    merged_at: raw.merged_at,
    merged_by: login(raw.merged_by),
  })

interface RawRemark {
  id: number
  user?: Maybe<RawUser>
  body?: Maybe<string>
}
export interface RawReview extends RawRemark {
  state: string
  html_url?: string
  submitted_at?: string
}
interface RawReviewComment extends RawRemark {
  path: string
  line?: Maybe<number>
  original_line?: Maybe<number>
  pull_request_review_id?: Maybe<number>
  in_reply_to_id?: number
  created_at?: string
}

const REMARK = 10_000
const remark = (body: Maybe<string>): string | undefined => (body ? cut(markdown(body), REMARK) : undefined)

export const toReview = (raw: RawReview) =>
  compact({
    kind: 'review',
    id: raw.id,
    author: login(raw.user),
    state: raw.state,
    at: raw.submitted_at,
    body: remark(raw.body),
  })

export const toMadeReview = (raw: RawReview) => compact({ id: raw.id, state: raw.state, url: raw.html_url })

export const toReviewComment = (raw: RawReviewComment) =>
  compact({
    kind: 'comment',
    id: raw.id,
    author: login(raw.user),
    path: raw.path,
    line: raw.line ?? raw.original_line,
    review_id: raw.pull_request_review_id,
    in_reply_to: raw.in_reply_to_id,
    at: raw.created_at,
    body: remark(raw.body),
  })
