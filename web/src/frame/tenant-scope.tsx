import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Outlet, useMatch, useParams } from 'react-router-dom'
import { Problem } from '../api/client'
import { ME } from '../api/me'
import { useBeginOverview } from '../api/overview'
import { useTenant } from '../api/tenants'
import { useDays } from '../hooks/days'
import { forgetTenant, lastTenant, rememberTenant } from '../hooks/last-tenant'
import { ButtonLink } from '../ui/button'
import { Empty } from '../ui/empty'
import { Page } from '../ui/page'
import { ProblemNotice } from '../ui/problem'

/** The pages of one tenant. Another tenant's page is another page: no form of the one survives on the other. */
export function TenantScope() {
  const { tenant: slug = '' } = useParams()
  const { isSuccess, error, refetch } = useTenant(slug)
  const cache = useQueryClient()
  const isHome = useMatch('/tenants/:tenant') !== null
  const isMissing = error !== null && Problem.from(error).status === 404
  useEffect(() => {
    if (isSuccess) rememberTenant(slug)
    if (isMissing && lastTenant() === slug) forgetTenant()
  }, [isSuccess, isMissing, slug])
  // The places beside this one are of somebody who was let in.
  useEffect(() => {
    if (isMissing) void cache.invalidateQueries({ queryKey: ME })
  }, [isMissing, cache])
  if (isMissing) return <NoTenant slug={slug} />
  if (error !== null) {
    return (
      <Page title="This tenant could not be opened">
        <ProblemNotice error={error} retry={() => void refetch()} />
      </Page>
    )
  }
  return (
    <>
      {isHome && <HomeBegins tenant={slug} />}
      <Outlet key={slug} />
    </>
  )
}

/** The first screen asks for what it shows while its code is on its way. */
function HomeBegins({ tenant }: { tenant: string }) {
  useBeginOverview(tenant, useDays())
  return null
}

const NoTenant = ({ slug }: { slug: string }) => (
  <Page title={`You are in no tenant called ${slug}`}>
    <Empty
      title="It may have been deleted, or never let you in"
      action={<ButtonLink to="/tenants">See your tenants</ButtonLink>}
    >
      Check the address. If you should be in it, ask one of its admins for an invitation.
    </Empty>
  </Page>
)
