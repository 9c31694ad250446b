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

/** A new token for a connector. It stays open while the vendor does not accept it. */
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
          submit="Save and test"
          store={(token) => mutateAsync({ id: connector.slug, token, isOwn })}
          onStored={(found) => {
            if (!found.ok) return
            say(inWords(found, connector.name))
            onClose()
          }}
        />
      )}
    </Dialog>
  )
}
