import { Panel } from './panel'

/** The shape of rows that are on their way. */
export const Skeleton = ({ rows, label }: { rows: number; label: string }) => (
  <Panel>
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-10 items-center justify-between border-line px-3 not-first:border-t">
          <Bar className={`h-3 ${widths[row % widths.length]}`} />
          <Bar className="h-3 w-16" />
        </div>
      ))}
    </div>
  </Panel>
)

/** Words are not all of one length. */
const widths = ['w-40', 'w-56', 'w-32', 'w-48']

export const Bar = ({ className }: { className: string }) => (
  <div aria-hidden="true" className={`max-w-full rounded-[4px] bg-pressed ${className}`} />
)
