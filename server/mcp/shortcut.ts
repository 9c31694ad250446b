import type { RequestId } from '@modelcontextprotocol/server'
import { Cancellation } from '../tools/cancellation'
import type { Aside } from './direct'
import { endOfTurn } from './end-of-turn'
import type { Scope } from './scope'

/** A plain request: see `Direct`. */
interface Plainly {
  readonly id: RequestId
  /** Undefined: the SDK's server has to go on with it. */
  answer(aside: Aside): Promise<string | undefined>
}

/** The way past the SDK's server of a connection; undefined for what is not plain. */
export type Shortcut = (message: unknown, scope?: Scope) => Plainly | undefined

/** The requests of one connection that took it, until they are answered or cancelled. */
export class Running {
  readonly #running = new Map<RequestId, Cancellation>()

  /** `done` is not called for what was cancelled: nobody answers that. */
  async run(
    { id, answer }: Plainly,
    aside: Omit<Aside, 'signal'>,
    done: (text: string | undefined) => void,
  ): Promise<void> {
    const gone = new Cancellation()
    this.#running.set(id, gone)
    const text = await answer({ ...aside, signal: gone })
    await endOfTurn()
    if (gone.aborted) return
    this.#running.delete(id)
    done(text)
  }

  cancel(id: unknown): void {
    this.#running.get(id as RequestId)?.abort()
    this.#running.delete(id as RequestId)
  }

  close(): void {
    for (const id of this.#running.keys()) this.cancel(id)
  }
}
