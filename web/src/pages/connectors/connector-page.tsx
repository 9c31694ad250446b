import { Outlet, useMatch, useParams } from 'react-router-dom'
import type { Connector } from '../../../../server/contracts/connectors'
import { Problem } from '../../api/client'
import { useConnector, useTools } from '../../api/connectors'
import { ButtonLink } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { Page } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Bar } from '../../ui/skeleton'
import { TabLinks } from '../../ui/tabs'
import { When } from '../../ui/time'
import { VendorIcon } from '../../ui/vendor-icon'
import { count } from '../../ui/words'
import type { Health } from './health'
import { MendButton } from './mend-button'
import { TestButton } from './test-button'
import { useHealth } from './use-health'

/** How a connector is and what mends it; below that its parts, each with an address. */
export function ConnectorPage() {
  const { tenant = '', connector: slug = '' } = useParams()
  const { data: connector, error, refetch } = useConnector(tenant, slug)
  const tools = useTools(tenant, slug)
  const tab = useMatch('/tenants/:tenant/connectors/:connector/:tab')
  const { healthOf, factsOf, ...known } = useHealth(tenant)
  const base = `/tenants/${tenant}/connectors/${slug}`
  const back = { to: `/tenants/${tenant}/connectors`, text: 'Connectors' }
  if (error !== null && Problem.from(error).status === 404) return <Gone slug={slug} back={back} />
  if (error !== null && !connector) {
    return (
      <Page title="This connector could not be opened" back={back}>
        <ProblemNotice error={error} retry={() => void refetch()} />
      </Page>
    )
  }
  const health = connector && healthOf?.(connector)
  const facts = connector && factsOf?.(connector)
  // There the ways to connect are on the page already.
  const isHere = tab?.params.tab === 'accounts' && facts?.account === undefined
  const on = tools.data?.items.filter(({ enabled }) => enabled).length
  return (
    <Page
      title={connector && (health ? titleOf(connector, health, on) : known.error ? connector.name : undefined)}
      // The line's room is kept, or what is below would jump when the list of tools comes first.
      lead={connector ? <Lead connector={connector} health={health} /> : <Bar className="h-5 w-64" />}
      back={back}
      action={
        facts &&
        health && (
          <>
            {facts.account && <TestButton tenant={tenant} facts={facts} />}
            {health.mend && (
              <MendButton tenant={tenant} facts={facts} mend={health.mend} look={isHere ? 'quiet' : 'primary'} />
            )}
          </>
        )
      }
      tabs={
        <TabLinks
          label="Connector"
          tabs={[
            { to: `${base}/tools`, label: 'Tools', count: tools.data?.items.length },
            { to: `${base}/accounts`, label: 'Accounts' },
            { to: `${base}/activity`, label: 'Activity' },
            { to: `${base}/settings`, label: 'Settings' },
          ]}
        />
      }
    >
      {known.error !== null && <ProblemNotice error={known.error} retry={known.retry} />}
      <Outlet />
    </Page>
  )
}

/** "Slack is ready: 24 tools". */
function titleOf({ name }: Connector, { look, is }: Health, on: number | undefined): string {
  if (look !== 'good' || on === undefined) return `${name} ${is}`
  return on === 0 ? `${name} is ready, with every tool switched off` : `${name} ${is}: ${count(on, 'tool')}`
}

const Lead = ({ connector, health }: { connector: Connector; health: Health | undefined }) => (
  <span className="flex items-start gap-2">
    <VendorIcon type={connector.type} />
    <span className="min-w-0 wrap-anywhere">
      <code className="font-mono text-13">{connector.slug}</code>
      {health && ` · ${health.says}`}
      {health?.at != null && (
        <>
          {' '}
          <When at={health.at} />.
        </>
      )}
    </span>
  </span>
)

const Gone = ({ slug, back }: { slug: string; back: { to: string; text: string } }) => (
  <Page title={`There is no connector ${slug}`} back={back}>
    <Empty title="It may have been deleted" action={<ButtonLink to={back.to}>See all connectors</ButtonLink>}>
      Check the address, or look for it in the list.
    </Empty>
  </Page>
)
