import { lazy, Suspense } from 'react'
import type { Connector } from '../../../../server/contracts/connectors'
import { Badge } from '../../ui/badge'
import type { Column } from '../../ui/table'
import { Bar } from '../../ui/skeleton'
import { VendorIcon } from '../../ui/vendor-icon'
import type { Facts, Health } from './health'

// What it takes to mend comes after what is to be seen: people begin with this page.
const MendButton = lazy(async () => ({ default: (await import('./mend-button')).MendButton }))

export interface Listed {
  readonly connector: Connector
  readonly facts: Facts | undefined
  readonly health: Health | undefined
  readonly calls: number | undefined
  readonly errors: number
}

export const columns = (tenant: string, duplicates: ReadonlySet<string>): Column<Listed>[] => [
  {
    key: 'name',
    head: 'Connector',
    cell: ({ connector }) => <Name connector={connector} isOneOfSeveral={duplicates.has(connector.type)} />,
  },
  {
    key: 'health',
    head: 'State',
    // Names get the room that a phone has.
    className: 'max-sm:w-px',
    cell: ({ facts, health }) => (
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <State health={health} />
        {facts && health?.mend && (
          <Suspense fallback={<Bar className="h-7 w-24" />}>
            <MendButton tenant={tenant} facts={facts} mend={health.mend} size="small" />
          </Suspense>
        )}
      </div>
    ),
  },
  {
    key: 'tools',
    head: 'Tools on',
    align: 'right',
    hideBelow: 'md',
    cell: ({ connector: { tools } }) => `${tools.enabled} of ${tools.total}`,
  },
  {
    key: 'calls',
    head: 'Calls, 7 days',
    align: 'right',
    hideBelow: 'md',
    cell: ({ calls, errors }) => (
      <>
        {calls?.toLocaleString('en')}
        {errors > 0 && <span className="block text-12 text-muted">{errors.toLocaleString('en')} failed</span>}
      </>
    ),
  },
]

interface NameProps {
  connector: Connector
  isOneOfSeveral: boolean
}

/** Of several of one vendor, the account tells them apart. */
function Name({ connector, isOneOfSeveral }: NameProps) {
  const { name, slug, type, credential, account } = connector
  const whose = account === 'personal' ? 'personal accounts' : credential?.username
  return (
    <span className="flex min-w-0 items-center gap-2.5 py-0.5">
      <VendorIcon type={type} />
      <span className="grid min-w-0">
        <span className="wrap-anywhere">{name}</span>
        <span className="text-12 font-normal wrap-anywhere text-muted">
          <code className="font-mono">{slug}</code>
          {isOneOfSeveral && whose && `, ${whose}`}
        </span>
      </span>
    </span>
  )
}

const State = ({ health }: { health: Health | undefined }) =>
  health === undefined ? (
    <Bar className="h-3 w-20" />
  ) : (
    <span title={health.says} className="sm:min-w-36">
      <Badge look={health.look}>{health.word}</Badge>
    </span>
  )
