import { useState, type FormEvent } from 'react'
import { type Tenant, UpdateTenant } from '../../../../../server/contracts/tenants'
import { Problem } from '../../../api/client'
import { useUpdateTenant } from '../../../api/tenants'
import { Button } from '../../../ui/button'
import { Field } from '../../../ui/field'
import { Panel, Section } from '../../../ui/page'
import { useToast } from '../../../ui/toast'
import { wrongFields } from '../../../ui/wrong-fields'

/** What applies now; the platform sets what is the tenant's own. */
export function Limits({ tenant, mayManage }: { tenant: Tenant; mayManage: boolean }) {
  const { callsPerMinute, callerCallsPerMinute, sessions, streams } = tenant.effectiveLimits
  const own = tenant.limits.callsPerMinute
  return (
    <Section
      title="Limits"
      description={`Of each process of the server.${mayManage ? '' : ' A platform admin sets them.'}`}
    >
      <Panel>
        <dl className="divide-y divide-line">
          <Limit
            term={`Calls a minute, all callers together${own === null ? '' : ' (its own)'}`}
            value={callsPerMinute}
          />
          <Limit term="Calls a minute of one caller" value={callerCallsPerMinute} />
          <Limit term="MCP sessions at once" value={sessions} />
          <Limit term="Open streams at once" value={streams} />
        </dl>
      </Panel>
      {mayManage && <OwnLimit tenant={tenant} />}
    </Section>
  )
}

const Limit = ({ term, value }: { term: string; value: number }) => (
  <div className="flex min-h-10 items-center justify-between gap-4 px-3 py-2">
    <dt>{term}</dt>
    <dd className="font-medium">{value.toLocaleString('en')}</dd>
  </div>
)

function OwnLimit({ tenant }: { tenant: Tenant }) {
  const before = tenant.limits.callsPerMinute
  // Undefined: as it is set.
  const [typed, setTyped] = useState<string>()
  const text = typed ?? String(before ?? '')
  const [wrong, setWrong] = useState<string>()
  const update = useUpdateTenant(tenant.slug)
  const { say } = useToast()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const callsPerMinute = text.trim() === '' ? null : Number(text)
    const body = { limits: { callsPerMinute } }
    if (Object.keys(wrongFields(UpdateTenant, body)).length > 0) {
      return setWrong('A whole number from 1 to 10,000,000, or nothing.')
    }
    setWrong(undefined)
    update.mutate(body, {
      onSuccess: () => {
        setTyped(undefined)
        say({
          title: callsPerMinute === null ? "The server's own limit applies again." : 'The limit was set.',
          undo: () => update.mutateAsync({ limits: { callsPerMinute: before } }),
        })
      },
      onError: (error) => setWrong(Problem.from(error).message),
    })
  }
  return (
    <form onSubmit={submit} noValidate className="flex items-start gap-2">
      <div className="w-72 min-w-0">
        <Field
          label="Its own calls a minute"
          inputMode="numeric"
          value={text}
          onChange={(event) => setTyped(event.target.value)}
          placeholder="As the server lets each"
          error={wrong}
          help="Empty: what the server lets each tenant make."
        />
      </div>
      <Button type="submit" busy={update.isPending} className="mt-[26px]">
        Set
      </Button>
    </form>
  )
}
