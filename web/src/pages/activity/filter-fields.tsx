import { useChoices } from '../../api/activity'
import { useMay } from '../../api/me'
import { Combobox } from '../../ui/combobox'
import { Field } from '../../ui/field'
import { Select } from '../../ui/select'
import { ACTION_CHOICES } from './actions'
import type { Filters, Name, Time } from './filters'
import { OUTCOME_CHOICES } from './outcomes'
import { TRANSPORT_CHOICES } from './transports'

interface FieldsProps {
  tenant: string
  filters: Filters
  used: readonly Name[]
}

/** One control for each filter that a list uses. */
export function FilterFields({ tenant, filters, used }: FieldsProps) {
  const { values, set } = filters
  const choices = useChoices(tenant)
  const seesPeople = useMay('members:read', tenant)
  const { connector, tool } = values
  return (
    <>
      <TimeFields filters={filters} />
      {used.includes('outcome') && (
        <Select
          label="Outcome"
          value={values.outcome}
          onChange={(outcome) => set({ outcome })}
          options={OUTCOME_CHOICES}
        />
      )}
      {used.includes('action') && (
        <Combobox
          label="Action"
          placeholder="Any action"
          value={values.action}
          onChange={(action) => set({ action })}
          options={ACTION_CHOICES}
        />
      )}
      {used.includes('person') && seesPeople && (
        <Combobox
          label="Person"
          placeholder="Anybody"
          value={values.person}
          onChange={(person) => set({ person })}
          search={choices.people}
        />
      )}
      {used.includes('connector') && (
        <Combobox
          label="Connector"
          placeholder="Any connector"
          value={connector}
          // A tool of another connector would find nothing.
          onChange={(chosen) => set({ connector: chosen, tool: tool.startsWith(`${chosen}_`) ? tool : '' })}
          search={choices.connectors}
        />
      )}
      {used.includes('tool') && (
        <Combobox
          label="Tool"
          placeholder="Any tool"
          value={tool}
          onChange={(chosen) => set({ tool: chosen })}
          search={(typed) => choices.tools(typed, connector, tool)}
        />
      )}
      {used.includes('transport') && (
        <Select
          label="Transport"
          value={values.transport}
          onChange={(transport) => set({ transport })}
          options={TRANSPORT_CHOICES}
        />
      )}
    </>
  )
}

const TIMES: readonly { value: Time; label: string }[] = [
  { value: '', label: 'Any time' },
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last day' },
  { value: 'week', label: 'Last week' },
  { value: 'custom', label: 'From and to' },
]

function TimeFields({ filters: { time, from, to, set } }: Pick<FieldsProps, 'filters'>) {
  const choose = (next: Time) => set({ time: next, ...(next === 'custom' ? {} : { from: '', to: '' }) })
  return (
    <>
      <Select label="Time" value={time} onChange={choose} options={TIMES} />
      {time === 'custom' && (
        <>
          <Moment label="From" value={from} onChange={(moment) => set({ from: moment })} />
          <Moment label="To" value={to} onChange={(moment) => set({ to: moment })} />
        </>
      )}
    </>
  )
}

/** Typed in the time of this browser; the address keeps the moment, so that a link means the same elsewhere. */
const Moment = ({ label, value, onChange }: { label: string; value: string; onChange: (iso: string) => void }) => (
  <Field
    label={label}
    type="datetime-local"
    defaultValue={value === '' ? '' : local(new Date(value))}
    onChange={({ target }) => onChange(target.value === '' ? '' : new Date(target.value).toISOString())}
  />
)

const local = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
