import { useParams } from 'react-router-dom'
import type { Connector } from '../../../../server/contracts/connectors'
import { Problem } from '../../api/client'
import { useUpdateConnector } from '../../api/connector-changes'
import { useConnector, useConnectorTypes } from '../../api/connectors'
import { useMay } from '../../api/me'
import { Copyable } from '../../ui/copy'
import { Column, Panel, Section } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { Switch } from '../../ui/switch'
import { useToast } from '../../ui/toast'
import { AccountKindField } from './account-kind-field'
import { DeleteConnector } from './delete-connector'
import { SettingsForm } from './settings-form'

export function SettingsTab() {
  const { tenant = '', connector: slug = '' } = useParams()
  const { data: connector, error, refetch } = useConnector(tenant, slug)
  const types = useConnectorTypes()
  const mayWrite = useMay('connectors:write', tenant)
  if (error !== null && !connector) return <ProblemNotice error={error} retry={() => void refetch()} />
  if (types.error !== null) return <ProblemNotice error={types.error} retry={() => void types.refetch()} />
  if (!connector || !types.data) return <Skeleton rows={5} label="Loading the settings" />
  const type = types.data.items.find((each) => each.type === connector.type)
  const address = (
    <Section title="MCP address" description="A client of this one connector connects here.">
      <Copyable text={connector.mcpUrl} label="MCP address" />
    </Section>
  )
  if (!mayWrite) return <Column>{address}</Column>
  return (
    <Column>
      {address}
      <Switches tenant={tenant} connector={connector} />
      <Section title="Account">
        <AccountKindField tenant={tenant} connector={connector} type={type} />
      </Section>
      <Section title="About it">
        <SettingsForm key={connector.id} tenant={tenant} connector={connector} type={type} />
      </Section>
      <DeleteConnector tenant={tenant} connector={connector} />
    </Column>
  )
}

/** Saved at once; a slip is taken back. */
function Switches({ tenant, connector }: { tenant: string; connector: Connector }) {
  const { mutateAsync, isPending, variables } = useUpdateConnector(tenant, connector.slug)
  const { say } = useToast()
  const set = (field: 'isEnabled' | 'isReadOnly', words: string) => (on: boolean) => {
    mutateAsync({ [field]: on }).then(
      () => say({ title: `${words} ${on ? 'on' : 'off'}.`, undo: () => mutateAsync({ [field]: !on }) }),
      (error: unknown) => say({ look: 'bad', title: 'Nothing was changed.', description: Problem.from(error).message }),
    )
  }
  // What was asked for is shown at once.
  const asked = isPending ? variables : undefined
  const isEnabled = asked?.isEnabled ?? connector.isEnabled
  const isReadOnly = asked?.isReadOnly ?? connector.isReadOnly
  return (
    <Section title="Who gets its tools">
      <Panel padded>
        <div className="grid gap-4">
          <div className="grid gap-1">
            <Switch label="Switched on" checked={isEnabled} onChange={set('isEnabled', `${connector.name} is`)} />
            <p className="text-13 text-muted">Off, its tools are offered to nobody. Accounts and settings stay.</p>
          </div>
          <div className="grid gap-1">
            <Switch label="Read-only" checked={isReadOnly} onChange={set('isReadOnly', 'Read-only is')} />
            <p className="text-13 text-muted">Only tools that read are offered, whatever else is switched on.</p>
          </div>
        </div>
      </Panel>
    </Section>
  )
}
