import { useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router-dom'
import { CreateConnector, PutCredential, type ConnectorType } from '../../../server/contracts/connectors'
import { useCreateConnector, useStoreToken } from '../api/connectors'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { ProblemNotice } from '../ui/problem'
import { refusedFields, wrongFields, type FieldErrors } from '../ui/wrong-fields'
import { Refused, TokenField } from './token-field'

/** Adds the connector, stores its token and has the vendor confirm it: one button, three requests, each repeated only if it failed. */
export function NewConnectorForm({ tenant, type }: { tenant: string; type: ConnectorType }) {
  const navigate = useNavigate()
  const create = useCreateConnector(tenant)
  const store = useStoreToken(tenant)
  const method = type.auth.find(({ kind }) => kind === 'token')
  const [name, setName] = useState(type.title)
  const [baseUrl, setBaseUrl] = useState('')
  const [token, setToken] = useState('')
  const [wrong, setWrong] = useState<FieldErrors>({})
  const added = create.data
  const errors: FieldErrors = { ...refusedFields(create.error), ...refusedFields(store.error), ...wrong }

  async function submit(event: FormEvent) {
    event.preventDefault()
    const body = { type: type.type, name, ...(baseUrl && { configuration: { baseUrl } }) }
    const found = { ...(method && wrongFields(PutCredential, { token })), ...wrongFields(CreateConnector, body) }
    setWrong(found)
    if (Object.keys(found).length > 0) return
    try {
      const { id } = added ?? (await create.mutateAsync(body))
      const done = method === undefined || (await store.mutateAsync({ id, token })).ok
      if (done) await navigate(`/tenants/${tenant}`)
    } catch {
      // Both mutations keep their own error, shown below.
    }
  }

  const busy = create.isPending || store.isPending
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-5" noValidate>
      <Field
        label="Name"
        value={name}
        error={errors['name']}
        disabled={added !== undefined}
        help="What your team calls it."
        onChange={(event) => setName(event.target.value)}
      />
      {method && <TokenField method={method} value={token} error={errors['token']} onChange={setToken} />}
      <details>
        <summary className="w-fit text-13 text-muted">{type.title} at an address of your own</summary>
        <div className="mt-3">
          <Field
            label="API address"
            mono
            type="url"
            value={baseUrl}
            error={errors['configuration.baseUrl'] ?? errors['configuration']}
            disabled={added !== undefined}
            placeholder={Object.values(type.baseUrls)[0]}
            help="Leave it empty for the vendor's own service."
            onChange={(event) => setBaseUrl(event.target.value)}
          />
        </div>
      </details>
      {create.isError && <ProblemNotice error={create.error} />}
      {added && store.isError && (
        <>
          <p className="text-13 text-muted">{added.name} is added, but its token is not stored yet.</p>
          <ProblemNotice error={store.error} />
        </>
      )}
      {store.data?.ok === false && <Refused check={store.data} name={name} />}
      <div>
        <Button look="primary" type="submit" disabled={busy}>
          {submitText(busy, added !== undefined, type.title)}
        </Button>
      </div>
    </form>
  )
}

function submitText(busy: boolean, added: boolean, title: string): string {
  if (busy) return `Asking ${title}…`
  return added ? 'Store the token' : `Add ${title}`
}
