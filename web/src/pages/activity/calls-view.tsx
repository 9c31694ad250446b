import { useMemo } from 'react'
import type { ToolCall } from '../../../../server/contracts/audit'
import { useCalls } from '../../api/activity'
import { useWatch } from '../../api/live'
import { useMay } from '../../api/me'
import { CallDialog } from './call-dialog'
import { CallsTable } from './calls-table'
import { ExportMenu } from './export-menu'
import { FilterBar } from './filter-bar'
import { useFilters } from './filters'
import { List, moreOf, NothingMatches } from './list'
import { LiveLine, LiveSwitch, useLiveSwitch } from './live'
import { callMatches } from './matches'
import { NoCalls } from './no-calls'
import { joined, useTail } from './use-tail'

const USED = ['q', 'outcome', 'person', 'connector', 'tool', 'transport'] as const

interface CallsViewProps {
  tenant: string
  /** Only the calls of this one: its id or slug. */
  connector?: string
}

/** Calls of tools: search, filters, the table, what comes in live, and one call's detail. */
export function CallsView({ tenant, connector }: CallsViewProps) {
  const used = connector === undefined ? USED : USED.filter((name) => name !== 'connector')
  const filters = useFilters(used)
  const { params: chosen } = filters
  const params = useMemo(() => (connector === undefined ? chosen : { ...chosen, connector }), [chosen, connector])
  const list = useCalls(tenant, params)
  const tail = useTail<ToolCall>(params)
  const [isLive, turn] = useLiveSwitch()
  const mayWatch = useMay('activity:watch', tenant)
  const state = useWatch(tenant, isLive && mayWatch, ({ calls }) =>
    tail.add(calls.filter((call) => callMatches(params, call))),
  )
  const rows = joined(tail.shown, list.items)
  const isNarrowed = filters.count > 0 || filters.values.q !== ''
  return (
    <div className="grid min-w-0 grid-cols-1 gap-4">
      <FilterBar tenant={tenant} label="Search calls" filters={filters} used={used}>
        {mayWatch && <LiveSwitch isOn={isLive} turn={turn} />}
        <ExportMenu tenant={tenant} kind="calls" params={params} />
      </FilterBar>
      <LiveLine state={state} held={tail.held} noun="call" show={tail.show} />
      <List list={list} isShown={rows !== undefined}>
        <CallsTable
          rows={rows}
          isNew={(row) => tail.shown.includes(row)}
          empty={isNarrowed ? <NothingMatches filters={filters} /> : <NoCalls tenant={tenant} />}
          more={moreOf(list)}
        />
      </List>
      <CallDialog tenant={tenant} />
    </div>
  )
}
