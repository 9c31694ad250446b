import { useParams } from 'react-router-dom'
import { useConnectors, useConnectorTypes } from '../api/connectors'
import { useMay, useMe } from '../api/me'
import { useTenant } from '../api/tenants'
import { Button, ButtonLink } from '../ui/button'
import { Copyable } from '../ui/copy'
import { Empty, Page, Panel, Skeleton } from '../ui/page'
import { ProblemNotice } from '../ui/problem'
import { count } from '../ui/words'
import { ConnectorRow } from './connector-row'

export function TenantPage() {
  const { tenant: slug = '' } = useParams()
  const me = useMe()
  const mayAdd = useMay('connectors:write')
  const mayMakeKeys = useMay('keys:write')
  const tenant = useTenant(slug)
  const connectors = useConnectors(slug)
  const types = useConnectorTypes()
  const back = me.data?.tenant === null ? { back: { to: '/tenants', text: 'Tenants' } } : {}
  const home = `/tenants/${slug}`

  const failed = [tenant, connectors, types].find((query) => query.isError)
  if (failed) {
    return (
      <Page title="This tenant cannot be shown" {...back}>
        <ProblemNotice error={failed.error} retry={() => void failed.refetch()} />
      </Page>
    )
  }
  if (!tenant.data || !connectors.items || !types.data) {
    return (
      <Page title={undefined} {...back}>
        <Skeleton rows={3} label="Reading the connectors" />
      </Page>
    )
  }

  const { name, mcpUrl, isActive, description } = tenant.data
  const { items, hasNextPage, fetchNextPage } = connectors
  if (items.length === 0) {
    return (
      <Page title={`${name} has no connectors yet`} {...back} lead={description}>
        <Empty
          title="A connector brings a vendor's tools to your AI clients"
          action={
            mayAdd && (
              <ButtonLink look="primary" to={`${home}/connectors/new`}>
                Add a connector
              </ButtonLink>
            )
          }
        >
          Add one with a token from the vendor, then connect a client. Clients use the tools and never see the token.
        </Empty>
      </Page>
    )
  }
  return (
    <Page
      title={
        isActive
          ? `${name} has ${count(items.length, 'connector')}${hasNextPage ? ' and more' : ''}`
          : `${name} is inactive`
      }
      {...back}
      lead={isActive ? description : 'Nothing of it can be used until a platform admin activates it.'}
      action={
        <div className="flex flex-wrap gap-2">
          {mayAdd && <ButtonLink to={`${home}/connectors/new`}>Add a connector</ButtonLink>}
          {mayMakeKeys && (
            <ButtonLink look="primary" to={`${home}/connect`}>
              Connect a client
            </ButtonLink>
          )}
        </div>
      }
    >
      <Panel>
        <ul>
          {items.map((connector) => (
            <li key={connector.id} className="border-line not-first:border-t">
              <ConnectorRow
                tenant={slug}
                connector={connector}
                type={types.data.items.find(({ type }) => type === connector.type)}
              />
            </li>
          ))}
        </ul>
      </Panel>
      {hasNextPage && (
        <div>
          <Button onClick={() => void fetchNextPage()}>Show more</Button>
        </div>
      )}
      <section className="grid grid-cols-1 gap-2">
        <h2>One address for all of them</h2>
        <p className="text-13 text-muted">A client that connects here sees the tools of every enabled connector.</p>
        <Copyable text={mcpUrl} label="MCP address of the tenant" />
      </section>
    </Page>
  )
}
