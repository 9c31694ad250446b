import { ConnectorError } from '../../connectors/sdk'

export interface Deadline {
  /** Aborts when the caller cancels or the time is over. */
  readonly signal: AbortSignal
  /** Settles like the work, or rejects when the signal aborts: a tool that ignores the signal holds nobody up. */
  race<T>(work: Promise<T>): Promise<T>
  end(): void
}

export function withDeadline(caller: AbortSignal, ms: number): Deadline {
  const controller = new AbortController()
  const cancel = () => controller.abort(caller.reason ?? new Error('cancelled'))
  const timer = setTimeout(
    () =>
      controller.abort(
        new ConnectorError('timeout', `The call took longer than ${Math.round(ms / 1_000)} s and was stopped.`, {
          hint: 'Ask for less at once, or try again later.',
        }),
      ),
    ms,
  )
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
        work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
      }),
    end: () => {
      clearTimeout(timer)
      caller.removeEventListener('abort', cancel)
    },
  }
}
