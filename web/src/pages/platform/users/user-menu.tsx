import { Ellipsis, KeyRound, ScrollText, Shield, ShieldOff, SmartphoneNfc, UserCheck, UserX } from 'lucide-react'
import type { User } from '../../../../../server/contracts/users'
import { useMay } from '../../../api/me'
import { useUpdateUser } from '../../../api/users'
import { Problem } from '../../../api/client'
import { IconButton } from '../../../ui/button'
import { Menu } from '../../../ui/menu'
import { useToast } from '../../../ui/toast'
import type { Change } from './change-dialog'

interface UserMenuProps {
  user: User
  isMe: boolean
  ask: (what: Change | 'reset-link') => void
}

export function UserMenu({ user, isMe, ask }: UserMenuProps) {
  const { id, name, isActive, isPlatformAdmin, hasSecondFactor } = user
  const mayWrite = useMay('users:write')
  const activate = useActivate(user)
  const did = { label: 'What they did here', icon: <ScrollText />, to: `/platform/audit?person=${id}` }
  const admin = isPlatformAdmin
    ? { label: 'Take platform admin away', icon: <ShieldOff />, onSelect: () => ask('no-admin') }
    : { label: 'Make platform admin', icon: <Shield />, onSelect: () => ask('admin') }
  const link = { label: 'Make a reset link', icon: <KeyRound />, onSelect: () => ask('reset-link') }
  const factor = {
    ...{ label: 'Switch off second factor', icon: <SmartphoneNfc /> },
    onSelect: () => ask('no-second-factor'),
  }
  const deactivate = { label: 'Deactivate', icon: <UserX />, danger: true, onSelect: () => ask('deactivate') }
  const reactivate = { label: 'Activate again', icon: <UserCheck />, onSelect: activate }
  return (
    <Menu
      label={`More for ${name}`}
      trigger={<IconButton size="small" label={`More for ${name}`} icon={<Ellipsis />} />}
      items={[
        did,
        ...(mayWrite && isActive ? [link, ...(hasSecondFactor && !isMe ? [factor] : []), admin] : []),
        // Whoever deactivated themselves could not come back.
        ...(mayWrite && !isMe ? (['divider', isActive ? deactivate : reactivate] as const) : []),
      ]}
    />
  )
}

/** At once: it gives back what was there before. */
function useActivate({ id, name }: User) {
  const update = useUpdateUser()
  const { say } = useToast()
  return () =>
    update.mutate(
      { id, isActive: true },
      {
        onSuccess: () =>
          say({ title: `${name} may sign in again.`, undo: () => update.mutateAsync({ id, isActive: false }) }),
        onError: (error) => {
          const { message, hint } = Problem.from(error)
          say({ look: 'bad', title: `${name} is still deactivated. ${message}`, description: hint })
        },
      },
    )
}
