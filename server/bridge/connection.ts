import { WebSocket } from 'ws'
import { type Credential, Refusal } from './credential'
import { refusalOf } from './refusals'
import { explainTrouble } from './trouble'

const PING_MS = 25_000
const FIRST_RETRY_MS = 250
const MAX_RETRY_MS = 15_000
/** A person who has not signed in may do so later, so the bridge asks once in a while. */
const REFUSED_RETRY_MS = 60_000
/** A connection that lives this long was a good one: the next loss starts with short pauses again. */
const STABLE_MS = 5_000
const HANDSHAKE_MS = 10_000
const UNAUTHORIZED = 401
const ENDED = 4401

export interface ConnectionEvents {
  opened(): void
  frame(text: string): void
  closed(trouble: string): void
  /** Nobody is let in before a person has done something; asked again once in a while. */
  refused(words: string): void
  /** No other attempt would do better, and none is made. */
  barred(words: string): void
}

/** One WebSocket after another to the same address, with a growing pause between attempts. */
export class Connection {
  #socket: WebSocket | undefined
  #retry: NodeJS.Timeout | undefined
  #attempt: Promise<void> | undefined
  #failures = 0
  #wasOpen = false
  #stopped = false

  constructor(
    private readonly url: URL,
    private readonly credential: Credential,
    private readonly userAgent: string,
    private readonly events: ConnectionEvents,
  ) {}

  start(): void {
    this.#attempt = this.credential.token().then(
      (token) => {
        if (!this.#stopped) this.#open(token)
      },
      (error: unknown) => {
        if (this.#stopped) return
        this.#failures++
        if (error instanceof Refusal) return this.#again(error.message)
        this.events.closed(explainTrouble(error))
        this.#again(undefined)
      },
    )
  }

  #open(token: string): void {
    const socket = new WebSocket(this.url, 'mcp', {
      headers: { Authorization: `Bearer ${token}`, 'User-Agent': this.userAgent },
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
      followRedirects: false,
    })
    this.#socket = socket
    let trouble = ''
    let barred: string | undefined
    let openedAt: number | undefined
    let alive = true
    const ping = setInterval(() => {
      // A held socket delivers no pong.
      if (socket.isPaused) return
      if (!alive) return socket.terminate()
      alive = false
      if (openedAt !== undefined) socket.ping()
    }, PING_MS)

    socket.on('open', () => {
      openedAt = Date.now()
      this.#wasOpen = true
      this.credential.accepted()
      this.events.opened()
    })
    socket.on('pong', () => (alive = true))
    socket.on('message', (data, isBinary) => {
      alive = true
      if (!isBinary && !this.#stopped) this.events.frame((data as Buffer).toString('utf8'))
    })
    socket.on('unexpected-response', (_request, response) => {
      const status = response.statusCode ?? 0
      trouble = `it answered with status ${status}`
      if (status === UNAUTHORIZED) barred = this.credential.rejected(token)
      // Whoever stands before the server may know no way to it while it is replaced. What the server says is JSON.
      else if (!this.#wasOpen || response.headers['content-type'] === 'application/json') {
        barred = refusalOf(status, this.url, this.credential)
      }
      socket.terminate()
    })
    socket.on('error', (error) => (trouble ||= explainTrouble(error)))
    socket.on('close', (code, reason) => {
      clearInterval(ping)
      if (this.#stopped) return
      if (barred !== undefined) return this.events.barred(barred)
      const why = reason.toString()
      this.#failures = openedAt !== undefined && Date.now() - openedAt > STABLE_MS ? 0 : this.#failures + 1
      this.events.closed(trouble || `the connection ended (${code}${why && ` ${why}`})`)
      // The next attempt tells whether nothing else will do, so after an end it comes soon.
      const ended = code === ENDED ? this.credential.rejected(token, why) : undefined
      if (ended !== undefined) this.events.refused(ended)
      this.#again(undefined)
    })
  }

  #again(refusal: string | undefined): void {
    if (refusal !== undefined) this.events.refused(refusal)
    this.#retry = setTimeout(() => this.start(), refusal === undefined ? this.#pause() : REFUSED_RETRY_MS)
  }

  send(frame: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame)
  }

  /** Ends this connection; the next attempt follows. */
  drop(): void {
    this.#socket?.terminate()
  }

  /** While the reader of stdout is slow, the server is not read either. */
  hold(wait: boolean): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    if (wait) this.#socket.pause()
    else this.#socket.resume()
  }

  /** Ends for good. Resolves when the server has seen the end, or soon after. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#retry)
    this.credential.close()
    await this.#attempt
    const socket = this.#socket
    if (!socket || socket.readyState === WebSocket.CLOSED) return
    if (socket.readyState === WebSocket.CONNECTING) return socket.terminate()
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    const force = setTimeout(() => socket.terminate(), 1_000)
    socket.resume()
    socket.close(1000)
    await closed
    clearTimeout(force)
  }

  #pause(): number {
    const longest = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 10))
    return longest * (0.5 + Math.random() / 2)
  }
}
