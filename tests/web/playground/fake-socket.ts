import { type JSONRPCMessage, Server, type Transport } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'

/** The browser's WebSocket with the SDK's own server at its other end. */
export class FakeSocket {
  static readonly OPEN = 1
  static readonly all: FakeSocket[] = []
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  readonly #far = new FarEnd((message) => this.onmessage?.({ data: JSON.stringify(message) }))

  constructor(
    readonly address: string,
    readonly protocol: string,
  ) {
    FakeSocket.all.push(this)
    serveStdio(() => new Server({ name: 'fake', version: '1' }, { capabilities: { tools: { listChanged: true } } }), {
      transport: this.#far,
    })
    queueMicrotask(() => {
      this.readyState = FakeSocket.OPEN
      this.onopen?.()
    })
  }

  send(text: string): void {
    this.#far.onmessage?.(JSON.parse(text) as JSONRPCMessage)
  }

  close(): void {
    this.breaks(1000, '')
  }

  /** The connection ends, from outside. */
  breaks(code: number, reason: string): void {
    this.readyState = 3
    this.onclose?.({ code, reason })
    this.#far.onclose?.()
  }
}

class FarEnd implements Transport {
  onclose?: () => void
  onmessage?: (message: JSONRPCMessage) => void
  constructor(private readonly tell: (message: JSONRPCMessage) => void) {}
  start = () => Promise.resolve()
  close = () => Promise.resolve()
  send = (message: JSONRPCMessage) => Promise.resolve(this.tell(message))
}
