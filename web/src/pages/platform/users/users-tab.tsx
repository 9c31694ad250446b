import { UserPlus, Users } from 'lucide-react'
import { useUsers } from '../../../api/users'
import { useOpenParam, useParam, useSetParams } from '../../../hooks/params'
import { useTabTitle } from '../../../hooks/tab-title'
import { Button } from '../../../ui/button'
import { Empty } from '../../../ui/empty'
import { ProblemNotice } from '../../../ui/problem'
import { SearchBox } from '../../../ui/search-box'
import { Select } from '../../../ui/select'
import { count } from '../../../ui/words'
import { Toolbar } from '../../people/toolbar'
import { NewUserDialog } from './new-user-dialog'
import { UsersTable } from './users-table'

const STATES = [
  { value: '', label: 'Everybody' },
  { value: 'true', label: 'Active' },
  { value: 'false', label: 'Deactivated' },
]

export function UsersTab() {
  const [q, setQ] = useParam('q')
  const [isActive, setActive] = useParam('active')
  const [isMaking, setMaking] = useOpenParam('new')
  const setParams = useSetParams()
  const users = useUsers({ q, isActive })
  const isNarrowed = q !== '' || isActive !== ''
  useTabTitle(
    users.error ? 'The people could not be fetched' : titleOf(users.items?.length, users.hasNextPage, isNarrowed),
  )
  return (
    <>
      <Toolbar
        action={
          <Button look="primary" icon={<UserPlus />} onClick={() => setMaking(true)}>
            Make an account
          </Button>
        }
      >
        <SearchBox label="Search people" value={q} onChange={setQ} />
        <div className="w-36">
          <Select hideLabel label="State" value={isActive} onChange={setActive} options={STATES} />
        </div>
      </Toolbar>
      {users.error ? (
        <ProblemNotice error={users.error} retry={users.refetch} />
      ) : (
        <UsersTable
          users={users}
          empty={
            <Empty
              icon={<Users />}
              title="Nobody matches"
              action={<Button onClick={() => setParams({ q: '', active: '' })}>Show everybody</Button>}
            >
              No account has this text in its name or e-mail address, or this state.
            </Empty>
          }
        />
      )}
      <NewUserDialog open={isMaking} onOpenChange={setMaking} />
    </>
  )
}

function titleOf(n: number | undefined, hasMore: boolean, isNarrowed: boolean): string | undefined {
  if (n === undefined) return undefined
  if (n === 0) return 'Nobody matches'
  const people = `${hasMore ? 'More than ' : ''}${count(n, 'person', 'people')}`
  const isOne = n === 1 && !hasMore
  if (isNarrowed) return `${people} ${isOne ? 'matches' : 'match'}`
  return `${people} ${isOne ? 'has' : 'have'} an account here`
}
