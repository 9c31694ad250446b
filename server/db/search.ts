import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm'

/** Only rows with this text in one of these columns, whatever its case. What LIKE would read as a pattern is text. */
export function searchIn<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  text: string | undefined,
  ...columns: readonly string[]
): SelectQueryBuilder<T> {
  if (text === undefined) return query
  const found = columns.map((column) => `${column} ILIKE :searched`).join(' OR ')
  return query.andWhere(`(${found})`, { searched: `%${text.replace(/[\\%_]/g, '\\$&')}%` })
}
