import { outcomeOf } from './outcomes'

const TIMES: Readonly<Record<string, string>> = {
  hour: 'in the last hour',
  day: 'in the last day',
  week: 'in the last week',
}

/** What the list holds, as far as a line can say: "Failed calls of github_get_me in the last hour". */
export function titleOf(search: URLSearchParams, isAudit: boolean, seesAll: boolean): string {
  const outcome = search.get('outcome') ?? ''
  const tool = search.get('tool') ?? ''
  const time = TIMES[search.get('time') ?? ''] ?? ''
  const noun = isAudit ? 'changes' : 'calls'
  const what =
    outcome === ''
      ? `${seesAll ? 'All' : 'Your'} ${noun}`
      : outcome === 'error'
        ? `${seesAll ? 'Failed' : 'Your failed'} ${noun}`
        : `${seesAll ? (isAudit ? 'Changes' : 'Calls') : `Your ${noun}`} that ended with "${outcomeOf(outcome).word}"`
  return [what, tool === '' ? '' : `of ${tool}`, time].filter(Boolean).join(' ')
}
