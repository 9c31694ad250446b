import { path, type PageInput } from '../sdk'
import { listPeople } from './calls'
import { resolve } from './identifiers'
import { toUser } from './shape'
import { assignableOn } from './users'
import type { Vendor } from './vendor'

interface Search extends PageInput {
  readonly query?: string | undefined
  readonly project?: string | undefined
  readonly issue?: string | undefined
}

export async function assignablePeople(vendor: Vendor, { query, project, issue, ...page }: Search) {
  const where =
    issue === undefined
      ? { project: await resolve(vendor, 'project', project ?? '') }
      : assignableOn(await resolve(vendor, 'issue', issue))
  const list = path`/rest/api/3/user/assignable/search`
  return listPeople(vendor.http, list, page, { query, ...where }, toUser, query === undefined)
}
