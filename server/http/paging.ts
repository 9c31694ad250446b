import type { z } from 'zod'
import { AppError } from '../errors'
import { parseJson, storable } from './json'

/** Where the next page begins: the sort key of the last row, opaque to clients. It grants nothing. */
export const encodeCursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url')

export function decodeCursor<T>(cursor: string | undefined, key: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined
  try {
    return key.parse(parseJson(Buffer.from(cursor, 'base64url'), storable))
  } catch (cause) {
    throw new AppError('invalid_request', 'The cursor is not one that this list returned.', {
      fields: { cursor: 'Pass nextCursor exactly as it came, or leave it out for the first page.' },
      cause,
    })
  }
}

/** `rows` holds one more than the page when there is another page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
  key: (row: Row) => unknown,
): { items: Item[]; nextCursor?: string } {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map(present),
    ...(last === undefined ? {} : { nextCursor: encodeCursor(key(last)) }),
  }
}
