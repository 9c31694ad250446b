import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { z } from 'zod'
import type { LiveEvents, SeenClient } from '../../../server/contracts/activity'
import type { AuditEvent, ToolCall } from '../../../server/contracts/audit'
import { apiAddress, call, Problem } from './client'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

/** `lost`: it is tried again by itself. `ended`: nobody is signed in any more. */
export type Watching = 'off' | 'connecting' | 'on' | 'lost' | 'ended'

interface Heard {
  readonly calls: readonly ToolCall[]
  readonly events: readonly AuditEvent[]
  readonly clients: readonly SeenClient[]
}

/** Many events may come at once: they are shown together. */
const TOGETHER_MS = 200
const AGAIN_MS = 5_000

/**
 * What happens in a tenant while it happens. After a short loss the browser goes on where it was; when it cannot, and when
 * more happened than was told, what is on the screen is read again.
 */
export function useWatch(tenant: string, isOn: boolean, hear: (heard: Heard) => void): Watching {
  const cache = useQueryClient()
  const [state, setState] = useState<Watching>('connecting')
  const onHeard = useEffectEvent(hear)
  useEffect(() => {
    if (!isOn) return
    const readAgain = () => {
      for (const told of ['calls', 'audit', 'overview']) {
        void cache.invalidateQueries({ queryKey: tenantKey(tenant, told) })
      }
    }
    return watch(apiAddress(`${tenantPath(tenant)}/events`), { onState: setState, onHeard, readAgain })
  }, [cache, tenant, isOn])
  return isOn ? state : 'off'
}

interface Watcher {
  readonly onState: (state: Watching) => void
  readonly onHeard: (heard: Heard) => void
  readonly readAgain: () => void
}

function watch(address: string, { onState, onHeard, readAgain }: Watcher): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const gone = new AbortController()
  const heard = batches(onHeard)

  function open() {
    if (gone.signal.aborted) return
    const now = new EventSource(address)
    source = now
    let isFirst = true
    now.onopen = () => {
      onState('on')
      // Nobody listened until now. A connection that the browser mends by itself misses nothing.
      if (isFirst) readAgain()
      isFirst = false
    }
    now.onerror = () => {
      onState('lost')
      // The server refused: the browser gives up.
      if (now.readyState === EventSource.CLOSED) later()
    }
    now.addEventListener('call', (event) => heard.add('calls', told<'call'>(event)))
    now.addEventListener('audit', (event) => heard.add('events', told<'audit'>(event)))
    now.addEventListener('client', (event) => heard.add('clients', told<'client'>(event)))
    now.addEventListener('gap', readAgain)
  }

  const later = () => (timer = setTimeout(() => void openAgain(), AGAIN_MS))

  /** Whoever was signed out is asked to sign in first. */
  async function openAgain() {
    try {
      await call<z.ZodVoid>('/me', { signal: gone.signal })
    } catch (error) {
      if (gone.signal.aborted) return
      if (Problem.from(error).status === 401) onState('ended')
      else later()
      return
    }
    open()
  }

  onState('connecting')
  open()
  return () => {
    gone.abort()
    clearTimeout(timer)
    heard.stop()
    source?.close()
  }
}

const told = <Name extends keyof typeof LiveEvents>({ data }: MessageEvent<string>) =>
  JSON.parse(data) as z.output<(typeof LiveEvents)[Name]>

function batches(tell: (heard: Heard) => void) {
  const nothing = () => ({ calls: [] as ToolCall[], events: [] as AuditEvent[], clients: [] as SeenClient[] })
  type Batch = ReturnType<typeof nothing>
  let batch = nothing()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    const heard = batch
    batch = nothing()
    timer = undefined
    tell(heard)
  }
  return {
    add<Name extends keyof Batch>(name: Name, each: Batch[Name][number]) {
      ;(batch[name] as Batch[Name][number][]).push(each)
      timer ??= setTimeout(flush, TOGETHER_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
