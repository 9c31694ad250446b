import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../errors'
import { parseJson, storable } from './json'

/** What a list was asked for besides its page. */
export type Filters = Readonly<Record<string, unknown>>

/**
 * Where the next page begins: the sort key of the last row, opaque to clients. It grants nothing. With filters it says which,
 * for the rest of one list is not the rest of another.
 */
export function encodeCursor(key: unknown, filters: Filters = {}): string {
  return Buffer.from(JSON.stringify([key, ...markOf(filters)])).toString('base64url')
}

export function decodeCursor<T>(cursor: string | undefined, key: z.ZodType<T>, filters: Filters = {}): T | undefined {
  if (cursor === undefined) return undefined
  const [value, mark] = read(cursor, z.tuple([key]).rest(z.string()))
  if (mark === markOf(filters)[0]) return value
  throw notOurs('The cursor belongs to another list: it was asked for with other filters.')
}

function read<T>(cursor: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(parseJson(Buffer.from(cursor, 'base64url'), storable))
  } catch (cause) {
    throw notOurs('The cursor is not one that this list returned.', cause)
  }
}

const notOurs = (message: string, cause?: unknown): AppError =>
  new AppError('invalid_request', message, {
    fields: { cursor: 'Pass nextCursor exactly as it came, or leave it out for the first page.' },
    cause,
  })

/** Short: a cursor is part of an address. It only has to notice mistakes. */
function markOf(filters: Filters): [] | [string] {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  if (given.length === 0) return []
  const sorted = JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)))
  return [createHash('sha256').update(sorted).digest('base64url').slice(0, 8)]
}

/** `rows` holds one more than the page when there is another page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
  key: (row: Row) => unknown,
  filters?: Filters,
): { items: Item[]; nextCursor?: string } {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map(present),
    ...(last === undefined ? {} : { nextCursor: encodeCursor(key(last), filters) }),
  }
}
