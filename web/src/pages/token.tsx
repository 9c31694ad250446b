import { useState, type FormEvent } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import { type Connector, type ConnectorType, PutCredential } from '../../../server/contracts/connectors'
import { useConnector, useConnectorTypes, useStoreToken } from '../api/connectors'
import { Button } from '../ui/button'
import { Column, Page, Skeleton } from '../ui/page'
import { ProblemNotice } from '../ui/problem'
import { refusedFields, wrongFields, type FieldErrors } from '../ui/wrong-fields'
import { Refused, TokenField } from './token-field'

export function TokenPage() {
  const { tenant = '', connector: id = '' } = useParams()
  const connector = useConnector(tenant, id)
  const types = useConnectorTypes()
  const back = { to: `/tenants/${tenant}`, text: tenant }

  const failed = [connector, types].find((query) => query.isError)
  if (failed) {
    return (
      <Page title="This connector cannot be shown" back={back}>
        <ProblemNotice error={failed.error} retry={() => void failed.refetch()} />
      </Page>
    )
  }
  if (!connector.data || !types.data) {
    return (
      <Page title={undefined} back={back}>
        <Skeleton rows={2} label="Reading the connector" />
      </Page>
    )
  }
  const { name, credential } = connector.data
  const type = types.data.items.find((each) => each.type === connector.data.type)
  return (
    <Page
      title={credential === null ? `${name} needs a token` : `Replace the token of ${name}`}
      back={back}
      lead={credential === null ? undefined : stored(credential)}
    >
      <Column>
        <TokenForm
          tenant={tenant}
          connector={connector.data}
          method={type?.auth.find(({ kind }) => kind === 'token')}
        />
      </Column>
    </Page>
  )
}

const stored = ({ username, storedAt }: { username: string | null; storedAt: string }) =>
  `The present one was set on ${new Date(storedAt).toLocaleDateString('en', { dateStyle: 'long' })}${username ? ` and belongs to ${username}` : ''}.`

interface TokenFormProps {
  tenant: string
  connector: Connector
  method: ConnectorType['auth'][number] | undefined
}

function TokenForm({ tenant, connector, method = { kind: 'token' } }: TokenFormProps) {
  const navigate = useNavigate()
  const store = useStoreToken(tenant)
  const [token, setToken] = useState('')
  const [wrong, setWrong] = useState<FieldErrors>({})

  function submit(event: FormEvent) {
    event.preventDefault()
    const found = wrongFields(PutCredential, { token })
    setWrong(found)
    if (Object.keys(found).length > 0) return
    store.mutate(
      { id: connector.id, token },
      { onSuccess: ({ ok }) => (ok ? void navigate(`/tenants/${tenant}`) : undefined) },
    )
  }

  return (
    <form onSubmit={submit} className="grid gap-5" noValidate>
      <TokenField
        method={method}
        value={token}
        error={wrong['token'] ?? refusedFields(store.error)['token']}
        onChange={setToken}
      />
      {store.isError && <ProblemNotice error={store.error} />}
      {store.data?.ok === false && <Refused check={store.data} name={connector.name} />}
      <div>
        <Button look="primary" type="submit" disabled={store.isPending}>
          {store.isPending ? 'Checking the token…' : 'Store the token'}
        </Button>
      </div>
    </form>
  )
}
