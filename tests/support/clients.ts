import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js'
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { WebSocket } from 'ws'
import { bridgeCommand } from './bridge'

// The WebSocket transport of the SDK looks for the browser's global, which Node 20 does not have.
Object.assign(globalThis, { WebSocket })

export interface CallOptions {
  signal?: AbortSignal
  onprogress?: (progress: { progress: number }) => void
}

export interface CallResult {
  content: { type: string; text?: string }[]
  structuredContent?: unknown
  isError?: boolean
}

/** What every client of the matrix can do, so that one test drives them all. */
export interface McpClient {
  /** `legacy` or `modern`. */
  readonly era: string
  tools(): Promise<string[]>
  call(name: string, args: Record<string, unknown>, options?: CallOptions): Promise<CallResult>
  /** Calls back at each announcement that the tools changed, until the client closes. */
  onToolsChanged(listener: () => void): Promise<void>
  close(): Promise<void>
}

/** `url` is the HTTP address of an endpoint. */
export type Connect = (url: string, key: string) => Promise<McpClient>

const INFO = { name: 'matrix', version: '1.0.0' }
const CAPABILITIES = { capabilities: { elicitation: {} } }
const ACCEPT = { action: 'accept', content: { yes: true } } as const

type TransportV1 = Parameters<ClientV1['connect']>[0]
type TransportV2 = Parameters<ClientV2['connect']>[0]
type Negotiation = NonNullable<ConstructorParameters<typeof ClientV2>[1]>['versionNegotiation']

async function v1(transport: unknown): Promise<McpClient> {
  const client = new ClientV1(INFO, CAPABILITIES)
  client.setRequestHandler(ElicitRequestSchema, async () => ACCEPT)
  await client.connect(transport as TransportV1)
  return {
    era: 'legacy',
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args, options) =>
      (await client.callTool({ name, arguments: args }, undefined, options)) as CallResult,
    onToolsChanged: async (listener) => client.setNotificationHandler(ToolListChangedNotificationSchema, listener),
    close: () => client.close(),
  }
}

async function v2(transport: unknown, negotiation?: Negotiation): Promise<McpClient> {
  const client = new ClientV2(INFO, {
    ...CAPABILITIES,
    ...(negotiation === undefined ? {} : { versionNegotiation: negotiation }),
  })
  client.setRequestHandler('elicitation/create', async () => ACCEPT)
  await client.connect(transport as TransportV2)
  const era = client.getProtocolEra() ?? 'unknown'
  return {
    era,
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args, options) => (await client.callTool({ name, arguments: args }, options)) as CallResult,
    onToolsChanged: async (listener) => {
      client.setNotificationHandler('notifications/tools/list_changed', listener)
      if (era === 'modern') await client.listen({ toolsListChanged: true })
    },
    close: () => client.close(),
  }
}

export const bearer = (key: string) => ({ requestInit: { headers: { authorization: `Bearer ${key}` } } })

/** The SDK's transport cannot send headers, so it opens with a ticket. */
export async function webSocket(url: string, key: string) {
  const reply = await fetch(`${url}/ticket`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })
  const ticket = (await reply.json()) as { url: string }
  return new WebSocketClientTransport(new URL(ticket.url))
}

export function sse(url: string, key: string) {
  const withKey: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${key}`)
    return fetch(input, { ...init, headers })
  }
  return new SSEClientTransport(new URL(`${url}/sse`), { ...bearer(key), fetch: withKey })
}

const bridge = (url: string, key: string) => ({ ...bridgeCommand(url, key), stderr: 'pipe' as const })
const PINNED: Negotiation = { mode: { pin: '2026-07-28' } }
const AUTO: Negotiation = { mode: 'auto' }

/** Clients that hold the bridge as a child process; they outlive the server. */
export const BRIDGES: Readonly<Record<string, Connect>> = {
  'bridge under a v1 client': async (url, key) => v1(new StdioV1(bridge(url, key))),
  'bridge under a v2 client': async (url, key) => v2(new StdioV2(bridge(url, key))),
  'bridge under a v2 client, pinned': async (url, key) => v2(new StdioV2(bridge(url, key)), PINNED),
}

export const CLIENTS: Readonly<Record<string, Connect>> = {
  'v1 over Streamable HTTP': async (url, key) => v1(new HttpV1(new URL(url), bearer(key))),
  'v1 over SSE': async (url, key) => v1(sse(url, key)),
  'v1 over WebSocket': async (url, key) => v1(await webSocket(url, key)),
  'v2 over HTTP, default': async (url, key) => v2(new HttpV2(new URL(url), bearer(key))),
  'v2 over HTTP, auto': async (url, key) => v2(new HttpV2(new URL(url), bearer(key)), AUTO),
  'v2 over HTTP, pinned': async (url, key) => v2(new HttpV2(new URL(url), bearer(key)), PINNED),
  'v2 over WebSocket, default': async (url, key) => v2(await webSocket(url, key)),
  'v2 over WebSocket, auto': async (url, key) => v2(await webSocket(url, key), AUTO),
  'v2 over WebSocket, pinned': async (url, key) => v2(await webSocket(url, key), PINNED),
  ...BRIDGES,
}
