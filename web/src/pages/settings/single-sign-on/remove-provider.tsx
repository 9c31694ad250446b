import { useState } from 'react'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/dialog'
import { Section } from '../../../ui/page'
import { useToast } from '../../../ui/toast'

interface Props {
  name: string
  /** What ends with it, and for whom. */
  consequences: string
  remove: () => Promise<unknown>
}

/** The end of a sign-in provider, of a tenant or of the platform. */
export function RemoveProvider({ name, consequences, remove }: Props) {
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
        description={consequences}
        confirm={{ label: `Remove ${name}`, look: 'danger' }}
        onConfirm={async () => {
          await remove()
          say({ title: `${name} is removed.` })
        }}
      />
    </Section>
  )
}
