import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { PlaygroundToken } from '../../../../server/contracts/playground'
import { openPlayground } from '../../api/playground'
import { tenantKey } from '../../api/query'
import type { ListKind } from '../../mcp/connect'
import type { TransportKind } from '../../mcp/kinds'
import { Link } from '../../mcp/link'
import { FrameLog } from '../../mcp/log'
import type { Asks } from './ask/asks'

export interface Endpoint {
  readonly tenant: string
  readonly connector: string | undefined
  readonly transport: TransportKind
}

/** A token that ends sooner is not worth opening something new with. */
const ENOUGH_MS = 90_000

export const listKey = ({ tenant, connector, transport }: Endpoint, list?: ListKind | 'templates') =>
  tenantKey(tenant, 'playground', connector ?? '', transport, ...(list ? [list] : []))

/** The endpoint that is looked at, kept open while the page is. */
export function useLink({ tenant, connector, transport }: Endpoint, asks: Asks) {
  const cache = useQueryClient()
  const [log] = useState(() => new FrameLog())
  // In memory alone, by connector: another transport of the same endpoint needs no other token.
  const tokens = useRef(new Map<string, PlaygroundToken>())
  const newToken = useCallback(
    async (fresh: boolean) => {
      const kept = tokens.current.get(connector ?? '')
      if (!fresh && kept && new Date(kept.expiresAt).getTime() - Date.now() > ENOUGH_MS) return kept
      const token = await openPlayground(tenant, connector)
      tokens.current.set(connector ?? '', token)
      return token
    },
    [tenant, connector],
  )
  const link = useMemo(() => {
    const key = (list?: ListKind) => listKey({ tenant, connector, transport }, list)
    const changed = (list: ListKind) => {
      void cache.invalidateQueries({ queryKey: key(list) })
      if (list === 'resources') void cache.invalidateQueries({ queryKey: [...key(), 'templates'] })
    }
    return new Link({ kind: transport, log, newToken, listener: { ask: asks.ask, changed } })
  }, [tenant, connector, transport, log, newToken, asks, cache])
  useEffect(() => {
    link.start()
    const events = ['pointerdown', 'keydown'] as const
    for (const each of events) window.addEventListener(each, link.touch)
    return () => {
      for (const each of events) window.removeEventListener(each, link.touch)
      link.stop()
    }
  }, [link])
  const state = useSyncExternalStore(link.subscribe, link.state)
  return { log, state, start: link.start }
}
