import { useConnectorChoices, useToolChoices } from '../../../api/access'
import { Combobox } from '../../../ui/combobox'

interface Props {
  tenant: string
  value: string
  onChange: (value: string) => void
  error: string | undefined
}

export function ConnectorField({ tenant, value, onChange, error }: Props) {
  const { data = [] } = useConnectorChoices(tenant)
  const chosen = data.find(({ id, slug }) => id === value || slug === value)?.slug ?? value
  return (
    <Combobox
      label="Connector"
      value={chosen}
      onChange={onChange}
      error={error}
      placeholder="Choose a connector"
      options={data.map(({ slug, name }) => ({ value: slug, label: name, hint: slug }))}
    />
  )
}

/** One tool of it, or none for all of them. */
export function ToolField({ connector, tenant, value, onChange, error }: Props & { connector: string }) {
  const { data = [] } = useToolChoices(tenant, connector)
  return (
    <Combobox
      label="Tool"
      value={value}
      onChange={onChange}
      error={error}
      disabled={connector === ''}
      placeholder="All of the connector"
      options={data.map(({ name, description }) => ({ value: name, label: name, hint: description }))}
      help="Leave it empty for a rule about the whole connector."
    />
  )
}
