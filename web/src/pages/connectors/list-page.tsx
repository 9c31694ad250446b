import { Cable, Plus } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useParams, useSearchParams } from 'react-router-dom'
import type { Connector } from '../../../../server/contracts/connectors'
import { useConnectors, useConnectorsUsage } from '../../api/connectors'
import { useMay } from '../../api/me'
import { ButtonLink } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { Page } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Table } from '../../ui/table'
import { count } from '../../ui/words'
import type { Health } from './health'
import { columns, type Listed } from './list-columns'
import { StateFilter, stateIn } from './state-filter'
import { useHealth } from './use-health'

// People begin with this page: first come the connectors, then what narrows them.
const SearchBox = lazy(async () => ({ default: (await import('../../ui/search-box')).SearchBox }))

/** All of them come at once, so what is typed is looked for here. */
export function ConnectorsPage() {
  const { tenant = '' } = useParams()
  const [params, setParams] = useSearchParams()
  const { items, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useConnectors(tenant)
  const { healthOf, factsOf, ...health } = useHealth(tenant)
  const usage = useConnectorsUsage(tenant)
  const mayWrite = useMay('connectors:write', tenant)
  const q = params.get('q') ?? ''
  const state = stateIn(params)
  const search = (text: string) =>
    setParams(
      (now) => {
        if (text === '') now.delete('q')
        else now.set('q', text)
        return now
      },
      { replace: true },
    )
  const all = items?.map((connector): Listed => {
    const used = usage.data?.items.find(({ connectorId }) => connectorId === connector.id)
    return {
      connector,
      facts: factsOf?.(connector),
      health: healthOf?.(connector),
      calls: usage.data && (used?.calls ?? 0),
      errors: used?.errors ?? 0,
    }
  })
  const shown = all?.filter((each) => matches(each.connector, q) && isIn(state, each.health))
  const add = (
    <ButtonLink look="primary" to="new" icon={<Plus />}>
      Add a connector
    </ButtonLink>
  )
  const isBare = all?.length === 0
  return (
    <Page
      title={all && (healthOf || isBare || health.error) ? titleOf(all) : undefined}
      action={mayWrite && !isBare && add}
    >
      {error !== null && <ProblemNotice error={error} retry={() => void refetch()} />}
      {health.error !== null && <ProblemNotice error={health.error} retry={health.retry} />}
      {!isBare && (error === null || items) && (
        <div className="grid gap-3">
          <div className="flex flex-wrap items-end gap-2">
            <Suspense fallback={<div className="h-9 w-full max-w-80" />}>
              <SearchBox label="Search connectors" value={q} onChange={search} />
            </Suspense>
            <StateFilter params={params} />
          </div>
          <Table
            label="Connectors"
            columns={columns(tenant, duplicates(items))}
            rows={shown}
            rowKey={({ connector }) => connector.id}
            to={({ connector }) => connector.slug}
            empty={
              <Empty title="No connector is like that" icon={<Cable />}>
                Search for another name, or choose another state.
              </Empty>
            }
            more={{ has: hasNextPage, load: fetchNextPage, busy: isFetchingNextPage }}
          />
        </div>
      )}
      {isBare && (
        <Empty
          title={mayWrite ? 'Connect the first vendor' : 'There are no connectors yet'}
          icon={<Cable />}
          action={mayWrite && add}
        >
          A connector gives the tools of one vendor, such as Slack or GitHub, to every MCP client of this tenant.
          {!mayWrite && ' An admin adds them.'}
        </Empty>
      )}
    </Page>
  )
}

const needs = (health: Health | undefined): boolean =>
  health !== undefined && health.look !== 'good' && health.mend !== undefined

function titleOf(all: readonly Listed[]): string {
  const [first, ...more] = all.filter(({ health }) => needs(health) && health?.mend?.kind !== 'enable')
  if (all.length === 0) return 'No connectors yet'
  if (first && more.length === 0) return `${first.connector.name} needs you`
  if (first) return `${more.length + 1} connectors need you`
  return all.length === 1 ? 'One connector, and it needs nothing' : `${count(all.length, 'connector')}, none needs you`
}

const matches = ({ name, slug, type }: Connector, q: string): boolean =>
  [name, slug, type].some((text) => text.toLowerCase().includes(q.trim().toLowerCase()))

function isIn(state: ReturnType<typeof stateIn>, health: Health | undefined): boolean {
  if (state === '' || health === undefined) return true
  if (state === 'off') return health.word === 'Off'
  return state === 'well' ? health.look === 'good' : needs(health)
}

/** Types that several connectors are of: their rows need more than a name. */
const duplicates = (all: readonly Connector[] = []): ReadonlySet<string> =>
  new Set(all.map(({ type }) => type).filter((type, i, types) => types.indexOf(type) !== i))
