/** With more than these nobody waits for the others. */
const MOST = 32

const waiting: (() => void)[] = []

const release = (): void => {
  for (const resolve of waiting.splice(0)) resolve()
}

/**
 * The end of this turn of the event loop, in which answers are written. To write one wakes up whoever reads it, which costs as much
 * as a quarter of a call; while that still wakes and reads, the next ones cost little. So all that are ready go out together.
 */
export const endOfTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const waits = waiting.push(resolve)
    if (waits === 1) setImmediate(release)
    else if (waits === MOST) release()
  })
