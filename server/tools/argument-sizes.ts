/** What PostgreSQL does not store: NUL and half a surrogate pair. Names are the client's own and may hold anything. */
const UNSTORABLE = /\0|\p{Surrogate}/gu

/** Names and sizes of arguments, never their values: what the usage row keeps. */
export function argumentSizes(args: Readonly<Record<string, unknown>>): Record<string, number> {
  const sizes: Record<string, number> = {}
  for (const name of Object.keys(args).slice(0, 50)) {
    const value = args[name]
    sizes[name.slice(0, 64).replace(UNSTORABLE, '?')] =
      typeof value === 'string' ? value.length : (JSON.stringify(value) ?? '').length
  }
  return sizes
}
