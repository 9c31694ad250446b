import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, type To } from 'react-router-dom'

/** A box. `padded` for text and forms; without it for rows, which reach its edges. */
export const Panel = ({ children, padded = false }: { children: ReactNode; padded?: boolean }) => (
  <div className={`min-w-0 overflow-hidden rounded-control border border-line bg-surface ${padded ? 'p-4' : ''}`}>
    {children}
  </div>
)

/** A list of a few things that are no table. */
export const Rows = ({ label, children }: { label?: string; children: ReactNode }) => (
  <ul
    aria-label={label}
    className="min-w-0 divide-y divide-line overflow-hidden rounded-control border border-line bg-surface"
  >
    {children}
  </ul>
)

interface RowProps {
  children: ReactNode
  /** At the end: a state, a button. */
  aside?: ReactNode
  /** The whole row leads there; then it holds no other control. */
  to?: To
}

export function Row({ children, aside, to }: RowProps) {
  const line = 'flex min-h-10 items-center justify-between gap-4 px-3 py-2'
  const content = (
    <>
      <div className="min-w-0 flex-1">{children}</div>
      {aside !== undefined && <div className="flex shrink-0 items-center gap-2">{aside}</div>}
    </>
  )
  if (to === undefined) return <li className={line}>{content}</li>
  return (
    <li>
      <Link to={to} className={`${line} -outline-offset-2 transition-colors hover:bg-sunken`}>
        {content}
        <ChevronRight aria-hidden="true" size={16} className="shrink-0 text-muted" />
      </Link>
    </li>
  )
}
