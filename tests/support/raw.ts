import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { WebSocket } from 'ws'

/*
 * MCP by hand, for what no well-behaved client sends. node:http and not fetch, because fetch refuses to set Host, Origin
 * and Cookie.
 */
export interface RawReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface RawRequest {
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string | Buffer
}

/** Sends and gives the reply as it begins; the body may never end. */
export function open(url: string, { method = 'GET', headers = {}, body }: RawRequest = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, resolve)
    sent.on('error', reject)
    sent.end(body)
  })
}

export async function ask(url: string, options?: RawRequest): Promise<RawReply> {
  const reply = await open(url, options)
  const chunks: Buffer[] = []
  for await (const chunk of reply) chunks.push(chunk as Buffer)
  return { status: reply.statusCode ?? 0, headers: reply.headers, text: Buffer.concat(chunks).toString('utf8') }
}

/** A stream with what it told so far, which grows. */
export async function reading(url: string, options?: RawRequest) {
  const stream = await open(url, options)
  const seen = { stream, text: '', status: stream.statusCode, drop: () => stream.destroy() }
  stream.setEncoding('utf8').on('data', (chunk: string) => (seen.text += chunk))
  // It is dropped in the middle.
  stream.on('error', () => {})
  return seen
}

export interface Message {
  id?: string | number | null
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { code: number; message: string; data?: Record<string, unknown> }
}

/** The JSON-RPC messages of a body, whether it is JSON or an event stream. */
export function messages(text: string): Message[] {
  if (text.startsWith('{')) return [JSON.parse(text) as Message]
  const data = text.split('\n').filter((line) => line.startsWith('data:') && line.slice(5).trim() !== '')
  return data.map((line) => JSON.parse(line.slice(5)) as Message)
}

/** The answer among them. */
export const answer = (reply: RawReply): Message =>
  messages(reply.text).find((m) => m.result !== undefined || m.error !== undefined) ?? {}

export const BOTH = 'application/json, text/event-stream'
export const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

export const post = (url: string, key: string | undefined, body: unknown, headers: Record<string, string> = {}) =>
  ask(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: BOTH,
      ...(key === undefined ? {} : bearer(key)),
      ...headers,
    },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  })

export const MODERN = '2026-07-28'
export const LEGACY = '2025-11-25'

export const envelope = (capabilities: object = {}) => ({
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': capabilities,
})

export const modernHeaders = (method: string, name?: string) => ({
  'mcp-protocol-version': MODERN,
  'mcp-method': method,
  ...(name === undefined ? {} : { 'mcp-name': name }),
})

/** One request of the 2026-07-28 revision. */
export function modern(url: string, key: string | undefined, method: string, params: Record<string, unknown> = {}) {
  const name = [params.name, params.uri].find((value) => typeof value === 'string')
  const body = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: envelope() } }
  return post(url, key, body, modernHeaders(method, name))
}

export const initialize = (version = LEGACY, capabilities: object = {}) => ({
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: version, capabilities, clientInfo: { name: 'raw', version: '1.0.0' } },
})

/** Opens a session of the older revisions; the id, and a way to send in it. */
export async function openSession(url: string, key: string, version = LEGACY, capabilities: object = {}) {
  const reply = await post(url, key, initialize(version, capabilities))
  const id = reply.headers['mcp-session-id']
  if (typeof id !== 'string') throw new Error(`No session: ${reply.status} ${reply.text}`)
  const headers = { 'mcp-session-id': id, 'mcp-protocol-version': version }
  const send = (body: unknown, withKey = key) => post(url, withKey, body, headers)
  await send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return { id, headers, send }
}

/** A WebSocket that keeps what it received; it never throws away a frame that came early. */
export class RawSocket {
  readonly received: Message[] = []
  closed: { code: number; reason: string } | undefined

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.received.push(JSON.parse((data as Buffer).toString('utf8')) as Message))
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }))
    socket.on('error', () => {})
  }

  /** Rejects with the HTTP status when the upgrade is refused. */
  static connect(url: string, headers: Record<string, string> = {}, protocol: string | string[] = 'mcp') {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), protocol, { headers })
    return new Promise<RawSocket>((resolve, reject) => {
      const made = new RawSocket(socket)
      socket.on('open', () => resolve(made))
      socket.on('unexpected-response', (_, reply) => {
        reply.resume()
        reject(
          Object.assign(new Error(`refused with ${reply.statusCode}`), {
            status: reply.statusCode,
            headers: reply.headers,
          }),
        )
      })
      socket.on('error', reject)
    })
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }

  close(): void {
    this.socket.terminate()
  }
}

/** The status that an upgrade is refused with. */
export const refusal = (url: string, headers?: Record<string, string>, protocol?: string | string[]): Promise<number> =>
  RawSocket.connect(url, headers, protocol).then(
    (made) => {
      made.close()
      return 101
    },
    (error: { status?: number }) => error.status ?? 0,
  )
