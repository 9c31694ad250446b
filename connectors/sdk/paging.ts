/** What the method of a list receives: {@link limit} and {@link cursor}, the vendor's own. */
export interface PageInput {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One page of a list that the vendor gives whole; the cursor is the offset. */
export function slicePage<T>(all: readonly T[], { limit, cursor }: PageInput) {
  const from = Math.max(0, Number.parseInt(cursor ?? '0', 10) || 0)
  const end = from + limit
  return { items: all.slice(from, end), total: all.length, next_cursor: end < all.length ? String(end) : undefined }
}
