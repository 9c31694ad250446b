import { Ban, Check } from 'lucide-react'
import type { AccessRule } from '../../../../../server/contracts/access'
import { ROLE_NAMES } from '../standing'

/** What a rule, or one to be made, is about. */
export interface Ruling {
  readonly who: string
  /** What people call it. */
  readonly connector: string
  /** The full name; null: all of the connector. */
  readonly tool: string | null
  readonly effect: AccessRule['effect']
}

export const rulingOf = ({ role, user, connector, tool, effect }: AccessRule): Ruling => ({
  who: user?.name ?? (role === null ? 'Somebody' : `${ROLE_NAMES[role]}s`),
  connector: connector.name,
  tool,
  effect,
})

/** "may use", "may not use"; of a whole connector "may use all of", "may use nothing of". */
export const verb = ({ tool, effect }: Pick<Ruling, 'tool' | 'effect'>): string => {
  if (tool !== null) return effect === 'allow' ? 'may use' : 'may not use'
  return effect === 'allow' ? 'may use all of' : 'may use nothing of'
}

export const inWords = (ruling: Ruling): string => `${ruling.who} ${verb(ruling)} ${ruling.tool ?? ruling.connector}`

/** A rule as people say it. */
export function Sentence({ rule }: { rule: AccessRule }) {
  const ruling = rulingOf(rule)
  const Mark = rule.effect === 'allow' ? Check : Ban
  return (
    <span className="flex min-w-0 items-start gap-2">
      <Mark aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-muted" />
      <span className="min-w-0 wrap-anywhere">
        <span className="font-medium">{ruling.who}</span> {verb(ruling)}{' '}
        {ruling.tool === null ? ruling.connector : <code className="font-mono text-13">{ruling.tool}</code>}
      </span>
    </span>
  )
}
