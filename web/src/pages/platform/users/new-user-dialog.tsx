import { type FormEvent, useId, useState } from 'react'
import { CreateUser, type User } from '../../../../../server/contracts/users'
import { useCreateUser } from '../../../api/users'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Dialog } from '../../../ui/dialog'
import { Field } from '../../../ui/field'
import { ProblemNotice } from '../../../ui/problem'
import { type FieldErrors, refusedFields, wrongFields } from '../../../ui/wrong-fields'
import { ResetLinkDialog } from './reset-link-dialog'

interface NewUserDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function NewUserDialog({ open, onOpenChange }: NewUserDialogProps) {
  const form = useId()
  const create = useCreateUser()
  const [made, setMade] = useState<User>()
  if (made) return <ResetLinkDialog isNew user={made} onClose={() => setMade(undefined)} />
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Make an account"
      description="It is in no tenant. To bring somebody into one, invite them there: then they make their account themselves."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button look="primary" type="submit" form={form} busy={create.isPending}>
            Make the account
          </Button>
        </>
      }
    >
      <UserForm
        id={form}
        create={create}
        onMade={(user) => {
          setMade(user)
          onOpenChange(false)
        }}
      />
    </Dialog>
  )
}

interface UserFormProps {
  id: string
  create: ReturnType<typeof useCreateUser>
  onMade: (user: User) => void
}

/** Lives as long as the dialog is open. */
function UserForm({ id, create, onMade }: UserFormProps) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [isPlatformAdmin, setAdmin] = useState(false)
  const [wrong, setWrong] = useState<FieldErrors>({})
  const refused = refusedFields(create.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = { name, email: email.trim(), isPlatformAdmin }
    const found = wrongFields(CreateUser, body)
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
      />
      <Field
        label="E-mail address"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={wrong['email'] ?? refused['email']}
        help="What they sign in with."
      />
      <Checkbox
        label="Platform admin"
        checked={isPlatformAdmin}
        onChange={setAdmin}
        help="Sees and changes every tenant, and everything here."
      />
      {create.isError && Object.keys(refused).length === 0 && <ProblemNotice error={create.error} />}
    </form>
  )
}
