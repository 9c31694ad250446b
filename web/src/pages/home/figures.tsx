import { ArrowDownRight, ArrowRight, ArrowUpRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Overview } from '../../../../server/contracts/overview'
import { Duration } from '../../ui/time'

/** The totals, each beside what it was in the time before. */
export function Figures({ overview: { totals, previous }, period }: { overview: Overview; period: string }) {
  const { calls, errors, p50Ms, p95Ms } = totals
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-control border border-line bg-line lg:grid-cols-4">
      <Figure name="Calls" now={calls} before={previous.calls} period={period}>
        {calls.toLocaleString('en')}
      </Figure>
      <Figure name="Errors" now={errors} before={previous.errors} period={period}>
        {errors.toLocaleString('en')}
        {calls > 0 && <span className="ml-2 text-13 font-normal text-muted">{share(errors, calls)} of calls</span>}
      </Figure>
      <Figure name="Half took less than (p50)" now={p50Ms} before={previous.p50Ms} period={period}>
        {p50Ms === null ? 'No calls' : <Duration ms={p50Ms} />}
      </Figure>
      <Figure name="95% took less than (p95)" now={p95Ms} before={previous.p95Ms} period={period}>
        {p95Ms === null ? 'No calls' : <Duration ms={p95Ms} />}
      </Figure>
    </dl>
  )
}

interface FigureProps {
  name: string
  now: number | null
  before: number | null
  period: string
  children: ReactNode
}

const Figure = ({ name, now, before, period, children }: FigureProps) => (
  <div className="grid content-start gap-0.5 bg-surface p-3 sm:p-4">
    <dt className="text-13 text-muted">{name}</dt>
    <dd className="text-20 font-semibold">{children}</dd>
    <dd className="text-12 text-muted">
      <Change now={now} before={before} period={period} />
    </dd>
  </div>
)

function Change({ now, before, period }: Pick<FigureProps, 'now' | 'before' | 'period'>) {
  if (now === null || before === null || (before === 0 && now > 0)) return `None in the ${period} before`
  const change = before === 0 ? 0 : (now - before) / before
  const percent = Math.round(Math.abs(change) * 100)
  const [Icon, word] =
    percent === 0
      ? [ArrowRight, 'As']
      : change > 0
        ? [ArrowUpRight, change > 9.99 ? 'More than ten times what it was' : `${percent}% more than`]
        : [ArrowDownRight, `${percent}% less than`]
  return (
    <span className="inline-flex items-start gap-1">
      <Icon aria-hidden="true" size={14} className="mt-px shrink-0" />
      {word} in the {period} before
    </span>
  )
}

function share(part: number, whole: number): string {
  const percent = (part / whole) * 100
  return percent > 0 && percent < 0.1 ? 'less than 0.1%' : `${Number(percent.toFixed(1))}%`
}
