import type { AuditEvent } from '../../../../server/contracts/audit'
import { Exactly } from './facts'
import { OutcomeBadge } from './outcome-badge'

/** What the audit holds of a call that writes: that it was about to happen, and how it ended. */
export const CallAudit = ({ rows }: { rows: readonly AuditEvent[] }) => (
  <section className="grid min-w-0 gap-2">
    <h3>In the audit</h3>
    <ol className="divide-y divide-line rounded-control border border-line">
      {rows.map(({ id, at, outcome, address }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
          <OutcomeBadge code={outcome} />
          <span className="text-13">
            <Exactly at={at} />
          </span>
          <span className="ml-auto text-13 text-muted">from {address}</span>
        </li>
      ))}
    </ol>
  </section>
)
