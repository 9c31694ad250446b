import type { ReactNode } from 'react'
import { Panel } from './panel'

interface EmptyProps {
  title: string
  children?: ReactNode
  /** The first thing to do here. */
  action?: ReactNode
  icon?: ReactNode
}

/** What to do when there is nothing to show yet. */
export const Empty = ({ title, children, action, icon }: EmptyProps) => (
  <Panel>
    <div className="grid justify-items-start gap-3 p-6 sm:p-8">
      {icon !== undefined && (
        <span
          aria-hidden="true"
          className="grid size-9 place-items-center rounded-control border border-line text-muted [&>svg]:size-4"
        >
          {icon}
        </span>
      )}
      <div className="grid gap-1">
        <h2>{title}</h2>
        {children !== undefined && <div className="max-w-xl text-muted">{children}</div>}
      </div>
      {action}
    </div>
  </Panel>
)
