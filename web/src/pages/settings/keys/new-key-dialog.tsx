import { useState } from 'react'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { KeyForm, type NewKey } from '../../keys/key-form'
import { ShownOnce } from '../../keys/shown-once'

interface NewKeyDialogProps {
  tenant: string
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function NewKeyDialog({ tenant, open, onOpenChange }: NewKeyDialogProps) {
  const [made, setMade] = useState<NewKey>()
  const change = (next: boolean) => {
    onOpenChange(next)
    setMade(undefined)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={made ? 'Copy the key' : 'Make a key'}
      footer={
        made && (
          <Button look="primary" onClick={() => change(false)}>
            Done
          </Button>
        )
      }
    >
      {made ? <ShownOnce made={made} /> : <KeyForm tenant={tenant} onMade={setMade} />}
    </Dialog>
  )
}
