import { type Input, path, type VendorHttp } from '../sdk'
import { list } from './calls'
import type { getPullRequestDiff, listPullRequestReviews } from './schemas'
import {
  headBytes,
  type RawCheckRuns,
  type RawPull,
  type RawStatuses,
  toChecks,
  toReview,
  toReviewComment,
} from './shape'

const DIFF = { accept: 'application/vnd.github.diff' }

export async function readDiff(http: VendorHttp, input: Input<typeof getPullRequestDiff.input>) {
  const { repository, number, max_bytes } = input
  const where = path`/repos/${path.rest(repository)}/pulls/${number}`
  const { body } = await http.get<string>(where, { headers: DIFF, as: 'text' })
  const bytes = Buffer.byteLength(body)
  const rest = { truncated: true, hint: 'For the rest use list_pull_request_files with patches.' }
  return { diff: headBytes(body, max_bytes), bytes, ...(bytes > max_bytes ? rest : {}) }
}

/** The vendor keeps reviews and their comments apart; both are paged together until neither has more. */
export async function listReviews(http: VendorHttp, input: Input<typeof listPullRequestReviews.input>) {
  const { repository, number, ...page } = input
  const repo = path.rest(repository)
  const [reviews, comments] = await Promise.all([
    list(http, path`/repos/${repo}/pulls/${number}/reviews`, page, {}, toReview),
    list(http, path`/repos/${repo}/pulls/${number}/comments`, page, {}, toReviewComment),
  ])
  const next_cursor = reviews.next_cursor ?? comments.next_cursor
  return { items: [...reviews.items, ...comments.items], next_cursor }
}

export async function readChecks(http: VendorHttp, repository: string, number: number) {
  const repo = path.rest(repository)
  const { sha } = (await http.get<RawPull>(path`/repos/${repo}/pulls/${number}`)).body.head
  const query = { per_page: 100 }
  const [runs, statuses] = await Promise.all([
    http.get<RawCheckRuns>(path`/repos/${repo}/commits/${sha}/check-runs`, { query }),
    http.get<RawStatuses>(path`/repos/${repo}/commits/${sha}/status`, { query }),
  ])
  return toChecks(sha, runs.body, statuses.body)
}
