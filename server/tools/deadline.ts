import { ConnectorError, type Effect } from '../../connectors/sdk'
import { type Cancel, Cancellation, signalOf } from './cancellation'

/** Ends when the caller cancels or the time is over. */
export class Deadline {
  readonly #over = new Cancellation()
  readonly #cancel = () => this.#over.abort(this.caller.reason)
  readonly #timer: NodeJS.Timeout
  #signal: AbortSignal | undefined

  constructor(
    private readonly caller: Cancel,
    ms: number,
    effect: Effect,
  ) {
    this.#timer = setTimeout(() => this.#over.abort(tooLong(ms, effect)), ms)
    if (caller.aborted) this.#cancel()
    else caller.addEventListener('abort', this.#cancel)
  }

  /** Aborts then. Made for the first who asks. */
  get signal(): AbortSignal {
    return (this.#signal ??= signalOf(this.#over))
  }

  /**
   * Settles like the work, or rejects when the time is over: a tool that ignores the signal holds nobody up. After that nothing
   * is begun.
   */
  race<T>(work: () => Promise<T>): Promise<T> {
    const over = this.#over
    return new Promise((resolve, reject) => {
      const stop = () => reject(over.reason as Error)
      if (over.aborted) return stop()
      over.addEventListener('abort', stop)
      work()
        .then(resolve, reject)
        .finally(() => over.removeEventListener('abort', stop))
    })
  }

  end(): void {
    clearTimeout(this.#timer)
    this.caller.removeEventListener('abort', this.#cancel)
  }
}

/** Whoever hears of a write that it took too long must not simply send it again. */
function tooLong(ms: number, effect: Effect): ConnectorError {
  const message = `The call took longer than ${ms / 1_000} s and was stopped.`
  return effect === 'read'
    ? new ConnectorError('timeout', message, { hint: 'Ask for less at once, or try again later.' })
    : new ConnectorError('outcome_unknown', message, { hint: 'It may have happened: check before trying again.' })
}
