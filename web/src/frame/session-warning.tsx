import { lazy, Suspense, useEffect, useState, type ComponentType } from 'react'
import { lookAgain } from '../api/me'
import { sessionEnd, signedOut } from '../api/session'
import type { SessionEndingProps } from './session-ending'

const WARN_MS = 120_000
const LOOK_EVERY_MS = 5_000

type Ending = 'far' | 'near' | 'near, whatever is done'

/** When it cannot be fetched nothing is said before the end, and everything after it. */
const SessionEnding = lazy<ComponentType<SessionEndingProps>>(() =>
  import('./session-ending').then(
    ({ SessionEnding: found }) => ({ default: found }),
    () => ({ default: () => null }),
  ),
)

/** From two minutes before the session ends. Any request keeps an idle session; nothing puts off its last day. */
export function SessionWarning() {
  const [ending, setEnding] = useState<Ending>('far')
  const [isRead, setRead] = useState(false)
  useEffect(() => {
    const timer = setInterval(() => {
      const end = sessionEnd()
      const left = end === undefined ? Infinity : end.at - Date.now()
      setEnding(left > WARN_MS ? 'far' : end?.canStay ? 'near' : 'near, whatever is done')
      if (left > 0) return
      // Another browser window of ours may have kept it: only the server knows.
      void lookAgain().then((found) => (found === 'out' ? signedOut() : undefined))
    }, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  if (ending === 'far' || (ending !== 'near' && isRead)) return null
  const stay = () => void lookAgain().then((found) => found === 'in' && setEnding('far'))
  return (
    <Suspense fallback={null}>
      <SessionEnding canStay={ending === 'near'} onAnswer={ending === 'near' ? stay : () => setRead(true)} />
    </Suspense>
  )
}
