import { useParams } from 'react-router-dom'
import { useMay } from '../../api/me'
import { useProvider } from '../../api/single-sign-on'
import { useTenant } from '../../api/tenants'
import { Empty } from '../../ui/empty'
import { Column } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { Domains } from './single-sign-on/domains'
import { TenantProvider } from './single-sign-on/tenant-provider'

/** How people of this tenant sign in with their organisation's own accounts. */
export function SingleSignOnTab() {
  const { tenant = '' } = useParams()
  const mayRead = useMay('sign-on:read', tenant)
  return mayRead ? (
    <ForAdmins tenant={tenant} />
  ) : (
    <Empty title="Admins set up single sign-on">Ask an admin of this tenant.</Empty>
  )
}

function ForAdmins({ tenant }: { tenant: string }) {
  const provider = useProvider(tenant)
  const { data } = useTenant(tenant)
  const mayWrite = useMay('sign-on:write', tenant)
  if (provider.error) return <ProblemNotice error={provider.error} retry={provider.refetch} />
  if (provider.isPending || !data) return <Skeleton rows={6} label="Loading single sign-on" />
  return (
    <Column>
      <TenantProvider tenant={data} provider={provider.data} mayWrite={mayWrite} />
      <Domains tenant={tenant} mayWrite={mayWrite} />
    </Column>
  )
}
