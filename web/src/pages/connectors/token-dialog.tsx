import { useStoreToken } from '../../api/connector-changes'
import { Dialog } from '../../ui/dialog'
import { useToast } from '../../ui/toast'
import type { Facts } from './health'
import { TokenForm } from './token-form'
import { inWords } from './validation'

interface TokenDialogProps {
  tenant: string
  facts: Facts
  onClose: () => void
}

/** A new token for a connector. It stays open until the vendor accepts one. */
export function TokenDialog({ tenant, facts: { connector, type }, onClose }: TokenDialogProps) {
  const { mutateAsync } = useStoreToken(tenant)
  const { say } = useToast()
  const isOwn = connector.account === 'personal'
  const whose = isOwn ? 'Only your own calls run with it.' : 'Everybody who may use this connector works with it.'
  return (
    <Dialog open onOpenChange={onClose} title={`Token for ${connector.name}`} description={whose}>
      {type && (
        <TokenForm
          type={type}
          submit="Test and save"
          store={(token) => mutateAsync({ id: connector.slug, token, isOwn })}
          onStored={(account) => {
            say(inWords({ ok: true, ...(account !== null && { account }) }, connector.name))
            onClose()
          }}
        />
      )}
    </Dialog>
  )
}
