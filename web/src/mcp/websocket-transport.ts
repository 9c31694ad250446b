import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/client'

/** The connection ended, in the server's words where it said any. */
export class SocketClosed extends Error {
  constructor(
    readonly code: number,
    reason: string,
  ) {
    super(reason === '' ? (WORDS[code] ?? `The connection ended (${code}).`) : reason)
  }
}

const WORDS: Readonly<Record<number, string>> = {
  1000: 'The server closed the connection.',
  1006: 'The connection broke.',
  1012: 'The server is restarting.',
}

/** MCP over WebSocket: a text frame is a message. The SDK's client has none for this revision. */
export class WebSocketTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: NonNullable<Transport['onmessage']>
  #socket: WebSocket | undefined

  /** `address` holds a ticket that works once. */
  constructor(private readonly address: string) {}

  start(): Promise<void> {
    const socket = new WebSocket(this.address, 'mcp')
    this.#socket = socket
    return new Promise((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onmessage = ({ data }) => this.#receive(String(data))
      socket.onclose = ({ code, reason }) => {
        const error = new SocketClosed(code, reason)
        // Once it was open nobody hears this any more.
        reject(error)
        this.onerror?.(error)
        this.onclose?.()
      }
    })
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (this.#socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Error('The connection is not open.'))
    this.#socket.send(JSON.stringify(message))
    return Promise.resolve()
  }

  close(): Promise<void> {
    const socket = this.#socket
    if (socket) {
      socket.onclose = null
      socket.onmessage = null
      socket.close(1000)
    }
    this.onclose?.()
    return Promise.resolve()
  }

  #receive(text: string): void {
    try {
      this.onmessage?.(parseJSONRPCMessage(JSON.parse(text)))
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
