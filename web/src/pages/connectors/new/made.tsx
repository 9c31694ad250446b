import { useEffect, useEffectEvent, useRef } from 'react'
import type { Connector } from '../../../../../server/contracts/connectors'
import { useConnectedAt } from '../../../api/accounts'
import { useConnectorsChanged } from '../../../api/connector-changes'
import { Button } from '../../../ui/button'
import { EVERY_MS } from '../waiting'

interface MadeProps {
  tenant: string
  made: Connector
  onGoOn: () => void
}

/** After a reload, or back from a later step. Whoever is still at the vendor is waited for. */
export function Made({ tenant, made, onGoOn }: MadeProps) {
  const { data: connectedAt } = useConnectedAt(tenant, made, EVERY_MS)
  const changed = useConnectorsChanged(tenant)
  const wasOpen = useRef(false)
  const goOn = useEffectEvent(() => void changed().then(onGoOn))
  useEffect(() => {
    if (connectedAt === undefined) return
    if (connectedAt === null) wasOpen.current = true
    else if (wasOpen.current) goOn()
  }, [connectedAt])
  if (connectedAt == null) {
    return (
      <p>
        {made.name} is added as <code className="font-mono text-13">{made.slug}</code>. Now connect its account.
      </p>
    )
  }
  return (
    <div className="grid justify-items-start gap-3">
      <p>
        {made.name} is connected{made.credential?.username ? ` as ${made.credential.username}` : ''}. Go on, or connect
        another account in its place.
      </p>
      <Button look="primary" onClick={onGoOn}>
        Go on to its tools
      </Button>
    </div>
  )
}
