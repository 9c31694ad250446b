import { KeyRound } from 'lucide-react'
import { useParams } from 'react-router-dom'
import { useMyAccounts } from '../../api/accounts'
import { useConnectors } from '../../api/connectors'
import { useMyTenant } from '../../api/me'
import { Empty } from '../../ui/empty'
import { Page, Rows, Section } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { Skeleton } from '../../ui/skeleton'
import { count } from '../../ui/words'
import { useHealth } from '../connectors/use-health'
import { OwnRow } from './own-row'
import { SharedRow } from './shared-row'

/** One's own accounts at the vendors, and whose accounts the other connectors work with. */
export function MyAccountsPage() {
  const { tenant = '' } = useParams()
  const isMember = useMyTenant(tenant) !== undefined
  const connectors = useConnectors(tenant)
  const mine = useMyAccounts(tenant, { enabled: isMember })
  const { factsOf, healthOf, error, retry } = useHealth(tenant)
  const wrong = connectors.error ?? error
  const enabled = connectors.items?.filter(({ isEnabled }) => isEnabled)
  if (wrong !== null && (enabled === undefined || !healthOf)) {
    const again = () => {
      retry()
      if (connectors.isError) void connectors.refetch()
    }
    return (
      <Page title="Your accounts cannot be shown">
        <ProblemNotice error={wrong} retry={again} />
      </Page>
    )
  }
  if (enabled === undefined || !healthOf || !factsOf) {
    return (
      <Page>
        <Skeleton rows={3} label="Reading your accounts" />
      </Page>
    )
  }
  const own = enabled.filter(({ account }) => account === 'personal')
  const shared = enabled.filter(({ account }) => account === 'shared')
  const needed = own.filter((connector) => ['warn', 'bad'].includes(healthOf(connector).look)).length
  return (
    <Page title={titleOf(own.length, needed, isMember)}>
      {own.length > 0 ? (
        <Section
          title="Yours"
          description="Calls of these connectors run with your own account, and nobody else's calls do."
        >
          <Rows label="Your accounts">
            {own.map((connector) => (
              <OwnRow
                key={connector.id}
                tenant={tenant}
                facts={factsOf(connector)}
                health={healthOf(connector)}
                account={mine.data?.items.find(({ connectors: used }) => used.includes(connector.slug))}
              />
            ))}
          </Rows>
        </Section>
      ) : (
        <Empty icon={<KeyRound />} title="Nothing here asks for an account of yours">
          Connectors that work with personal accounts are listed here, for you to connect yours. An admin decides which
          do.
        </Empty>
      )}
      {shared.length > 0 && (
        <Section title="Shared" description="One account of the organisation serves everybody.">
          <Rows label="Shared accounts">
            {shared.map((connector) => (
              <SharedRow key={connector.id} tenant={tenant} connector={connector} health={healthOf(connector)} />
            ))}
          </Rows>
        </Section>
      )}
    </Page>
  )
}

function titleOf(own: number, needed: number, isMember: boolean): string {
  if (own === 0 || !isMember) return 'You need no account of your own here'
  if (needed > 0) return `${count(needed, 'account')} ${needed === 1 ? 'needs' : 'need'} you`
  return own === 1 ? 'Your account works' : `Your ${count(own, 'account')} work`
}
