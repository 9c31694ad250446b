import type { ServerResponse } from 'node:http'
import type { RequestId } from '@modelcontextprotocol/server'
import { EventStream } from './event-stream'
import type { StreamLog } from './stream-log'

/** Whoever has not got its answer after this gets a stream, which can be come back to. */
const PATIENCE_MS = 1_000

export interface ExchangeOptions {
  readonly sessionId: string
  /** What is still to be answered. */
  readonly waiting: Set<RequestId>
  /** Whether its client understands an empty event. */
  readonly primes: boolean
  readonly openLog: (requests: readonly RequestId[], letGo: () => void) => StreamLog
  readonly done: (log: StreamLog) => Promise<void>
  readonly over: (exchange: Exchange) => void
}

/**
 * The answer to one POST: plain JSON where it is one message that comes soon, else a stream of events. The stream goes on in the
 * log when its client is gone.
 */
export class Exchange {
  #stream: EventStream | undefined
  #log: StreamLog | undefined
  readonly #patience: NodeJS.Timeout

  constructor(
    private readonly res: ServerResponse,
    private readonly options: ExchangeOptions,
  ) {
    this.#patience = setTimeout(() => this.#begin(), PATIENCE_MS)
    this.#patience.unref()
    res.once('close', () => {
      clearTimeout(this.#patience)
      this.#log?.hurry()
      this.#stream = undefined
    })
    if (options.waiting.size > 1) this.#begin()
  }

  /** Something before the answer. */
  tell(text: string): void {
    this.#begin()
    this.#write(text, false)
  }

  answer(id: RequestId, text: string): void {
    const { waiting } = this.options
    waiting.delete(id)
    if (this.#log) this.#write(text, waiting.size === 0)
    else this.#whole(text)
    if (waiting.size === 0) this.#end()
  }

  /** It will not be answered. */
  drop(id: RequestId): void {
    const { waiting } = this.options
    waiting.delete(id)
    if (waiting.size > 0) return
    this.#begin()
    this.#log?.add('', true)
    this.#end()
  }

  /** Its client comes back for the rest. */
  letGo(): void {
    this.#begin()
    this.#stream?.end()
    this.#stream = undefined
    this.#log?.hurry()
  }

  cut(): void {
    if (!this.#stream && !this.res.writableEnded) this.res.destroy()
    this.#end()
  }

  #end(): void {
    clearTimeout(this.#patience)
    this.#stream?.end()
    if (this.#log) void this.options.done(this.#log)
    this.options.over(this)
  }

  #whole(text: string): void {
    if (this.res.destroyed) return
    this.res.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'mcp-session-id': this.options.sessionId,
    })
    this.res.end(text)
  }

  /** Nothing of it is of use to a client that went before there was an event to come back to. */
  #begin(): void {
    clearTimeout(this.#patience)
    if (this.#log || this.res.destroyed) return
    this.#log = this.options.openLog([...this.options.waiting], () => this.letGo())
    this.#stream = new EventStream(this.res, this.options.sessionId)
    if (this.options.primes) this.#stream.prime(`${this.#log.of.stream}.0`)
  }

  #write(text: string, isLast: boolean): void {
    const id = this.#log?.add(text, isLast)
    this.#stream?.write(text, id)
  }
}
