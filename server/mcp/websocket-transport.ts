import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server'
import type { RawData, WebSocket } from 'ws'
import { parseMessage } from './body'
import { idOf, RATE_LIMITED, rpcError } from './rpc'
import { Running, type Shortcut } from './shortcut'

const MODERN = '2026-07-28'
const VERSION = 'io.modelcontextprotocol/protocolVersion'
const UNSUPPORTED_VERSION = -32_022
const MAX_IN_FLIGHT = 128
/** A client that asks and does not read what it is answered is cut off before it fills our memory. */
export const MAX_UNREAD_BYTES = 16 * 1024 * 1024

type Era = 'undecided' | 'modern' | 'legacy'
type Request = { id?: unknown; method?: unknown; params?: { _meta?: Record<string, unknown> } }

/**
 * One text frame is one JSON-RPC message. The SDK decides the era by the first message and then trusts the rest, so each
 * message's own version is checked here.
 */
export class WebSocketTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void
  /** Past the server, once that knows the era of this connection. */
  shortcut: { readonly era: Era; readonly take: Shortcut } | undefined
  #closed = false
  #era: Era = 'undecided'
  readonly #inFlight = new Set<string | number>()
  readonly #running = new Running()

  constructor(private readonly socket: WebSocket) {}

  start(): Promise<void> {
    this.socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    this.socket.on('error', (error) => this.onerror?.(error))
    this.socket.on('close', () => this.#end())
    return Promise.resolve()
  }

  send(message: JSONRPCMessage): Promise<void> {
    if ('id' in message && !('method' in message) && message.id !== undefined) this.#inFlight.delete(message.id)
    return this.#write(JSON.stringify(message))
  }

  close(): Promise<void> {
    this.socket.close(1000)
    this.#end()
    return Promise.resolve()
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (isBinary) return this.socket.close(1003, 'Text frames only.')
    const parsed = parseMessage(data as Buffer)
    if (!parsed.ok) return this.#refuse(null, -32_700, parsed.message)
    const plain = this.#plain(parsed.value)
    if (plain) return this.#answer(plain, parsed.value as JSONRPCMessage)
    let message: JSONRPCMessage
    try {
      message = parseJSONRPCMessage(parsed.value)
    } catch {
      return this.#refuse(idOf(parsed.value), -32_600, 'Invalid Request')
    }
    if ('method' in message && 'id' in message) {
      const id = idOf(message)
      const refused = this.#wrongVersion(message as Request)
      if (refused) return this.#refuse(id, UNSUPPORTED_VERSION, refused.message, refused.data)
      if (this.#inFlight.size >= MAX_IN_FLIGHT) {
        return this.#refuse(id, RATE_LIMITED, `More than ${MAX_IN_FLIGHT} requests at once on one connection.`)
      }
      if (id !== null) this.#inFlight.add(id)
    } else if ('method' in message && message.method === 'notifications/cancelled') {
      // A cancelled request gets no answer.
      const id = (message.params as { requestId?: string | number } | undefined)?.requestId
      if (id !== undefined) this.#inFlight.delete(id)
      this.#running.cancel(id)
    }
    this.onmessage?.(message)
  }

  /** Too many at once, or one more of an id that is not answered yet, is for the careful way. */
  #plain(message: unknown) {
    if (this.shortcut?.era !== this.#era || this.#inFlight.size >= MAX_IN_FLIGHT) return undefined
    const plain = this.shortcut.take(message)
    return plain && !this.#inFlight.has(plain.id) ? plain : undefined
  }

  #answer(plain: NonNullable<ReturnType<Shortcut>>, message: JSONRPCMessage): void {
    const notify = (told: object) => void this.#write(JSON.stringify(told)).catch(() => {})
    this.#inFlight.add(plain.id)
    void this.#running.run(plain, { notify }, (text) => {
      if (text === undefined) return this.onmessage?.(message)
      this.#inFlight.delete(plain.id)
      this.#write(text).catch(() => {})
    })
  }

  #wrongVersion(request: Request) {
    const version = request.params?._meta?.[VERSION]
    if (request.method !== 'server/discover' && this.#era === 'undecided') {
      this.#era = version === undefined ? 'legacy' : 'modern'
    }
    if (version === undefined || (this.#era !== 'legacy' && version === MODERN)) return undefined
    if (this.#era === 'legacy' && request.method === 'server/discover') return undefined
    return {
      message: 'Unsupported protocol version on this connection.',
      data: { supported: [MODERN], requested: version },
    }
  }

  #refuse(id: string | number | null, code: number, message: string, data?: Record<string, unknown>): void {
    this.#write(JSON.stringify(rpcError(id, code, message, data))).catch(() => {})
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.socket.readyState !== this.socket.OPEN) return reject(new Error('The socket is not open.'))
      if (this.socket.bufferedAmount > MAX_UNREAD_BYTES) this.socket.terminate()
      this.socket.send(text, (error) => (error ? reject(error) : resolve()))
    })
  }

  #end(): void {
    if (this.#closed) return
    this.#closed = true
    this.#running.close()
    this.onclose?.()
  }
}
