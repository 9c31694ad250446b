import { ScrollText } from 'lucide-react'
import { useSearchParams } from 'react-router-dom'
import { usePlatformAudit } from '../../../api/platform'
import { useFindUsers, useUserNames } from '../../../api/users'
import { useTabTitle } from '../../../hooks/tab-title'
import { Combobox } from '../../../ui/combobox'
import { Empty } from '../../../ui/empty'
import { AuditTable } from '../../activity/audit-table'
import { EventDialog } from '../../activity/event-dialog'
import { FilterBar } from '../../activity/filter-bar'
import { type Filters, useFilters } from '../../activity/filters'
import { List, moreOf, NothingMatches } from '../../activity/list'
import { titleOf } from '../../activity/title'

const USED = ['q', 'action', 'outcome', 'person'] as const
/** People are found among all accounts, not in a tenant. */
const FIELDS = USED.filter((name) => name !== 'person')

/** What was done on the platform: people, keys, sign-ins. What was done in a tenant is that tenant's activity. */
export function PlatformAuditTab() {
  const [search] = useSearchParams()
  const filters = useFilters(USED)
  const list = usePlatformAudit(filters.params)
  const nameOf = useUserNames()
  useTabTitle(list.error ? 'The audit could not be fetched' : `${titleOf(search, true, true)} on the platform`)
  const rows = list.items
  const isNarrowed = filters.count > 0 || filters.values.q !== ''
  const nothing = (
    <Empty icon={<ScrollText />} title="Nothing was changed yet">
      Sign-ins, accounts, platform keys and tenants that come and go appear here: who, what, when and from where.
    </Empty>
  )
  return (
    <div className="grid min-w-0 grid-cols-1 gap-4">
      <FilterBar
        tenant=""
        label="Search the audit"
        filters={filters}
        used={FIELDS}
        more={<PersonFilter filters={filters} />}
      />
      <List list={list} isShown={rows !== undefined}>
        <AuditTable
          rows={rows?.map((row) => ({ ...row, target: nameOf(row.target) ?? row.target }))}
          empty={isNarrowed ? <NothingMatches filters={filters} /> : nothing}
          more={moreOf(list)}
        />
      </List>
      <EventDialog rows={rows} />
    </div>
  )
}

function PersonFilter({ filters: { values, set } }: { filters: Filters }) {
  const find = useFindUsers()
  return (
    <Combobox
      label="Person"
      placeholder="Anybody"
      value={values.person}
      onChange={(person) => set({ person })}
      search={async (typed) =>
        (await find(typed)).map(({ id, name, email }) => ({ value: id, label: name, hint: email }))
      }
    />
  )
}
