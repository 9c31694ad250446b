import type { PageInput, VendorResponse } from '../sdk'

/** The vendor cursor is the part of the next link that says where to go on: `page`, and `after` where the vendor adds it. */
export function nextCursor(headers: VendorResponse<unknown>['headers']): string | undefined {
  const link = /<([^>]+)>;\s*rel="next"/.exec(headers.link ?? '')?.[1]
  if (link === undefined) return undefined
  const query = new URLSearchParams(link.slice(link.indexOf('?') + 1))
  return new URLSearchParams(positions(query)).toString() || undefined
}

/** A cursor comes back from the caller: nothing but these two parameters is taken from it. */
const positions = (query: URLSearchParams): [string, string][] =>
  [...query].filter(([name, value]) => (name === 'page' || name === 'after') && value !== '')

/** The query parameters of one page. */
export function pageQuery({ limit, cursor }: PageInput) {
  return { per_page: limit, ...Object.fromEntries(positions(new URLSearchParams(cursor))) }
}

/** GitHub finds more than it shows: a search ends after 1,000 results, whatever its total says. */
const SEARCH_END = 1_000

export function nextSearchCursor(
  headers: VendorResponse<unknown>['headers'],
  { limit }: PageInput,
): string | undefined {
  const next = nextCursor(headers)
  const page = Number(new URLSearchParams(next).get('page') ?? 1)
  return (page - 1) * limit >= SEARCH_END ? undefined : next
}
