import { Ellipsis, Unplug } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import type { VendorAccount } from '../../../../server/contracts/accounts'
import { useDisconnect } from '../../api/accounts'
import { Badge } from '../../ui/badge'
import { IconButton } from '../../ui/button'
import { ConfirmDialog } from '../../ui/dialog'
import { Menu } from '../../ui/menu'
import { Row } from '../../ui/page'
import { When } from '../../ui/time'
import { useToast } from '../../ui/toast'
import { VendorIcon } from '../../ui/vendor-icon'
import type { Facts, Health } from '../connectors/health'
import { MendButton } from '../connectors/mend-button'

interface OwnRowProps {
  tenant: string
  facts: Facts
  health: Health
  account: VendorAccount | undefined
}

/** A connector that works with one's own account: how that is, and what to do about it. */
export function OwnRow({ tenant, facts, health, account }: OwnRowProps) {
  const [isAsking, setAsking] = useState(false)
  const { connector, type } = facts
  const title = type?.title ?? connector.name
  return (
    <Row
      aside={
        <>
          {health.mend && <MendButton tenant={tenant} facts={facts} mend={health.mend} size="small" />}
          {account && (
            <Menu
              label={`Account of ${connector.name}`}
              trigger={<IconButton size="small" label={`More about ${connector.name}`} icon={<Ellipsis />} />}
              items={[{ label: 'Disconnect', icon: <Unplug />, danger: true, onSelect: () => setAsking(true) }]}
            />
          )}
        </>
      }
    >
      <div className="flex items-start gap-3 py-1">
        <VendorIcon type={connector.type} />
        <div className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Link
              to={`/tenants/${tenant}/connectors/${connector.slug}/tools`}
              className="inline-flex min-h-6 items-center rounded-control font-medium hover:underline"
            >
              {connector.name}
            </Link>
            <Badge look={health.look}>{health.word}</Badge>
          </div>
          <p className="text-13 text-muted">
            {health.says}
            {health.at && (
              <>
                {' '}
                <When at={health.at} />.
              </>
            )}
          </p>
          {account && (
            <p className="text-13 text-muted">
              Connected <When at={account.connectedAt} />
              {alsoFor(account, connector.slug)}
            </p>
          )}
        </div>
      </div>
      <Disconnect {...{ tenant, title, account, isAsking, setAsking }} />
    </Row>
  )
}

/** A person has one account at each vendor, which all of its connectors share. */
function alsoFor({ connectors }: VendorAccount, slug: string): string {
  const others = connectors.filter((each) => each !== slug)
  return others.length === 0 ? '.' : `; ${others.join(', ')} ${others.length === 1 ? 'uses' : 'use'} it too.`
}

interface DisconnectProps {
  tenant: string
  title: string
  account: VendorAccount | undefined
  isAsking: boolean
  setAsking: (isAsking: boolean) => void
}

const AT_VENDOR = {
  revoked: 'The access was given back there too.',
  under_way: 'The access is being given back there.',
  not_possible: 'It cannot be given back from here: remove SageMCP in your settings there.',
  failed: 'Giving it back there failed: remove SageMCP in your settings there.',
} as const

function Disconnect({ tenant, title, account, isAsking, setAsking }: DisconnectProps) {
  const { mutateAsync } = useDisconnect(tenant)
  const { say } = useToast()
  if (!account) return null
  const tools = account.connectors.length > 1 ? `the tools of ${account.connectors.join(' and ')}` : 'its tools'
  return (
    <ConfirmDialog
      open={isAsking}
      onOpenChange={setAsking}
      title={`Disconnect your ${title} account?`}
      description={`For you, ${tools} fail from then on. You can connect it again at any time.`}
      confirm={{ label: 'Disconnect', look: 'danger' }}
      onConfirm={async () => {
        const { atVendor } = await mutateAsync({ id: account.id, isOwn: true })
        say({ title: `Your ${title} account is disconnected.`, description: AT_VENDOR[atVendor] })
      }}
    />
  )
}
