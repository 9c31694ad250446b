import { Navigate } from 'react-router-dom'
import { useMe } from '../api/me'
import { Page, Skeleton } from '../ui/page'
import { ProblemNotice } from '../ui/problem'

/** The first page of this key: all tenants for a platform key, its own for a tenant's. */
export function HomePage() {
  const me = useMe()
  if (me.isError) {
    return (
      <Page title="Nothing to show yet">
        <ProblemNotice error={me.error} retry={() => void me.refetch()} />
      </Page>
    )
  }
  if (me.isPending) {
    return (
      <Page title={undefined}>
        <Skeleton rows={3} label="Reading what this key may see" />
      </Page>
    )
  }
  return <Navigate to={me.data.tenant === null ? '/tenants' : `/tenants/${me.data.tenant.slug}`} replace />
}
