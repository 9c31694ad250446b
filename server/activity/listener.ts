import { isOwn, type Own, ownOf } from '../audit/own'
import type { Caller } from '../auth/caller'

/** What a reader may leave unread. */
const MOST_UNREAD = 1_000

/** One who watches: what it may see, and what it has not read yet. */
export class Listener {
  #own: Own
  #unread: string[] = []
  #wake = () => {}
  #ended = false
  readonly #cut = new AbortController()

  constructor(
    readonly caller: Caller,
    /** Decides anew who it is; throws when that is over. */
    readonly again: () => Promise<Caller>,
  ) {
    this.#own = ownOf(caller)
  }

  get cut(): AbortSignal {
    return this.#cut.signal
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Another role sees more or less. */
  isNow(caller: Caller): void {
    this.#own = ownOf(caller)
  }

  /** A row without an actor of its own is for whoever sees everybody's. */
  sees(row?: { readonly actor: string; readonly userId: string | null }): boolean {
    return row === undefined ? this.#own === undefined : isOwn(this.#own, row)
  }

  /** One that reads too slowly is ended: it comes back and goes on where it was. */
  send(text: string): void {
    if (this.#ended) return
    if (this.#unread.length >= MOST_UNREAD) return this.end()
    this.#unread.push(text)
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
    this.#cut.abort()
  }

  async *pieces(): AsyncGenerator<string> {
    try {
      while (!this.#ended) {
        const text = this.#unread.join('')
        this.#unread = []
        if (text !== '') yield text
        else
          await new Promise<void>((wake) => {
            this.#wake = wake
          })
      }
    } finally {
      // Nobody reads any more.
      this.end()
    }
  }
}
