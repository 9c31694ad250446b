import { Link } from 'react-router-dom'
import type { CallDetail } from '../../../../server/contracts/audit'
import { useCall } from '../../api/activity'
import { Copyable } from '../../ui/copy'
import { Dialog } from '../../ui/dialog'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { Duration } from '../../ui/time'
import { useOpened } from './addresses'
import { CallArguments } from './call-arguments'
import { CallAudit } from './call-audit'
import { Exactly, Fact, Facts } from './facts'
import { OutcomeNote } from './outcome-note'
import { transportInWords } from './transports'
import { whoOf } from './who'

/** One call, when the address names it. */
export function CallDialog({ tenant }: { tenant: string }) {
  const [id, close] = useOpened('call')
  return id === '' ? null : <Opened tenant={tenant} id={id} close={close} />
}

function Opened({ tenant, id, close }: { tenant: string; id: string; close: () => void }) {
  const { data: call, error, refetch } = useCall(tenant, id)
  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => !open && close()}
      title={call?.tool ?? (error === null ? 'A call' : 'This call could not be shown')}
    >
      {error !== null && <ProblemNotice error={error} retry={refetch} />}
      {error === null && call === undefined && <Skeleton rows={6} label="Loading the call" />}
      {call !== undefined && <Detail tenant={tenant} call={call} />}
    </Dialog>
  )
}

function Detail({ tenant, call }: { tenant: string; call: CallDetail }) {
  const { connector, startedAt, durationMs, transport, resultBytes, requestId, audit } = call
  return (
    <div className="grid min-w-0 gap-6">
      <OutcomeNote tenant={tenant} call={call} />
      <Facts>
        <Fact name="Called">
          <Exactly at={startedAt} />
        </Fact>
        <Fact name="By">{whoOf(call)}</Fact>
        <Fact name="Connector">
          {connector === null ? (
            'It is gone.'
          ) : (
            <Link to={`/tenants/${tenant}/connectors/${connector}`} className="font-mono text-13 underline">
              {connector}
            </Link>
          )}
        </Fact>
        <Fact name="Took">
          <Duration ms={durationMs} />
        </Fact>
        <Fact name="Transport">{transportInWords(transport)}</Fact>
        {resultBytes > 0 && <Fact name="Result">{`${resultBytes.toLocaleString('en')} bytes`}</Fact>}
        <Fact name="Request id">
          <Copyable text={requestId} label="request id" />
        </Fact>
      </Facts>
      <CallArguments sizes={call.arguments} />
      {audit.length > 0 && <CallAudit rows={audit} />}
    </div>
  )
}
