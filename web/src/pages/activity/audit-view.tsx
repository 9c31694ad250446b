import { ScrollText } from 'lucide-react'
import type { AuditEvent } from '../../../../server/contracts/audit'
import { useAudit } from '../../api/activity'
import { useWatch } from '../../api/live'
import { useMay } from '../../api/me'
import { Empty } from '../../ui/empty'
import { AuditTable } from './audit-table'
import { EventDialog } from './event-dialog'
import { ExportMenu } from './export-menu'
import { FilterBar } from './filter-bar'
import { useFilters } from './filters'
import { List, moreOf, NothingMatches } from './list'
import { LiveLine, LiveSwitch, useLiveSwitch } from './live'
import { eventMatches } from './matches'
import { joined, useTail } from './use-tail'

const USED = ['q', 'action', 'outcome', 'person', 'connector', 'tool'] as const

/** What was changed: search, filters, the table, what comes in live, and one row's detail. */
export function AuditView({ tenant }: { tenant: string }) {
  const filters = useFilters(USED)
  const { params } = filters
  const list = useAudit(tenant, params)
  const tail = useTail<AuditEvent>(params)
  const [isLive, turn] = useLiveSwitch()
  const mayWatch = useMay('activity:watch', tenant)
  const state = useWatch(tenant, isLive && mayWatch, ({ events }) => {
    const all = events.map((event) => ({ event, fits: eventMatches(params, event) }))
    if (all.some(({ fits }) => fits === undefined)) void list.refetch()
    tail.add(all.filter(({ fits }) => fits === true).map(({ event }) => event))
  })
  const rows = joined(tail.shown, list.items)
  const isNarrowed = filters.count > 0 || filters.values.q !== ''
  const nothing = (
    <Empty icon={<ScrollText />} title="Nothing was changed yet">
      Each change through this app or the API appears here, and each call that writes: who, what, when and from where.
    </Empty>
  )
  return (
    <div className="grid min-w-0 grid-cols-1 gap-4">
      <FilterBar tenant={tenant} label="Search the audit" filters={filters} used={USED}>
        {mayWatch && <LiveSwitch isOn={isLive} turn={turn} />}
        <ExportMenu tenant={tenant} kind="audit" params={params} />
      </FilterBar>
      <LiveLine state={state} held={tail.held} noun="row" show={tail.show} />
      <List list={list} isShown={rows !== undefined}>
        <AuditTable
          rows={rows}
          isNew={(row) => tail.shown.includes(row)}
          empty={isNarrowed ? <NothingMatches filters={filters} /> : nothing}
          more={moreOf(list)}
        />
      </List>
      <EventDialog rows={rows} tenant={tenant} callAt={(id) => `/tenants/${tenant}/activity?view=calls&call=${id}`} />
    </div>
  )
}
