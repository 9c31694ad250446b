import { type FormEvent, useId, useState } from 'react'
import { CreatePlatformKey } from '../../../../../server/contracts/api-keys'
import { useCreatePlatformKey } from '../../../api/platform'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/dialog'
import { Field } from '../../../ui/field'
import { ProblemNotice } from '../../../ui/problem'
import { Select } from '../../../ui/select'
import { type FieldErrors, refusedFields, wrongFields } from '../../../ui/wrong-fields'
import type { NewKey } from '../../keys/key-form'
import { ShownOnce } from '../../keys/shown-once'
import { endOf, LASTS, type Lasts } from '../../keys/words'

interface NewPlatformKeyDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function NewPlatformKeyDialog({ open, onOpenChange }: NewPlatformKeyDialogProps) {
  const form = useId()
  const create = useCreatePlatformKey()
  const [made, setMade] = useState<NewKey>()
  const change = (next: boolean) => {
    onOpenChange(next)
    setMade(undefined)
    create.reset()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={made ? 'Copy the key' : 'Make a platform key'}
      description={made ? undefined : 'It reaches every tenant and everything here, but uses no tools.'}
      footer={
        made ? (
          <Button look="primary" onClick={() => change(false)}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={() => change(false)}>Cancel</Button>
            <Button look="primary" type="submit" form={form} busy={create.isPending}>
              Make the key
            </Button>
          </>
        )
      }
    >
      {made ? <ShownOnce made={made} /> : <KeyFields id={form} create={create} onMade={setMade} />}
    </Dialog>
  )
}

interface KeyFieldsProps {
  id: string
  create: ReturnType<typeof useCreatePlatformKey>
  onMade: (made: NewKey) => void
}

/** Lives as long as the dialog is open. */
function KeyFields({ id, create, onMade }: KeyFieldsProps) {
  const [name, setName] = useState('')
  const [isService, setService] = useState(false)
  const [lasts, setLasts] = useState<Lasts>('90')
  const [wrong, setWrong] = useState<FieldErrors>({})
  const refused = refusedFields(create.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const expiresAt = endOf(lasts)
    const body = { name, ...(isService && { service: true }), ...(expiresAt !== undefined && { expiresAt }) }
    const found = wrongFields(CreatePlatformKey, body)
    setWrong(found)
    if (Object.keys(found).length === 0) create.mutate(body, { onSuccess: onMade })
  }
  return (
    <form id={id} onSubmit={submit} noValidate className="grid gap-4">
      <Field
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={wrong['name'] ?? refused['name']}
        placeholder="Provisioning script"
        help="What the audit shows. One key for each program, so that you can take one away alone."
      />
      <Checkbox
        label="Belongs to nobody"
        checked={isService}
        onChange={setService}
        help="It goes on when you are no platform admin any more. Otherwise it ends with that."
      />
      <div className="max-w-60">
        <Select
          label="It works for"
          value={lasts}
          onChange={setLasts}
          options={LASTS}
          error={wrong['expiresAt'] ?? refused['expiresAt']}
        />
      </div>
      {create.isError && Object.keys(refused).length === 0 && <ProblemNotice error={create.error} />}
    </form>
  )
}
