import { type ReactNode, useRef } from 'react'
import type { Connector, ConnectorType } from '../../../../server/contracts/connectors'
import type { OAuthConfig } from '../../../../server/contracts/accounts'
import { useStoreToken } from '../../api/connector-changes'
import { Button } from '../../ui/button'
import { Disclosure } from '../../ui/disclosure'
import { Panel } from '../../ui/panel'
import { ProblemNotice } from '../../ui/problem'
import { useToast } from '../../ui/toast'
import { useConnectFlow } from './connect-flow'
import { fitsApp, takesOAuth, takesToken } from './health'
import { OAuthAppForm } from './oauth-app-form'
import { TokenForm } from './token-form'
import { Waiting } from './waiting'

interface MethodsProps {
  tenant: string
  type: ConnectorType
  app: OAuthConfig | undefined
  mayWrite: boolean
  ownServer: string | null
  account: Connector['account']
  /** What the account is for; made first where it is not there yet. */
  ready: () => Promise<Connector>
  onConnected: (connector: Connector) => void
}

/** The ways to connect an account, the vendor's own page first. */
export function ConnectMethods(props: MethodsProps) {
  const { type, app, ownServer, mayWrite } = props
  const oauth = takesOAuth(type)
  const hasApp = fitsApp(app, ownServer)
  const token = takesToken(type) && <TokenWay {...props} isFirst={!oauth} />
  if (!oauth) return token
  const instead = token && <Disclosure summary="Use a token instead">{token}</Disclosure>
  // Before the steps, which are long: whoever has a token need not read them.
  if (!hasApp && mayWrite && app) return <AppFirst {...props} app={app} instead={instead} />
  return (
    <div className="grid gap-4">
      {hasApp ? <OAuthWay {...props} /> : <AskAdmin type={type} />}
      {instead}
    </div>
  )
}

function OAuthWay({ tenant, type, account, ready, onConnected }: MethodsProps) {
  const { start, under, error, isOpening, stop } = useConnectFlow(tenant)
  const go = () =>
    start(async () => {
      const connector = await ready()
      return { connector, before: connector.credential?.storedAt ?? null }
    })
  if (under) {
    return (
      <Panel padded>
        <Waiting
          tenant={tenant}
          title={type.title}
          under={under}
          onDone={() => onConnected(under.connector)}
          onStop={stop}
        />
      </Panel>
    )
  }
  return (
    <div className="grid justify-items-start gap-2">
      {error !== undefined && <ProblemNotice error={error} />}
      <Button look="primary" busy={isOpening} onClick={() => void go()}>
        {account === 'personal' ? `Connect my ${type.title} account` : `Connect ${type.title}`}
      </Button>
      <p className="text-13 text-muted">
        Opens {type.title} in another tab. You sign in there; SageMCP never sees your password.
      </p>
    </div>
  )
}

function AppFirst({ tenant, type, app, ownServer, instead }: MethodsProps & { app: OAuthConfig; instead: ReactNode }) {
  const { say } = useToast()
  return (
    <Panel padded>
      <div className="grid gap-4">
        <div className="grid gap-1">
          <h2>{type.title} needs an OAuth app first</h2>
          <p className="text-13 text-muted">
            Once for this tenant. It takes a few minutes at {type.title}, and then everybody connects with a click.
          </p>
        </div>
        {instead}
        <OAuthAppForm
          tenant={tenant}
          app={app}
          ownServer={ownServer}
          onSaved={() => say({ title: `The OAuth app of ${type.title} is saved. Now connect.` })}
        />
      </div>
    </Panel>
  )
}

const AskAdmin = ({ type }: { type: ConnectorType }) => (
  <p className="text-muted">An admin of this tenant has to set up the OAuth app of {type.title} first.</p>
)

function TokenWay({ tenant, type, account, ready, onConnected, isFirst }: MethodsProps & { isFirst: boolean }) {
  const { mutateAsync } = useStoreToken(tenant)
  const made = useRef<Connector>(undefined)
  const store = async (token: string) => {
    made.current = await ready()
    return mutateAsync({ id: made.current.slug, token, isOwn: account === 'personal' })
  }
  const onStored = () => made.current && onConnected(made.current)
  return (
    <TokenForm
      type={type}
      submit="Test and save"
      look={isFirst ? 'primary' : 'quiet'}
      store={store}
      onStored={onStored}
    />
  )
}
