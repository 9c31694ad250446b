import type { Overview } from '../../../../server/contracts/overview'
import { Empty } from '../../ui/empty'
import { Table, type Column } from '../../ui/table'
import { Duration } from '../../ui/time'
import { ToolName } from '../activity/tool-name'

type Busy = Overview['busiestTools'][number]

const COLUMNS: readonly Column<Busy>[] = [
  {
    key: 'tool',
    head: 'Tool',
    cell: ({ tool }) => <ToolName name={tool} />,
  },
  {
    key: 'connector',
    head: 'Connector',
    cell: ({ connectorName }) => <span className="text-muted">{connectorName ?? 'Deleted'}</span>,
    hideBelow: 'md',
  },
  { key: 'calls', head: 'Calls', cell: ({ calls }) => calls.toLocaleString('en'), align: 'right' },
  { key: 'errors', head: 'Errors', cell: ({ errors }) => errors.toLocaleString('en'), align: 'right' },
  {
    key: 'p95',
    head: 'p95',
    cell: ({ p95Ms }) => (p95Ms === null ? '' : <Duration ms={p95Ms} />),
    align: 'right',
    hideBelow: 'sm',
  },
]

interface BusiestToolsProps {
  tenant: string
  tools: readonly Busy[]
  period: string
}

/** What was called most; each leads to its calls. */
export const BusiestTools = ({ tenant, tools, period }: BusiestToolsProps) => (
  <Table
    label="Busiest tools"
    columns={COLUMNS}
    rows={tools}
    rowKey={({ tool, connector }) => `${tool} ${connector}`}
    to={({ tool }) => `/tenants/${tenant}/activity?view=calls&tool=${encodeURIComponent(tool)}`}
    empty={
      <Empty title={`No tool was called in the ${period}`}>
        Each call of a client or of the playground is counted here. Choose a longer time, or try a tool.
      </Empty>
    }
  />
)
