import { UserMinus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useMay } from '../../../api/me'
import { useReach } from '../../../api/access'
import { useMember } from '../../../api/members'
import { Badge } from '../../../ui/badge'
import { Button, ButtonLink } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import { When } from '../../../ui/time'
import { count } from '../../../ui/words'
import { ROLE_NAMES, useStanding } from '../standing'
import { MemberReach } from './member-reach'
import { MemberRules } from './member-rules'
import { RemoveDialog } from './remove-dialog'
import { RoleSelect } from './role-select'

/** Somebody: who they are, what they may use, and the rules about them. */
export function MemberDialog({ tenant, id, onClose }: { tenant: string; id: string; onClose: () => void }) {
  const member = useMember(tenant, id)
  const reach = useReach(tenant, { user: id, key: '' })
  const standing = useStanding(tenant)
  const mayWrite = useMay('members:write', tenant)
  const [removing, setRemoving] = useState(false)
  const { data } = member
  const mayChange = data !== undefined && mayWrite && standing.touches(data.role)
  const tools = reach.data?.connectors.flatMap((each) => each.tools)
  const allowed = tools?.filter((tool) => tool.allowed).length
  const title =
    data && tools ? `${data.name} may use ${allowed} of ${count(tools.length, 'tool')}` : (data?.name ?? 'A member')
  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={data?.email}
      footer={
        data && (
          <>
            {mayChange && data.userId !== standing.myId && (
              <Button icon={<UserMinus />} onClick={() => setRemoving(true)}>
                Remove
              </Button>
            )}
            <ButtonLink to={`/tenants/${tenant}/people/explain?user=${id}`}>Explain a tool</ButtonLink>
          </>
        )
      }
    >
      {member.error && <ProblemNotice error={member.error} retry={member.refetch} />}
      {member.isPending && <Skeleton rows={4} label="Loading the member" />}
      {data && (
        <div className="grid gap-6">
          <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
            <Fact term="Role">{mayChange ? <RoleSelect tenant={tenant} member={data} /> : ROLE_NAMES[data.role]}</Fact>
            <Fact term="Last seen">
              <When at={data.lastSeenAt} missing="Not yet" />
            </Fact>
            <Fact term="Member since">
              <When at={data.since} />
            </Fact>
            <Fact term="Account">
              <Badge look={data.isActive ? 'good' : 'warn'}>{data.isActive ? 'Active' : 'Deactivated'}</Badge>
            </Fact>
          </dl>
          <MemberReach tenant={tenant} reach={reach} />
          <MemberRules tenant={tenant} member={data} />
        </div>
      )}
      {removing && data && (
        <RemoveDialog tenant={tenant} member={data} onOpenChange={setRemoving} onRemoved={onClose} />
      )}
    </Dialog>
  )
}

const Fact = ({ term, children }: { term: string; children: ReactNode }) => (
  <div className="grid content-start gap-1">
    <dt className="text-12 text-muted">{term}</dt>
    <dd>{children}</dd>
  </div>
)
