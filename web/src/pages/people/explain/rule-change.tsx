import type { AccessExplanation } from '../../../../../server/contracts/access'
import { Problem } from '../../../api/client'
import { useMember } from '../../../api/members'
import { Button, ButtonLink } from '../../../ui/button'
import { useToast } from '../../../ui/toast'
import { useSetRuleAloud } from '../access/use-set-rule'
import { ROLE_NAMES, type TenantRole, useStanding } from '../standing'

interface Props {
  tenant: string
  explanation: AccessExplanation
  step: AccessExplanation['steps'][number]
}

/** Says the opposite with the nearest rule there is: about this person, or the key's role, and this tool. */
export function RuleChange({ tenant, explanation, step }: Props) {
  const { allowed, connector, tool } = explanation
  const { setRule, isPending } = useSetRuleAloud(tenant)
  const { say } = useToast()
  const whom = useWhom(tenant, explanation)
  const act = async () => {
    if (whom === undefined) return
    try {
      await setRule({ ...whom.subject, connector: connector.id, tool, effect: allowed ? 'deny' : 'allow' })
    } catch (error) {
      const { message, hint } = Problem.from(error)
      say({ look: 'bad', title: `Nothing was changed. ${message}`, description: hint })
    }
  }
  return (
    <>
      {whom && (
        <Button size="small" busy={isPending} onClick={() => void act()}>
          {allowed ? `Keep ${whom.name} from it` : `Let ${whom.name} use it`}
        </Button>
      )}
      {step.rule !== null && (
        <ButtonLink
          size="small"
          look="plain"
          to={`/tenants/${tenant}/people/access?connector=${connector.slug}&tool=${encodeURIComponent(tool)}`}
        >
          See the rules
        </ButtonLink>
      )}
    </>
  )
}

/** Whom a rule would be about; undefined where I may not decide about them. */
function useWhom(tenant: string, { user, role }: AccessExplanation) {
  const { decidesFor } = useStanding(tenant)
  const member = useMember(tenant, user?.id ?? '')
  if (user !== null) {
    return member.data && decidesFor(member.data.role) ? { name: 'them', subject: { user: user.id } } : undefined
  }
  return isRole(role) && decidesFor(role)
    ? { name: `${ROLE_NAMES[role]}s`.toLowerCase(), subject: { role } }
    : undefined
}

const isRole = (role: string): role is TenantRole => role in ROLE_NAMES
