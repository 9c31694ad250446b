import { RotateCw, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { CreatedInvitation, Invitation } from '../../../../../server/contracts/invitations'
import { type useInvitations, useRenewInvitation, useTakeBackInvitation } from '../../../api/invitations'
import type { z } from 'zod'
import { Problem } from '../../../api/client'
import { useMay } from '../../../api/me'
import { IconButton } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/dialog'
import { type Column, Table } from '../../../ui/table'
import { When } from '../../../ui/time'
import { useToast } from '../../../ui/toast'
import { ROLE_NAMES, useStanding } from '../standing'
import { NewLinkDialog } from './new-link-dialog'

interface Props {
  tenant: string
  invitations: ReturnType<typeof useInvitations>
  isExpired: boolean
  empty: ReactNode
}

type Made = { of: Invitation; link: z.output<typeof CreatedInvitation> }

export function InvitationsTable({ tenant, invitations, isExpired, empty }: Props) {
  const standing = useStanding(tenant)
  const mayWrite = useMay('invitations:write', tenant)
  const [made, setMade] = useState<Made>()
  const [ending, setEnding] = useState<Invitation>()
  const takeBack = useTakeBackInvitation(tenant)
  const { say } = useToast()
  return (
    <>
      <Table
        label="Invitations"
        rows={invitations.items}
        rowKey={({ id }) => id}
        empty={empty}
        more={{ has: invitations.hasNextPage, load: invitations.fetchNextPage, busy: invitations.isFetchingNextPage }}
        columns={columnsFor({
          tenant,
          isExpired,
          mayChange: ({ role }) => mayWrite && standing.touches(role),
          setMade,
          setEnding,
        })}
      />
      {made && <NewLinkDialog whom={whomOf(made.of)} link={made.link} onClose={() => setMade(undefined)} />}
      <ConfirmDialog
        open={ending !== undefined}
        onOpenChange={(open) => !open && setEnding(undefined)}
        title="Take the invitation back?"
        description={`The link for ${ending ? whomOf(ending) : ''} stops working. You can invite them again.`}
        confirm={{ label: 'Take it back', look: 'danger' }}
        onConfirm={async () => {
          await takeBack.mutateAsync(ending?.id ?? '')
          say({ title: 'The invitation was taken back.' })
        }}
      />
    </>
  )
}

interface About {
  tenant: string
  isExpired: boolean
  mayChange: (invitation: Invitation) => boolean
  setMade: (made: Made) => void
  setEnding: (invitation: Invitation) => void
}

const columnsFor = ({ tenant, isExpired, mayChange, setMade, setEnding }: About): readonly Column<Invitation>[] => [
  {
    key: 'who',
    head: 'For',
    className: 'w-full max-w-0',
    cell: (each) => <span className="block truncate">{whomOf(each)}</span>,
  },
  { key: 'role', head: 'Role', cell: ({ role }) => ROLE_NAMES[role] },
  {
    key: 'by',
    head: 'Invited by',
    hideBelow: 'md',
    className: 'whitespace-nowrap',
    cell: ({ inviterName }) => inviterName ?? <span className="text-muted">Nobody of this tenant</span>,
  },
  { key: 'sent', head: 'Invited', hideBelow: 'lg', cell: ({ createdAt }) => <When at={createdAt} /> },
  {
    key: 'ends',
    head: isExpired ? 'Expired' : 'Expires',
    hideBelow: 'sm',
    cell: ({ expiresAt }) => <When at={expiresAt} />,
  },
  {
    key: 'act',
    head: '',
    align: 'right',
    className: 'whitespace-nowrap',
    cell: (each) =>
      mayChange(each) && (
        <>
          <Renew tenant={tenant} invitation={each} onMade={(link) => setMade({ of: each, link })} />
          <IconButton size="small" label={`Take back: ${whomOf(each)}`} icon={<X />} onClick={() => setEnding(each)} />
        </>
      ),
  },
]

const whomOf = ({ email }: Invitation): string => email ?? 'Whoever holds the link'

interface RenewProps {
  tenant: string
  invitation: Invitation
  onMade: (link: Made['link']) => void
}

function Renew({ tenant, invitation, onMade }: RenewProps) {
  const renew = useRenewInvitation(tenant)
  const { say } = useToast()
  const act = () =>
    renew.mutate(invitation.id, {
      onSuccess: onMade,
      onError: (error) => {
        const { message, hint } = Problem.from(error)
        say({ look: 'bad', title: `The old link still stands. ${message}`, description: hint })
      },
    })
  return (
    <IconButton
      size="small"
      label={`New link: ${whomOf(invitation)}`}
      icon={<RotateCw />}
      disabled={renew.isPending}
      onClick={act}
    />
  )
}
