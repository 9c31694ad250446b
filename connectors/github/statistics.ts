import { path, type VendorHttp } from '../sdk'
import { pages } from './calls'
import { type RawAccount, type RawEvent, type RawRepository, toActivity, toRepoStats, toUserStats } from './shape'

export async function repositoryStatistics(http: VendorHttp, repository: string) {
  const repo = path.rest(repository)
  const [facts, languages] = await Promise.all([
    http.get<RawRepository>(path`/repos/${repo}`),
    http.get<Record<string, number>>(path`/repos/${repo}/languages`),
  ])
  return toRepoStats(facts.body, languages.body)
}

export async function activity(http: VendorHttp, username: string, events: number) {
  const query = { per_page: Math.min(events, 100) }
  const found = await pages<RawEvent>(http, path`/users/${username}/events`, query, 1, Math.ceil(events / 100))
  return toActivity(username, found.slice(0, events))
}

const MAX_PAGES = 5

export async function userStatistics(http: VendorHttp, username: string) {
  const where = path`/users/${username}/repos`
  const query = { type: 'owner', sort: 'pushed' }
  const [{ body }, first] = await Promise.all([
    http.get<RawAccount>(path`/users/${username}`),
    pages<RawRepository>(http, where, query, 1, 1),
  ])
  const last = Math.min(Math.ceil((body.public_repos ?? 0) / 100), MAX_PAGES)
  return toUserStats(body, [...first, ...(await pages<RawRepository>(http, where, query, 2, last))])
}
