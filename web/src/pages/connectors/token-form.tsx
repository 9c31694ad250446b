import { type FormEvent, useState } from 'react'
import { PutCredential, type ConnectorType } from '../../../../server/contracts/connectors'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { ProblemNotice } from '../../ui/problem'
import { refusedFields, wrongFields } from '../../ui/wrong-fields'

interface TokenFormProps {
  type: ConnectorType
  submit: string
  look?: 'primary' | 'quiet'
  /** Stores it if the vendor accepts it; resolves with whose it is, where that is known. */
  store: (token: string) => Promise<string | null>
  onStored: (account: string | null) => void
}

/** A vendor's token, pasted: it goes in and never comes out. */
export function TokenForm({ type, submit, look = 'primary', store, onStored }: TokenFormProps) {
  const method = type.auth.find(({ kind }) => kind === 'token')
  const [token, setToken] = useState('')
  const [state, setState] = useState<{ busy?: boolean; wrong?: string | undefined; error?: unknown }>({})
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const wrong = wrongFields(PutCredential, { token }).token
    if (wrong !== undefined) return setState({ wrong })
    setState({ busy: true })
    try {
      const account = await store(token)
      setToken('')
      setState({})
      onStored(account)
    } catch (error) {
      setState({ wrong: refusedFields(error).token, error: refusedFields(error).token ? undefined : error })
    }
  }
  return (
    <form onSubmit={(event) => void send(event)} className="grid justify-items-start gap-3">
      <div className="w-full">
        <Field
          type="password"
          autoComplete="off"
          mono
          label={method?.title ?? 'Token'}
          help={method?.help}
          value={token}
          onChange={(event) => setToken(event.target.value)}
          error={state.wrong}
        />
      </div>
      {state.error !== undefined && <ProblemNotice error={state.error} />}
      <Button type="submit" look={look} busy={state.busy ?? false}>
        {submit}
      </Button>
    </form>
  )
}
