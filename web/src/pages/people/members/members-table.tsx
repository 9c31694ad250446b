import { useState, type ReactNode } from 'react'
import { useLocation } from 'react-router-dom'
import type { Member } from '../../../../../server/contracts/members'
import { useMay } from '../../../api/me'
import type { useMembers } from '../../../api/members'
import { Badge } from '../../../ui/badge'
import { type Column, Table } from '../../../ui/table'
import { When } from '../../../ui/time'
import { ROLE_NAMES, useStanding } from '../standing'
import { LeaveDialog } from './leave-dialog'
import { MemberMenu } from './member-menu'
import { RemoveDialog } from './remove-dialog'
import { RoleSelect } from './role-select'

interface TableProps {
  tenant: string
  members: ReturnType<typeof useMembers>
  empty: ReactNode
}

export function MembersTable({ tenant, members, empty }: TableProps) {
  const { search } = useLocation()
  const standing = useStanding(tenant)
  const mayWrite = useMay('members:write', tenant)
  const [removing, setRemoving] = useState<Member>()
  const [leaving, setLeaving] = useState(false)
  const dialogOf = (member: Member) => {
    const params = new URLSearchParams(search)
    params.set('member', member.userId)
    return { search: params.toString() }
  }
  const about = {
    tenant,
    isMe: ({ userId }: Member) => userId === standing.myId,
    mayChange: ({ role }: Member) => mayWrite && standing.touches(role),
    remove: setRemoving,
    leave: () => setLeaving(true),
  }
  return (
    <>
      <Table
        label="Members"
        rows={members.items}
        rowKey={(member) => member.userId}
        to={dialogOf}
        empty={empty}
        more={{ has: members.hasNextPage, load: members.fetchNextPage, busy: members.isFetchingNextPage }}
        columns={columnsFor(about)}
      />
      {removing && (
        <RemoveDialog tenant={tenant} member={removing} onOpenChange={(open) => !open && setRemoving(undefined)} />
      )}
      <LeaveDialog tenant={tenant} open={leaving} onOpenChange={setLeaving} />
    </>
  )
}

interface About {
  tenant: string
  isMe: (member: Member) => boolean
  mayChange: (member: Member) => boolean
  remove: (member: Member) => void
  leave: () => void
}

const columnsFor = ({ tenant, isMe, mayChange, remove, leave }: About): readonly Column<Member>[] => [
  {
    key: 'name',
    head: 'Name',
    className: 'w-full max-w-0',
    cell: (member) => <Who member={member} isMe={isMe(member)} />,
  },
  {
    key: 'seen',
    head: 'Last seen',
    hideBelow: 'md',
    cell: ({ lastSeenAt }) => <When at={lastSeenAt} missing={<span className="text-muted">Not yet</span>} />,
  },
  { key: 'since', head: 'Since', hideBelow: 'lg', cell: ({ since }) => <When at={since} /> },
  {
    key: 'role',
    head: 'Role',
    cell: (member) => (mayChange(member) ? <RoleSelect tenant={tenant} member={member} /> : ROLE_NAMES[member.role]),
  },
  {
    key: 'more',
    head: '',
    align: 'right',
    cell: (member) => (
      <MemberMenu
        tenant={tenant}
        member={member}
        {...(isMe(member) ? { leave } : mayChange(member) && { remove: () => remove(member) })}
      />
    ),
  },
]

const Who = ({ member: { name, email, isActive }, isMe }: { member: Member; isMe: boolean }) => (
  <span className="flex min-w-0 items-center gap-2 py-0.5">
    <span className="grid min-w-0">
      <span className="truncate">
        {name}
        {isMe && <span className="font-normal text-muted"> (you)</span>}
      </span>
      <span className="truncate text-12 font-normal text-muted">{email}</span>
    </span>
    {!isActive && <Badge look="warn">Deactivated</Badge>}
  </span>
)
