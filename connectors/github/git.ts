import { type Input, path, type VendorHttp, slicePage } from '../sdk'
import { nextCursor, pageQuery } from './paging'
import type { compareCommits, createBranch, getCommit } from './schemas'
import { type RawCommit, type RawComparison, type RawRepository, toCommitDetails, toComparison, toFile } from './shape'

const COMMIT_SHA = /^[0-9a-f]{40}$/

export async function makeBranch(http: VendorHttp, { repository, branch, from }: Input<typeof createBranch.input>) {
  const repo = path.rest(repository)
  const base = from ?? (await http.get<RawRepository>(path`/repos/${repo}`)).body.default_branch ?? 'main'
  const sha = COMMIT_SHA.test(base) ? base : await headOf(http, repository, base)
  await http.post(path`/repos/${repo}/git/refs`, { body: { ref: `refs/heads/${branch}`, sha } })
  return { branch, sha, from: base }
}

async function headOf(http: VendorHttp, repository: string, branch: string): Promise<string> {
  const where = path`/repos/${path.rest(repository)}/git/ref/heads/${path.rest(branch)}`
  return (await http.get<{ object: { sha: string } }>(where)).body.object.sha
}

/** A commit, its files as one page of items. */
export async function readCommit(http: VendorHttp, input: Input<typeof getCommit.input>) {
  const { repository, ref, detail, ...page } = input
  const where = path`/repos/${path.rest(repository)}/commits/${path.rest(ref)}`
  const { body, headers } = await http.get<RawCommit>(where, { query: pageQuery(page) })
  if (detail === 'none') return { ...toCommitDetails(body), items: [] }
  const items = (body.files ?? []).map((file) => toFile(file, detail === 'full_patch'))
  return { ...toCommitDetails(body), items, next_cursor: nextCursor(headers) }
}

/** The vendor pages the commits of a comparison; all files come with its first page. */
export async function compare(http: VendorHttp, input: Input<typeof compareCommits.input>) {
  const { repository, base, head, patches, ...page } = input
  const where = path`/repos/${path.rest(repository)}/compare/${path.rest(`${base}...${head}`)}`
  const { body } = await http.get<RawComparison>(where, { query: { per_page: 100, page: 1 } })
  const files = (body.files ?? []).map((file) => toFile(file, patches))
  return { ...slicePage(files, page), ...toComparison(body, page.cursor === undefined) }
}
