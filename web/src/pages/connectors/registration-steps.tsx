import { ExternalLink } from 'lucide-react'
import type { OAuthConfig } from '../../../../server/contracts/accounts'
import { Copyable } from '../../ui/copy'
import { OneLine } from './one-line-markdown'

interface StepsProps {
  app: OAuthConfig
  /** It is registered at the organisation's own server. */
  isOwnServer: boolean
}

/** The redirect URI to carry to the vendor, and what to do there. */
export function RegistrationSteps({ app, isOwnServer }: StepsProps) {
  const redirectUri = redirectUriOf(app, isOwnServer)
  const { registration, help } = app
  return (
    <div className="grid gap-4">
      <div className="grid gap-1.5">
        <p className="text-13 font-medium">Redirect URI</p>
        <Copyable text={redirectUri} label="redirect URI" />
        <p className="text-13 text-muted">The vendor asks for it. Enter it there exactly like this.</p>
      </div>
      {registration === null ? (
        help !== null && <p className="text-13">{help}</p>
      ) : (
        <>
          <ol className="grid list-decimal gap-2 pl-5 text-13 marker:text-muted">
            {registration.steps.map((step) => (
              <li key={step} className="pl-1">
                <OneLine text={step.replaceAll(app.redirectUri, redirectUri)} />
              </li>
            ))}
          </ol>
          {!isOwnServer && (
            <p className="text-13">
              <a href={registration.url} target="_blank" rel="noopener noreferrer">
                Open {new URL(registration.url).host}
                <ExternalLink aria-hidden="true" size={14} className="ml-1 inline align-[-2px]" />
              </a>
            </p>
          )}
        </>
      )}
    </div>
  )
}

const redirectUriOf = ({ redirectUris }: OAuthConfig, isOwnServer: boolean): string =>
  (isOwnServer ? redirectUris.ownServer : null) ?? redirectUris.usual
