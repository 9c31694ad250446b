import type { Overview } from '../../../../server/contracts/overview'
import type { Days } from '../../api/overview'
import { count } from '../../ui/words'
import { isUrgent } from './attention'

export const PERIODS: Readonly<Record<Days, string>> = { '1': '24 hours', '7': '7 days', '30': '30 days' }

/** How far back these figures go: another time may have been asked for already. */
export const periodOf = ({ from, to }: Overview): string => {
  const hours = Math.round((Date.parse(to) - Date.parse(from)) / 3_600_000)
  return hours <= 24 ? '24 hours' : count(Math.round(hours / 24), 'day')
}

/** The answer: what needs me now, else how it goes. */
export function titleOf(overview: Overview, stepsLeft: number): string {
  const { attention, totals, scope } = overview
  if (stepsLeft > 0) return `${count(stepsLeft, 'step')} to your first tool call`
  const urgent = attention.filter(isUrgent).length
  if (urgent > 0) return `${count(urgent, 'thing')} ${urgent === 1 ? 'needs' : 'need'} you`
  const calls = totals.calls === 0 ? 'no calls' : count(totals.calls, 'call')
  return `All is well: ${calls}${scope === 'own' ? ' of yours' : ''} in ${periodOf(overview)}`
}
