import { Ellipsis, LogOut, ScanSearch, UserMinus } from 'lucide-react'
import type { Member } from '../../../../../server/contracts/members'
import { IconButton } from '../../../ui/button'
import { Menu } from '../../../ui/menu'

interface Props {
  tenant: string
  member: Member
  /** Absent where one may not. */
  remove?: () => void
  leave?: () => void
}

export const MemberMenu = ({ tenant, member: { userId, name }, remove, leave }: Props) => (
  <Menu
    label={`More for ${name}`}
    trigger={<IconButton size="small" label={`More for ${name}`} icon={<Ellipsis />} />}
    items={[
      {
        label: 'Explain what they may use',
        icon: <ScanSearch />,
        to: `/tenants/${tenant}/people/explain?user=${userId}`,
      },
      ...(leave ? (['divider', { label: 'Leave this tenant', icon: <LogOut />, onSelect: leave }] as const) : []),
      ...(remove
        ? (['divider', { label: 'Remove', icon: <UserMinus />, danger: true, onSelect: remove }] as const)
        : []),
    ]}
  />
)
