import { Trash2 } from 'lucide-react'
import type { AccessRule } from '../../../../../server/contracts/access'
import { useDeleteRule, useSetRule } from '../../../api/access'
import { Problem } from '../../../api/client'
import { IconButton } from '../../../ui/button'
import { useToast } from '../../../ui/toast'
import { inWords, rulingOf } from './sentence'

/** Deletes a rule at once, with an undo. */
export function DeleteRule({ tenant, rule }: { tenant: string; rule: AccessRule }) {
  const remove = useDeleteRule(tenant)
  const set = useSetRule(tenant)
  const { say } = useToast()
  const words = inWords(rulingOf(rule))
  const act = async () => {
    try {
      await remove.mutateAsync(rule.id)
      say({ title: 'The rule was deleted.', description: words, undo: () => set.mutateAsync(sameAs(rule)) })
    } catch (error) {
      const { message, hint } = Problem.from(error)
      say({ look: 'bad', title: `The rule is still there. ${message}`, description: hint })
    }
  }
  return (
    <IconButton
      size="small"
      label={`Delete: ${words}`}
      icon={<Trash2 />}
      disabled={remove.isPending}
      onClick={() => void act()}
    />
  )
}

/** What sets this very rule again. */
export const sameAs = ({ role, user, connector, tool, effect }: AccessRule) => ({
  ...(role !== null && { role }),
  ...(user !== null && { user: user.id }),
  connector: connector.id,
  ...(tool !== null && { tool }),
  effect,
})
