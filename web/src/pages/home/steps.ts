import { useQueryClient } from '@tanstack/react-query'
import type { Overview } from '../../../../server/contracts/overview'
import { useWatch } from '../../api/live'
import { useMay } from '../../api/me'
import { useEverCalled } from '../../api/overview'
import { tenantKey } from '../../api/query'

export interface Step {
  readonly title: string
  readonly help: string
  readonly isDone: boolean
  readonly action: { readonly label: string; readonly to: string } | undefined
}

/** What lies between a fresh tenant and its first tool call; undefined while it is not known, empty once there was one. */
export function useFirstSteps(tenant: string, overview: Overview | undefined): readonly Step[] | undefined {
  const cache = useQueryClient()
  const mayAdd = useMay('connectors:write', tenant)
  const mayWatch = useMay('activity:watch', tenant)
  const worked = overview !== undefined && hasWorked(overview)
  const ever = useEverCalled(tenant, overview !== undefined && !worked)
  const isOver = worked || ever.data === true
  const isFresh = overview !== undefined && ever.data === false && !isOver
  // Each step ticks itself off as it happens.
  useWatch(tenant, isFresh && mayWatch, () => {
    void cache.invalidateQueries({ queryKey: tenantKey(tenant, 'overview') })
    void cache.invalidateQueries({ queryKey: tenantKey(tenant, 'calls', 'ever') })
  })
  if (isOver) return []
  return isFresh ? stepsOf(overview, mayAdd) : ever.isError ? [] : undefined
}

const hasWorked = ({ totals, previous }: Overview): boolean =>
  totals.calls > totals.errors || previous.calls > previous.errors

function stepsOf({ counts, attention }: Overview, mayAdd: boolean): Step[] {
  const broken = new Set(
    attention.flatMap(({ kind, connector }) => (connector !== null && kind !== 'tool' ? [connector] : [])),
  )
  const lacking = attention.find(({ state }) => state === 'not_connected' || state === 'reconnect_needed')
  return [
    {
      title: 'Add a connector',
      help: mayAdd ? 'What your AI clients may use: GitHub, Slack and others.' : 'An admin of the tenant does this.',
      isDone: counts.connectors > 0,
      action: mayAdd ? { label: 'Add a connector', to: 'connectors/new' } : undefined,
    },
    {
      title: 'Connect its account',
      help: "Its tools act with an account at the vendor: the tenant's, or each person's own.",
      isDone: counts.connectors > broken.size,
      action: { label: 'Connect', to: lacking?.to ?? (mayAdd ? 'connectors' : 'my-accounts') },
    },
    {
      title: 'Connect a client',
      help: 'Claude, ChatGPT, Cursor, VS Code or another, with the address of this tenant.',
      isDone: counts.clients > 0,
      action: { label: 'Connect a client', to: 'connect' },
    },
    {
      title: 'Let it call a tool',
      help: 'Ask it for something that the connector knows, or try a tool in the playground. This list goes away by itself.',
      isDone: false,
      action: { label: 'Open the playground', to: 'playground' },
    },
  ]
}
