import { useState } from 'react'
import { type HistoryEntry, keepHistory, readHistory, withoutSecrets } from './history'
import { inputOf, type Tool } from './tools/tool'
import type { CallState } from './tools/use-call'

/** The calls of this tab. */
export function useHistory(tenant: string, person: string) {
  const [entries, setEntries] = useState(() => readHistory(tenant, person))
  const add = (connector: string | undefined, tool: Tool, args: unknown, state: CallState) => {
    if (state.status === 'none' || state.status === 'running') return
    const entry: HistoryEntry = {
      ...{ id: crypto.randomUUID(), at: Date.now(), tool: tool.name, ms: state.ms, outcome: outcomeOf(state) },
      ...(connector !== undefined && { connector }),
      args: withoutSecrets(inputOf(tool), args),
    }
    setEntries((before) => keepHistory(tenant, person, [entry, ...before]))
  }
  return { entries, add }
}

function outcomeOf(state: CallState): HistoryEntry['outcome'] {
  if (state.status === 'cancelled') return 'cancelled'
  return state.status === 'answered' && state.result.isError !== true ? 'answered' : 'failed'
}
