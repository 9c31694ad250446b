import { Link } from 'react-router-dom'
import type { Overview } from '../../../../server/contracts/overview'
import { useMay } from '../../api/me'
import { count } from '../../ui/words'

/** What the tenant has, as a line of links. */
export function Counts({ tenant, overview }: { tenant: string; overview: Overview }) {
  const { connectors, tools, members, clients } = overview.counts
  const mayClients = useMay('clients:read', tenant)
  const base = `/tenants/${tenant}`
  const all = [
    { text: count(connectors, 'connector'), to: `${base}/connectors` },
    { text: count(tools, 'tool'), to: `${base}/connectors` },
    ...(members === null ? [] : [{ text: count(members, 'member'), to: `${base}/people` }]),
    { text: `${count(clients, 'client')} in 30 days`, to: mayClients ? `${base}/settings/clients` : `${base}/connect` },
  ]
  return (
    <ul aria-label="What there is" className="flex flex-wrap gap-x-4 gap-y-1">
      {all.map(({ text, to }) => (
        <li key={text}>
          <Link
            to={to}
            className="inline-flex min-h-6 items-center underline decoration-line underline-offset-4 hover:text-ink"
          >
            {text}
          </Link>
        </li>
      ))}
    </ul>
  )
}
