import { useState, type FormEvent } from 'react'
import { type Tenant, UpdateTenant } from '../../../../../server/contracts/tenants'
import { Problem } from '../../../api/client'
import { useUpdateTenant } from '../../../api/tenants'
import { Button } from '../../../ui/button'
import { Field } from '../../../ui/field'
import { Panel, Section } from '../../../ui/page'
import { useToast } from '../../../ui/toast'
import { wrongFields } from '../../../ui/wrong-fields'

type Name = keyof Tenant['limits']

const OWN: Readonly<Record<Name, { term: string; label: string; most: string }>> = {
  callsPerMinute: {
    term: 'Calls a minute, all callers together',
    label: 'Its own calls a minute',
    most: '10,000,000',
  },
  callsPerDay: { term: 'Calls a day, all callers together', label: 'Its own calls a day', most: '1,000,000,000' },
  callerCallsPerDay: {
    term: 'Calls a day of one caller',
    label: 'Calls a day of each caller',
    most: '1,000,000,000',
  },
  streams: { term: 'Open streams at once', label: 'Its own open streams', most: '1,000,000' },
  callerStreams: { term: 'Open streams of one caller', label: 'Open streams of each caller', most: '1,000,000' },
}
const NAMES = Object.keys(OWN) as Name[]

/** What applies now; the platform sets what is the tenant's own. */
export function Limits({ tenant, mayManage }: { tenant: Tenant; mayManage: boolean }) {
  const { callerCallsPerMinute, sessions } = tenant.effectiveLimits
  return (
    <Section
      title="Limits"
      description={`Sessions and streams count in each process of the server.${mayManage ? '' : ' A platform admin sets them.'}`}
    >
      <Panel>
        <dl className="divide-y divide-line">
          {NAMES.map((name) => (
            <Limit
              key={name}
              term={`${OWN[name].term}${tenant.limits[name] === null ? '' : ' (its own)'}`}
              value={tenant.effectiveLimits[name]}
            />
          ))}
          <Limit term="Calls a minute of one caller" value={callerCallsPerMinute} />
          <Limit term="MCP sessions at once" value={sessions} />
        </dl>
      </Panel>
      {mayManage && NAMES.map((name) => <OwnLimit key={name} tenant={tenant} name={name} />)}
    </Section>
  )
}

const Limit = ({ term, value }: { term: string; value: number | null }) => (
  <div className="flex min-h-10 items-center justify-between gap-4 px-3 py-2">
    <dt>{term}</dt>
    <dd className="font-medium">{value === null ? 'No limit' : value.toLocaleString('en')}</dd>
  </div>
)

const inSentence = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1)

function OwnLimit({ tenant, name }: { tenant: Tenant; name: Name }) {
  const before = tenant.limits[name]
  // Undefined: as it is set.
  const [typed, setTyped] = useState<string>()
  const text = typed ?? String(before ?? '')
  const [wrong, setWrong] = useState<string>()
  const update = useUpdateTenant(tenant.slug)
  const { say } = useToast()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const limit = text.trim() === '' ? null : Number(text)
    const body = { limits: { [name]: limit } }
    if (Object.keys(wrongFields(UpdateTenant, body)).length > 0) {
      return setWrong(`A whole number from 1 to ${OWN[name].most}, or nothing.`)
    }
    setWrong(undefined)
    update.mutate(body, {
      onSuccess: () => {
        setTyped(undefined)
        say({
          title: limit === null ? "The server's own limit applies again." : 'The limit was set.',
          undo: () => update.mutateAsync({ limits: { [name]: before } }),
        })
      },
      onError: (error) => setWrong(Problem.from(error).message),
    })
  }
  return (
    <form onSubmit={submit} noValidate className="flex items-start gap-2">
      <div className="w-72 min-w-0">
        <Field
          label={OWN[name].label}
          inputMode="numeric"
          value={text}
          onChange={(event) => setTyped(event.target.value)}
          placeholder="As the server lets each"
          error={wrong}
          help="Empty: what the server lets each have."
        />
      </div>
      <Button type="submit" busy={update.isPending} className="mt-[26px]">
        Set <span className="sr-only">{inSentence(OWN[name].label)}</span>
      </Button>
    </form>
  )
}
