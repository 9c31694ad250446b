import type { AccessExplanation } from '../../../../../server/contracts/access'
import { useMay } from '../../../api/me'
import { ButtonLink } from '../../../ui/button'
import { RuleChange } from './rule-change'

interface Props {
  tenant: string
  explanation: AccessExplanation
  step: AccessExplanation['steps'][number]
}

/** The button that changes what decided: a switch has a page of its own, a rule is set here. */
export function Change({ tenant, explanation, step }: Props) {
  const place = usePlace(tenant, explanation)[step.look]
  const maySetRules = useMay('access:write', tenant)
  if (place) {
    return place.may ? (
      <ButtonLink size="small" to={place.to}>
        {place.says}
      </ButtonLink>
    ) : (
      <span className="text-13 text-muted">{place.otherwise}</span>
    )
  }
  return maySetRules && <RuleChange tenant={tenant} explanation={explanation} step={step} />
}

interface Place {
  may: boolean
  to: string
  says: string
  /** Who does it, for whom it is not. */
  otherwise: string
}

function usePlace(
  tenant: string,
  { connector, tool, user }: AccessExplanation,
): Partial<Record<Props['step']['look'], Place>> {
  const mayManage = useMay('tenants:manage')
  const mayUsers = useMay('users:write')
  const mayConnectors = useMay('connectors:write', tenant)
  const base = `/tenants/${tenant}`
  const ofConnector = `${base}/connectors/${connector.id}`
  const byPlatform = 'A platform admin can change this.'
  const byAdmin = 'An admin can change this.'
  return {
    tenant: { may: mayManage, to: `${base}/settings`, says: 'Activate the tenant', otherwise: byPlatform },
    caller: {
      may: mayUsers,
      to: `/platform/users?q=${encodeURIComponent(user?.email ?? '')}`,
      says: 'Activate the account',
      otherwise: byPlatform,
    },
    type: { may: mayManage, to: `${base}/settings`, says: 'Allow this type', otherwise: byPlatform },
    connector: {
      may: mayConnectors,
      to: `${ofConnector}/settings`,
      says: 'Switch the connector on',
      otherwise: byAdmin,
    },
    tool: {
      may: mayConnectors,
      to: `${ofConnector}/tools?q=${encodeURIComponent(tool)}`,
      says: 'Switch the tool on',
      otherwise: byAdmin,
    },
    read_only: { may: mayConnectors, to: `${ofConnector}/settings`, says: 'Change read-only', otherwise: byAdmin },
    permission: {
      may: mayConnectors,
      to: `${base}/settings/keys`,
      says: 'Make another key',
      otherwise: 'Make a key that may do more.',
    },
  }
}
