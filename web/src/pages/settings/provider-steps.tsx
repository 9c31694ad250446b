import { Copyable } from '../../ui/copy'
import { Disclosure } from '../../ui/disclosure'

/** What is to be done at the provider first. */
export const ProviderSteps = ({ redirectUri, groups }: { redirectUri: string; groups: boolean }) => (
  <div className="grid min-w-0 gap-3">
    <p>
      At the provider, register a web application that uses the authorization code flow, with exactly this redirect
      address. Then fill in what it gave you.
    </p>
    <Copyable text={redirectUri} label="the redirect address" />
    <Disclosure summary="Where to find it at Google, Entra ID, Okta and Keycloak">
      <dl className="grid gap-3 text-13 [&_dd]:text-muted [&_dt]:font-medium">
        <div>
          <dt>Google Workspace</dt>
          <dd>
            In the cloud console under credentials, an OAuth client of the type web application; make the consent screen
            internal. The issuer is <Code>https://accounts.google.com</Code>.{groups && ' It sends no groups.'}
          </dd>
        </div>
        <div>
          <dt>Entra ID</dt>
          <dd>
            An app registration for the web, for a single tenant, with a client secret. The issuer is{' '}
            <Code>https://login.microsoftonline.com/DIRECTORY-ID/v2.0</Code>. Add the optional claim email
            {groups && '; app roles, in the claim roles, do better than groups, which come as ids'}.
          </dd>
        </div>
        <div>
          <dt>Okta</dt>
          <dd>
            An OIDC web application. The issuer is that of the authorization server you use; its metadata page shows it.
            {groups && ' Add a groups claim to the ID token.'}
          </dd>
        </div>
        <div>
          <dt>Keycloak</dt>
          <dd>
            A client with client authentication and the standard flow. The issuer is{' '}
            <Code>https://HOST/realms/REALM</Code>.{groups && ' Add a group membership mapper, without full paths.'}
          </dd>
        </div>
      </dl>
    </Disclosure>
  </div>
)

const Code = ({ children }: { children: string }) => <code className="font-mono wrap-anywhere">{children}</code>
