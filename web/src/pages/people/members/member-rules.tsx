import { Plus } from 'lucide-react'
import type { Member } from '../../../../../server/contracts/members'
import { useAccessRules } from '../../../api/access'
import { useMay } from '../../../api/me'
import { ButtonLink } from '../../../ui/button'
import { Section } from '../../../ui/page'
import { Row, Rows } from '../../../ui/panel'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import { DeleteRule } from '../access/delete-rule'
import { FlipRule } from '../access/flip-rule'
import { Sentence } from '../access/sentence'
import { useStanding } from '../standing'

/** The rules about one person. */
export function MemberRules({ tenant, member: { userId, name, role } }: { tenant: string; member: Member }) {
  const rules = useAccessRules(tenant, { user: userId })
  const standing = useStanding(tenant)
  const maySet = useMay('access:write', tenant) && standing.decidesFor(role)
  const access = `/tenants/${tenant}/people/access?user=${userId}`
  return (
    <Section
      title={`Rules about ${name}`}
      action={
        maySet && (
          <ButtonLink size="small" icon={<Plus />} to={`${access}&new`}>
            Add a rule
          </ButtonLink>
        )
      }
    >
      {rules.error && <ProblemNotice error={rules.error} retry={rules.refetch} />}
      {rules.isPending && <Skeleton rows={1} label="Loading the rules" />}
      {rules.items?.length === 0 && <p className="text-muted">None: what their role may use is theirs.</p>}
      {rules.items !== undefined && rules.items.length > 0 && (
        <Rows label={`Rules about ${name}`}>
          {rules.items.map((rule) => (
            <Row
              key={rule.id}
              aside={
                maySet && (
                  <>
                    <FlipRule tenant={tenant} rule={rule} />
                    <DeleteRule tenant={tenant} rule={rule} />
                  </>
                )
              }
            >
              <Sentence rule={rule} />
            </Row>
          ))}
        </Rows>
      )}
      {rules.hasNextPage && <ButtonLink to={access}>See all of them</ButtonLink>}
    </Section>
  )
}
