const HERE = 'http://here.invalid'
const MAX_LENGTH = 4_096

/**
 * Where to go after sign-in: only a path of this server, spelled so that no browser reads it as another host. Undefined for
 * everything else.
 */
export function safeNext(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_LENGTH) return undefined
  if (!/^\/[\x21-\x5b\x5d-\x7e]*$/.test(text)) return undefined // no backslash, space, control or foreign character
  if (!URL.canParse(text, HERE)) return undefined
  const { origin, pathname, search, hash } = new URL(text, HERE)
  // The parser resolves dots: /.//evil.example would come out as //evil.example.
  return origin === HERE && !pathname.startsWith('//') ? pathname + search + hash : undefined
}

export const withNext = (path: string, next: string | undefined): string =>
  next === undefined ? path : `${path}?next=${encodeURIComponent(next)}`
