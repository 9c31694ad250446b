import { type FormEvent, useState } from 'react'
import { type OAuthConfig, PutOAuthConfig } from '../../../../server/contracts/accounts'
import { usePutOAuthApp } from '../../api/oauth-apps'
import { Button } from '../../ui/button'
import { Disclosure } from '../../ui/disclosure'
import { Field, TextArea } from '../../ui/field'
import { ProblemNotice } from '../../ui/problem'
import { When } from '../../ui/time'
import { refusedFields, wrongFields, type FieldErrors } from '../../ui/wrong-fields'
import { RegistrationSteps } from './registration-steps'

interface FormProps {
  tenant: string
  app: OAuthConfig
  /** The own server of the connector that this is set up for. */
  ownServer?: string | null | undefined
  /** Quiet where the page has something else to do next. */
  look?: 'primary' | 'quiet'
  onSaved: (app: OAuthConfig) => void
}

/** A tenant's application at a vendor: how to register it there, and what the vendor gave for it. */
export function OAuthAppForm({ tenant, app, ownServer, look = 'primary', onSaved }: FormProps) {
  const { mutateAsync, isPending, error } = usePutOAuthApp(tenant, app.provider)
  const [clientId, setClientId] = useState(app.clientId ?? '')
  const [clientSecret, setClientSecret] = useState('')
  const [scopes, setScopes] = useState(app.scopes.join(' '))
  const [baseUrl, setBaseUrl] = useState(ownServer ?? app.baseUrl ?? '')
  const [wrong, setWrong] = useState<FieldErrors>({})
  const isOwn = app.source === 'tenant'
  const takesOwnServer = app.redirectUris.ownServer !== null
  const errors: FieldErrors = { ...refusedFields(error), ...wrong }

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const body = {
      clientId,
      ...(clientSecret !== '' && { clientSecret }),
      scopes: scopes.split(/[\s,]+/).filter(Boolean),
      baseUrl: baseUrl.trim() === '' ? null : baseUrl.trim(),
    }
    const found = { ...wrongFields(PutOAuthConfig, body), ...missing(isOwn, clientSecret) }
    setWrong(found)
    if (Object.keys(found).length > 0) return
    const saved = await mutateAsync(body).catch(() => undefined)
    if (saved === undefined) return
    setClientSecret('')
    onSaved(saved)
  }
  const isShown = error !== null && Object.keys(refusedFields(error)).length === 0
  return (
    <div className="grid gap-5">
      <RegistrationSteps app={app} isOwnServer={baseUrl.trim() !== ''} />
      <form onSubmit={(event) => void save(event)} className="grid gap-4">
        <Field
          mono
          label="Client ID"
          value={clientId}
          onChange={(event) => setClientId(event.target.value)}
          error={errors.clientId}
        />
        <Field
          mono
          type="password"
          label="Client secret"
          value={clientSecret}
          onChange={(event) => setClientSecret(event.target.value)}
          error={errors.clientSecret}
          help={
            isOwn && app.secretSet ? (
              <>
                Set <When at={app.updatedAt} />. Leave it empty to keep it; it is never shown again.
              </>
            ) : (
              'It is stored sealed and never shown again.'
            )
          }
        />
        <Disclosure
          summary={takesOwnServer ? 'Own server and scopes' : 'Scopes'}
          open={baseUrl !== '' || scopes !== '' || errors.baseUrl !== undefined || errors.scopes !== undefined}
        >
          <div className="grid gap-4">
            {takesOwnServer && (
              <Field
                mono
                label={`Address of your own ${app.title.replace(/ account$/, '')} server`}
                value={baseUrl}
                onChange={(event) => setBaseUrl(event.target.value)}
                error={errors.baseUrl}
                help="Only when the app is registered at a server of your organisation: its API address, as the connector names it."
              />
            )}
            <TextArea
              mono
              rows={2}
              label="Scopes"
              value={scopes}
              onChange={(event) => setScopes(event.target.value)}
              error={errors.scopes ?? Object.entries(errors).find(([name]) => name.startsWith('scopes.'))?.[1]}
              help="What is asked for instead of what the enabled tools need. Leave it empty unless the vendor wants something else."
            />
          </div>
        </Disclosure>
        {isShown && <ProblemNotice error={error} />}
        <Button type="submit" look={look} busy={isPending} className="justify-self-start">
          {isOwn ? 'Save' : 'Save the OAuth app'}
        </Button>
      </form>
    </div>
  )
}

const missing = (isOwn: boolean, secret: string): FieldErrors =>
  !isOwn && secret === '' ? { clientSecret: 'Fill this in.' } : {}
