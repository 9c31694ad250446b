import { useState, type ReactNode } from 'react'
import type { VendorAccount } from '../../../../server/contracts/accounts'
import { useDisconnect } from '../../api/accounts'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { ConfirmDialog } from '../../ui/dialog'
import { Disclosure } from '../../ui/disclosure'
import { Panel } from '../../ui/panel'
import { When } from '../../ui/time'
import { useToast } from '../../ui/toast'
import { type Facts, healthOf, takesOAuth, takesToken } from './health'
import { MendButton } from './mend-button'
import { Scopes } from './scopes'

interface CardProps {
  tenant: string
  facts: Facts
  account: VendorAccount
  /** It is mine, at a connector with personal accounts. */
  isOwn: boolean
  mayEnd: boolean
}

/** A vendor account: how it is, who connected it, what it may do, and its end. */
export function AccountCard({ tenant, facts, account, isOwn, mayEnd }: CardProps) {
  const { connector, type } = facts
  const health = healthOf({ ...facts, account, connector: { ...connector, isEnabled: true } })
  const isToken = account.kind === 'token'
  const mayConnect = isOwn || connector.account === 'shared'
  const byToken = { kind: 'token', label: 'Replace the token' } as const
  const byOAuth = { kind: 'connect', label: 'Reconnect' } as const
  const name =
    account.account ?? (isToken ? `A token of ${type?.title ?? account.provider}` : 'An account without a name')
  const others = account.connectors.filter((slug) => slug !== connector.slug)
  return (
    <Panel padded>
      <div className="grid gap-4">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="flex min-h-9 min-w-0 flex-wrap items-center gap-2">
            <h3 className="wrap-anywhere">{name}</h3>
            <Badge look={health.look}>{health.word}</Badge>
          </div>
          <div className="flex flex-wrap gap-2">
            {mayConnect && !isToken && takesOAuth(type) && (
              <MendButton tenant={tenant} facts={{ ...facts, account }} mend={byOAuth} />
            )}
            {mayConnect && takesToken(type) && isToken && <MendButton tenant={tenant} facts={facts} mend={byToken} />}
            {mayEnd && (
              <Disconnect
                tenant={tenant}
                account={account}
                title={type?.title ?? account.provider}
                name={name}
                isOwn={isOwn}
              />
            )}
          </div>
        </div>
        <dl className="grid gap-x-6 gap-y-2 text-13 sm:grid-cols-[max-content_minmax(0,1fr)]">
          <Fact term={isToken ? 'Token set' : 'Connected'}>
            <When at={account.connectedAt} />
            {account.connectedBy ? ` by ${account.connectedBy.name}` : ''}
          </Fact>
          <Fact term="State since">
            <When at={account.since} />
          </Fact>
          {account.expiresAt !== null && (
            <Fact term="Ends">
              <When at={account.expiresAt} />
            </Fact>
          )}
          {account.places.length > 0 && (
            <Fact term="Reaches">{account.places.map((place) => place.name).join(', ')}</Fact>
          )}
          {others.length > 0 && <Fact term="Also used by">{others.join(', ')}</Fact>}
        </dl>
        {(account.scopes.length > 0 || account.missingScopes.length > 0) && (
          <Disclosure summary={scopesWords(account)} open={account.missingScopes.length > 0}>
            <Scopes account={account} />
          </Disclosure>
        )}
      </div>
    </Panel>
  )
}

const Fact = ({ term, children }: { term: string; children: ReactNode }) => (
  <div className="grid sm:col-span-2 sm:grid-cols-subgrid">
    <dt className="text-muted">{term}</dt>
    <dd className="min-w-0 wrap-anywhere">{children}</dd>
  </div>
)

const scopesWords = ({ scopes, missingScopes, unusedScopes }: VendorAccount): string =>
  [
    `${scopes.length} permissions`,
    missingScopes.length > 0 && `${missingScopes.length} missing`,
    unusedScopes.length > 0 && `${unusedScopes.length} unused`,
  ]
    .filter(Boolean)
    .join(', ')

const AT_VENDOR = {
  revoked: 'What it allowed was given back there, too.',
  not_possible: 'The vendor takes nothing back from here: end the token there yourself.',
  failed: 'The vendor did not take it back: remove the app in its own settings.',
  under_way: 'It is being given back there.',
} as const

interface DisconnectProps {
  tenant: string
  account: VendorAccount
  title: string
  name: string
  isOwn: boolean
}

function Disconnect({ tenant, account, title, name, isOwn }: DisconnectProps) {
  const [isOpen, setOpen] = useState(false)
  const { mutateAsync } = useDisconnect(tenant)
  const { say } = useToast()
  const then =
    account.kind === 'token'
      ? `The token is deleted here. At ${title} it goes on working until somebody ends it there.`
      : `What was allowed is given back to ${title} where that is possible.`
  return (
    <>
      <Button onClick={() => setOpen(true)}>Disconnect</Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`Disconnect ${name}?`}
        description={`The tools of ${account.connectors.join(', ')} fail at once, until an account is connected again. ${then}`}
        confirm={{ label: 'Disconnect', look: 'danger' }}
        onConfirm={async () => {
          const { atVendor } = await mutateAsync({ id: account.id, isOwn })
          say({ title: `${name} is disconnected.`, description: AT_VENDOR[atVendor] })
        }}
      />
    </>
  )
}
