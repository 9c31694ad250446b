import { Link } from 'react-router-dom'
import { useTenants } from '../api/tenants'
import { Button, ButtonLink } from '../ui/button'
import { Empty, Page, Panel, Skeleton } from '../ui/page'
import { ProblemNotice } from '../ui/problem'
import { State } from '../ui/state'
import { count } from '../ui/words'

export function TenantsPage() {
  const { items, error, hasNextPage, fetchNextPage, refetch } = useTenants()
  const create = (
    <ButtonLink look="primary" to="/tenants/new">
      Create a tenant
    </ButtonLink>
  )

  if (error) {
    return (
      <Page title="The tenants cannot be shown">
        <ProblemNotice error={error} retry={() => void refetch()} />
      </Page>
    )
  }
  if (items === undefined) {
    return (
      <Page title={undefined}>
        <Skeleton rows={4} label="Reading the tenants" />
      </Page>
    )
  }
  if (items.length === 0) {
    return (
      <Page title="No tenants yet">
        <Empty title="A tenant is one organisation, team or project" action={create}>
          It has its own connectors, credentials and keys, and one address that its AI clients connect to. Nothing of it
          can be seen from another tenant.
        </Empty>
      </Page>
    )
  }
  return (
    <Page title={hasNextPage ? `The first ${items.length} tenants` : count(items.length, 'tenant')} action={create}>
      <Panel>
        <ul>
          {items.map((tenant) => (
            <li key={tenant.id} className="border-line not-first:border-t">
              <Link
                to={`/tenants/${tenant.slug}`}
                className="flex min-h-14 items-center justify-between gap-4 px-4 py-2 -outline-offset-2 hover:bg-sunken"
              >
                <span className="min-w-0">
                  <span className="block truncate font-medium">{tenant.name}</span>
                  <span className="block truncate font-mono text-12 text-muted">{tenant.slug}</span>
                </span>
                <State tone={tenant.isActive ? 'good' : 'off'}>{tenant.isActive ? 'Active' : 'Inactive'}</State>
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
      {hasNextPage && (
        <div>
          <Button onClick={() => void fetchNextPage()}>Show more</Button>
        </div>
      )}
    </Page>
  )
}
