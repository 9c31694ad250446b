/** Names and sizes of arguments, never their values: what the usage row keeps. */
export function argumentSizes(args: Readonly<Record<string, unknown>>): Record<string, number> {
  const sizes: Record<string, number> = {}
  for (const name of Object.keys(args).slice(0, 50)) {
    const value = args[name]
    sizes[name.slice(0, 64)] = typeof value === 'string' ? value.length : (JSON.stringify(value) ?? '').length
  }
  return sizes
}
