import { ConnectorError } from './errors'

/** Where a list goes on: the vendor's cursor of a page, and how many of that page's items were already given. */
export interface Position {
  readonly vendor: string | undefined
  readonly skip: number
}

type Arguments = Readonly<Record<string, unknown>>

/** base64url(JSON { v: vendor cursor, s: items to skip, h: hash of the other arguments }). */
export function encodeCursor(position: Position, args: Arguments): string {
  const { vendor, skip } = position
  return Buffer.from(
    JSON.stringify({ ...(vendor === undefined ? {} : { v: vendor }), ...(skip > 0 ? { s: skip } : {}), h: hash(args) }),
  ).toString('base64url')
}

export function decodeCursor(cursor: string, args: Arguments): Position {
  const parsed = parse(cursor)
  if (!parsed) {
    throw new ConnectorError('validation', 'The cursor is not one that this tool returned.', {
      fields: { cursor: 'Pass next_cursor exactly as it came, or leave it out for the first page.' },
    })
  }
  if (parsed.h !== hash(args)) {
    throw new ConnectorError('validation', 'The cursor belongs to a call with different arguments.', {
      fields: { cursor: 'Repeat the arguments of the call that returned it, or leave it out for the first page.' },
    })
  }
  return { vendor: parsed.v, skip: parsed.s ?? 0 }
}

function parse(cursor: string): { v?: string; s?: number; h: string } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (typeof value !== 'object' || value === null) return undefined
    const { v, s, h } = value as Record<string, unknown>
    const sound =
      (v === undefined || typeof v === 'string') &&
      (s === undefined || (Number.isSafeInteger(s) && (s as number) > 0)) &&
      typeof h === 'string'
    return sound ? { ...(v === undefined ? {} : { v }), ...(s === undefined ? {} : { s: s as number }), h } : undefined
  } catch {
    return undefined
  }
}

/** FNV-1a over canonical JSON. It catches mistakes; it is no signature, for a cursor grants nothing. */
function hash(args: Arguments): string {
  const { cursor: _, ...rest } = args
  let h = 0x811c9dc5
  for (const char of canonical(rest)) {
    h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return h.toString(36)
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined)
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
      .join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
