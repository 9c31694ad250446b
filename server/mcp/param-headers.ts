import type { IncomingHttpHeaders } from 'node:http'
import type { JsonSchema } from '../../connectors/sdk'

interface Declared {
  readonly path: readonly string[]
  readonly header: string
}

const known = new WeakMap<object, readonly Declared[]>()

/** Fields that a schema asks clients to repeat in a header (`x-mcp-header`), found once per schema. */
function declaredIn(schema: JsonSchema): readonly Declared[] {
  let found = known.get(schema)
  if (!found) known.set(schema, (found = scan(schema, [])))
  return found
}

function scan(schema: unknown, path: readonly string[]): Declared[] {
  const properties = (schema as { properties?: Record<string, Record<string, unknown>> } | undefined)?.properties ?? {}
  return Object.entries(properties).flatMap(([name, field]) => {
    const here = [...path, name]
    const header = field['x-mcp-header']
    return [
      ...(typeof header === 'string' ? [{ path: here, header: `mcp-param-${header.toLowerCase()}` }] : []),
      ...scan(field, here),
    ]
  })
}

/**
 * On 2026-07-28 an intermediary may route by these headers, so they must say what the body says. The SDK's low-level server
 * leaves the check to us. Words about the first mismatch, or undefined.
 */
export function mismatchedParam(schema: JsonSchema, args: unknown, headers: IncomingHttpHeaders): string | undefined {
  for (const { path, header } of declaredIn(schema)) {
    const value = path.reduce<unknown>(
      (node, key) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined),
      args,
    )
    if (!['string', 'number', 'boolean'].includes(typeof value)) continue
    const sent = headers[header]
    if (typeof sent !== 'string') return `The ${header} header is missing.`
    const decoded = decode(sent)
    if (decoded === undefined) return `The ${header} header is not valid Base64.`
    const same =
      typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(decoded)
        ? Number(decoded) === value
        : decoded === String(value)
    if (!same) return `The ${header} header does not match ${path.join('.')}.`
  }
  return undefined
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Values that a header cannot hold come as `=?base64?...?=`. */
function decode(header: string): string | undefined {
  const encoded = /^=\?base64\?(.*)\?=$/s.exec(header)?.[1]
  if (encoded === undefined) return header
  if (!BASE64.test(encoded)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    return undefined
  }
}
