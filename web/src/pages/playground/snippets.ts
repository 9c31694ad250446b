import { MODERN } from '../../mcp/kinds'
import { headerValue, paramHeaders } from '../../mcp/param-headers'
import type { JsonSchema } from '../../mcp/schema'

export interface Call {
  /** The endpoint's public address. */
  readonly url: string
  readonly tool: string
  readonly args: unknown
  readonly schema: JsonSchema
}

const CLIENT = { name: 'my-client', version: '1.0.0' }

/** One word for a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The same call from a shell. The token comes from the shell's own environment: none is ever written here. */
export function asCurl({ url, tool, args, schema }: Call): string {
  const body = {
    ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
    params: {
      ...{ name: tool, arguments: args },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': MODERN,
        'io.modelcontextprotocol/clientInfo': CLIENT,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  }
  const headers = {
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'MCP-Protocol-Version': MODERN,
    'Mcp-Method': 'tools/call',
    'Mcp-Name': headerValue(tool),
    ...paramHeaders(schema, args),
  }
  return [
    `curl -sS -X POST ${quoted(url)}`,
    '  -H "Authorization: Bearer $SAGEMCP_TOKEN"',
    ...Object.entries(headers).map(([name, value]) => `  -H ${quoted(`${name}: ${value}`)}`),
    `  --data-raw ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n')
}

/** The same call as a program. */
export function asCode({ url, tool, args }: Call): string {
  const params = JSON.stringify({ name: tool, arguments: args }, null, 2)
  return `// npm install @modelcontextprotocol/client
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

const client = new Client(${literal(CLIENT)}, { versionNegotiation: { mode: 'auto' } })
await client.connect(
  new StreamableHTTPClientTransport(new URL(${JSON.stringify(url)}), {
    requestInit: { headers: { authorization: \`Bearer \${process.env.SAGEMCP_TOKEN}\` } },
  }),
)
const result = await client.callTool(${params})
console.log(JSON.stringify(result.structuredContent ?? result.content, null, 2))
await client.close()
`
}

const literal = (value: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${JSON.stringify(each)}`)
    .join(', ')} }`
