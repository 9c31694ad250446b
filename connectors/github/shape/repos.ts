import { compact, cut, markdown } from '../../sdk'
import { login, type Maybe, on, type RawUser } from './common'

export interface RawRepository {
  full_name: string
  description?: Maybe<string>
  private?: boolean
  visibility?: string
  language?: Maybe<string>
  stargazers_count?: number
  subscribers_count?: number
  forks_count?: number
  open_issues_count?: number
  size?: number
  fork?: boolean
  archived?: boolean
  default_branch?: string
  topics?: readonly string[]
  license?: Maybe<{ spdx_id?: Maybe<string>; name?: string }>
  homepage?: Maybe<string>
  parent?: Maybe<{ full_name: string }>
  permissions?: Readonly<Record<string, boolean>>
  created_at?: Maybe<string>
  pushed_at?: Maybe<string>
  clone_url?: string
  html_url: string
}

export const toRepositoryItem = (raw: RawRepository) =>
  compact({
    repository: raw.full_name,
    description: raw.description ? cut(raw.description, 120) : undefined,
    visibility: raw.visibility ?? (raw.private ? 'private' : 'public'),
    language: raw.language,
    stars: raw.stargazers_count,
    fork: on(raw.fork),
    archived: on(raw.archived),
    pushed_at: raw.pushed_at,
    url: raw.html_url,
  })

export const toRepository = (raw: RawRepository) =>
  compact({
    ...toRepositoryItem(raw),
    description: raw.description,
    default_branch: raw.default_branch,
    topics: raw.topics,
    license: raw.license?.spdx_id ?? raw.license?.name,
    homepage: raw.homepage || undefined,
    forks: raw.forks_count,
    open_issues: raw.open_issues_count,
    size_kb: raw.size,
    parent: raw.parent?.full_name,
    permissions: Object.keys(raw.permissions ?? {}).filter((name) => raw.permissions?.[name]),
    created_at: raw.created_at,
    clone_url: raw.clone_url,
  })

export function toRepoStats(raw: RawRepository, bytes: Readonly<Record<string, number>>) {
  const total = Object.values(bytes).reduce((sum, each) => sum + each, 0)
  const percent = (each: number) => Math.round((each / total) * 1_000) / 10
  return compact({
    repository: raw.full_name,
    languages: Object.fromEntries(Object.entries(bytes).map(([name, each]) => [name, percent(each)])),
    code_bytes: total,
    stars: raw.stargazers_count,
    forks: raw.forks_count,
    watchers: raw.subscribers_count,
    open_issues: raw.open_issues_count,
    size_kb: raw.size,
    created_at: raw.created_at,
    pushed_at: raw.pushed_at,
  })
}

interface RawContributor {
  login?: string
  name?: string
  type?: string
  contributions: number
}

export const toContributor = (raw: RawContributor) =>
  compact({
    login: raw.login,
    name: raw.login ? undefined : raw.name,
    type: raw.type === 'User' ? undefined : raw.type,
    commits: raw.contributions,
  })

export interface RawRelease {
  id: number
  tag_name: string
  name?: Maybe<string>
  draft?: boolean
  prerelease?: boolean
  author?: Maybe<RawUser>
  target_commitish?: string
  created_at?: string
  published_at?: Maybe<string>
  body?: Maybe<string>
  html_url: string
  assets?: readonly { name: string; size: number; download_count: number; browser_download_url: string }[]
}

const NOTES_IN_LIST = 80

export const toReleaseItem = (raw: RawRelease) =>
  compact({
    id: raw.id,
    tag: raw.tag_name,
    name: raw.name === raw.tag_name ? undefined : raw.name,
    draft: on(raw.draft),
    prerelease: on(raw.prerelease),
    author: login(raw.author),
    published_at: raw.published_at,
    notes: raw.body ? cut(markdown(raw.body), NOTES_IN_LIST) : undefined,
    url: raw.html_url,
  })

export const toRelease = (raw: RawRelease) =>
  compact({
    ...toReleaseItem(raw),
    notes: raw.body ? markdown(raw.body) : undefined,
    target: raw.target_commitish,
    created_at: raw.created_at,
    assets: (raw.assets ?? [])
      .slice(0, 50)
      .map((a) => ({ name: a.name, size: a.size, downloads: a.download_count, url: a.browser_download_url })),
  })
