import { useState } from 'react'
import type { Connector } from '../../../../server/contracts/connectors'
import { useConnectLink } from '../../api/accounts'
import { goTo } from '../../api/session'

export interface Under {
  readonly connector: Connector
  /** The page that was opened. */
  readonly url: string
  /** When the account was connected before. */
  readonly before: string | null
}

/** Connecting an account: the vendor's pages open in another tab, and this page goes on when they are done. */
export function useConnectFlow(tenant: string) {
  const { mutateAsync } = useConnectLink(tenant)
  const [under, setUnder] = useState<Under>()
  const [isOpening, setOpening] = useState(false)
  const [error, setError] = useState<unknown>()

  /** `ready` makes what is to be connected, where that is not there yet. */
  async function start(ready: () => Promise<{ connector: Connector; before: string | null }>): Promise<void> {
    // A browser opens tabs only while it handles the click.
    const tab = window.open('about:blank', '_blank')
    if (tab) tab.opener = null
    setError(undefined)
    setOpening(true)
    try {
      const { connector, before } = await ready()
      const { url } = await mutateAsync(connector.slug)
      setUnder({ connector, url, before })
      if (tab && !tab.closed) tab.location.replace(url)
      else await goTo(url)
    } catch (problem) {
      tab?.close()
      setError(problem)
    } finally {
      setOpening(false)
    }
  }

  const stop = () => {
    setUnder(undefined)
    setError(undefined)
  }
  return { start, under, error, isOpening, stop }
}
