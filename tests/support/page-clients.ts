import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { bearer, type CallOptions, type CallResult, sse, webSocket } from './clients'

type Action = 'accept' | 'decline' | 'cancel'

/** What the person does when the client shows them a page to open. */
export type OpenPage = (url: string, message: string) => Promise<Action>

/** A client that can show pages. */
export interface PageClient {
  readonly era: string
  tools(): Promise<string[]>
  call(name: string, options?: CallOptions): Promise<CallResult>
  read(uri: string): Promise<unknown>
  close(): Promise<void>
}

export type ConnectPageClient = (url: string, key: string, openPage: OpenPage) => Promise<PageClient>

const INFO = { name: 'pages', version: '1.0.0' }
const CAPABILITIES = { capabilities: { elicitation: { url: {} } } }

type TransportV1 = Parameters<ClientV1['connect']>[0]
type TransportV2 = Parameters<ClientV2['connect']>[0]
type Negotiation = NonNullable<ConstructorParameters<typeof ClientV2>[1]>['versionNegotiation']

const pageOf = (params: unknown): { mode?: string; url: string; message: string } =>
  params as { mode?: string; url: string; message: string }

async function v1(transport: unknown, openPage: OpenPage): Promise<PageClient> {
  const client = new ClientV1(INFO, CAPABILITIES)
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    const { mode, url, message } = pageOf(params)
    if (mode !== 'url') throw new Error('not a page')
    return { action: await openPage(url, message) }
  })
  await client.connect(transport as TransportV1)
  return {
    era: 'legacy',
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, options) =>
      (await client.callTool({ name, arguments: {} }, undefined, options)) as unknown as CallResult,
    read: (uri) => client.readResource({ uri }),
    close: () => client.close(),
  }
}

async function v2(transport: unknown, openPage: OpenPage, negotiation?: Negotiation): Promise<PageClient> {
  const client = new ClientV2(INFO, {
    ...CAPABILITIES,
    ...(negotiation === undefined ? {} : { versionNegotiation: negotiation }),
  })
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    const { mode, url, message } = pageOf(params)
    if (mode !== 'url') throw new Error('not a page')
    return { action: await openPage(url, message) }
  })
  await client.connect(transport as TransportV2)
  return {
    era: client.getProtocolEra() ?? 'unknown',
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, options) => (await client.callTool({ name, arguments: {} }, options)) as unknown as CallResult,
    read: (uri) => client.readResource({ uri }),
    close: () => client.close(),
  }
}

const http = (url: string, key: string) => new HttpV2(new URL(url), bearer(key))
const PINNED: Negotiation = { mode: { pin: '2026-07-28' } }
const AUTO: Negotiation = { mode: 'auto' }

export const PAGE_CLIENTS: Readonly<Record<string, ConnectPageClient>> = {
  'v1 over HTTP': async (url, key, open) => v1(new HttpV1(new URL(url), bearer(key)), open),
  'v1 over SSE': async (url, key, open) => v1(sse(url, key), open),
  'v1 over WebSocket': async (url, key, open) => v1(await webSocket(url, key), open),
  'v2 over HTTP, default': async (url, key, open) => v2(http(url, key), open),
  'v2 over HTTP, auto': async (url, key, open) => v2(http(url, key), open, AUTO),
  'v2 over HTTP, pinned': async (url, key, open) => v2(http(url, key), open, PINNED),
  'v2 over WebSocket, default': async (url, key, open) => v2(await webSocket(url, key), open),
  'v2 over WebSocket, auto': async (url, key, open) => v2(await webSocket(url, key), open, AUTO),
  'v2 over WebSocket, pinned': async (url, key, open) => v2(await webSocket(url, key), open, PINNED),
}
