import { ShieldCheck } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { User } from '../../../../../server/contracts/users'
import { useMe } from '../../../api/me'
import type { useUsers } from '../../../api/users'
import { Badge } from '../../../ui/badge'
import { type Column, Table } from '../../../ui/table'
import { When } from '../../../ui/time'
import { type Change, ChangeDialog } from './change-dialog'
import { ResetLinkDialog } from './reset-link-dialog'
import { UserMenu } from './user-menu'

interface UsersTableProps {
  users: ReturnType<typeof useUsers>
  empty: ReactNode
}

/** What is asked about somebody. */
interface Question {
  readonly user: User
  readonly what: Change | 'reset-link'
}

export function UsersTable({ users, empty }: UsersTableProps) {
  const myId = useMe().data?.user?.id
  const [question, setQuestion] = useState<Question>()
  const close = () => setQuestion(undefined)
  return (
    <>
      <Table
        label="People"
        columns={columnsOf(myId, (user, what) => setQuestion({ user, what }))}
        rows={users.items}
        rowKey={({ id }) => id}
        empty={empty}
        more={{ has: users.hasNextPage, load: users.fetchNextPage, busy: users.isFetchingNextPage }}
      />
      {question?.what === 'reset-link' && <ResetLinkDialog user={question.user} onClose={close} />}
      {question !== undefined && question.what !== 'reset-link' && (
        <ChangeDialog user={question.user} change={question.what} isMe={question.user.id === myId} onClose={close} />
      )}
    </>
  )
}

type Ask = (user: User, what: Question['what']) => void

const columnsOf = (myId: string | undefined, ask: Ask): readonly Column<User>[] => [
  {
    ...{ key: 'name', head: 'Name', className: 'w-full max-w-0' },
    cell: (user) => <Who user={user} isMe={user.id === myId} />,
  },
  {
    ...{ key: 'role', head: 'On the platform', hideBelow: 'md' },
    cell: ({ isPlatformAdmin }) => isPlatformAdmin && <Badge icon={<ShieldCheck />}>Platform admin</Badge>,
  },
  {
    ...{ key: 'factor', head: 'Second factor', hideBelow: 'lg' },
    cell: ({ hasSecondFactor }) =>
      hasSecondFactor ? <Badge look="good">On</Badge> : <span className="text-muted">Off</span>,
  },
  { key: 'since', head: 'Since', hideBelow: 'lg', cell: ({ createdAt }) => <When at={createdAt} /> },
  {
    ...{ key: 'more', head: '', align: 'right' },
    cell: (user) => <UserMenu user={user} isMe={user.id === myId} ask={(what) => ask(user, what)} />,
  },
]

const Who = ({ user: { name, email, isActive, isPlatformAdmin }, isMe }: { user: User; isMe: boolean }) => (
  <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 py-0.5">
    <span className="grid min-w-0">
      <span className="truncate font-medium">
        {name}
        {isMe && <span className="font-normal text-muted"> (you)</span>}
      </span>
      <span className="truncate text-12 text-muted">{email}</span>
    </span>
    {isPlatformAdmin && (
      <span className="md:hidden">
        <Badge icon={<ShieldCheck />}>Platform admin</Badge>
      </span>
    )}
    {!isActive && <Badge look="warn">Deactivated</Badge>}
  </span>
)
