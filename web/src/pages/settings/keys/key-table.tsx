import { Eye, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ApiKey } from '../../../../../server/contracts/api-keys'
import type { useApiKeys } from '../../../api/api-keys'
import { Badge } from '../../../ui/badge'
import { IconButton } from '../../../ui/button'
import { type Column, Table } from '../../../ui/table'
import { When } from '../../../ui/time'
import { SCOPE_WORDS } from '../../keys/words'

interface KeyTableProps {
  keys: ReturnType<typeof useApiKeys>
  showsWhose: boolean
  onDelete: (key: ApiKey) => void
  empty: ReactNode
}

export const KeyTable = ({ keys, showsWhose, onDelete, empty }: KeyTableProps) => (
  <Table
    label="API keys"
    columns={columns(showsWhose, onDelete)}
    rows={keys.items}
    rowKey={({ id }) => id}
    empty={empty}
    more={{ has: keys.hasNextPage, load: keys.fetchNextPage, busy: keys.isFetchingNextPage }}
  />
)

const WHOSE: Column<ApiKey> = {
  ...{ key: 'whose', head: 'Whose', hideBelow: 'sm' },
  cell: ({ userName }) => (
    <span className={`block max-w-44 truncate ${userName === null ? 'text-muted' : ''}`}>{userName ?? "Nobody's"}</span>
  ),
}

const columns = (showsWhose: boolean, onDelete: (key: ApiKey) => void): Column<ApiKey>[] => [
  {
    ...{ key: 'name', head: 'Name', className: 'w-full' },
    cell: ({ name, readOnly }) => (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        <span className="min-w-0 wrap-anywhere">{name}</span>
        {readOnly && <Badge icon={<Eye />}>Read only</Badge>}
      </span>
    ),
  },
  {
    ...{ key: 'may', head: 'May', hideBelow: 'md', className: 'whitespace-nowrap' },
    cell: ({ scope }) => SCOPE_WORDS[scope].title,
  },
  ...(showsWhose ? [WHOSE] : []),
  { key: 'used', head: 'Last used', cell: ({ lastUsedAt }) => <When at={lastUsedAt} /> },
  { key: 'ends', head: 'Ends', hideBelow: 'md', cell: ({ expiresAt }) => <Ends at={expiresAt} /> },
  {
    ...{ key: 'delete', head: '', align: 'right' },
    cell: (key) => (
      <IconButton label={`Delete ${key.name}`} size="small" icon={<Trash2 />} onClick={() => onDelete(key)} />
    ),
  },
]

/** A key that has ended stays in the list, and works no more. */
const Ends = ({ at }: { at: string | null }) =>
  at !== null && new Date(at) <= new Date() ? (
    <Badge look="bad">
      Ended <When at={at} />
    </Badge>
  ) : (
    <When at={at} />
  )
