/** With more than these nobody waits for the others. */
const MOST = 32

const waiting: (() => void)[] = []

const release = (): void => {
  for (const resolve of waiting.splice(0)) resolve()
}

/**
 * The end of this turn of the event loop, at which all answers that are ready are written: one by one, as they became ready, a call
 * cost up to a quarter more. Most likely each write woke its reader then, and now most find it awake.
 */
export const endOfTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const waits = waiting.push(resolve)
    if (waits === 1) setImmediate(release)
    else if (waits === MOST) release()
  })
