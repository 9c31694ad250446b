import type { z } from 'zod'
import { useState } from 'react'
import type { SeenClient } from '../../../../server/contracts/activity'
import type { ToolCall } from '../../../../server/contracts/audit'
import { useWatch, type Watching } from '../../api/live'

type Client = z.output<typeof SeenClient>
type Call = z.output<typeof ToolCall>
type Who = Pick<Client, 'actor' | 'person'>

export interface Arrival extends Client {
  /** By this machine's clock. */
  readonly heardAt: string
  /** The first that it called. */
  readonly call: Call | undefined
}

interface Heard {
  readonly clients: readonly (Client & { readonly heardAt: string })[]
  readonly calls: readonly Call[]
}

const NOTHING: Heard = { clients: [], calls: [] }

/** Clients that connected to an endpoint since this page was opened, the latest first. */
export function useArrivals(
  tenant: string,
  endpoint: string | null,
  isMine: (who: Who) => boolean,
): { arrivals: readonly Arrival[]; watching: Watching } {
  const [heard, setHeard] = useState(NOTHING)
  const watching = useWatch(tenant, true, ({ clients, calls }) => setHeard((before) => hear(before, clients, calls)))
  const arrivals = heard.clients
    .filter((client) => client.connector === endpoint && isMine(client))
    .map((client) => ({ ...client, call: heard.calls.find(({ actor }) => actor === client.actor) }))
  return { arrivals, watching }
}

/** Of each client the first word is kept, and of each caller the first call. */
function hear(before: Heard, clients: readonly Client[], calls: readonly Call[]): Heard {
  const heardAt = new Date().toISOString()
  const known = new Set(before.clients.map(({ id }) => id))
  const callers = new Set(before.calls.map(({ actor }) => actor))
  const fresh = clients.filter(({ id }) => !known.has(id) && known.add(id))
  return {
    clients: [...fresh.map((client) => ({ ...client, heardAt })).toReversed(), ...before.clients],
    calls: [...before.calls, ...calls.filter(({ actor }) => !callers.has(actor) && callers.add(actor))],
  }
}
