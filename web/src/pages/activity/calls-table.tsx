import type { ToolCall } from '../../../../server/contracts/audit'
import { Duration, When } from '../../ui/time'
import { Table, type Column } from '../../ui/table'
import { useRowAddress } from './addresses'
import { OutcomeBadge } from './outcome-badge'
import { ToolName } from './tool-name'
import { transportInWords } from './transports'
import { nameOf } from './who'

type TableProps = Parameters<typeof Table<ToolCall>>[0]

const COLUMNS: readonly Column<ToolCall>[] = [
  {
    key: 'tool',
    head: 'Tool',
    cell: (call) => (
      <span className="grid">
        <ToolName name={call.tool} />
        {/* A phone has no room for the other columns. */}
        <span className="flex flex-wrap items-center gap-2 py-1 text-12 font-normal text-muted sm:hidden">
          <OutcomeBadge code={call.outcome} />
          <When at={call.startedAt} />
        </span>
      </span>
    ),
  },
  { key: 'outcome', head: 'Outcome', cell: ({ outcome }) => <OutcomeBadge code={outcome} />, hideBelow: 'sm' },
  {
    key: 'who',
    head: 'Who',
    cell: (call) => <span className="block max-w-44 truncate">{nameOf(call)}</span>,
    hideBelow: 'md',
  },
  {
    key: 'transport',
    head: 'Transport',
    cell: ({ transport }) => <span className="whitespace-nowrap text-muted">{transportInWords(transport)}</span>,
    hideBelow: 'lg',
  },
  {
    key: 'took',
    head: 'Took',
    cell: ({ durationMs }) => <Duration ms={durationMs} />,
    align: 'right',
    hideBelow: 'sm',
  },
  {
    key: 'when',
    head: 'When',
    cell: ({ startedAt }) => <When at={startedAt} />,
    align: 'right',
    className: 'text-muted',
    hideBelow: 'sm',
  },
]

/** Calls of tools, newest first; each opens its detail. */
export function CallsTable(props: Pick<TableProps, 'rows' | 'empty' | 'more' | 'isNew' | 'loading'>) {
  const to = useRowAddress('call')
  return <Table label="Calls" columns={COLUMNS} rowKey={({ id }) => id} to={({ id }) => to(id)} {...props} />
}
