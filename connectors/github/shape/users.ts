import { compact, cut, visible, type VendorResponse } from '../../sdk'
import { login, type Maybe, type RawUser } from './common'
import type { RawRepository } from './repos'

type Headers = VendorResponse<unknown>['headers']

export interface RawAccount extends RawUser {
  name?: Maybe<string>
  email?: Maybe<string>
  company?: Maybe<string>
  location?: Maybe<string>
  bio?: Maybe<string>
  blog?: Maybe<string>
  public_repos?: number
  followers?: number
  following?: number
  created_at?: string
}

/** Scopes of the token; undefined where the vendor does not say (fine-grained and app tokens). */
export const grantedScopes = (headers: Headers): string[] | undefined =>
  headers['x-oauth-scopes']
    ?.split(',')
    .map((scope) => scope.trim())
    .filter(Boolean)

export function toTokenFacts(headers: Headers) {
  const scopes = grantedScopes(headers)
  return {
    token_kind: scopes ? 'classic or OAuth' : 'fine-grained or app',
    ...compact({ token_expires_at: headers['github-authentication-token-expiration'] }),
    ...(scopes ? { scopes } : {}),
  }
}

export const toProfile = (user: RawAccount) =>
  compact({
    login: user.login,
    name: user.name,
    type: user.type,
    bio: user.bio,
    company: user.company,
    location: user.location,
    email: user.email,
    website: user.blog || undefined,
    public_repos: user.public_repos,
    followers: user.followers,
    following: user.following,
    created_at: user.created_at,
    url: user.html_url,
  })

function toRateLimit(headers: Headers) {
  const limit = headers['x-ratelimit-limit']
  if (limit === undefined) return undefined
  const reset = Number(headers['x-ratelimit-reset'])
  return compact({
    limit: Number(limit),
    remaining: Number(headers['x-ratelimit-remaining'] ?? 0),
    resets_at: reset ? new Date(reset * 1_000).toISOString() : undefined,
  })
}

export const toMe = (user: RawAccount, headers: Headers) => ({
  ...toProfile(user),
  ...toTokenFacts(headers),
  ...compact({ rate_limit: toRateLimit(headers) }),
})

export const toFoundUser = (raw: RawUser) => compact({ login: login(raw), type: raw.type, url: raw.html_url })

export const toOrganization = (raw: { login: string; description?: Maybe<string> }) =>
  compact({ login: raw.login, description: raw.description ? cut(raw.description, 200) : undefined })

export interface RawEvent {
  type?: Maybe<string>
  repo: { name: string }
  created_at?: Maybe<string>
}

interface Tally {
  repository: string
  events: number
  kinds: Record<string, number>
  last?: string
}

const REPOSITORIES_NAMED = 30
const add = (counts: Record<string, number>, key: string, by = 1): void => void (counts[key] = (counts[key] ?? 0) + by)
const kindOf = (event: RawEvent): string => (event.type ?? 'Event').replace(/Event$/, '')

/** Counts events; the vendor gives them newest first. */
export function toActivity(username: string, events: readonly RawEvent[]) {
  const kinds: Record<string, number> = {}
  const repositories = new Map<string, Tally>()
  for (const event of events) {
    const { name } = event.repo
    const tally = repositories.get(name) ?? {
      repository: visible(name),
      events: 0,
      kinds: {},
      ...(event.created_at ? { last: event.created_at } : {}),
    }
    repositories.set(name, tally)
    tally.events++
    add(tally.kinds, kindOf(event))
    add(kinds, kindOf(event))
  }
  return {
    login: username,
    events: events.length,
    ...compact({ newest: events[0]?.created_at, oldest: events.at(-1)?.created_at }),
    kinds,
    repositories: [...repositories.values()].sort((a, b) => b.events - a.events).slice(0, REPOSITORIES_NAMED),
  }
}

const STARRED_NAMED = 10

export function toUserStats(user: RawAccount, repositories: readonly RawRepository[]) {
  const languages: Record<string, number> = {}
  for (const { language } of repositories) if (language) add(languages, language)
  const stars = (raw: RawRepository) => raw.stargazers_count ?? 0
  return compact({
    login: user.login,
    followers: user.followers,
    public_repos: user.public_repos,
    counted_repos: repositories.length,
    stars: repositories.reduce((sum, raw) => sum + stars(raw), 0),
    forks: repositories.reduce((sum, raw) => sum + (raw.forks_count ?? 0), 0),
    languages: Object.fromEntries(Object.entries(languages).sort(([, a], [, b]) => b - a)),
    most_starred: [...repositories]
      .sort((a, b) => stars(b) - stars(a))
      .slice(0, STARRED_NAMED)
      .filter((raw) => stars(raw) > 0)
      .map((raw) => ({ repository: raw.full_name, stars: stars(raw) })),
    truncated: repositories.length < (user.public_repos ?? 0) ? true : undefined,
  })
}
