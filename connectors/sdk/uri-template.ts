/** Matches the two forms that resource templates use: {name} is one segment, {+name} is the rest with its slashes. */
export function matchTemplate(template: string, uri: string): Record<string, string> | undefined {
  const names: string[] = []
  const pattern = template
    .replace(/[.*?^$()|[\]\\]/g, '\\$&')
    .replace(/\{(\+?)(\w+)\}/g, (_, rest: string, name: string) => {
      names.push(name)
      return rest ? '(.+)' : '([^/?#]+)'
    })
  const found = new RegExp(`^${pattern}$`, 'u').exec(uri)
  if (!found) return undefined
  try {
    return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')]))
  } catch {
    return undefined
  }
}

export const isTemplate = (uri: string): boolean => uri.includes('{')
