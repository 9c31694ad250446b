import { useDeleteRule, useSetRule } from '../../../api/access'
import { useToast } from '../../../ui/toast'
import { inWords, rulingOf } from './sentence'

/** Sets a rule and says so. Undo makes it say again what it said before, or takes it away where there was none. */
export function useSetRuleAloud(tenant: string) {
  const { mutateAsync: set, isPending, error } = useSetRule(tenant)
  const { mutateAsync: remove } = useDeleteRule(tenant)
  const { say } = useToast()
  const setRule = async (body: Parameters<typeof set>[0]) => {
    const rule = await set(body)
    const { id, before } = rule
    const isSame = before === rule.effect
    say({
      title: `${inWords(rulingOf(rule))}.`,
      description: isSame ? 'The rule said so already.' : 'Connected clients hear of it within a second.',
      undo: isSame ? undefined : () => (before === null ? remove(id) : set({ ...body, effect: before })),
    })
  }
  return { setRule, isPending, error }
}
