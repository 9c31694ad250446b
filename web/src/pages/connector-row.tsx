import { Link } from 'react-router-dom'
import type { Connector, ConnectorType } from '../../../server/contracts/connectors'
import { useTools } from '../api/connectors'
import { useMay } from '../api/me'
import { Copyable } from '../ui/copy'
import { State } from '../ui/state'
import { count } from '../ui/words'

const LINK = 'text-13 underline decoration-control underline-offset-4 hover:decoration-ink'

interface ConnectorRowProps {
  tenant: string
  connector: Connector
  /** Absent when the server no longer knows it. */
  type: ConnectorType | undefined
}

export function ConnectorRow({ tenant, connector, type }: ConnectorRowProps) {
  const maySet = useMay('connectors:write')
  const takesToken = type?.auth.some(({ kind }) => kind === 'token') ?? false
  const connects = type?.auth.some(({ kind }) => kind === 'oauth2') ?? false
  const lacksAccount = connector.account === 'shared' && connector.credential === null
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="truncate text-14">{connector.name}</h2>
          <p className="text-13 text-muted">
            <code className="font-mono text-12">{connector.slug}</code> · {type?.title ?? connector.type} ·{' '}
            <ToolCount tenant={tenant} id={connector.id} />
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {connector.isReadOnly && <State tone="off">Read-only</State>}
          {connector.isEnabled ? <State tone="good">Enabled</State> : <State tone="off">Disabled</State>}
          {(takesToken || connects) && lacksAccount && (
            <State tone="warn">{connects ? 'Not connected' : 'No token'}</State>
          )}
          {connects && (
            // A page of the server: the person signs in there and goes on to the vendor.
            <a href={`/connect/${tenant}/${connector.slug}`} className={LINK}>
              {lacksAccount ? 'Connect the account' : 'Connect again'}
            </a>
          )}
          {takesToken && maySet && (
            <Link to={`/tenants/${tenant}/connectors/${connector.id}/token`} className={LINK}>
              {connector.credential === null ? 'Set the token' : 'Replace the token'}
            </Link>
          )}
        </div>
      </div>
      <Copyable text={connector.mcpUrl} label={`MCP address of ${connector.name}`} />
    </div>
  )
}

/** "50 tools", or "12 of 50 tools" when some are switched off. */
function ToolCount({ tenant, id }: { tenant: string; id: string }) {
  const { data, isError } = useTools(tenant, id)
  if (isError) return 'tools unknown'
  if (data === undefined) return 'counting tools…'
  const enabled = data.items.filter((tool) => tool.enabled).length
  const all = count(data.items.length, 'tool')
  return enabled === data.items.length ? all : `${enabled} of ${all}`
}
