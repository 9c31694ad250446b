import type { ServerResponse } from 'node:http'
import {
  type AuthInfo,
  type JSONRPCMessage,
  type JSONRPCNotification,
  type JSONRPCRequest,
  type JSONRPCResponse,
  type MessageExtraInfo,
  ProtocolErrorCode,
  type RequestId,
  type Transport,
  type TransportSendOptions,
} from '@modelcontextprotocol/server'
import { rpcError } from '../rpc'
import { carriedBy } from '../scope'
import { Running, type Shortcut } from '../shortcut'
import { EventStream } from './event-stream'
import { Exchange, type ExchangeOptions } from './exchange'

export interface TransportParts extends Pick<ExchangeOptions, 'openLog' | 'done'> {
  /** Of this session in this process: what the server asks here is answered to it. */
  readonly name: string
  /** The id of an event of the stand-alone stream. */
  readonly position: () => string
  /** What a request changes for all processes, stored before it is answered. Undefined where it changes nothing. */
  readonly remember: (request: JSONRPCRequest) => (() => Promise<void>) | undefined
  readonly shortcut: Shortcut
}

type Taker = Pick<Exchange, 'answer' | 'tell' | 'drop'>

/** One session of a revision before 2026-07-28, on Node's own response. */
export class SessionTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void
  #versions: readonly string[] = []
  /** Where the answers go to the requests that run here. */
  readonly #running = new Map<RequestId, Taker>()
  readonly #exchanges = new Set<Exchange>()
  readonly #direct = new Running()
  #listener: EventStream | undefined
  #asked = 0
  #isClosed = false

  constructor(
    readonly sessionId: string,
    private readonly parts: TransportParts,
  ) {}

  start(): Promise<void> {
    return Promise.resolve()
  }

  setSupportedProtocolVersions(versions: string[]): void {
    this.#versions = versions
  }

  speaks(version: string): boolean {
    return this.#versions.includes(version)
  }

  runs(id: unknown): boolean {
    return this.#running.has(id as RequestId)
  }

  /** Asks the server itself; what it tells meanwhile is for nobody. */
  ask(method: string, params: JSONRPCRequest['params'], extra?: MessageExtraInfo): Promise<JSONRPCResponse> {
    const id = `${this.parts.name} ${this.#asked++}`
    return new Promise((resolve) => {
      const answer = (_: RequestId, text: string) => resolve(JSON.parse(text) as JSONRPCResponse)
      this.#running.set(id, { answer, tell: () => {}, drop: () => {} })
      this.onmessage?.({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) }, extra)
    })
  }

  /** Takes requests, whose answers go to the response. */
  serve(res: ServerResponse, requests: readonly JSONRPCRequest[], authInfo: AuthInfo, primes: boolean): void {
    const { openLog, done, remember } = this.parts
    const waiting = new Set(requests.map(({ id }) => id))
    const over = (ended: Exchange) => void this.#exchanges.delete(ended)
    const exchange = new Exchange(res, { sessionId: this.sessionId, waiting, primes, openLog, done, over })
    this.#exchanges.add(exchange)
    const extra: MessageExtraInfo = { authInfo, ...(primes ? { closeSSEStream: () => exchange.letGo() } : {}) }
    for (const request of requests) {
      const store = remember(request)
      if (store) void this.#askAndRemember(exchange, request, store, extra)
      else {
        this.#running.set(request.id, exchange)
        if (!this.#answerDirectly(exchange, request, extra)) this.onmessage?.(request, extra)
      }
    }
  }

  /** Takes a notification, or the answer to a request of the server. */
  take(message: JSONRPCMessage, authInfo?: AuthInfo): void {
    if (!('method' in message)) {
      const own = this.#ownId(message.id)
      if (own !== undefined) this.onmessage?.({ ...message, id: own })
      return
    }
    this.onmessage?.(message, authInfo && { authInfo })
    if (message.method !== 'notifications/cancelled') return
    // Nobody answers a request that was cancelled.
    const id = message.params?.requestId as RequestId
    this.#direct.cancel(id)
    this.#running.get(id)?.drop(id)
    this.#running.delete(id)
  }

  /** The stand-alone stream; there is one at a time. */
  listen(res: ServerResponse, primes: boolean): void {
    this.stopListening()
    const listener = new EventStream(res, this.sessionId)
    if (primes) listener.prime(this.parts.position())
    this.#listener = listener
    res.once('close', () => {
      if (this.#listener === listener) this.#listener = undefined
    })
  }

  stopListening(): void {
    this.#listener?.end()
    this.#listener = undefined
  }

  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if (!('method' in message)) {
      const { id } = message
      if (id !== undefined) this.#running.get(id)?.answer(id, JSON.stringify(message))
      if (id !== undefined) this.#running.delete(id)
      return Promise.resolve()
    }
    const text = JSON.stringify(this.#named(message))
    const related = options?.relatedRequestId
    if (related === undefined) this.#listener?.write(text, this.parts.position())
    else {
      const taker = this.#running.get(related)
      if (!taker) return Promise.reject(new Error('The request that this belongs to is over.'))
      taker.tell(text)
    }
    return Promise.resolve()
  }

  close(): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.#isClosed = true
    this.stopListening()
    this.#direct.close()
    for (const exchange of this.#exchanges) exchange.cut()
    this.#exchanges.clear()
    this.#running.clear()
    this.onclose?.()
    return Promise.resolve()
  }

  /** Past the server, where it is plain. */
  #answerDirectly(exchange: Exchange, request: JSONRPCRequest, extra: MessageExtraInfo): boolean {
    const plain = this.parts.shortcut(request, carriedBy(extra.authInfo))
    if (!plain) return false
    const notify = (told: object) => exchange.tell(JSON.stringify(told))
    const closeStream = () => extra.closeSSEStream?.()
    void this.#direct.run(plain, { notify, closeStream }, (text) => {
      if (text === undefined) return this.onmessage?.(request, extra)
      this.#running.delete(request.id)
      exchange.answer(request.id, text)
    })
    return true
  }

  async #askAndRemember(
    exchange: Exchange,
    { id, method, params }: JSONRPCRequest,
    store: () => Promise<void>,
    extra: MessageExtraInfo,
  ): Promise<void> {
    const answer = await this.ask(method, params, extra)
    try {
      if ('result' in answer) await store()
      exchange.answer(id, JSON.stringify({ ...answer, id }))
    } catch (error) {
      this.onerror?.(error as Error)
      const text = JSON.stringify(rpcError(id, ProtocolErrorCode.InternalError, 'This was not stored. Try again.'))
      exchange.answer(id, text)
    }
  }

  /** Servers of one session in several processes count their requests alike, so each of theirs is named after its server. */
  #named(message: JSONRPCRequest | JSONRPCNotification): JSONRPCMessage {
    const { name } = this.parts
    if ('id' in message) return { ...message, id: `${name}.${message.id}` }
    if (message.method !== 'notifications/cancelled') return message
    return { ...message, params: { ...message.params, requestId: `${name}.${String(message.params?.requestId)}` } }
  }

  #ownId(id: unknown): number | undefined {
    const [server, number] = splitId(id)
    return server === this.parts.name ? number : undefined
  }
}

/** Which server asked, and its number of the request. */
function splitId(id: unknown): [string, number] | [] {
  const [, server, number] = /^(\w+\.\d+)\.(\d+)$/.exec(String(id)) ?? []
  return server === undefined ? [] : [server, Number(number)]
}

/** The process that waits for the answer to a request of a server. */
export const askerOf = (id: unknown): string | undefined => splitId(id)[0]?.split('.')[0]
