import { type FormEvent, type ReactNode, useState } from 'react'
import type { z } from 'zod'
import { type PlatformProvider, SetPlatformProvider } from '../../../../server/contracts/single-sign-on'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { Field } from '../../ui/field'
import { ProblemNotice } from '../../ui/problem'
import { type FieldErrors, refusedFields, wrongFields } from '../../ui/wrong-fields'

/** What the providers of the platform and of tenants have in common. */
export type ProviderSettings = z.input<typeof SetPlatformProvider>
type Known = z.output<typeof PlatformProvider>

interface IdentityProviderFormProps {
  /** What is stored; null: nothing yet. */
  provider: Known | null
  /** Throws what the server had against it. */
  save: (settings: ProviderSettings) => Promise<unknown>
  /** What happens to those who signed in with it once it is switched off. */
  offHelp: string
  /** What a tenant's provider is asked besides, with a state of its own. */
  children?: ReactNode
}

/** An OpenID provider. Its secret goes in and never comes out. */
export function IdentityProviderForm({ provider, save, offHelp, children }: IdentityProviderFormProps) {
  const [name, setName] = useState(provider?.name ?? '')
  const [issuer, setIssuer] = useState(provider?.issuer ?? '')
  const [clientId, setClientId] = useState(provider?.clientId ?? '')
  const [secret, setSecret] = useState('')
  const [scopes, setScopes] = useState((provider?.scopes ?? ['openid', 'email', 'profile']).join(' '))
  const [isActive, setActive] = useState(provider?.isActive ?? true)
  const [state, setState] = useState<{ busy?: boolean; error?: unknown; wrong?: FieldErrors }>({})
  const refused = refusedFields(state.error)
  const wrong: FieldErrors = { ...refused, ...state.wrong }
  // The stored secret is of this issuer and this client alone.
  const keepsSecret = provider?.issuer === issuer.trim() && provider.clientId === clientId.trim()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const words = scopes.split(/\s+/).filter((word) => word !== '')
    const settings: ProviderSettings = {
      ...{ name, issuer: issuer.trim(), clientId, scopes: words, isActive },
      ...(secret !== '' && { clientSecret: secret }),
    }
    const found = {
      ...wrongFields(SetPlatformProvider, settings),
      ...(secret === '' && !keepsSecret && { clientSecret: 'Fill this in.' }),
    }
    if (Object.keys(found).length > 0) return setState({ wrong: found })
    setState({ busy: true })
    try {
      await save(settings)
      setSecret('')
      setState({})
    } catch (error) {
      setState({ error })
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <Field
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        placeholder="Acme login"
        error={wrong['name']}
        help={`The button says: Continue with ${name.trim() || 'Acme login'}.`}
      />
      <Field
        mono
        label="Issuer"
        type="url"
        value={issuer}
        onChange={(event) => setIssuer(event.target.value)}
        placeholder="https://login.example.com"
        error={wrong['issuer']}
        help="As the provider writes it, without /.well-known/openid-configuration."
      />
      <Field
        mono
        label="Client ID"
        value={clientId}
        onChange={(event) => setClientId(event.target.value)}
        error={wrong['clientId']}
      />
      <Field
        mono
        label="Client secret"
        type="password"
        autoComplete="new-password"
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
        error={wrong['clientSecret']}
        help={secretHelp(provider, keepsSecret)}
      />
      <Field
        mono
        label="Scopes"
        value={scopes}
        onChange={(event) => setScopes(event.target.value)}
        error={wrong['scopes'] ?? Object.entries(wrong).find(([path]) => path.startsWith('scopes.'))?.[1]}
        help="Separated by spaces. openid is always one of them."
      />
      {children}
      <Checkbox label="People may sign in with it" checked={isActive} onChange={setActive} help={offHelp} />
      {state.error !== undefined && Object.keys(refused).length === 0 && <ProblemNotice error={state.error} />}
      <div>
        <Button look="primary" type="submit" busy={state.busy ?? false}>
          {provider ? 'Save' : 'Check and save'}
        </Button>
      </div>
    </form>
  )
}

function secretHelp(provider: Known | null, keeps: boolean): string {
  if (provider === null) return 'Stored sealed, and never shown again.'
  return keeps ? 'One is stored. Leave this empty to keep it.' : 'Another issuer or client has a secret of its own.'
}
