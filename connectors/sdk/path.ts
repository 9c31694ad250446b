declare const brand: unique symbol

/** A vendor path built by {@link path}; a plain string is refused by the compiler, so nothing unescaped gets through. */
export type VendorPath = string & { readonly [brand]: true }

class Rest {
  constructor(readonly value: string) {}
}

/**
 * Builds a path and encodes each value: path`/repos/${owner}/${repo}`. Empty values, `.` and `..` are refused, because
 * encodeURIComponent leaves them as they are and they would climb to another resource.
 */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number | Rest)[]): VendorPath {
  let out = strings[0] ?? ''
  values.forEach((value, i) => {
    const segments = value instanceof Rest ? value.value.replace(/^\/+|\/+$/g, '').split('/') : [String(value)]
    out += segments.map(encodeSegment).join('/') + (strings[i + 1] ?? '')
  })
  return out as VendorPath
}

/** A value whose slashes are part of the path (a file name, a branch): each of its segments is checked and encoded. */
path.rest = (value: string): Rest => new Rest(value)

function encodeSegment(segment: string): string {
  if (segment === '' || segment === '.' || segment === '..') {
    throw new BadPathValue(segment)
  }
  try {
    return encodeURIComponent(segment)
  } catch {
    // Half a surrogate pair: JSON can carry it, a URL cannot.
    throw new BadPathValue(segment)
  }
}

/** A path value that would address something else than it names. The base class turns it into a `validation` error. */
export class BadPathValue extends Error {
  override readonly name = 'BadPathValue'
  constructor(segment: string) {
    super(segment === '' ? 'An identifier is empty.' : `"${segment}" is not a valid identifier.`)
  }
}
