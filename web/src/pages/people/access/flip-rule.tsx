import type { AccessRule } from '../../../../../server/contracts/access'
import { Problem } from '../../../api/client'
import { Button } from '../../../ui/button'
import { useToast } from '../../../ui/toast'
import { sameAs } from './delete-rule'
import { inWords, rulingOf } from './sentence'
import { useSetRuleAloud } from './use-set-rule'

/** Makes a rule say the opposite, at once, with an undo. */
export function FlipRule({ tenant, rule }: { tenant: string; rule: AccessRule }) {
  const { setRule, isPending } = useSetRuleAloud(tenant)
  const { say } = useToast()
  const effect = rule.effect === 'allow' ? 'deny' : 'allow'
  const verb = effect === 'allow' ? 'Allow' : 'Deny'
  const act = () =>
    setRule({ ...sameAs(rule), effect }).catch((error: unknown) => {
      const { message, hint } = Problem.from(error)
      say({ look: 'bad', title: `The rule says what it said. ${message}`, description: hint })
    })
  return (
    <Button
      size="small"
      aria-label={`${verb} instead: ${inWords(rulingOf(rule))}`}
      busy={isPending}
      onClick={() => void act()}
    >
      {verb}
    </Button>
  )
}
