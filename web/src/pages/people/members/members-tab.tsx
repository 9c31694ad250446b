import { UserPlus, Users } from 'lucide-react'
import { useParams } from 'react-router-dom'
import { useMay } from '../../../api/me'
import { useMembers } from '../../../api/members'
import { useParam, useSetParams } from '../../../hooks/params'
import { useTabTitle } from '../../../hooks/tab-title'
import { Button, ButtonLink } from '../../../ui/button'
import { Empty } from '../../../ui/empty'
import { ProblemNotice } from '../../../ui/problem'
import { SearchBox } from '../../../ui/search-box'
import { Select } from '../../../ui/select'
import { count } from '../../../ui/words'
import { ROLE_NAMES } from '../standing'
import { Toolbar } from '../toolbar'
import { MemberDialog } from './member-dialog'
import { MembersTable } from './members-table'

const ROLE_FILTER = [
  { value: 'all', label: 'All roles' },
  ...(['owner', 'admin', 'member'] as const).map((role) => ({ value: role, label: `${ROLE_NAMES[role]}s` })),
]

export function MembersTab() {
  const { tenant = '' } = useParams()
  const [q, setQ] = useParam('q')
  const [role, setRole] = useParam('role')
  const [open, setOpen] = useParam('member')
  const set = useSetParams()
  const members = useMembers(tenant, { q, role })
  const isNarrowed = q !== '' || role !== ''
  useTabTitle(
    members.error ? 'The members could not be fetched' : titleOf(members.items, members.hasNextPage, isNarrowed),
  )
  const mayInvite = useMay('invitations:write', tenant)
  const clear = () => set({ q: '', role: '' })
  return (
    <>
      <Toolbar
        action={
          mayInvite && (
            <ButtonLink look="primary" icon={<UserPlus />} to={`/tenants/${tenant}/people/invitations?new`}>
              Invite people
            </ButtonLink>
          )
        }
      >
        <SearchBox label="Search members" value={q} onChange={setQ} />
        <div className="w-36">
          <Select
            hideLabel
            label="Role"
            value={role === '' ? 'all' : role}
            onChange={(next) => setRole(next === 'all' ? '' : next)}
            options={ROLE_FILTER}
          />
        </div>
      </Toolbar>
      {members.error ? (
        <ProblemNotice error={members.error} retry={members.refetch} />
      ) : (
        <MembersTable
          tenant={tenant}
          members={members}
          empty={
            <Empty icon={<Users />} title="Nobody matches" action={<Button onClick={clear}>Show everybody</Button>}>
              No member has this text in their name or e-mail address, or this role.
            </Empty>
          }
        />
      )}
      {open !== '' && <MemberDialog tenant={tenant} id={open} onClose={() => setOpen('')} />}
    </>
  )
}

function titleOf(items: readonly unknown[] | undefined, hasMore: boolean, isNarrowed: boolean): string | undefined {
  if (items === undefined) return undefined
  const people = `${hasMore ? 'More than ' : ''}${count(items.length, 'person', 'people')}`
  const one = items.length === 1 && !hasMore
  if (isNarrowed) return items.length === 0 ? 'Nobody matches' : `${people} ${one ? 'matches' : 'match'}`
  return `${people} ${one ? 'is' : 'are'} in this tenant`
}
