import { Navigate } from 'react-router-dom'
import { useMe } from '../api/me'
import { lastTenant } from '../hooks/last-tenant'
import { PageSkeleton } from './page-skeleton'

/** Where somebody begins: in the tenant they were in last, in their only one, or at the list of all. */
export function Start() {
  const { data: me } = useMe()
  if (me === undefined) return <PageSkeleton />
  const last = lastTenant()
  const isOpen = (slug: string) => me.role === 'platform_admin' || me.tenants.some((each) => each.slug === slug)
  if (last !== null && isOpen(last)) return <Navigate to={`/tenants/${last}`} replace />
  const [only, ...others] = me.tenants
  const isSure = only !== undefined && others.length === 0 && me.role !== 'platform_admin'
  return <Navigate to={isSure ? `/tenants/${only.slug}` : '/tenants'} replace />
}
