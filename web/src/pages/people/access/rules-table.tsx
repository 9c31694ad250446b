import type { ReactNode } from 'react'
import type { AccessRule } from '../../../../../server/contracts/access'
import type { useAccessRules } from '../../../api/access'
import { type Column, Table } from '../../../ui/table'
import { When } from '../../../ui/time'
import { type TenantRole, useStanding } from '../standing'
import { DeleteRule } from './delete-rule'
import { FlipRule } from './flip-rule'
import { Sentence } from './sentence'

const COLUMNS: readonly Column<AccessRule>[] = [
  { key: 'rule', head: 'Rule', className: 'w-full', cell: (rule) => <Sentence rule={rule} /> },
  {
    key: 'about',
    head: 'About',
    hideBelow: 'md',
    className: 'whitespace-nowrap text-muted',
    cell: ({ user, tool }) => `${user ? 'A person' : 'A role'}, ${tool === null ? 'a connector' : 'a tool'}`,
  },
  { key: 'set', head: 'Set', hideBelow: 'sm', cell: ({ updatedAt }) => <When at={updatedAt} /> },
]

const changeIn = (tenant: string, decidesFor: (role: TenantRole) => boolean): Column<AccessRule> => ({
  key: 'change',
  head: '',
  align: 'right',
  cell: (rule) =>
    (rule.role === null || decidesFor(rule.role)) && (
      <span className="inline-flex items-center gap-1">
        <FlipRule tenant={tenant} rule={rule} />
        <DeleteRule tenant={tenant} rule={rule} />
      </span>
    ),
})

interface Props {
  tenant: string
  rules: ReturnType<typeof useAccessRules>
  maySet: boolean
  empty: ReactNode
}

export function RulesTable({ tenant, rules, maySet, empty }: Props) {
  const { decidesFor } = useStanding(tenant)
  return (
    <Table
      label="Access rules"
      rows={rules.items}
      rowKey={({ id }) => id}
      empty={empty}
      more={{ has: rules.hasNextPage, load: rules.fetchNextPage, busy: rules.isFetchingNextPage }}
      columns={maySet ? [...COLUMNS, changeIn(tenant, decidesFor)] : COLUMNS}
    />
  )
}
