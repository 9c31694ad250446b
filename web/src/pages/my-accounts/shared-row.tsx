import type { Connector } from '../../../../server/contracts/connectors'
import { Badge } from '../../ui/badge'
import { Row } from '../../ui/page'
import { VendorIcon } from '../../ui/vendor-icon'
import type { Health } from '../connectors/health'

interface SharedRowProps {
  tenant: string
  connector: Connector
  health: Health
}

/** A connector whose account is everybody's. */
export const SharedRow = ({ tenant, connector, health }: SharedRowProps) => (
  <Row to={`/tenants/${tenant}/connectors/${connector.slug}/tools`}>
    <span className="flex min-w-0 items-center gap-3 max-sm:items-start">
      <VendorIcon type={connector.type} />
      <span className="flex min-w-0 flex-1 items-center justify-between gap-x-3 gap-y-1 max-sm:flex-col max-sm:items-start">
        <span className="grid min-w-0">
          <span className="font-medium">{connector.name}</span>
          <span className="text-13 wrap-anywhere text-muted">{usesIn(connector)}</span>
        </span>
        <Badge look={health.look}>{health.word}</Badge>
      </span>
    </span>
  </Row>
)

const usesIn = ({ credential }: Connector): string =>
  credential === null
    ? 'Has no account yet.'
    : `Uses the organisation's account${credential.username === null ? '' : ` ${credential.username}`}.`
