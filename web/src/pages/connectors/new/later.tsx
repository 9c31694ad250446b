import { useState } from 'react'
import type { Connector } from '../../../../../server/contracts/connectors'
import { Button, ButtonLink } from '../../../ui/button'
import { ProblemNotice } from '../../../ui/problem'

interface LaterProps {
  isPersonal: boolean
  isFirst: boolean
  ready: () => Promise<Connector>
  onReady: (connector: Connector) => void
}

/** Not everybody has the vendor's account at hand. */
export function Later({ isPersonal, isFirst, ready, onReady }: LaterProps) {
  const [state, setState] = useState<{ busy?: boolean; error?: unknown }>({})
  const go = () => {
    setState({ busy: true })
    ready().then(onReady, (error: unknown) => setState({ error }))
  }
  return (
    <div className="grid justify-items-start gap-2 border-t border-line pt-4">
      {state.error !== undefined && <ProblemNotice error={state.error} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button look={isFirst ? 'primary' : 'quiet'} busy={state.busy ?? false} onClick={go}>
          {isPersonal ? 'Go on: each member connects their own' : 'Connect later'}
        </Button>
        <ButtonLink look="plain" to="..">
          Cancel
        </ButtonLink>
      </div>
    </div>
  )
}
