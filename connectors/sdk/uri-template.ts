/** Matches the two forms that resource templates use: {name} is one segment, {+name} is the rest with its slashes. */
export function matchTemplate(template: string, uri: string): Record<string, string> | undefined {
  const names: string[] = []
  // Odd parts are the variables, even ones the text between them.
  const parts = template.split(/\{(\+?\w+)\}/)
  const pattern = parts.map((part, i) => {
    if (i % 2 === 0) return part.replace(/[.*+?^$(){}|[\]\\/]/g, '\\$&')
    names.push(part.replace('+', ''))
    return part.startsWith('+') ? '(.+)' : '([^/?#]+)'
  })
  const found = new RegExp(`^${pattern.join('')}$`, 'u').exec(uri)
  if (!found) return undefined
  try {
    return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')]))
  } catch {
    return undefined
  }
}

export const isTemplate = (uri: string): boolean => uri.includes('{')
