import { MailPlus, UserPlus } from 'lucide-react'
import { useParams } from 'react-router-dom'
import { useInvitations } from '../../../api/invitations'
import { useMay } from '../../../api/me'
import { useOpenParam, useParam } from '../../../hooks/params'
import { useTabTitle } from '../../../hooks/tab-title'
import { Button } from '../../../ui/button'
import { Empty } from '../../../ui/empty'
import { ProblemNotice } from '../../../ui/problem'
import { SearchBox } from '../../../ui/search-box'
import { Select } from '../../../ui/select'
import { count } from '../../../ui/words'
import { Toolbar } from '../toolbar'
import { InvitationsTable } from './invitations-table'
import { InviteDialog } from './invite-dialog'

const STATES = [
  { value: 'pending', label: 'Pending' },
  { value: 'expired', label: 'Expired' },
] as const

export function InvitationsTab() {
  const { tenant = '' } = useParams()
  const [q, setQ] = useParam('q')
  const [asked, setState] = useParam('state')
  const [inviting, setInviting] = useOpenParam('new')
  const state = asked === 'expired' ? 'expired' : 'pending'
  const invitations = useInvitations(tenant, { q, state })
  const mayInvite = useMay('invitations:write', tenant)
  const { items, hasNextPage, error } = invitations
  const isExpired = state === 'expired'
  useTabTitle(error ? 'The invitations could not be fetched' : titleOf(items, hasNextPage, { q, isExpired }))
  const invite = (
    <Button look="primary" icon={<UserPlus />} onClick={() => setInviting(true)}>
      Invite people
    </Button>
  )
  return (
    <>
      <Toolbar action={mayInvite && invite}>
        <SearchBox label="Search by e-mail" value={q} onChange={setQ} />
        <div className="w-32">
          <Select
            hideLabel
            label="State"
            value={state}
            onChange={(next) => setState(next === 'expired' ? next : '')}
            options={STATES}
          />
        </div>
      </Toolbar>
      {error ? (
        <ProblemNotice error={error} retry={invitations.refetch} />
      ) : (
        <InvitationsTable
          tenant={tenant}
          invitations={invitations}
          isExpired={isExpired}
          empty={<Nothing q={q} isExpired={isExpired} clear={() => setQ('')} invite={mayInvite ? invite : undefined} />}
        />
      )}
      {inviting && <InviteDialog tenant={tenant} onClose={() => setInviting(false)} />}
    </>
  )
}

interface NothingProps {
  q: string
  isExpired: boolean
  clear: () => void
  invite: React.ReactNode
}

function Nothing({ q, isExpired, clear, invite }: NothingProps) {
  if (q !== '') {
    return (
      <Empty icon={<MailPlus />} title="No invitation matches" action={<Button onClick={clear}>Show all</Button>}>
        An invitation that was accepted is not here any more: its person is among the members.
      </Empty>
    )
  }
  if (isExpired) return <Empty icon={<MailPlus />} title="No invitation has expired" />
  return (
    <Empty icon={<MailPlus />} title="Nobody is being waited for" action={invite}>
      An invitation is a link that works once, for a week. It makes whoever accepts it a member with the role that you
      choose.
    </Empty>
  )
}

function titleOf(
  items: readonly unknown[] | undefined,
  hasMore: boolean,
  { q, isExpired }: { q: string; isExpired: boolean },
): string | undefined {
  if (items === undefined) return undefined
  const all = `${hasMore ? 'More than ' : ''}${count(items.length, 'invitation')}`
  const one = items.length === 1 && !hasMore
  if (q !== '') return items.length === 0 ? 'No invitation matches' : `${all} ${one ? 'matches' : 'match'}`
  if (items.length === 0) return isExpired ? 'No invitation has expired' : 'No invitation waits for an answer'
  return isExpired ? `${all} expired` : `${all} ${one ? 'waits' : 'wait'} for an answer`
}
