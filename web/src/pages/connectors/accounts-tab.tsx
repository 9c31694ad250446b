import { useParams } from 'react-router-dom'
import type { VendorAccount } from '../../../../server/contracts/accounts'
import type { Connector } from '../../../../server/contracts/connectors'
import { useAccounts, useMyAccounts } from '../../api/accounts'
import { useUpdateConnector } from '../../api/connector-changes'
import { useConnector, useConnectors } from '../../api/connectors'
import { useMay, useMe, useMyTenant } from '../../api/me'
import { Button } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { Column, Section } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { AccountCard } from './account-card'
import { ConnectMethods } from './connect-methods'
import { type Facts, ownServerOf, takesOAuth, takesToken } from './health'
import { useFacts } from './use-health'

export function AccountsTab() {
  const { tenant = '', connector: slug = '' } = useParams()
  const seesAll = useMay('accounts:read', tenant)
  const isMember = useMyTenant(tenant) !== undefined
  const { data: connector, error } = useConnector(tenant, slug)
  const known = useFacts(tenant)
  const all = useAccounts(tenant, seesAll)
  const mine = useMyAccounts(tenant, { enabled: isMember })
  const wrong = error ?? known.error
  if (wrong !== null) return <ProblemNotice error={wrong} retry={known.retry} />
  if (!connector || !known.factsOf) return <Skeleton rows={4} label="Loading the accounts" />
  const facts = known.factsOf(connector)
  const { type } = facts
  if (!type || (!takesOAuth(type) && !takesToken(type))) {
    return <Empty title="It needs no account">This connector works without anybody signing in at a vendor.</Empty>
  }
  const of = (accounts: readonly VendorAccount[] = []) =>
    accounts.filter(({ connectors }) => connectors.includes(connector.slug))
  if (connector.account === 'shared') {
    const [shared] = of(all.data?.items).filter(({ userId }) => userId === null)
    return <Shared tenant={tenant} facts={facts} account={shared} />
  }
  return <Personal tenant={tenant} facts={facts} mine={of(mine.data?.items)} all={of(all.data?.items)} />
}

interface PartProps {
  tenant: string
  facts: Facts
}

function Shared({ tenant, facts, account }: PartProps & { account: VendorAccount | undefined }) {
  const { connector, type, app, mayWrite } = facts
  if (account) {
    return (
      <Section title="The shared account" description="Everybody who may use this connector works with it.">
        <AccountCard tenant={tenant} facts={facts} account={account} isOwn={false} mayEnd={mayWrite} />
      </Section>
    )
  }
  if (!mayWrite || !type) return <SharedForMembers connector={connector} />
  return (
    <Section title="Connect the shared account" description="Everybody who may use this connector works with it.">
      <Column>
        <OfAnother tenant={tenant} connector={connector} />
        <ConnectMethods
          {...{ tenant, type, app, mayWrite }}
          account="shared"
          ownServer={ownServerOf(connector)}
          ready={() => Promise.resolve(connector)}
          onConnected={() => {}}
        />
      </Column>
    </Section>
  )
}

const SharedForMembers = ({ connector: { credential } }: { connector: Connector }) => (
  <Empty title={credential ? 'One shared account' : 'Nobody has connected it yet'}>
    {credential
      ? `Your calls run as ${credential.username ?? 'the account of this tenant'}. Admins look after it.`
      : 'An admin of this tenant connects the shared account.'}
  </Empty>
)

/** Two connectors of one vendor, such as one that reads and one that writes, may work with one account. */
function OfAnother({ tenant, connector }: { tenant: string; connector: Connector }) {
  const { items = [] } = useConnectors(tenant)
  const { mutate, isPending, error, variables } = useUpdateConnector(tenant, connector.slug)
  const others = items.filter(
    (each) =>
      each.id !== connector.id &&
      each.type === connector.type &&
      each.credential !== null &&
      ownServerOf(each) === ownServerOf(connector),
  )
  if (others.length === 0) return null
  return (
    <div className="grid justify-items-start gap-2">
      {others.map(({ id, name, credential }) => (
        <Button
          key={id}
          busy={isPending && variables.credentialId === credential?.id}
          onClick={() => credential && mutate({ credentialId: credential.id })}
        >
          Use the account of {name}
          {credential?.username ? `: ${credential.username}` : ''}
        </Button>
      ))}
      {error !== null && <ProblemNotice error={error} />}
    </div>
  )
}

function Personal({ tenant, facts, mine, all }: PartProps & Record<'mine' | 'all', readonly VendorAccount[]>) {
  const { connector, type, app, isMember, mayWrite } = facts
  const me = useMe().data?.user?.id
  const others = all.filter(({ userId }) => userId !== me)
  return (
    <div className="grid min-w-0 gap-8">
      {isMember && type && (
        <Section title="Your account" description="Only your own calls run with it.">
          {mine.map((account) => (
            <AccountCard key={account.id} tenant={tenant} facts={facts} account={account} isOwn mayEnd />
          ))}
          {mine.length === 0 && (
            <Column>
              <ConnectMethods
                {...{ tenant, type, app, mayWrite }}
                account="personal"
                ownServer={ownServerOf(connector)}
                ready={() => Promise.resolve(connector)}
                onConnected={() => {}}
              />
            </Column>
          )}
        </Section>
      )}
      {mayWrite && (
        <Section title="Accounts of other people" description="Each is theirs: only they can connect it again.">
          {others.map((account) => (
            <AccountCard key={account.id} tenant={tenant} facts={facts} account={account} isOwn={false} mayEnd />
          ))}
          {others.length === 0 && (
            <Empty title="Nobody else has connected one yet">
              People connect theirs under My accounts, or from the link that the first call gives them.
            </Empty>
          )}
        </Section>
      )}
    </div>
  )
}
