import { CircleCheck, LoaderCircle, WifiOff } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useMay, useMe } from '../../api/me'
import { ButtonLink } from '../../ui/button'
import { Panel } from '../../ui/page'
import { When } from '../../ui/time'
import { outcomeOf } from '../activity/outcomes'
import { type Arrival, useArrivals } from './arrivals'
import type { Client } from './clients/client'
import { programName, TRANSPORT_WORDS } from './program-name'
import { Words } from './words'

const PATIENCE_MS = 60_000

interface ArrivalsProps {
  tenant: string
  client: Client
  /** Slug of the connector; '' for the whole tenant. */
  endpoint: string
  /** Of the key that was made on this page. */
  keyId: string | undefined
}

/** Whether the client has come, as it happens, for whoever may watch. */
export function Arrivals(props: ArrivalsProps) {
  const mayWatch = useMay('activity:watch', props.tenant)
  return mayWatch ? <ArrivalPanel {...props} /> : null
}

function ArrivalPanel({ tenant, client, endpoint, keyId }: ArrivalsProps) {
  const myId = useMe().data?.user?.id
  const { arrivals, watching } = useArrivals(
    tenant,
    endpoint === '' ? null : endpoint,
    // A key may belong to nobody.
    ({ actor, person }) => (myId !== undefined && person?.id === myId) || actor === `key:${keyId}`,
  )
  const isLost = watching === 'lost' || watching === 'ended'
  return (
    <section aria-label="Your client" className="lg:sticky lg:top-6">
      <Panel padded>
        <div role="status" className="grid gap-3">
          {arrivals.length > 0 ? (
            arrivals.map((arrival) => <Arrived key={arrival.id} arrival={arrival} />)
          ) : isLost ? (
            <Line icon={<WifiOff aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-muted" />}>
              This page lost sight of the server. It tries again by itself.
            </Line>
          ) : (
            <Line
              icon={<LoaderCircle aria-hidden="true" size={16} className="mt-0.5 shrink-0 animate-spin text-muted" />}
            >
              Waiting for your client…
            </Line>
          )}
        </div>
        {arrivals.length > 0 ? (
          <div className="mt-4 flex flex-wrap gap-2">
            <ButtonLink size="small" to={`/tenants/${tenant}/activity`}>
              See its calls
            </ButtonLink>
            <ButtonLink size="small" look="plain" to={`/tenants/${tenant}/settings/clients`}>
              All clients
            </ButtonLink>
          </div>
        ) : (
          <Patience key={client.id} client={client} />
        )}
      </Panel>
    </section>
  )
}

const Line = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <div className="flex items-start gap-2">
    {icon}
    <p className="min-w-0 font-medium">{children}</p>
  </div>
)

function Arrived({ arrival }: { arrival: Arrival }) {
  const { transport, heardAt, call } = arrival
  return (
    <div className="grid gap-1">
      <Line icon={<CircleCheck aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-good" />}>
        Connected: {programName(arrival)}
      </Line>
      <p className="pl-6 text-13 text-muted">
        Over {TRANSPORT_WORDS[transport] ?? transport}, <When at={heardAt} />.
      </p>
      <p className="pl-6 text-13 text-muted">
        {call ? (
          <>
            First call: <code className="wrap-anywhere">{call.tool}</code>
            {call.outcome !== 'ok' && `: ${outcomeOf(call.outcome).word.toLowerCase()}`}.
          </>
        ) : (
          'It has called nothing yet. Ask it to use one of its tools.'
        )}
      </p>
    </div>
  )
}

/** After a while without a word: what may be wrong. */
function Patience({ client }: { client: Client }) {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isOver) return <p className="mt-1 pl-6 text-13 text-muted">It appears here when it connects.</p>
  return (
    <div className="mt-4 grid gap-2 border-t border-line pt-4">
      <h2 className="text-13 font-semibold">Nothing yet? Check these</h2>
      <ul className="grid list-disc gap-1.5 pl-4 text-13 text-muted">
        {client.checks.map((check) => (
          <li key={check}>
            <Words text={check} />
          </li>
        ))}
      </ul>
    </div>
  )
}
