import { useMyTenant } from '../../api/me'
import { RadioCards } from '../../ui/radio'
import { Select } from '../../ui/select'
import type { Endpoint } from './choices'
import type { Client, SignIn } from './clients/client'

interface OptionsProps {
  tenant: string
  client: Client
  endpoints: readonly Endpoint[]
  endpoint: Endpoint
  onEndpoint: (slug: string) => void
  signIn: SignIn
  onSignIn: (signIn: SignIn) => void
}

/** What the client may reach, and how it shows who it is. */
export function Options({ tenant, client, endpoints, endpoint, onEndpoint, signIn, onSignIn }: OptionsProps) {
  const mayUse = useMyTenant(tenant) !== undefined
  const words: Readonly<Record<SignIn, { title: string; hint: string; disabled?: boolean }>> = {
    browser: {
      title: 'Sign in with the browser',
      hint: mayUse ? 'No key to keep. You allow it once.' : 'Only for members of this tenant.',
      disabled: !mayUse,
    },
    key: { title: 'With a key', hint: 'For computers without a browser, and for scripts.' },
  }
  return (
    <div className="grid min-w-0 gap-4">
      <div className="max-w-80">
        <Select
          label="It reaches"
          value={endpoint.slug}
          onChange={onEndpoint}
          options={endpoints.map(({ slug, name }) => ({ value: slug, label: name }))}
        />
      </div>
      {client.signIns.length > 1 && (
        <RadioCards
          label="It signs in"
          value={signIn}
          onChange={onSignIn}
          options={client.signIns.map((value) => ({ value, ...words[value] }))}
        />
      )}
    </div>
  )
}
