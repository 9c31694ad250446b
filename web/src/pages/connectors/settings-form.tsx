import { type FormEvent, useState } from 'react'
import { type Connector, type ConnectorType, UpdateConnector } from '../../../../server/contracts/connectors'
import { useAccounts } from '../../api/accounts'
import { useUpdateConnector } from '../../api/connector-changes'
import { useMay } from '../../api/me'
import { useOAuthApps } from '../../api/oauth-apps'
import { Button } from '../../ui/button'
import { ConfirmDialog } from '../../ui/dialog'
import { Field, TextArea } from '../../ui/field'
import { ProblemNotice } from '../../ui/problem'
import { useToast } from '../../ui/toast'
import { type FieldErrors, refusedFields, wrongFields } from '../../ui/wrong-fields'
import { ConfigurationFields } from './configuration-fields'
import { fieldsOf, readFields, writeFields } from './configuration'
import { hasOwnServer, ownServerOf } from './health'

interface FormProps {
  tenant: string
  connector: Connector
  type: ConnectorType | undefined
}

/** Its name and what its type wants to know. */
export function SettingsForm({ tenant, connector, type }: FormProps) {
  const { mutateAsync, isPending, error } = useUpdateConnector(tenant, connector.slug)
  const { say } = useToast()
  const { data: apps } = useOAuthApps(tenant)
  const isMovable =
    type &&
    hasOwnServer(
      type,
      apps?.items.find(({ provider }) => provider === type.provider),
    )
  const isShown = isMovable === true || ownServerOf(connector) !== null
  const fields = fieldsOf(type?.configuration).filter((field) => field.name !== 'baseUrl' || isShown)
  const [name, setName] = useState(connector.name)
  const [description, setDescription] = useState(connector.description)
  const [values, setValues] = useState(() => writeFields(fields, connector.configuration))
  const [wrong, setWrong] = useState<FieldErrors>({})
  const [isAsking, setAsking] = useState(false)
  const places = usePlaces(tenant, connector)
  const errors: FieldErrors = { ...refusedFields(error), ...wrong }
  const { configuration, problems } = readFields(fields, values)
  const body = { name, description: description === '' ? null : description, ...(type && { configuration }) }
  const loses =
    connector.credential !== null && type !== undefined && ownServerOf({ configuration }) !== ownServerOf(connector)

  const save = async () => {
    const { credentialDiscarded } = await mutateAsync(body)
    say({
      title: `${name} is saved.`,
      description: credentialDiscarded ? 'Its account was for the old address: connect it again.' : undefined,
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = { ...wrongFields(UpdateConnector, body), ...problems }
    setWrong(found)
    if (Object.keys(found).length > 0) return
    if (loses) setAsking(true)
    else save().catch(() => {})
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Name" value={name} onChange={(event) => setName(event.target.value)} error={errors.name} />
      <TextArea
        rows={2}
        label="Description"
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        error={errors.description}
        help="For the people of this tenant."
      />
      <ConfigurationFields
        fields={fields}
        values={values}
        errors={errors}
        places={places}
        onChange={(field, value) => setValues({ ...values, [field]: value })}
      />
      {error !== null && !isAsking && Object.keys(refusedFields(error)).length === 0 && <ProblemNotice error={error} />}
      <Button type="submit" look="primary" busy={isPending && !isAsking} className="justify-self-start">
        Save
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title="Move it to another server?"
        description="Its account was given for the old address and is taken away. Connect it again afterwards."
        confirm={{ label: 'Move', look: 'danger' }}
        onConfirm={save}
      />
    </form>
  )
}

/** Where the account reaches several, one is chosen by its name. */
function usePlaces(tenant: string, { credential }: Connector) {
  const { data } = useAccounts(tenant, useMay('accounts:read', tenant))
  return data?.items.find(({ id }) => id === credential?.id)?.places ?? []
}
