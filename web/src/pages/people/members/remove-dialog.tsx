import type { Member } from '../../../../../server/contracts/members'
import { useRemoveMember } from '../../../api/members'
import { ConfirmDialog } from '../../../ui/dialog'
import { useToast } from '../../../ui/toast'

interface Props {
  tenant: string
  member: Member
  onOpenChange: (open: boolean) => void
  /** After it happened. */
  onRemoved?: () => void
}

export function RemoveDialog({ tenant, member: { userId, name }, onOpenChange, onRemoved }: Props) {
  const remove = useRemoveMember(tenant)
  const { say } = useToast()
  return (
    <ConfirmDialog
      open
      onOpenChange={onOpenChange}
      title={`Remove ${name} from this tenant?`}
      description={
        <div className="grid gap-2">
          <p>This ends at once, and inviting them again does not bring it back:</p>
          <WhatEnds whose="their" />
        </div>
      }
      confirm={{ label: `Remove ${name}`, look: 'danger' }}
      onConfirm={async () => {
        await remove.mutateAsync(userId)
        say({ title: `${name} was removed.`, description: 'Their account and their other tenants stay.' })
        onRemoved?.()
      }}
    />
  )
}

/** What goes with a membership. */
export const WhatEnds = ({ whose }: { whose: 'their' | 'your' }) => (
  <ul className="list-disc pl-5">
    <li>{whose} API keys in this tenant</li>
    <li>AI clients that {whose === 'your' ? 'you' : 'they'} connected</li>
    <li>{whose} own vendor accounts, which others never used</li>
    <li>
      invitations that {whose === 'your' ? 'you' : 'they'} sent, and rules about {whose === 'your' ? 'you' : 'them'}
    </li>
  </ul>
)
