import { useState } from 'react'
import type { Member } from '../../../../../server/contracts/members'
import { useSetRole } from '../../../api/members'
import { Problem } from '../../../api/client'
import { ConfirmDialog } from '../../../ui/dialog'
import { Select } from '../../../ui/select'
import { useToast } from '../../../ui/toast'
import { aRole, ROLE_HINTS, ROLE_NAMES, type TenantRole, useStanding } from '../standing'

/** Changes a role at once, with an undo; asks before I take from myself what I could not give back. */
export function RoleSelect({ tenant, member }: { tenant: string; member: Member }) {
  const { userId: id, name } = member
  const standing = useStanding(tenant)
  const { say } = useToast()
  const set = useSetRole(tenant)
  const [asked, setAsked] = useState<TenantRole>()
  const isMe = id === standing.myId
  const change = async (role: TenantRole) => {
    const before = member.role
    await set.mutateAsync({ id, role })
    say({
      title: isMe ? `You are ${aRole(role)} now.` : `${name} is ${aRole(role)} now.`,
      description: 'Invitations that they sent and nobody accepted have ended.',
      undo: isMe && standing.role !== 'platform_admin' ? undefined : () => set.mutateAsync({ id, role: before }),
    })
  }
  const choose = (role: TenantRole) => {
    if (isMe && standing.role !== 'platform_admin') return setAsked(role)
    change(role).catch((error: unknown) => {
      const { message, hint } = Problem.from(error)
      say({ look: 'bad', title: `${name} is still ${aRole(member.role)}. ${message}`, description: hint })
    })
  }
  return (
    <div className="w-28">
      <Select
        hideLabel
        label={`Role of ${name}`}
        value={set.isPending ? set.variables.role : member.role}
        onChange={choose}
        options={standing.gives.map((role) => ({ value: role, label: ROLE_NAMES[role], hint: ROLE_HINTS[role] }))}
      />
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={(open) => !open && setAsked(undefined)}
        title={`Become ${aRole(asked ?? 'member')} yourself?`}
        description="You lose what only your role may do, and cannot give it back to yourself. Somebody else has to."
        confirm={{ label: `Become ${aRole(asked ?? 'member')}`, look: 'danger' }}
        onConfirm={() => change(asked ?? member.role)}
      />
    </div>
  )
}
