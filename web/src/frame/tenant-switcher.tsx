import { useQuery } from '@tanstack/react-query'
import { Building2, Check, ChevronsUpDown, Plus } from 'lucide-react'
import type { ComponentProps } from 'react'
import type { TenantPage } from '../../../server/contracts/tenants'
import { call } from '../api/client'
import { useMe } from '../api/me'
import { platformKey } from '../api/query'
import { useTenant } from '../api/tenants'
import { useTenantSlug } from '../hooks/tenant'
import { Bar } from '../ui/skeleton'
import { MenuOnDemand } from './menu-on-demand'
import type { OpenOverlay } from './overlays'

/** More than a menu is read through; from there on it is searched. */
const MENU_FITS = 7

/** Where we are, and the way to another tenant. */
export function TenantSwitcher({ open }: { open: OpenOverlay }) {
  const { data: me } = useMe()
  const slug = useTenantSlug()
  const tenants = useFewTenants()
  if (me === undefined) return <Bar className="h-10 w-full" />
  if (tenants === undefined || tenants.length > MENU_FITS) {
    return <Trigger slug={slug} aria-haspopup="dialog" onClick={() => open('tenants')} />
  }
  return (
    <MenuOnDemand
      label="Tenants"
      trigger={<Trigger slug={slug} />}
      items={[
        ...tenants.map((each) => ({
          label: each.name,
          icon: each.slug === slug ? <Check /> : <Building2 />,
          to: `/tenants/${each.slug}`,
        })),
        'divider' as const,
        { label: 'All tenants', to: '/tenants' },
        ...(me.permissions.includes('tenants:manage')
          ? [{ label: 'Create a tenant', icon: <Plus />, to: '/tenants/new' }]
          : []),
      ]}
    />
  )
}

/** Mine; a platform admin's are all, of which one more than fits is enough to know. Undefined where there may be more. */
function useFewTenants(): readonly { slug: string; name: string }[] | undefined {
  const { data: me } = useMe()
  const isAdmin = me?.role === 'platform_admin'
  const all = useQuery({
    queryKey: platformKey('tenants', 'few'),
    queryFn: ({ signal }) => call<typeof TenantPage>('/tenants', { params: { limit: MENU_FITS + 1 }, signal }),
    enabled: isAdmin,
  })
  if (isAdmin) return all.data?.items
  return me?.moreTenants === true ? undefined : me?.tenants
}

function Trigger({ slug, ...rest }: { slug: string | undefined } & ComponentProps<'button'>) {
  const { data: me } = useMe()
  const known = me?.tenants.find((each) => each.slug === slug)?.name
  return (
    <button
      type="button"
      {...rest}
      className="flex h-10 w-full shrink-0 items-center gap-2 rounded-control px-2 text-left hover:bg-sunken aria-expanded:bg-sunken"
    >
      <img src="/favicon.svg" alt="" width="20" height="20" />
      <span className="min-w-0 flex-1 truncate font-semibold">
        <span className="sr-only">Tenant: </span>
        {known ?? (slug === undefined ? 'Choose a tenant' : <NameOf slug={slug} />)}
      </span>
      <ChevronsUpDown aria-hidden="true" size={14} className="shrink-0 text-muted" />
    </button>
  )
}

/** Of a tenant that a platform admin is no member of. */
const NameOf = ({ slug }: { slug: string }) => useTenant(slug).data?.name ?? slug
