import { ArrowRight } from 'lucide-react'
import type { CallDetail } from '../../../../server/contracts/audit'
import { useMay } from '../../api/me'
import { ButtonLink } from '../../ui/button'
import { OutcomeBadge } from './outcome-badge'
import { outcomeOf } from './outcomes'

/** How a call ended, what that means, and where it is mended. */
export function OutcomeNote({ tenant, call }: { tenant: string; call: CallDetail }) {
  const { says, next } = outcomeOf(call.outcome)
  const mend = useMend(tenant, call)
  return (
    <div className="grid min-w-0 justify-items-start gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <OutcomeBadge code={call.outcome} />
        {call.outcome !== 'ok' && <code className="font-mono text-12 text-muted">{call.outcome}</code>}
      </div>
      <p>
        {says}
        {next !== undefined && ` ${next}`}
      </p>
      {mend !== undefined && (
        <ButtonLink to={mend.to} size="small" icon={<ArrowRight />}>
          {mend.label}
        </ButtonLink>
      )}
    </div>
  )
}

function useMend(tenant: string, { outcome, connector, tool, actor, person }: CallDetail) {
  const mayAccounts = useMay('accounts:read', tenant)
  const mayWrite = useMay('connectors:write', tenant)
  const mayExplain = useMay('access:read', tenant)
  const base = `/tenants/${tenant}`
  switch (outcomeOf(outcome).mendedAt) {
    case 'my-accounts':
      return { to: `${base}/my-accounts`, label: 'Open my accounts' }
    case 'accounts':
      if (connector === null) return undefined
      return mayAccounts
        ? { to: `${base}/connectors/${connector}/accounts`, label: 'Open its accounts' }
        : { to: `${base}/my-accounts`, label: 'Open my accounts' }
    case 'settings':
      return connector === null || !mayWrite
        ? undefined
        : { to: `${base}/connectors/${connector}/settings`, label: 'Open its settings' }
    case 'explain': {
      const who = whoIs(actor, person)
      if (who === undefined || !mayExplain) return undefined
      return { to: `${base}/people/explain?${new URLSearchParams({ ...who, tool })}`, label: 'Explain their access' }
    }
    case undefined:
      return undefined
  }
}

/** As the explanation of access names people and keys. */
function whoIs(actor: string, person: CallDetail['person']): Record<string, string> | undefined {
  if (actor.startsWith('key:')) return { key: actor.slice('key:'.length) }
  return person === null ? undefined : { user: person.email ?? person.id }
}
