import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

/** What most people need not see. The browser's own, so that a search in the page finds it. */
export const Disclosure = ({
  summary,
  children,
  open = false,
}: {
  summary: ReactNode
  children: ReactNode
  open?: boolean
}) => (
  <details open={open} className="group min-w-0">
    <summary className="flex min-h-6 w-fit list-none items-center gap-1 rounded-control text-13 font-medium text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
      <ChevronRight aria-hidden="true" size={14} className="transition-[rotate] group-open:rotate-90" />
      {summary}
    </summary>
    <div className="min-w-0 pt-3">{children}</div>
  </details>
)
