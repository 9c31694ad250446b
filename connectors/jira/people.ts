import { answer, path, type PageInput } from '../sdk'
import { Items, PEOPLE_END, startOf } from './calls'
import { resolve } from './identifiers'
import { toUser } from './shape'
import { assignableOn } from './users'
import type { Vendor } from './vendor'

interface Search extends PageInput {
  readonly query?: string | undefined
  readonly project?: string | undefined
  readonly issue?: string | undefined
}

/** How many of everybody are looked at at once. */
const RANGE = 100

/**
 * Jira takes a range of people and leaves out those who may not be assigned: often all of it, for accounts of apps come
 * first. So we ask for long ranges until somebody is found, and cut the page ourselves. The cursor is where the range
 * begins, and how many of it were given. A search finds few: one range holds them all.
 */
export async function assignablePeople(vendor: Vendor, { query, project, issue, limit, cursor }: Search) {
  const where =
    issue === undefined
      ? { project: await resolve(vendor, 'project', project ?? '') }
      : assignableOn(await resolve(vendor, 'issue', issue))
  const maxResults = query === undefined ? RANGE : PEOPLE_END
  const given = startOf(cursor?.split('.')[1])
  for (let startAt = startOf(cursor), skip = given; startAt < PEOPLE_END; startAt += maxResults, skip = 0) {
    const filters = { query, ...where, startAt, maxResults }
    const { body } = await vendor.http.get(path`/rest/api/3/user/assignable/search`, { query: filters })
    const found = answer(Items, body)
    const end = skip + limit
    const next = startAt + maxResults
    if (found.length > skip)
      return {
        items: found.slice(skip, end).map(toUser),
        next_cursor: found.length > end ? `${startAt}.${end}` : next < PEOPLE_END ? String(next) : undefined,
      }
  }
  return { items: [] }
}
