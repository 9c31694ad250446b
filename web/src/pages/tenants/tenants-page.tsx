import { Building2, Plus } from 'lucide-react'
import { useMay, useMe } from '../../api/me'
import { useTenants } from '../../api/tenants'
import { useParam, useSetParams } from '../../hooks/params'
import { Button, ButtonLink } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { Page } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { SearchBox } from '../../ui/search-box'
import { Select } from '../../ui/select'
import { count } from '../../ui/words'
import { TenantsTable } from './tenants-table'

const STATES = [
  { value: 'all', label: 'All states' },
  { value: 'true', label: 'Active' },
  { value: 'false', label: 'Suspended' },
]

/** Where one can go: a platform admin everywhere, others into theirs. */
export function TenantsPage() {
  const [q, setQ] = useParam('q')
  const [isActive, setActive] = useParam('isActive')
  const set = useSetParams()
  const { data: me } = useMe()
  const isPlatform = useMay('tenants:manage')
  const tenants = useTenants({ q, isActive })
  const { items, error, hasNextPage } = tenants
  const isNarrowed = q !== '' || isActive !== ''
  // Nothing to search; the one thing to do stands in the middle.
  const isNew = items?.length === 0 && !isNarrowed
  const create = (
    <ButtonLink look="primary" icon={<Plus />} to="/tenants/new">
      Create a tenant
    </ButtonLink>
  )
  return (
    <Page
      title={error ? 'The tenants could not be fetched' : me && titleOf(items, hasNextPage, { isNarrowed, isPlatform })}
      action={isPlatform && !isNew && create}
    >
      {!isNew && (
        <div className="flex flex-wrap items-center gap-2">
          <SearchBox label="Search tenants" value={q} onChange={setQ} />
          <div className="w-36">
            <Select
              hideLabel
              label="State"
              value={isActive === '' ? 'all' : isActive}
              onChange={(next) => setActive(next === 'all' ? '' : next)}
              options={STATES}
            />
          </div>
        </div>
      )}
      {error ? (
        <ProblemNotice error={error} retry={tenants.refetch} />
      ) : (
        <TenantsTable
          tenants={tenants}
          empty={
            isNarrowed ? (
              <Empty
                icon={<Building2 />}
                title="No tenant matches"
                action={<Button onClick={() => set({ q: '', isActive: '' })}>Show all</Button>}
              />
            ) : (
              <Nothing isPlatform={isPlatform} create={create} />
            )
          }
        />
      )}
    </Page>
  )
}

const Nothing = ({ isPlatform, create }: { isPlatform: boolean; create: React.ReactNode }) =>
  isPlatform ? (
    <Empty icon={<Building2 />} title="Create the first tenant" action={create}>
      A tenant is an organisation, or a part of one: its connectors, its people, and one address for all their MCP
      clients.
    </Empty>
  ) : (
    <Empty icon={<Building2 />} title="You need an invitation">
      Ask an admin of your organisation’s tenant to invite you, and open the link that you get.
    </Empty>
  )

function titleOf(
  items: readonly unknown[] | undefined,
  hasMore: boolean,
  { isNarrowed, isPlatform }: { isNarrowed: boolean; isPlatform: boolean },
): string | undefined {
  if (items === undefined) return undefined
  const all = `${hasMore ? 'more than ' : ''}${count(items.length, 'tenant')}`
  const one = items.length === 1 && !hasMore
  if (isNarrowed) return items.length === 0 ? 'No tenant matches' : capital(`${all} ${one ? 'matches' : 'match'}`)
  if (isPlatform) return items.length === 0 ? 'There is no tenant yet' : capital(`${all} on this server`)
  return items.length === 0 ? 'You are in no tenant yet' : `You are in ${all}`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
