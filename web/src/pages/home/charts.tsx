import type { Overview } from '../../../../server/contracts/overview'
import { Panel } from '../../ui/page'
import { Bars } from '../../ui/spark'
import { durationInWords } from '../../ui/time'

const hour = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
// Days are cut where the server cuts them.
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** Calls and errors, and how long calls took, over the time. */
export function Charts({ overview: { buckets, bucketMinutes } }: { overview: Overview }) {
  const isDaily = bucketMinutes >= 1_440
  const all = buckets.map((bucket) => ({ ...bucket, label: (isDaily ? day : hour).format(new Date(bucket.at)) }))
  const each = isDaily ? 'a day (UTC)' : bucketMinutes === 60 ? 'an hour' : `${bucketMinutes / 60} hours`
  const most = Math.max(...all.map(({ calls }) => calls))
  const slowest = Math.max(...all.map(({ p95Ms }) => p95Ms ?? 0))
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel padded>
        <div className="grid gap-3">
          <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13">
            <Key className="bg-control">Calls</Key>
            <Key className="bg-bad">Errors among them</Key>
            <span className="ml-auto text-muted">{`At most ${most.toLocaleString('en')} in ${each}`}</span>
          </p>
          <Bars
            label={`Calls and errors, each bar ${each}`}
            data={all.map(({ label, calls, errors }) => ({ label, value: calls, bad: errors }))}
          />
        </div>
      </Panel>
      <Panel padded>
        <div className="grid gap-3">
          <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13">
            <Key className="bg-control">p95: 95% of calls took less</Key>
            <span className="ml-auto text-muted">{`At most ${durationInWords(slowest)}`}</span>
          </p>
          <Bars
            label={`How long 95% of calls took at most, each bar ${each}`}
            data={all.map(({ label, p95Ms }) => ({ label, value: p95Ms ?? 0 }))}
            inWords={durationInWords}
          />
        </div>
      </Panel>
    </div>
  )
}

const Key = ({ className, children }: { className: string; children: string }) => (
  <span className="inline-flex items-center gap-1.5">
    <span aria-hidden="true" className={`size-2.5 rounded-[2px] ${className}`} />
    {children}
  </span>
)
