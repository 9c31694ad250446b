import { answer, compact, type PageInput, path, type VendorHttp, type VendorPath, z } from '../sdk'

/** The Markdown endpoints want this version; `after` is `position` there, and `archived` is `in_trash`. */
export const MARKDOWN_VERSION = { 'notion-version': '2026-03-11' }

const Listed = z.object({
  results: z.array(z.looseObject({})),
  next_cursor: z.string().nullish(),
  has_more: z.boolean().nullish(),
  request_status: z.object({ incomplete_reason: z.string().nullish() }).nullish(),
})

const Identified = z.looseObject({ id: z.string().min(1) })

/** The object that a reply holds. */
export const one = <Raw>({ body }: { readonly body: unknown }): Raw => {
  answer(Identified, body)
  return body as Raw
}

export const pageQuery = ({ limit, cursor }: PageInput) => ({ page_size: limit, start_cursor: cursor })

/** Every list has this form. `incomplete` when Notion stopped looking before the end. */
function toPage<Raw, Item>(body: unknown, shape: (raw: Raw) => Item) {
  const { results, has_more, next_cursor, request_status } = answer(Listed, body)
  return {
    items: results.map((raw) => shape(raw as Raw)),
    next_cursor: has_more ? next_cursor : undefined,
    ...(request_status?.incomplete_reason ? { incomplete: true } : {}),
  }
}

/** A list that is asked for with GET. Tools that write look things up, too. */
export async function list<Raw, Item>(
  http: VendorHttp,
  where: VendorPath,
  page: PageInput,
  query: Readonly<Record<string, string>>,
  shape: (raw: Raw) => Item,
) {
  return toPage((await http.get(where, { query: { ...query, ...pageQuery(page) }, effect: 'read' })).body, shape)
}

/** A list that is asked for with POST. */
export async function ask<Raw, Item>(
  http: VendorHttp,
  where: VendorPath,
  page: PageInput,
  body: Readonly<Record<string, unknown>>,
  shape: (raw: Raw) => Item,
  query: Readonly<Record<string, readonly string[] | undefined>> = {},
) {
  return toPage(
    (await http.post(where, { query, body: compact({ ...body, ...pageQuery(page) }), effect: 'read' })).body,
    shape,
  )
}

interface Searched {
  query?: string | undefined
  order?: 'newest' | 'oldest' | undefined
}

/** Pages and data sources by words of their title. */
export async function search<Raw, Item>(
  http: VendorHttp,
  page: PageInput,
  { query, order }: Searched,
  kind: 'page' | 'data_source' | undefined,
  shape: (raw: Raw) => Item,
) {
  const sort = order && { timestamp: 'last_edited_time', direction: order === 'newest' ? 'descending' : 'ascending' }
  const filter = kind && { property: 'object', value: kind }
  return ask(http, path`/v1/search`, page, { query, sort, filter }, shape)
}
