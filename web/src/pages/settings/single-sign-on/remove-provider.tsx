import { useState } from 'react'
import { useRemoveProvider } from '../../../api/single-sign-on'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/dialog'
import { Section } from '../../../ui/page'
import { useToast } from '../../../ui/toast'

interface Props {
  tenant: string
  name: string
  onRemoved: () => void
}

export function RemoveProvider({ tenant, name, onRemoved }: Props) {
  const remove = useRemoveProvider(tenant)
  const { say } = useToast()
  const [isAsked, setAsked] = useState(false)
  return (
    <Section title="Remove it" description="To stop it for a while, clear the box above instead.">
      <div>
        <Button onClick={() => setAsked(true)}>Remove {name}</Button>
      </div>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Remove ${name}?`}
        description="Sessions that it began end at once, and its secret is deleted here. The people stay members; who has no password needs a reset link."
        confirm={{ label: `Remove ${name}`, look: 'danger' }}
        onConfirm={async () => {
          await remove.mutateAsync()
          say({ title: `${name} is removed.` })
          onRemoved()
        }}
      />
    </Section>
  )
}
