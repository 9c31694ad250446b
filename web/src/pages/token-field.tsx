import type { ConnectorType, Validation } from '../../../server/contracts/connectors'
import { Field } from '../ui/field'

interface TokenFieldProps {
  method: ConnectorType['auth'][number]
  value: string
  error: string | undefined
  onChange: (token: string) => void
}

export const TokenField = ({ method, value, error, onChange }: TokenFieldProps) => (
  <Field
    label={method.title ?? 'Token'}
    mono
    type="password"
    autoComplete="new-password"
    value={value}
    error={error}
    help={`${method.help ? `${method.help} ` : ''}It is stored encrypted and never shown again.`}
    onChange={(event) => onChange(event.target.value)}
  />
)

/** The token is stored, but the vendor does not take it. */
export const Refused = ({ check, name }: { check: Extract<Validation, { ok: false }>; name: string }) => (
  <div role="alert" className="grid gap-1 rounded-control border border-bad bg-bad-soft p-4">
    <p className="font-medium">The token is stored, but {name} cannot use it.</p>
    <p className="text-13">{check.message}</p>
    <p className="text-13">{check.hint ?? 'Paste another token to replace it.'}</p>
  </div>
)
