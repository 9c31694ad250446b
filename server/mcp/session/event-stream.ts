import type { ServerResponse } from 'node:http'
import { MAX_UNREAD_BYTES } from '../websocket-transport'

const KEEP_ALIVE_MS = 15_000
const RETRY_MS = 1_000

/** A response that is a stream of events, from its head on. */
export class EventStream {
  readonly #beat: NodeJS.Timeout

  constructor(
    private readonly res: ServerResponse,
    sessionId: string,
  ) {
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'mcp-session-id': sessionId,
    })
    res.flushHeaders()
    this.#beat = setInterval(() => res.write(': keepalive\n\n'), KEEP_ALIVE_MS)
    this.#beat.unref()
    res.once('close', () => clearInterval(this.#beat))
  }

  /** Tells where it begins and when to come back, in an event that is empty. */
  prime(id: string): void {
    this.res.write(`id: ${id}\nretry: ${RETRY_MS}\ndata: \n\n`)
  }

  write(text: string, id?: string): void {
    if (this.res.destroyed || this.res.writableEnded) return
    // A client that does not read is cut off before it fills our memory.
    if (this.res.writableLength > MAX_UNREAD_BYTES) return void this.res.destroy()
    this.res.write(`event: message\n${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`)
  }

  end(): void {
    clearInterval(this.#beat)
    this.res.end()
  }
}
