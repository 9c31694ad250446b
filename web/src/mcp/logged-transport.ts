import type { JSONRPCMessage, Transport, TransportSendOptions } from '@modelcontextprotocol/client'

/** A transport that shows every message both ways, those of the handshake too, before anybody acts on it. */
export class LoggedTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: NonNullable<Transport['onmessage']>

  constructor(
    private readonly inner: Transport,
    private readonly saw: (direction: 'sent' | 'received', message: JSONRPCMessage) => void,
  ) {
    inner.onclose = () => this.onclose?.()
    inner.onerror = (error) => this.onerror?.(error)
    inner.onmessage = (message, extra) => {
      saw('received', message)
      this.onmessage?.(message, extra)
    }
  }

  get hasPerRequestStream(): boolean {
    return this.inner.hasPerRequestStream ?? false
  }

  get sessionId(): string | undefined {
    return this.inner.sessionId
  }

  start(): Promise<void> {
    return this.inner.start()
  }

  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    this.saw('sent', message)
    return this.inner.send(message, options)
  }

  close(): Promise<void> {
    return this.inner.close()
  }

  setProtocolVersion(version: string): void {
    this.inner.setProtocolVersion?.(version)
  }

  setSupportedProtocolVersions(versions: string[]): void {
    this.inner.setSupportedProtocolVersions?.(versions)
  }
}
