import type { ReactNode } from 'react'
import type { Tenant } from '../../../../server/contracts/tenants'
import { useMe } from '../../api/me'
import type { useTenants } from '../../api/tenants'
import { Badge } from '../../ui/badge'
import { type Column, Table } from '../../ui/table'
import { When } from '../../ui/time'
import { ROLE_NAMES } from '../people/standing'

/** Each row opens its tenant. */
export function TenantsTable({ tenants, empty }: { tenants: ReturnType<typeof useTenants>; empty: ReactNode }) {
  const { data: me } = useMe()
  const roleIn = (slug: string): string => {
    const role = me?.tenants.find((each) => each.slug === slug)?.role
    if (role === 'owner' || role === 'admin' || role === 'member') return ROLE_NAMES[role]
    return me?.role === 'platform_admin' ? 'Platform admin' : ''
  }
  return (
    <Table
      label="Tenants"
      rows={tenants.items}
      rowKey={({ id }) => id}
      to={({ slug }) => `/tenants/${slug}`}
      empty={empty}
      more={{ has: tenants.hasNextPage, load: tenants.fetchNextPage, busy: tenants.isFetchingNextPage }}
      columns={columnsFor(roleIn)}
    />
  )
}

const columnsFor = (roleIn: (slug: string) => string): readonly Column<Tenant>[] => [
  {
    key: 'name',
    head: 'Tenant',
    className: 'w-full max-w-0',
    cell: ({ name, slug }) => (
      <span className="grid min-w-0 py-0.5">
        <span className="truncate">{name}</span>
        <span className="truncate font-mono text-12 font-normal text-muted">{slug}</span>
      </span>
    ),
  },
  {
    key: 'role',
    head: 'You are',
    hideBelow: 'sm',
    className: 'whitespace-nowrap',
    cell: ({ slug }) => roleIn(slug),
  },
  { key: 'since', head: 'Created', hideBelow: 'md', cell: ({ createdAt }) => <When at={createdAt} /> },
  {
    key: 'state',
    head: 'State',
    cell: ({ isActive }) => <Badge look={isActive ? 'good' : 'bad'}>{isActive ? 'Active' : 'Suspended'}</Badge>,
  },
]
