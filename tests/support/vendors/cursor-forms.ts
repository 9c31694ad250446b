import { findList, isItem, type Item, listAt, type ListPath, put } from './items'
import { type Answer, type Asked, RefusedCursor } from './vendor-description'

interface Cut {
  next: string | undefined
  from: number
  size: number
  total: number
}

/** How one vendor asks for a page of a list, and says where the next one begins. */
export interface CursorForm {
  /** The parameter that says how many: its name, the usual and the greatest number. */
  size: readonly [name: string, usual: number, most: number]
  /** The parameter that says where to go on. */
  cursor: string
  /** Offsets and page numbers can be made up by who asks; opaque tokens cannot. */
  kind: 'opaque' | 'offset' | 'page'
  /** Writes into the body where the list stands whether and how it goes on. */
  onward(body: Item, cut: Cut): Item
  /** How many levels above the list that is. Default: 1. */
  above?: number
}

export const FORMS = {
  slack: {
    size: ['limit', 100, 1_000],
    cursor: 'cursor',
    kind: 'opaque',
    onward: (body, { next = '' }) => ({ ...body, response_metadata: { next_cursor: next } }),
  },
  /** Google, and Jira's JQL search with other names. */
  pageToken: {
    size: ['pageSize', 100, 1_000],
    cursor: 'pageToken',
    kind: 'opaque',
    onward: ({ nextPageToken: _, ...body }, { next }) => ({ ...body, ...(next ? { nextPageToken: next } : {}) }),
  },
  jiraToken: {
    size: ['maxResults', 50, 5_000],
    cursor: 'nextPageToken',
    kind: 'opaque',
    onward: ({ nextPageToken: _, ...body }, { next }) => ({
      ...body,
      isLast: next === undefined,
      ...(next ? { nextPageToken: next } : {}),
    }),
  },
  jiraOffset: {
    size: ['maxResults', 50, 1_000],
    cursor: 'startAt',
    kind: 'offset',
    onward: (body, { next, from, size, total }) => ({
      ...body,
      startAt: from,
      maxResults: size,
      total,
      isLast: next === undefined,
    }),
  },
  notion: {
    size: ['page_size', 100, 100],
    cursor: 'start_cursor',
    kind: 'opaque',
    onward: (body, { next }) => ({ ...body, has_more: next !== undefined, next_cursor: next ?? null }),
  },
  zoom: {
    size: ['page_size', 30, 300],
    cursor: 'next_page_token',
    kind: 'opaque',
    onward: (body, { next = '', size, total }) => ({
      ...body,
      page_size: size,
      total_records: total,
      next_page_token: next,
    }),
  },
  /** A connection of GraphQL, whose parameters are variables. */
  relay: {
    size: ['first', 50, 250],
    cursor: 'after',
    kind: 'opaque',
    onward: (body, { next }) => ({ ...body, pageInfo: { hasNextPage: next !== undefined, endCursor: next ?? null } }),
  },
} satisfies Readonly<Record<string, CursorForm>>

/** Cuts the list of an answer to the page asked for, in the vendor's form. */
export function cutPage(given: Answer, asked: Asked, form: CursorForm, at?: ListPath): Answer {
  const path = at ?? findList(given.body)
  if (given.status !== 200 || !path) return given
  const all = listAt(given.body, path)
  const [name, usual, most] = form.size
  const size = Number(parameter(asked, name) ?? usual)
  if (!Number.isInteger(size) || size < 1 || size > most) throw new RefusedCursor(`${name} is from 1 to ${most}.`)
  const from = start(asked, form, size)
  const end = from + size
  const next = end < all.length ? onwardCursor(asked, form, end, size) : undefined
  const cut = put(given.body, path, all.slice(from, end))
  const holder = path.slice(0, Math.max(0, path.length - (form.above ?? 1)))
  const inside = holder.reduce<unknown>((value, step) => (isItem(value) ? value[step] : undefined), cut)
  const body = put(cut, holder, form.onward(isItem(inside) ? inside : {}, { next, from, size, total: all.length }))
  return { ...given, body }
}

/** From the address, a form, a JSON body or the variables of GraphQL. */
export function parameter({ query, form, body }: Asked, name: string): string | undefined {
  const inBody = isItem(body)
    ? (body[name] ?? (isItem(body['variables']) ? body['variables'][name] : undefined))
    : undefined
  const found = query.get(name) ?? form?.get(name) ?? inBody
  return found === undefined || found === null || found === '' ? undefined : String(found)
}

/** It holds for one operation only. */
const opaque = (id: string, from: number) => Buffer.from(`${from} of ${id}`).toString('base64url')

function onwardCursor({ id }: Asked, { kind }: CursorForm, from: number, size: number): string {
  if (kind === 'opaque') return opaque(id, from)
  return String(kind === 'page' ? from / size + 1 : from)
}

function start(asked: Asked, { cursor, kind }: CursorForm, size: number): number {
  const given = parameter(asked, cursor)
  if (given === undefined) return 0
  const number = Number(kind === 'opaque' ? Buffer.from(given, 'base64url').toString().split(' ')[0] : given)
  const isOurs = kind !== 'opaque' || opaque(asked.id, number) === given
  if (!isOurs || !Number.isInteger(number) || number < 0)
    throw new RefusedCursor(`${cursor} "${given}" was never given.`)
  return kind === 'page' ? (number - 1) * size : number
}
