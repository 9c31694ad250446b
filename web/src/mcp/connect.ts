import {
  Client,
  type ElicitRequest,
  type ElicitResult,
  SdkErrorCode,
  SdkHttpError,
  SSEClientTransport,
  SseError,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client'
import { z } from 'zod'
import type { PlaygroundToken } from '../../../server/contracts/playground'
import { MODERN, type TransportKind } from './kinds'
import type { FrameLog } from './log'
import { LoggedTransport } from './logged-transport'
import { WebSocketTransport } from './websocket-transport'

export type AskParams = ElicitRequest['params']
export type ListKind = 'tools' | 'prompts' | 'resources'

/** What a connection tells whoever opened it. */
export interface Listener {
  /** The server asks the person for something. */
  readonly ask: (params: AskParams, signal: AbortSignal) => Promise<ElicitResult>
  readonly changed: (list: ListKind) => void
  /** It ended, and nobody here ended it. */
  readonly lost: (why: Error) => void
}

export interface Connection {
  readonly client: Client
  /** The endpoint's public address. */
  readonly url: string
  readonly close: () => void
}

/** Old servers may take their time; a call has a cancel button. */
export const PATIENCE_MS = 10 * 60_000
const CONNECT_MS = 20_000
let connections = 0

/** Opens an endpoint with a token of it, over one transport, with every message in the log. */
export async function connect(
  token: PlaygroundToken,
  kind: TransportKind,
  log: FrameLog,
  listener: Listener,
): Promise<Connection> {
  const number = ++connections
  let state: 'opening' | 'open' | 'closed' = 'opening'
  const lose = (why: Error) => {
    if (state !== 'open') return
    state = 'closed'
    void client.close().catch(() => {})
    listener.lost(why)
  }
  const client = newClient(kind, listener)
  const inner = await transportFor(token, kind)
  const transport = new LoggedTransport(inner, (direction, message) => log.message(direction, message, number))
  client.onerror = (error) => {
    if (endsStream(kind, error)) lose(error)
  }
  client.onclose = () => lose(new Error('The connection ended.'))
  await client.connect(transport, { timeout: CONNECT_MS })
  state = 'open'
  void client.autoOpenedSubscription?.closed.then((how) => {
    if (how !== 'local') lose(new Error('The server ended the subscription to its changes.'))
  })
  return {
    client,
    url: token.mcpUrl,
    close: () => {
      state = 'closed'
      const ended = inner instanceof StreamableHTTPClientTransport ? inner.terminateSession() : Promise.resolve()
      // A server that is gone has ended it already.
      void ended.catch(() => {}).then(() => client.close().catch(() => {}))
    },
  }
}

/** Of these transports the stream is the connection; over HTTP each request has one of its own. */
const endsStream = (kind: TransportKind, error: Error): boolean =>
  kind === 'websocket' || (kind === 'sse' && error instanceof SseError)

function newClient(kind: TransportKind, { ask, changed }: Listener): Client {
  const hears = (list: ListKind) => ({ autoRefresh: false, onChanged: () => changed(list) })
  const isModern = kind === 'http' || kind === 'websocket'
  const client = new Client(
    { name: 'sagemcp-playground', title: 'The playground', version: '1' },
    {
      capabilities: { elicitation: { form: {}, url: {} } },
      versionNegotiation: { mode: isModern ? { pin: MODERN } : 'legacy' },
      listChanged: { tools: hears('tools'), prompts: hears('prompts'), resources: hears('resources') },
    },
  )
  client.setRequestHandler('elicitation/create', ({ params }, ctx) => ask(params, ctx.mcpReq.signal))
  return client
}

async function transportFor(token: PlaygroundToken, kind: TransportKind): Promise<Transport> {
  const requestInit = { headers: { authorization: `Bearer ${token.token}` } }
  switch (kind) {
    case 'http':
    case 'session':
      return new StreamableHTTPClientTransport(here(token.mcpUrl), { requestInit })
    case 'sse':
      return new SSEClientTransport(here(token.sseUrl), { requestInit })
    case 'websocket':
      return new WebSocketTransport(await ticketAddress(token))
  }
}

/** A page may only ask its own origin, under whichever of its names the server was opened. */
const here = (address: string): URL => {
  const { pathname, search } = new URL(address)
  return new URL(pathname + search, window.location.origin)
}

const Ticket = z.object({ url: z.string() })

/** Browsers send no headers with a WebSocket, so the token is traded for a ticket that works once. */
async function ticketAddress({ token, ticketUrl }: PlaygroundToken): Promise<string> {
  const response = await fetch(here(ticketUrl), { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  const text = await response.text()
  if (!response.ok) {
    const data = { status: response.status, statusText: response.statusText, text }
    throw new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, 'There is no ticket.', data)
  }
  const address = here(Ticket.parse(JSON.parse(text)).url)
  address.protocol = address.protocol.replace('http', 'ws')
  return address.href
}
