import { lazy, Suspense, useSyncExternalStore } from 'react'
import { onSessionChange, sessionState } from '../api/session'
import { SessionWarning } from './session-warning'

const SignInAgain = lazy(async () => ({ default: (await import('./sign-in-again')).SignInAgain }))

/** Says when the session is about to end, and asks for another one when it has. */
export function SessionWatch() {
  const { standing } = useSyncExternalStore(onSessionChange, sessionState)
  if (standing === 'unknown') return null
  if (standing === 'in') return <SessionWarning />
  return (
    <Suspense fallback={null}>
      <SignInAgain />
    </Suspense>
  )
}
