import { ConnectorError, type Effect } from '../../connectors/sdk'

export interface Deadline {
  /** Aborts when the caller cancels or the time is over. */
  readonly signal: AbortSignal
  /**
   * Settles like the work, or rejects when the signal aborts: a tool that ignores the signal holds nobody up. After that
   * nothing is begun.
   */
  race<T>(work: () => Promise<T>): Promise<T>
  end(): void
}

export function withDeadline(caller: AbortSignal, ms: number, effect: Effect): Deadline {
  const controller = new AbortController()
  const cancel = () => controller.abort(caller.reason ?? new Error('cancelled'))
  const timer = setTimeout(() => controller.abort(tooLong(ms, effect)), ms)
  if (caller.aborted) cancel()
  else caller.addEventListener('abort', cancel, { once: true })
  const { signal } = controller
  return {
    signal,
    race: (work) =>
      new Promise((resolve, reject) => {
        const stop = () => reject(signal.reason as Error)
        if (signal.aborted) return stop()
        signal.addEventListener('abort', stop, { once: true })
        work()
          .then(resolve, reject)
          .finally(() => signal.removeEventListener('abort', stop))
      }),
    end: () => {
      clearTimeout(timer)
      caller.removeEventListener('abort', cancel)
    },
  }
}

/** Whoever hears of a write that it took too long must not simply send it again. */
function tooLong(ms: number, effect: Effect): ConnectorError {
  const message = `The call took longer than ${ms / 1_000} s and was stopped.`
  return effect === 'read'
    ? new ConnectorError('timeout', message, { hint: 'Ask for less at once, or try again later.' })
    : new ConnectorError('outcome_unknown', message, { hint: 'It may have happened: check before trying again.' })
}
