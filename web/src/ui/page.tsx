import { useEffect, type ReactNode } from 'react'
import { Link } from 'react-router-dom'

interface PageProps {
  /** The answer this screen gives, as a sentence; absent while it is still being fetched. */
  title: string | undefined
  back?: { to: string; text: string }
  lead?: ReactNode
  action?: ReactNode
  children: ReactNode
}

export function Page({ title, back, lead, action, children }: PageProps) {
  useEffect(() => {
    document.title = title === undefined ? 'SageMCP' : `${title} · SageMCP`
  }, [title])
  return (
    <main className="mx-auto grid w-full max-w-4xl grid-cols-1 gap-6 px-4 py-6 sm:px-6 sm:py-10">
      <header className="grid gap-2">
        {back && (
          <Link to={back.to} className="w-fit text-13 text-muted hover:text-ink">
            <span aria-hidden="true">← </span>
            {back.text}
          </Link>
        )}
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
          {title === undefined ? <Bar className="h-9 w-64" /> : <h1>{title}</h1>}
          {action}
        </div>
        {lead && <p className="max-w-2xl text-14 text-muted">{lead}</p>}
      </header>
      {children}
    </main>
  )
}

/** A narrow column for forms and other things done one after the other. */
export function Column({ children }: { children: ReactNode }) {
  return <div className="grid max-w-xl grid-cols-1 gap-6">{children}</div>
}

export function Panel({ children }: { children: ReactNode }) {
  return <section className="overflow-hidden rounded-control border border-line bg-surface">{children}</section>
}

/** What to do when there is nothing to show yet. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action: ReactNode }) {
  return (
    <Panel>
      <div className="grid justify-items-start gap-3 p-6 sm:p-8">
        <h2>{title}</h2>
        <p className="max-w-xl text-muted">{children}</p>
        {action}
      </div>
    </Panel>
  )
}

/** The shape of rows that are on their way. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <Panel>
      <div role="status" aria-label={label}>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex h-14 items-center justify-between border-line px-4 not-first:border-t">
            <Bar className="h-4 w-40" />
            <Bar className="h-4 w-20" />
          </div>
        ))}
      </div>
    </Panel>
  )
}

const Bar = ({ className }: { className: string }) => (
  <div aria-hidden="true" className={`animate-pulse rounded-control bg-sunken ${className}`} />
)
