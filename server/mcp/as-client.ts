import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { version } from '../version'

export interface FoundTool {
  readonly name: string
  readonly title: string | undefined
  readonly description: string
  readonly inputSchema: unknown
}

export interface Called {
  readonly isError: boolean
  /** The value where the tool gave one, else its content. */
  readonly value: unknown
  /** What a model would read. */
  readonly text: string
}

/** An endpoint of a server that runs elsewhere, asked as any client asks it. */
export interface AskedEndpoint {
  tools(): Promise<readonly FoundTool[]>
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<Called>
}

export async function asClient<T>(url: URL, key: string, work: (endpoint: AskedEndpoint) => Promise<T>): Promise<T> {
  const client = new Client({ name: 'sagemcp', version }, { versionNegotiation: { mode: 'auto' } })
  // A key goes to the address that was given and to no other.
  const requestInit = { headers: { authorization: `Bearer ${key}` }, redirect: 'error' } as const
  try {
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit }))
    return await work(asked(client))
  } finally {
    await client.close()
  }
}

const asked = (client: Client): AskedEndpoint => ({
  async tools() {
    const found: FoundTool[] = []
    let cursor: string | undefined
    do {
      const { tools, nextCursor } = await client.listTools(cursor === undefined ? {} : { cursor })
      for (const { name, title, description = '', inputSchema } of tools) {
        found.push({ name, title, description, inputSchema })
      }
      cursor = nextCursor
    } while (cursor !== undefined)
    return found
  },
  async call(name, args) {
    const { isError = false, structuredContent, content } = await client.callTool({ name, arguments: { ...args } })
    const text = content.map((part) => (part.type === 'text' ? part.text : `(${part.type})`)).join('\n')
    return { isError, value: structuredContent ?? content, text }
  },
})
