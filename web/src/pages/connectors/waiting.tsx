import { LoaderCircle } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useConnectedAt } from '../../api/accounts'
import { useConnectorsChanged } from '../../api/connector-changes'
import { Button } from '../../ui/button'
import { useToast } from '../../ui/toast'
import type { Under } from './connect-flow'

export const EVERY_MS = 2_000
/** How long a link works. By this clock: the server's may be another. */
const LIFE_MS = 10 * 60_000

interface WaitingProps {
  tenant: string
  title: string
  under: Under
  onDone: () => void
  onStop: () => void
}

/** Until somebody has finished at the vendor. */
export function Waiting({ tenant, title, under, onDone, onStop }: WaitingProps) {
  const { connector, url, before } = under
  const isOver = useIsOver()
  const { data: now = null } = useConnectedAt(tenant, connector, EVERY_MS)
  const changed = useConnectorsChanged(tenant)
  const { say } = useToast()
  const done = useEffectEvent(() => {
    say({ title: `${connector.name} is connected.` })
    void changed().then(onDone)
  })
  useEffect(() => {
    if (now !== null && now !== before) done()
  }, [now, before])
  if (isOver) {
    return (
      <div role="status" className="grid justify-items-start gap-2">
        <p className="font-medium">That took longer than ten minutes</p>
        <p className="text-13 text-muted">Nothing was connected. Start again when you are ready.</p>
        <Button onClick={onStop}>Start again</Button>
      </div>
    )
  }
  return (
    <div className="grid justify-items-start gap-2">
      <p role="status" className="flex items-center gap-2 font-medium">
        <LoaderCircle aria-hidden="true" size={16} className="shrink-0 animate-spin" />
        Waiting for you to finish at {title}
      </p>
      <p className="text-13 text-muted">
        Sign in there and allow what SageMCP may do. This page goes on by itself. If {title} says no, its tab says why;
        nothing has changed here then.
      </p>
      <p className="flex flex-wrap items-center gap-2 text-13">
        <a href={url} target="_blank" rel="noopener" className="underline underline-offset-2">
          Open the tab again
        </a>
        <Button size="small" look="plain" onClick={onStop}>
          Stop waiting
        </Button>
      </p>
    </div>
  )
}

function useIsOver(): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), LIFE_MS)
    return () => clearTimeout(timer)
  }, [])
  return isOver
}
