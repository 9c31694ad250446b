import { useMay, useMe } from '../../api/me'
import { Panel, Section } from '../../ui/page'
import { KeyForm, type NewKey } from '../keys/key-form'
import { ShownOnce } from '../keys/shown-once'
import type { Client } from './clients/client'

interface KeyStepProps {
  tenant: string
  client: Client
  made: NewKey | undefined
  onMade: (made: NewKey) => void
}

/** Makes the key right here, so that it is in the snippet below. */
export function KeyStep({ tenant, client, made, onMade }: KeyStepProps) {
  const { data: me } = useMe()
  const mayMake = useMay('own-keys:write', tenant)
  if (!mayMake || !me) return null
  const name = client.id === 'other' ? `${me.name}'s client` : `${client.title} of ${me.name}`
  return (
    <Section title={made ? 'Your key' : 'Make a key'}>
      <Panel padded>
        {made ? (
          <ShownOnce made={made} />
        ) : (
          <KeyForm key={client.id} forClient tenant={tenant} name={name} onMade={onMade} />
        )}
      </Panel>
    </Section>
  )
}
