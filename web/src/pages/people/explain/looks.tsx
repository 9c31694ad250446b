import { Check, CircleDot, Minus, X } from 'lucide-react'
import type { AccessExplanation } from '../../../../../server/contracts/access'
import { Badge } from '../../../ui/badge'
import { Section } from '../../../ui/page'
import { Panel } from '../../../ui/panel'
import { Change } from './change'

type Step = AccessExplanation['steps'][number]

const ROLES: Readonly<Record<string, string>> = {
  ...{ member: 'a member', admin: 'an admin', owner: 'an owner' },
  ...{ platform_admin: 'a platform admin', nobody: 'nobody' },
}

/** What was looked at, in order. The last one decided, and holds what changes it. */
export function Looks({ tenant, explanation }: { tenant: string; explanation: AccessExplanation }) {
  const { steps, allowed, role, user, key } = explanation
  const last = steps.length - 1
  return (
    <Section
      title="What was looked at, in order"
      description={`${key ? 'The key' : (user?.name ?? 'They')} acts as ${ROLES[role] ?? role} here. The first look that refuses, and the first rule that is found, decides.`}
    >
      <Panel>
        <ol className="divide-y divide-line">
          {steps.map((step, n) => (
            <li
              key={step.look}
              aria-current={n === last ? 'step' : undefined}
              className={`flex min-h-10 flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2 ${n === last ? 'bg-sunken' : ''}`}
            >
              <Mark step={step} decides={n === last} />
              <span className={`min-w-0 flex-1 basis-48 ${n === last ? 'font-medium' : 'text-muted'}`}>
                {step.says}
              </span>
              {n === last && (
                <span className="flex flex-wrap items-center gap-2">
                  <Badge look={allowed ? 'good' : 'bad'}>{allowed ? 'Decides: may' : 'Decides: may not'}</Badge>
                  <Change tenant={tenant} explanation={explanation} step={step} />
                </span>
              )}
            </li>
          ))}
        </ol>
      </Panel>
    </Section>
  )
}

function Mark({ step, decides }: { step: Step; decides: boolean }) {
  if (decides) return <CircleDot aria-hidden="true" size={16} className="shrink-0" />
  const Icon = { pass: Check, none: Minus, allow: Check, deny: X }[step.outcome]
  return <Icon aria-hidden="true" size={16} className="shrink-0 text-muted" />
}
