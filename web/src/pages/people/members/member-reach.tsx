import { Link } from 'react-router-dom'
import type { AccessReach } from '../../../../../server/contracts/access'
import type { useReach } from '../../../api/access'
import { Disclosure } from '../../../ui/disclosure'
import { Section } from '../../../ui/page'
import { Row, Rows } from '../../../ui/panel'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import { VendorIcon } from '../../../ui/vendor-icon'
import { May } from '../may'

/** What somebody may use, connector by connector; each tool leads to the reason. */
export const MemberReach = ({ tenant, reach }: { tenant: string; reach: ReturnType<typeof useReach> }) => (
  <Section title="Tools they may use">
    {reach.error && <ProblemNotice error={reach.error} retry={reach.refetch} />}
    {reach.isPending && <Skeleton rows={3} label="Loading their tools" />}
    {reach.data?.connectors.length === 0 && <p className="text-muted">This tenant has no connector yet.</p>}
    {reach.data && reach.data.connectors.length > 0 && (
      <Rows label="Connectors">
        {reach.data.connectors.map((connector) => (
          <Row key={connector.id}>
            <OneConnector
              connector={connector}
              explain={(tool) => `/tenants/${tenant}/people/explain?user=${reach.data.user?.id}&tool=${tool}`}
            />
          </Row>
        ))}
      </Rows>
    )}
  </Section>
)

interface OneProps {
  connector: AccessReach['connectors'][number]
  explain: (tool: string) => string
}

const OneConnector = ({ connector: { name: title, type, tools }, explain }: OneProps) => (
  <Disclosure
    summary={
      <span className="flex min-w-0 items-center gap-2 text-14 text-ink">
        <VendorIcon type={type} size={16} />
        {title}
        <span className="font-normal text-muted">
          {tools.filter((tool) => tool.allowed).length} of {tools.length}
        </span>
      </span>
    }
  >
    <ul className="grid gap-x-6 pb-1 pl-5 sm:grid-cols-2">
      {tools.map(({ name, allowed }) => (
        <li key={name} className="flex min-w-0 items-center justify-between gap-2">
          <Link
            to={explain(name)}
            className="min-w-0 truncate py-1 font-mono text-13 underline decoration-line underline-offset-2 hover:decoration-ink"
          >
            {name}
          </Link>
          <May allowed={allowed} />
        </li>
      ))}
    </ul>
  </Disclosure>
)
