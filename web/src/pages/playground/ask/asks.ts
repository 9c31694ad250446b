import type { ElicitResult } from '@modelcontextprotocol/client'
import type { AskParams } from '../../../mcp/connect'

export interface Ask {
  readonly id: number
  readonly params: AskParams
  readonly answer: (result: ElicitResult) => void
}

/** What servers ask the person, in turn. */
export class Asks {
  #open: readonly Ask[] = []
  #next = 1
  readonly #listeners = new Set<() => void>()

  readonly open = (): readonly Ask[] => this.#open

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Settles when it is answered, or when nobody waits for the answer any more. */
  readonly ask = (params: AskParams, signal: AbortSignal): Promise<ElicitResult> =>
    new Promise((resolve) => {
      const id = this.#next++
      const answer = (result: ElicitResult) => {
        this.#set(this.#open.filter((each) => each.id !== id))
        resolve(result)
      }
      signal.addEventListener('abort', () => answer({ action: 'cancel' }), { once: true })
      this.#set([...this.#open, { id, params, answer }])
    })

  #set(open: readonly Ask[]): void {
    this.#open = open
    for (const listener of this.#listeners) listener()
  }
}
