import { useState, type FormEvent } from 'react'
import { type Tenant, UpdateTenant } from '../../../../../server/contracts/tenants'
import { useUpdateTenant } from '../../../api/tenants'
import { Button } from '../../../ui/button'
import { Field, TextArea } from '../../../ui/field'
import { Panel, Section } from '../../../ui/page'
import { ProblemNotice } from '../../../ui/problem'
import { useToast } from '../../../ui/toast'
import { type FieldErrors, refusedFields, wrongFields } from '../../../ui/wrong-fields'

/** What people call it. Without the right to write it is there to be read. */
export function Details({ tenant, mayWrite }: { tenant: Tenant; mayWrite: boolean }) {
  const [name, setName] = useState(tenant.name)
  const [description, setDescription] = useState(tenant.description)
  const [contact, setContact] = useState(tenant.contactEmail ?? '')
  const [wrong, setWrong] = useState<FieldErrors>({})
  const update = useUpdateTenant(tenant.slug)
  const { say } = useToast()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = { name, description, contactEmail: contact.trim() === '' ? null : contact.trim() }
    const found = wrongFields(UpdateTenant, body)
    setWrong(found)
    if (Object.keys(found).length > 0) return
    update.mutate(body, {
      onSuccess: (saved) => {
        // As the server took it: without blanks at its ends.
        setName(saved.name)
        setDescription(saved.description)
        setContact(saved.contactEmail ?? '')
        say({ title: 'The details were saved.' })
      },
      onError: (error) => setWrong(refusedFields(error)),
    })
  }
  const isOther = update.error !== null && Object.keys(refusedFields(update.error)).length === 0
  return (
    <Section title="Details">
      <Panel padded>
        <form onSubmit={submit} noValidate className="grid gap-4">
          <Field
            label="Name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            readOnly={!mayWrite}
            error={wrong['name']}
          />
          <Field
            mono
            label="Slug"
            value={tenant.slug}
            readOnly
            help="Part of every address of this tenant. It never changes."
          />
          <TextArea
            label="Description"
            rows={2}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            readOnly={!mayWrite}
            error={wrong['description']}
          />
          <Field
            label="Contact e-mail"
            type="email"
            value={contact}
            onChange={(event) => setContact(event.target.value)}
            readOnly={!mayWrite}
            error={wrong['contactEmail']}
            help="Who to write to about this tenant."
          />
          {isOther && <ProblemNotice error={update.error} />}
          {mayWrite && (
            <div>
              <Button type="submit" look="primary" busy={update.isPending}>
                Save
              </Button>
            </div>
          )}
        </form>
      </Panel>
    </Section>
  )
}
