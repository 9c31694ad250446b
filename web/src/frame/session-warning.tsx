import { Clock } from 'lucide-react'
import { useEffect, useState } from 'react'
import { lookAgain } from '../api/me'
import { sessionEnd, signedOut } from '../api/session'
import { Button } from '../ui/button'

const WARN_MS = 120_000
const LOOK_EVERY_MS = 5_000

type Ending = 'far' | 'near' | 'near, whatever is done'

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
  return (
    <div
      role="alert"
      className="fixed inset-x-4 bottom-4 z-20 mx-auto flex w-fit max-w-[calc(100vw-32px)] flex-wrap items-center gap-3 rounded-control border border-line bg-raised p-3 shadow-lg shadow-shade/20"
    >
      <Clock aria-hidden="true" size={16} className="text-warn" />
      <p>
        {ending === 'near'
          ? 'You will be signed out in two minutes, because nothing was done here for hours.'
          : 'Your session ends in two minutes. You will be asked to sign in again; nothing that you typed is lost.'}
      </p>
      {ending === 'near' ? (
        <Button size="small" onClick={() => void lookAgain().then((found) => found === 'in' && setEnding('far'))}>
          Stay signed in
        </Button>
      ) : (
        <Button size="small" onClick={() => setRead(true)}>
          All right
        </Button>
      )}
    </div>
  )
}
