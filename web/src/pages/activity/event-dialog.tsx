import { Link } from 'react-router-dom'
import type { AuditEvent } from '../../../../server/contracts/audit'
import { Json } from '../../ui/code'
import { Copyable } from '../../ui/copy'
import { Dialog } from '../../ui/dialog'
import { actionInWords } from './actions'
import { useOpened } from './addresses'
import { Exactly, Fact, Facts } from './facts'
import { OutcomeBadge } from './outcome-badge'
import { outcomeOf } from './outcomes'

interface EventDialogProps {
  /** The rows that are shown; undefined while they are being fetched. */
  rows: readonly AuditEvent[] | undefined
  /** The page of a call, where there is one. */
  callAt?: (callId: string) => string
}

/** One row of the audit, when the address names it. */
export function EventDialog({ rows, callAt }: EventDialogProps) {
  const [id, close] = useOpened('event')
  if (id === '' || rows === undefined) return null
  const event = rows.find((row) => row.id === id)
  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => !open && close()}
      title={event ? actionInWords(event.action) : 'This row is not among those shown'}
    >
      {event ? (
        <Detail event={event} callAt={callAt} />
      ) : (
        <p>Show more rows, or change the filters, then open it there.</p>
      )}
    </Dialog>
  )
}

function Detail({ event, callAt }: { event: AuditEvent; callAt: EventDialogProps['callAt'] }) {
  const { action, actor, address, at, callId, details, outcome, requestId, target } = event
  return (
    <div className="grid min-w-0 gap-6">
      <div className="grid justify-items-start gap-2">
        <OutcomeBadge code={outcome} />
        <p>{outcomeOf(outcome).says}</p>
      </div>
      <Facts>
        <Fact name="When">
          <Exactly at={at} />
        </Fact>
        <Fact name="By">{`${actor.name} (${actor.role.replaceAll('_', ' ')})`}</Fact>
        <Fact name="Action">
          <code className="font-mono text-13">{action}</code>
        </Fact>
        <Fact name="To what">
          <code className="font-mono text-13">{target}</code>
        </Fact>
        <Fact name="From address">{address}</Fact>
        {callId !== null && callAt !== undefined && (
          <Fact name="Call">
            <Link to={callAt(callId)}>Open the call</Link>
          </Fact>
        )}
        <Fact name="Request id">
          <Copyable text={requestId} label="request id" />
        </Fact>
      </Facts>
      {Object.keys(details).length > 0 && (
        <section className="grid gap-2">
          <h3>Details</h3>
          <Json value={details} label="Details" />
        </section>
      )}
    </div>
  )
}
