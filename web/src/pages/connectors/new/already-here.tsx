import { Link } from 'react-router-dom'
import type { Connector, ConnectorType } from '../../../../../server/contracts/connectors'
import { Info } from 'lucide-react'

interface HereProps {
  tenant: string
  type: ConnectorType
  all: readonly Connector[]
}

/** Several of one vendor are fine, and seldom meant: one that was begun is better finished. */
export function AlreadyHere({ tenant, type, all }: HereProps) {
  const same = all.filter((each) => each.type === type.type)
  if (same.length === 0) return null
  return (
    <div className="flex gap-2.5 rounded-control border border-line bg-info-soft p-3 text-13">
      <Info aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-info" />
      <div className="grid gap-1">
        <p className="font-medium">{type.title} is here already. Below you add another one.</p>
        <ul className="grid gap-1">
          {same.map(({ id, slug, name, account, credential }) => {
            const isBegun = account === 'shared' && credential === null
            const finish = `?${new URLSearchParams({ type: type.type, step: 'connect', connector: slug })}`
            return (
              <li key={id}>
                <Link
                  to={isBegun ? finish : `/tenants/${tenant}/connectors/${slug}`}
                  className="underline underline-offset-2"
                >
                  {isBegun ? `Finish ${name}` : `Open ${name}`}
                </Link>{' '}
                <span className="text-muted">
                  <code className="font-mono">{slug}</code>
                  {isBegun ? ', not connected yet' : credential?.username ? `, ${credential.username}` : ''}
                </span>
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}
