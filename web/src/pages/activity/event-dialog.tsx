import { Link } from 'react-router-dom'
import type { AuditEvent } from '../../../../server/contracts/audit'
import { useAuditEvent } from '../../api/activity'
import { Json } from '../../ui/code'
import { Copyable } from '../../ui/copy'
import { Dialog } from '../../ui/dialog'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { actionInWords } from './actions'
import { useOpened } from './addresses'
import { Exactly, Fact, Facts } from './facts'
import { OutcomeBadge } from './outcome-badge'
import { outcomeOf } from './outcomes'

interface EventDialogProps {
  /** The rows that are shown; undefined while they are being fetched. */
  rows: readonly AuditEvent[] | undefined
  /** Whose audit it is: a row that is not shown is asked for. The platform's are only shown. */
  tenant?: string
  /** The page of a call, where there is one. */
  callAt?: ((callId: string) => string) | undefined
}

/** One row of the audit, when the address names it. */
export function EventDialog(props: EventDialogProps) {
  const [id, close] = useOpened('event')
  return id === '' ? null : <Opened {...props} id={id} close={close} />
}

function Opened({ rows, tenant, callAt, id, close }: EventDialogProps & { id: string; close: () => void }) {
  const shown = rows?.find((row) => row.id === id)
  const { data: fetched, error, refetch } = useAuditEvent(tenant, shown === undefined ? id : undefined)
  const event = shown ?? fetched
  const isComing = event === undefined && error === null && (tenant !== undefined || rows === undefined)
  return (
    <Dialog wide open onOpenChange={(open) => !open && close()} title={titleOf(event, isComing)}>
      {event !== undefined && <Detail event={event} callAt={callAt} />}
      {isComing && <Skeleton rows={6} label="Loading the row" />}
      {event === undefined && error !== null && <ProblemNotice error={error} retry={refetch} />}
      {event === undefined && error === null && !isComing && (
        <p>It is not among those shown. Show more rows, or change the filters, then open it there.</p>
      )}
    </Dialog>
  )
}

function titleOf(event: AuditEvent | undefined, isComing: boolean): string {
  if (event !== undefined) return actionInWords(event.action)
  return isComing ? 'A change' : 'This row could not be shown'
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
