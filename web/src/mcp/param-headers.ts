import { propertiesOf, type JsonSchema } from './schema'

/**
 * Fields that a tool asks clients to repeat in a header (`x-mcp-header`), for what stands between client and server. The SDK
 * leaves this to pages, since browsers ask other origins for leave first; ours is the same origin.
 */
export function paramHeaders(schema: JsonSchema, args: unknown): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, field] of Object.entries(propertiesOf(schema))) {
    const value = typeof args === 'object' && args !== null ? (args as Record<string, unknown>)[name] : undefined
    const header = field['x-mcp-header']
    if (typeof header === 'string' && ['string', 'number', 'boolean'].includes(typeof value)) {
      headers[`Mcp-Param-${header}`] = headerValue(String(value))
    }
    Object.assign(headers, paramHeaders(field, value))
  }
  return headers
}

/** What a header cannot hold as it is goes as Base64. */
export function headerValue(text: string): string {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !/^=\?base64\?.*\?=$/.test(text)
  if (plain) return text
  return `=?base64?${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}?=`
}
