import { useState, type FormEvent } from 'react'
import { useParams } from 'react-router-dom'
import { CreateApiKey } from '../../../server/contracts/api-keys'
import { useCreateApiKey } from '../api/api-keys'
import { useTenant } from '../api/tenants'
import { Button } from '../ui/button'
import { Copyable } from '../ui/copy'
import { Field } from '../ui/field'
import { Column, Page, Skeleton } from '../ui/page'
import { ProblemNotice } from '../ui/problem'
import { refusedFields, wrongFields, type FieldErrors } from '../ui/wrong-fields'
import { ClientSetup } from './client-setup'

/** A key for one client, and what to paste into that client. */
export function ConnectClientPage() {
  const { tenant: slug = '' } = useParams()
  const tenant = useTenant(slug)
  const create = useCreateApiKey(slug)
  const [name, setName] = useState('')
  const [readOnly, setReadOnly] = useState(false)
  const [wrong, setWrong] = useState<FieldErrors>({})
  const back = { to: `/tenants/${slug}`, text: tenant.data?.name ?? slug }

  function submit(event: FormEvent) {
    event.preventDefault()
    const body = { name, scope: 'tenant_user' as const, readOnly }
    const found = wrongFields(CreateApiKey, body)
    setWrong(found)
    if (Object.keys(found).length === 0) create.mutate(body)
  }

  if (tenant.isError) {
    return (
      <Page title="This tenant cannot be shown" back={back}>
        <ProblemNotice error={tenant.error} retry={() => void tenant.refetch()} />
      </Page>
    )
  }
  if (tenant.isPending) {
    return (
      <Page title={undefined} back={back}>
        <Skeleton rows={2} label="Reading the tenant" />
      </Page>
    )
  }
  if (create.data) {
    return (
      <Page title="Your client's key is ready" back={back} lead="Copy it now: it is shown this once.">
        <Copyable text={create.data.key} label="the key" />
        <ClientSetup name={slug} url={tenant.data.mcpUrl} apiKey={create.data.key} />
      </Page>
    )
  }
  return (
    <Page
      title="Connect a client"
      back={back}
      lead="Each client gets a key of its own, so that you can take one away without disturbing the others."
    >
      <Column>
        <form onSubmit={submit} className="grid gap-5" noValidate>
          <Field
            label="Whose client is it?"
            autoFocus
            value={name}
            error={wrong['name'] ?? refusedFields(create.error)['name']}
            placeholder="Ana's laptop"
            help="The key's name, which activity and audit records show."
            onChange={(event) => setName(event.target.value)}
          />
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              className="mt-0.5 size-4 accent-accent"
              checked={readOnly}
              onChange={(event) => setReadOnly(event.target.checked)}
            />
            <span>
              Only tools that read
              <span className="block text-13 text-muted">The client will not see tools that change anything.</span>
            </span>
          </label>
          {create.isError && <ProblemNotice error={create.error} />}
          <div>
            <Button look="primary" type="submit" disabled={create.isPending}>
              {create.isPending ? 'Making the key…' : 'Make a key'}
            </Button>
          </div>
        </form>
      </Column>
    </Page>
  )
}
