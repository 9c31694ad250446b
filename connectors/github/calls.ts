import type { PageInput, VendorHttp, VendorPath, VendorRequest } from '../sdk'
import { nextCursor, nextSearchCursor, pageQuery } from './paging'

/*
 * The forms in which GitHub answers a list. Each gives one page of shaped items and the vendor's cursor.
 */

type Query = NonNullable<VendorRequest['query']>

/** A plain array. */
export async function list<Raw, Item>(
  http: VendorHttp,
  where: VendorPath,
  page: PageInput,
  query: Query,
  shape: (raw: Raw) => Item,
) {
  const { body, headers } = await http.get<Raw[] | undefined>(where, { query: { ...query, ...pageQuery(page) } })
  // An empty repository has no contributors and says so with an empty reply.
  return { items: Array.isArray(body) ? body.map((raw) => shape(raw)) : [], next_cursor: nextCursor(headers) }
}

/** An object that holds the array under a name, and the total. */
export async function wrapped<Raw, Item>(
  http: VendorHttp,
  where: VendorPath,
  page: PageInput,
  query: Query,
  name: string,
  shape: (raw: Raw) => Item,
) {
  const request = { query: { ...query, ...pageQuery(page) } }
  const { body, headers } = await http.get<Record<string, unknown>>(where, request)
  const items = (body[name] as Raw[]).map((raw) => shape(raw))
  return { items, total: body.total_count, next_cursor: nextCursor(headers) }
}

interface Found<Raw> {
  total_count: number
  incomplete_results?: boolean
  items: readonly Raw[]
}

/** A search; `incomplete` when the vendor ran out of time. */
export async function search<Raw, Item>(
  http: VendorHttp,
  where: VendorPath,
  page: PageInput,
  query: Query,
  shape: (raw: Raw) => Item,
  headers: Readonly<Record<string, string>> = {},
) {
  const reply = await http.get<Found<Raw>>(where, { query: { ...query, ...pageQuery(page) }, headers })
  const { items, total_count, incomplete_results } = reply.body
  return {
    items: items.map((raw) => shape(raw)),
    total: total_count,
    ...(incomplete_results ? { incomplete: true } : {}),
    next_cursor: nextSearchCursor(reply.headers, page),
  }
}

/** The raw items of pages `from` to `to`, asked for at once: for counting. */
export async function pages<Raw>(http: VendorHttp, where: VendorPath, query: Query, from: number, to: number) {
  const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
  const replies = await Promise.all(
    numbers.map((page) => http.get<Raw[]>(where, { query: { per_page: 100, ...query, page } })),
  )
  return replies.flatMap((reply) => reply.body)
}
