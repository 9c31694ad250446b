import type { AuditEvent } from '../../../../server/contracts/audit'
import { When } from '../../ui/time'
import { Table, type Column } from '../../ui/table'
import { actionInWords } from './actions'
import { useRowAddress } from './addresses'
import { OutcomeBadge } from './outcome-badge'

type TableProps = Parameters<typeof Table<AuditEvent>>[0]

const COLUMNS: readonly Column<AuditEvent>[] = [
  {
    key: 'action',
    head: 'What',
    cell: ({ action, at }) => (
      <span className="grid">
        {actionInWords(action)}
        <span className="text-12 font-normal text-muted sm:hidden">
          <When at={at} />
        </span>
      </span>
    ),
  },
  {
    key: 'target',
    head: 'To what',
    cell: ({ target }) => <span className="block max-w-56 truncate font-mono text-13">{target}</span>,
    hideBelow: 'md',
  },
  {
    key: 'outcome',
    head: 'Outcome',
    // Most rows are of what was done: only the others stand out.
    cell: ({ outcome }) =>
      outcome === 'ok' ? <span className="text-muted">Done</span> : <OutcomeBadge code={outcome} />,
    className: 'max-sm:w-px',
  },
  {
    key: 'who',
    head: 'Who',
    cell: ({ actor }) => <span className="block max-w-44 truncate">{actor.name}</span>,
    hideBelow: 'sm',
  },
  {
    key: 'when',
    head: 'When',
    cell: ({ at }) => <When at={at} />,
    align: 'right',
    className: 'text-muted',
    hideBelow: 'sm',
  },
]

/** What was changed, newest first; each opens its detail. */
export function AuditTable(props: Pick<TableProps, 'rows' | 'empty' | 'more' | 'isNew' | 'loading'>) {
  const to = useRowAddress('event')
  return <Table label="Audit" columns={COLUMNS} rowKey={({ id }) => id} to={({ id }) => to(id)} {...props} />
}
