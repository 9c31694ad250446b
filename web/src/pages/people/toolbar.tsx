import type { ReactNode } from 'react'

/** Above a list: what narrows it down, and the one thing to do here. */
export const Toolbar = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <div className="flex flex-wrap items-center justify-between gap-3">
    <div className="flex min-w-0 flex-1 basis-72 flex-wrap items-center gap-2">{children}</div>
    {action}
  </div>
)
