import { useState } from 'react'
import type { Tenant } from '../../../../../server/contracts/tenants'
import { Problem } from '../../../api/client'
import { useConnectorTypes } from '../../../api/connectors'
import { useUpdateTenant } from '../../../api/tenants'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Panel, Section } from '../../../ui/page'
import { ProblemNotice } from '../../../ui/problem'
import { RadioCards } from '../../../ui/radio'
import { Skeleton } from '../../../ui/skeleton'
import { useToast } from '../../../ui/toast'
import { VendorIcon } from '../../../ui/vendor-icon'
import { count } from '../../../ui/words'

/** Which vendors the platform lets the tenant use. */
export function AllowedTypes({ tenant, mayManage }: { tenant: Tenant; mayManage: boolean }) {
  const types = useConnectorTypes()
  const { data, error } = types
  return (
    <Section title="Connector types" description={mayManage ? undefined : 'A platform admin chooses them.'}>
      {error && <ProblemNotice error={error} retry={types.refetch} />}
      {!data && !error && <Skeleton rows={3} label="Loading the connector types" />}
      {data &&
        (mayManage ? <Choose tenant={tenant} types={data.items} /> : <Shown tenant={tenant} types={data.items} />)}
    </Section>
  )
}

interface Choice {
  readonly mode: 'all' | 'some'
  readonly chosen: readonly string[]
}

type Types = readonly { type: string; title: string }[]
interface ListProps {
  tenant: Tenant
  types: Types
}

function Shown({ tenant: { allowedTypes }, types }: ListProps) {
  if (allowedTypes === null) return <p>All that this server has may be used here.</p>
  const allowed = types.filter(({ type }) => allowedTypes.includes(type))
  if (allowed.length === 0) return <p>None may be used here.</p>
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-2">
      {allowed.map(({ type, title }) => (
        <li key={type} className="flex items-center gap-1.5">
          <VendorIcon type={type} size={16} />
          {title}
        </li>
      ))}
    </ul>
  )
}

function Choose({ tenant, types }: ListProps) {
  const before = tenant.allowedTypes
  const asIs: Choice = { mode: before === null ? 'all' : 'some', chosen: before ?? types.map(({ type }) => type) }
  // Undefined: as it is set.
  const [draft, setDraft] = useState<Choice>()
  const { mode, chosen } = draft ?? asIs
  const update = useUpdateTenant(tenant.slug)
  const { say } = useToast()
  const save = () =>
    update.mutate(
      { allowedTypes: mode === 'all' ? null : [...chosen] },
      {
        onSuccess: () => {
          setDraft(undefined)
          say({
            title: `${mode === 'all' ? 'Every connector type' : count(chosen.length, 'connector type')} may be used.`,
            undo: () => update.mutateAsync({ allowedTypes: before }),
          })
        },
        onError: (error) => say({ look: 'bad', title: `Nothing was changed. ${Problem.from(error).message}` }),
      },
    )
  const toggle = (type: string) => (on: boolean) =>
    setDraft({ mode, chosen: on ? [...chosen, type] : chosen.filter((each) => each !== type) })
  return (
    <>
      <RadioCards
        hideLabel
        label="Connector types"
        value={mode}
        onChange={(next) => setDraft({ mode: next, chosen })}
        options={[
          { value: 'all', title: 'All', hint: 'Those that the server gets later, too' },
          { value: 'some', title: 'Only these', hint: 'Connectors of other types stop working at once' },
        ]}
      />
      {mode === 'some' && (
        <Panel padded>
          <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
            {types.map(({ type, title }) => (
              <div key={type} className="flex items-center justify-between gap-2">
                <Checkbox label={title} checked={chosen.includes(type)} onChange={toggle(type)} />
                <VendorIcon type={type} size={16} />
              </div>
            ))}
          </div>
        </Panel>
      )}
      <div>
        <Button busy={update.isPending} onClick={save}>
          Save the types
        </Button>
      </div>
    </>
  )
}
