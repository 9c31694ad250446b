import type { PlaygroundToken } from '../../../server/contracts/playground'
import type { Problem } from '../api/client'
import { type Connection, connect, type Listener } from './connect'
import type { TransportKind } from './kinds'
import type { FrameLog } from './log'
import { mcpProblem } from './problem'

export type LinkState =
  | { readonly status: 'connecting' }
  | { readonly status: 'open'; readonly connection: Connection }
  /** It broke; the next attempt comes by itself. */
  | { readonly status: 'waiting'; readonly why: string; readonly retryAt: number }
  /** Nobody did anything for a while, so the session is not kept alive for nothing. */
  | { readonly status: 'resting' }
  | { readonly status: 'failed'; readonly problem: Problem }

export interface LinkParts {
  readonly kind: TransportKind
  readonly log: FrameLog
  /** `fresh`: one that was used before may be what is wrong. */
  readonly newToken: (fresh: boolean) => Promise<PlaygroundToken>
  readonly listener: Omit<Listener, 'lost'>
}

/** A new token is asked for this long before the one in use ends. */
const EARLY_MS = 45_000
/** Who did nothing for this long is not kept signed in by this page. */
const IDLE_MS = 10 * 60_000
const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 30_000
const MAX_DOUBLINGS = 5

/**
 * Keeps one endpoint open while somebody works with it. A token is good for five minutes, and sessions, sockets and streams
 * belong to their token: a new connection stands before the old one goes, whose calls still finish.
 */
export class Link {
  #state: LinkState = { status: 'connecting' }
  #failures = 0
  /** The token that was used last may be what was wrong. */
  #isDoubtful = false
  #usedAt = Date.now()
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #leaving = new Map<Connection, ReturnType<typeof setTimeout>>()
  readonly #listeners = new Set<() => void>()

  constructor(private readonly parts: LinkParts) {}

  readonly state = (): LinkState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Somebody is there. */
  readonly touch = (): void => {
    this.#usedAt = Date.now()
    if (this.#state.status === 'resting') this.start()
  }

  readonly start = (): void => {
    this.#become({ status: 'connecting' })
    void this.#open()
  }

  readonly stop = (): void => {
    this.#attempt++
    clearTimeout(this.#timer)
    this.#drop()
    for (const [connection, timer] of this.#leaving) {
      clearTimeout(timer)
      connection.close()
    }
    this.#leaving.clear()
    this.#state = { status: 'connecting' }
  }

  async #open(): Promise<void> {
    const attempt = ++this.#attempt
    clearTimeout(this.#timer)
    try {
      const token = await this.parts.newToken(this.#failures > 0 || this.#isDoubtful)
      const connection = await this.#connect(token, attempt)
      if (attempt !== this.#attempt) return connection.close()
      this.#swap(connection, new Date(token.expiresAt).getTime())
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error)
    }
  }

  #connect(token: PlaygroundToken, attempt: number): Promise<Connection> {
    const { kind, log, listener } = this.parts
    const isCurrent = () => attempt === this.#attempt
    return connect(token, kind, log, {
      ask: listener.ask,
      changed: (list) => isCurrent() && listener.changed(list),
      lost: (why) => isCurrent() && this.#lost(why.message),
    })
  }

  /** From here on the new one is used. What runs over the old one has until its token ends. */
  #swap(connection: Connection, expiresAt: number): void {
    const old = this.#state.status === 'open' ? this.#state.connection : undefined
    if (old) {
      const leave = () => {
        this.#leaving.delete(old)
        old.close()
      }
      this.#leaving.set(old, setTimeout(leave, EARLY_MS))
    }
    this.#failures = 0
    this.#isDoubtful = false
    this.parts.log.note(old ? 'Connected anew, with a new token.' : 'Connected.')
    this.#become({ status: 'open', connection })
    this.#timer = setTimeout(() => this.#ends(), Math.max(0, expiresAt - Date.now() - EARLY_MS))
  }

  #ends(): void {
    if (Date.now() - this.#usedAt < IDLE_MS) return void this.#open()
    this.#attempt++
    this.#drop()
    this.parts.log.note('Disconnected: nothing was done here for ten minutes.')
    this.#become({ status: 'resting' })
  }

  #lost(why: string): void {
    this.#attempt++
    clearTimeout(this.#timer)
    this.#drop()
    const pause = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures++, MAX_DOUBLINGS))
    this.parts.log.note(`Connection lost. ${why}`)
    this.#become({ status: 'waiting', why, retryAt: Date.now() + pause })
    this.#timer = setTimeout(() => void this.#open(), pause)
  }

  /** What the server refused it will refuse again; who does not answer may answer later. */
  #failed(error: unknown): void {
    const problem = mcpProblem(error)
    const mayPass = problem.status >= 500 || problem.code === 'unreachable' || this.#failures > 0
    if (mayPass && problem.status !== 403 && problem.status !== 404) return this.#lost(problem.message)
    this.#drop()
    this.#isDoubtful = true
    this.parts.log.note(`Not connected. ${problem.message}`)
    this.#become({ status: 'failed', problem })
  }

  #drop(): void {
    if (this.#state.status === 'open') this.#state.connection.close()
  }

  #become(state: LinkState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
