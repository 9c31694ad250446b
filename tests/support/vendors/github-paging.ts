import { isItem, type Item, numbered } from './items'
import type { Answer } from './vendor-description'

/** The items of a list answer: the answer itself, the one array beside `total_count`, or the files of a commit. */
function itemsOf(body: unknown): { items: unknown[]; key: string | undefined } | undefined {
  if (Array.isArray(body)) return { items: body, key: undefined }
  if (typeof body !== 'object' || body === null) return undefined
  const isCommit = 'files' in body && 'parents' in body
  if (!isCommit && !('total_count' in body)) return undefined
  const found = Object.entries(body).find(([key, value]) => Array.isArray(value) && (!isCommit || key === 'files'))
  return found && { items: found[1] as unknown[], key: found[0] }
}

/** The sample with this many items, each another one. */
export function generated(sample: unknown, count: number): unknown {
  const { items, key } = whole(sample) ?? itemsOf(sample) ?? { items: [], key: undefined }
  const last = (items[items.length - 1] ?? {}) as Item
  const made = Array.from({ length: count }, (_, i) => numbered(structuredClone(last), i))
  return key === undefined ? made : holding(sample as Item, key, made, count)
}

/** A list that GitHub gives without pages: the files of a tree, or of a comparison. */
function whole(body: unknown): { items: unknown[]; key: string } | undefined {
  if (!isItem(body)) return undefined
  const key = 'tree' in body ? 'tree' : 'merge_base_commit' in body ? 'files' : undefined
  return key === undefined ? undefined : { items: body[key] as unknown[], key }
}

const holding = (body: Item, key: string, items: readonly unknown[], total: number): Item => ({
  ...body,
  ...('total_count' in body ? { total_count: total } : {}),
  [key]: items,
})

/** Cuts a list to the page asked for and links to the next, as GitHub does. */
export function paged(given: Answer, url: URL): Answer {
  const found = given.status === 200 ? itemsOf(given.body) : undefined
  if (!found || url.pathname.includes('/contents')) return given
  const size = Number(url.searchParams.get('per_page') ?? 30)
  const page = Number(url.searchParams.get('page') ?? 1)
  const items = found.items.slice((page - 1) * size, page * size)
  const body = found.key === undefined ? items : holding(given.body as Item, found.key, items, found.items.length)
  const last = Math.ceil(found.items.length / size)
  if (page >= last) return { ...given, body }
  const link = (to: number, rel: string) => {
    const next = new URL(url)
    next.searchParams.set('page', String(to))
    return `<${next.href}>; rel="${rel}"`
  }
  return { ...given, body, headers: { ...given.headers, link: `${link(page + 1, 'next')}, ${link(last, 'last')}` } }
}
