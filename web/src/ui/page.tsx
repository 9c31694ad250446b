import { ArrowLeft } from 'lucide-react'
import { useEffect, useId, type ReactNode } from 'react'
import { Link, type To } from 'react-router-dom'
import { Bar } from './skeleton'

export { Panel, Row, Rows } from './panel'

interface PageProps {
  /** The answer this screen gives, as a sentence; absent while it is still being fetched. */
  title?: string | undefined
  lead?: ReactNode
  action?: ReactNode
  back?: { to: To; text: string }
  tabs?: ReactNode
  /** As wide as the window: for two panes side by side. */
  wide?: boolean
  children?: ReactNode
}

export function Page({ title, lead, action, back, tabs, wide = false, children }: PageProps) {
  useEffect(() => {
    document.title = title === undefined ? 'SageMCP' : `${title} · SageMCP`
  }, [title])
  return (
    <main
      id="main"
      tabIndex={-1}
      className={`mx-auto grid w-full min-w-0 grid-cols-1 content-start gap-6 px-4 py-6 sm:px-6 sm:py-8 ${wide ? '' : 'max-w-5xl'}`}
    >
      <header className="grid min-w-0 gap-2">
        {back && (
          <Link
            to={back.to}
            className="-my-1 inline-flex w-fit items-center gap-1 py-1 text-13 text-muted hover:text-ink"
          >
            <ArrowLeft aria-hidden="true" size={14} />
            {back.text}
          </Link>
        )}
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
          {title === undefined ? <Bar className="h-7 w-64 sm:h-9" /> : <h1 className="min-w-0 break-words">{title}</h1>}
          {action !== undefined && <div className="flex flex-wrap items-center gap-2">{action}</div>}
        </div>
        {lead !== undefined && <div className="max-w-2xl text-14 text-muted">{lead}</div>}
      </header>
      {tabs}
      {children}
    </main>
  )
}

interface SectionProps {
  title: string
  description?: ReactNode
  action?: ReactNode
  children: ReactNode
}

export function Section({ title, description, action, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid min-w-0 grid-cols-1 gap-3">
      <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="grid min-w-0 gap-0.5">
          <h2 id={id}>{title}</h2>
          {description !== undefined && <div className="max-w-2xl text-13 text-muted">{description}</div>}
        </div>
        {action}
      </header>
      {children}
    </section>
  )
}

/** A narrow column for forms and other things done one after the other. */
export const Column = ({ children }: { children: ReactNode }) => (
  <div className="grid max-w-xl min-w-0 grid-cols-1 gap-6">{children}</div>
)
