import {
  answer,
  ConnectorError,
  type PageInput,
  path,
  type VendorHttp,
  type VendorPath,
  type VendorRequest,
  z,
} from '../sdk'
import type { Raw } from './shape/read'

/*
 * The forms in which Jira answers a list. Each gives one page of shaped items and the vendor's cursor.
 */

type Query = NonNullable<VendorRequest['query']>
type Shape<Item> = (raw: Raw) => Item

export const Items = z.array(z.record(z.string(), z.unknown()))
const whole = z.number().optional().catch(undefined)
const flag = z.boolean().optional().catch(undefined)

export const startOf = (cursor: string | undefined): number => Math.max(0, Number.parseInt(cursor ?? '0', 10) || 0)

/** `startAt` and `maxResults`; the array is under `name`. Some lists have no `isLast`, others no `total`. */
export async function list<Item>(
  http: VendorHttp,
  where: VendorPath,
  { limit, cursor }: PageInput,
  query: Query,
  name: string,
  shape: Shape<Item>,
) {
  const startAt = startOf(cursor)
  const { body } = await http.get(where, { query: { ...query, startAt, maxResults: limit } })
  const page = answer(z.object({ [name]: Items }), body)[name] ?? []
  const { total, isLast } = answer(z.object({ total: whole, isLast: flag }), body)
  const end = startAt + page.length
  const more = page.length > 0 && (isLast === undefined ? total !== undefined && end < total : !isLast)
  return {
    items: page.map(shape),
    ...(total === undefined ? {} : { total }),
    next_cursor: more ? String(end) : undefined,
  }
}

/** No search of people shows more than this many. */
export const PEOPLE_END = 1_000

/** A plain array of people, which says nothing of its end. */
export async function listPeople<Item>(
  http: VendorHttp,
  where: VendorPath,
  { limit, cursor }: PageInput,
  query: Query,
  shape: Shape<Item>,
) {
  const startAt = startOf(cursor)
  const { body } = await http.get(where, { query: { ...query, startAt, maxResults: limit } })
  const page = answer(Items, body)
  const end = startAt + limit
  const more = page.length >= limit && end < PEOPLE_END
  return { items: page.map(shape), next_cursor: more ? String(end) : undefined }
}

const Issues = z.object({
  issues: Items,
  nextPageToken: z.string().nullish().catch(undefined),
  isLast: flag,
})

function tokenPage<Item>(body: unknown, shape: Shape<Item>) {
  const { issues, nextPageToken, isLast } = answer(Issues, body)
  return { items: issues.map(shape), next_cursor: isLast === true ? undefined : nextPageToken || undefined }
}

/** A search. It gives ids alone unless fields are named, and no total. */
export async function searchIssues<Item>(
  http: VendorHttp,
  jql: string,
  { limit, cursor }: PageInput,
  fields: readonly string[],
  shape: Shape<Item>,
) {
  const body = { jql, fields, maxResults: limit, ...(cursor === undefined ? {} : { nextPageToken: cursor }) }
  return tokenPage((await http.post(path`/rest/api/3/search/jql`, { body })).body, shape)
}

const TOKEN = 'token:'
const OFFSET = 'offset:'

/** The gateway says of an address that it does not know either that it is not there, or that the scopes do not match. */
const MISSING: ReadonlySet<string> = new Set(['not_found', 'missing_scope'])

/**
 * Issues of a board or sprint. The lists with page tokens are newer than some sites; where they are missing the older ones,
 * with offsets, answer. A list is read to its end in the form in which it was begun.
 */
export async function boardIssues<Item>(
  http: VendorHttp,
  [kind, id, part]: readonly ['board' | 'sprint', string, 'issue' | 'backlog'],
  { limit, cursor }: PageInput,
  { jql, fields }: { jql: string | undefined; fields: readonly string[] },
  shape: Shape<Item>,
) {
  const query = { jql, fields: fields.join(',') }
  const older = async (from: string | undefined) => {
    const where = path`/rest/agile/1.0/${kind}/${id}/${part}`
    const { total: _, next_cursor, ...page } = await list(http, where, { limit, cursor: from }, query, 'issues', shape)
    return { ...page, next_cursor: next_cursor && `${OFFSET}${next_cursor}` }
  }
  if (cursor?.startsWith(OFFSET)) return older(cursor.slice(OFFSET.length))
  try {
    const nextPageToken = cursor?.startsWith(TOKEN) ? cursor.slice(TOKEN.length) : undefined
    const where = path`/rest/software/1.0/${kind}/${id}/${part}`
    const { body } = await http.get(where, { query: { ...query, maxResults: limit, nextPageToken } })
    const { next_cursor, ...page } = tokenPage(body, shape)
    return { ...page, next_cursor: next_cursor && `${TOKEN}${next_cursor}` }
  } catch (error) {
    const missing = error instanceof ConnectorError && MISSING.has(error.code)
    if (!missing || cursor !== undefined) throw error
    return older(undefined)
  }
}
