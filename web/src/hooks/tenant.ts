import { useMatch } from 'react-router-dom'

/** The slug in the address, wherever this is used. `/tenants/new` is a page, not a tenant. */
export function useTenantSlug(): string | undefined {
  const slug = useMatch('/tenants/:tenant/*')?.params.tenant
  return slug === 'new' ? undefined : slug
}
