export type Item = Record<string, unknown>

/** Where a list stands in a body: the names that lead to it. Nothing: the body itself. */
export type ListPath = readonly string[]

/** The list nearest to the top of a body: the body itself, or the first array of objects that an object in it names. */
export function findList(body: unknown): ListPath | undefined {
  let level: { at: ListPath; value: unknown }[] = [{ at: [], value: body }]
  while (level.length > 0) {
    const found = level.find(({ value }) => isList(value))
    if (found) return found.at
    level = level.flatMap(({ at, value }) =>
      isItem(value) ? Object.entries(value).map(([name, inner]) => ({ at: [...at, name], value: inner })) : [],
    )
  }
  return undefined
}

export const listAt = (body: unknown, at: ListPath): readonly unknown[] => {
  const found = at.reduce((value, name) => (isItem(value) ? value[name] : undefined), body)
  if (!Array.isArray(found)) throw new Error(`There is no list at "${at.join('.')}".`)
  return found as unknown[]
}

/** The body with something else at a place. */
export function put(body: unknown, at: ListPath, value: unknown): unknown {
  const [name, ...rest] = at
  if (name === undefined) return value
  const holder = isItem(body) ? body : {}
  return { ...holder, [name]: put(holder[name], rest, value) }
}

export const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isItem)

/** What tells items apart, with the vendors here. */
const TELLING =
  /^(?:id|uuid|number|key|identifier|ts|message_ts|sha|name|real_name|title|topic|summary|login|email|path|filename|full_name|tag_name|displayName|accountId|slug|url|html_url|permalink)$/

/** The same item, or id, as number `i` of many: whatever tells items apart differs, in the form that it has. */
export function numbered<T>(item: T, i: number): T {
  if (!isItem(item)) return another(item, i) as T
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, TELLING.test(name) ? another(value, i) : value]),
  ) as T
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function another(value: unknown, i: number): unknown {
  if (typeof value === 'number') return i + 1
  if (typeof value !== 'string' || value === '') return value
  const text = String(i + 1)
  if (UUID.test(value)) return value.slice(0, -12) + text.padStart(12, '0')
  // Ids of one length, such as U0ADA00001, keep it.
  if (/^[0-9a-f]{40}$/.test(value)) return value.slice(0, -4) + text.padStart(4, '0')
  if (/^\d+$/.test(value)) return String(Number(value) + i)
  const digits = /^(.*?\D)(\d+)$/s.exec(value)
  return digits ? `${digits[1]}${text.padStart(digits[2]?.length ?? 0, '0')}` : `${value}-${text}`
}
