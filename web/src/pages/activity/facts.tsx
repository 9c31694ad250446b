import type { ReactNode } from 'react'
import { When } from '../../ui/time'

/** Names and what they are, for a detail. */
export const Facts = ({ children }: { children: ReactNode }) => (
  <dl className="grid min-w-0 gap-x-6 gap-y-2 sm:grid-cols-[auto_minmax(0,1fr)]">{children}</dl>
)

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="grid min-w-0 gap-x-6 sm:col-span-2 sm:grid-cols-subgrid">
    <dt className="text-13 text-muted">{name}</dt>
    <dd className="min-w-0 wrap-anywhere">{children}</dd>
  </div>
)

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** A moment to the second: a detail is compared with logs. */
export const Exactly = ({ at }: { at: string }) => (
  <>
    {exact.format(new Date(at))}{' '}
    <span className="text-muted">
      (<When at={at} />)
    </span>
  </>
)
