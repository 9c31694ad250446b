import { compact, cut } from '../../sdk'
import { firstLine, type Maybe, on, type RawUser } from './common'

export interface RawCommit {
  sha: string
  html_url?: string
  author?: Maybe<Partial<RawUser>>
  commit: { message: string; author?: Maybe<{ name?: string; date?: string }> }
  parents?: readonly { sha: string }[]
  stats?: { additions?: number; deletions?: number }
  files?: readonly RawFile[]
}

export interface RawFile {
  filename: string
  status?: string
  additions?: number
  deletions?: number
  previous_filename?: string
  patch?: string
}

interface RawBranch {
  name: string
  protected?: boolean
  commit: { sha: string }
}

/** The account when the vendor knows one, else the name that the commit carries. */
const authorOf = (raw: RawCommit): string | undefined => raw.author?.login ?? raw.commit.author?.name

const toCommit = (raw: RawCommit) =>
  compact({
    sha: raw.sha,
    message: raw.commit.message,
    author: authorOf(raw),
    date: raw.commit.author?.date,
  })

export const toCommitItem = (raw: RawCommit) => ({ ...toCommit(raw), message: firstLine(raw.commit.message) })

export const toFile = (raw: RawFile, patches: boolean) =>
  compact({
    path: raw.filename,
    status: raw.status,
    additions: raw.additions,
    deletions: raw.deletions,
    previous_path: raw.previous_filename,
    patch: patches ? raw.patch : undefined,
  })

export const toBranchItem = (raw: RawBranch) =>
  compact({ name: raw.name, sha: raw.commit.sha, protected: on(raw.protected) })

export interface RawBranchDetails {
  name: string
  protected?: boolean
  commit: RawCommit
}

export const toBranch = (raw: RawBranchDetails) =>
  compact({ name: raw.name, protected: on(raw.protected), head: toCommit(raw.commit) })

export const toCommitDetails = (raw: RawCommit) =>
  compact({
    ...toCommit(raw),
    parents: raw.parents?.map((parent) => parent.sha),
    additions: raw.stats?.additions,
    deletions: raw.stats?.deletions,
    url: raw.html_url,
  })

interface RawFoundCode {
  path: string
  repository: { full_name: string }
  html_url: string
  text_matches?: readonly { fragment?: string }[]
}

const FRAGMENTS = 2
const FRAGMENT = 160

export const toFoundCode = (raw: RawFoundCode) =>
  compact({
    repository: raw.repository.full_name,
    path: raw.path,
    fragments: (raw.text_matches ?? [])
      .slice(0, FRAGMENTS)
      .map((match) => cut(match.fragment ?? '', FRAGMENT))
      .filter(Boolean),
    url: raw.html_url,
  })

export interface RawComparison {
  status?: string
  ahead_by?: number
  behind_by?: number
  total_commits?: number
  html_url?: string
  commits?: readonly RawCommit[]
  files?: readonly RawFile[]
}

const COMMITS_NAMED = 50

/** Everything but the files. The newest commits are the last ones. */
export const toComparison = (raw: RawComparison, first: boolean) =>
  compact({
    status: raw.status,
    ahead_by: raw.ahead_by,
    behind_by: raw.behind_by,
    commits: first
      ? (raw.commits ?? [])
          .slice(-COMMITS_NAMED)
          .map((c) => compact({ sha: c.sha.slice(0, 10), message: firstLine(c.commit.message), author: authorOf(c) }))
      : undefined,
    url: raw.html_url,
  })
