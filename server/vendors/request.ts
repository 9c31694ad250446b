import type { VendorPath, VendorRequest } from '../../connectors/sdk'
import type { QueryValue } from '../../connectors/sdk/http'

type Headers = Readonly<Record<string, string>>

// Who asks, whom, and how the message is framed is not for connector code to say.
const RESERVED =
  /^(authorization|cookie|host|connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*)$/
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(\/|$)/i

/** A path below a base URL, whose own path stays in front: https://ghe.example/api/v3 + /repos. */
export function target(base: URL, path: VendorPath, query: VendorRequest['query']): URL {
  const [pathname = ''] = path.split('?')
  if (!/^\/(?!\/)[^\\#\s]*$/.test(path) || DOT_SEGMENT.test(pathname)) throw new Error(`Not a vendor path: ${path}`)
  const url = new URL(base.origin + base.pathname.replace(/\/+$/, '') + path)
  const added = encode(query).replaceAll('+', '%20')
  if (added) url.search = url.search ? `${url.search}&${added}` : added
  return url
}

/** `application/x-www-form-urlencoded`: undefined is left out, arrays repeat the name. */
export function encode(values: Readonly<Record<string, QueryValue>> = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one))
  }
  return params.toString()
}

export function content({ body, form, raw }: VendorRequest): { type: string; data: string | Buffer } | undefined {
  if ([body, form, raw].filter((each) => each !== undefined).length > 1) {
    throw new Error('A request has one of body, form and raw.')
  }
  if (raw !== undefined)
    return { type: raw.type, data: typeof raw.data === 'string' ? raw.data : Buffer.from(raw.data) }
  if (form !== undefined) return { type: 'application/x-www-form-urlencoded', data: encode(form) }
  if (body !== undefined) return { type: 'application/json', data: JSON.stringify(body) }
  return undefined
}

/** Later ones win. Names become lower-case. */
export function mergeHeaders(...all: readonly (Headers | undefined)[]): Record<string, string> {
  const merged: Record<string, string> = {}
  for (const [name, value] of all.flatMap((headers) => Object.entries(headers ?? {}))) {
    const lower = name.toLowerCase()
    if (RESERVED.test(lower)) throw new Error(`A connector may not set the header ${lower}.`)
    merged[lower] = value
  }
  return merged
}
