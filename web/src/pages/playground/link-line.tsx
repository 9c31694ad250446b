import { LoaderCircle, Moon, RotateCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { LinkState } from '../../mcp/link'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { ProblemNotice } from '../../ui/problem'

/** How the connection is, in words, with the button that mends it. */
export function LinkLine({ state, start }: { state: LinkState; start: () => void }) {
  if (state.status === 'failed') {
    return <ProblemNotice error={state.problem} retry={start} />
  }
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 text-13">
      {state.status === 'connecting' && <Badge icon={<LoaderCircle className="animate-spin" />}>Connecting</Badge>}
      {state.status === 'open' && <Badge look="good">Connected as you</Badge>}
      {state.status === 'resting' && (
        <>
          <Badge icon={<Moon />}>Resting</Badge>
          <span className="text-muted">Nothing was done here for ten minutes. It connects again when you go on.</span>
        </>
      )}
      {state.status === 'waiting' && (
        <>
          <Badge look="warn">Connection lost</Badge>
          <span className="text-muted">
            {state.why} Trying again in <Countdown to={state.retryAt} />.
          </span>
          <Button size="small" icon={<RotateCw />} onClick={start}>
            Try now
          </Button>
        </>
      )}
    </div>
  )
}

const secondsTo = (at: number): number => Math.max(0, Math.ceil((at - Date.now()) / 1_000))

function Countdown({ to }: { to: number }) {
  const [left, setLeft] = useState(() => secondsTo(to))
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsTo(to)), 500)
    return () => clearInterval(timer)
  }, [to])
  // Each second would be read out.
  return <span aria-hidden="true">{left} s</span>
}
