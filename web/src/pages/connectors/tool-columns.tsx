import { Link } from 'react-router-dom'
import type { ConnectorUsage } from '../../../../server/contracts/overview'
import type { Tool } from '../../../../server/contracts/connectors'
import { Badge, EffectBadge } from '../../ui/badge'
import { Switch } from '../../ui/switch'
import type { Column } from '../../ui/table'
import { count } from '../../ui/words'
import { tokensOf } from './tool-words'

interface Parts {
  readonly tenant: string
  readonly connector: string
  /** By the full name; undefined while it is not known. */
  readonly calls: ReadonlyMap<string, ConnectorUsage['tools'][number]> | undefined
  /** Who may read access rules. */
  readonly seesWho: boolean
  /** Undefined for whoever may not. */
  readonly flip: ((tool: Tool, enabled: boolean) => void) | undefined
}

export const toolColumns = ({ tenant, connector, calls, seesWho, flip }: Parts): Column<Tool>[] => [
  {
    key: 'name',
    head: 'Tool',
    className: 'sm:w-56',
    cell: (tool) => (
      <div className="grid min-w-0 justify-items-start gap-0.5">
        {tool.title !== null && <span className="font-medium">{tool.title}</span>}
        <code className={`font-mono wrap-anywhere text-12 ${tool.title === null ? '' : 'text-muted'}`}>
          {tool.name}
        </code>
        <span className="mt-1 sm:hidden">
          <EffectBadge effect={tool.effect} />
        </span>
      </div>
    ),
  },
  {
    key: 'description',
    head: 'What it does',
    hideBelow: 'lg',
    cell: ({ description }) => (
      <p className="line-clamp-2 min-w-48 text-13 text-muted" title={description}>
        {description}
      </p>
    ),
  },
  {
    key: 'effect',
    head: 'Effect',
    hideBelow: 'sm',
    cell: ({ effect }) => <EffectBadge effect={effect} />,
  },
  ...(seesWho ? [whoColumn(tenant, connector)] : []),
  {
    key: 'calls',
    head: 'Calls, 7 days',
    align: 'right',
    hideBelow: 'md',
    className: 'whitespace-nowrap',
    cell: ({ name }) => calls && <Calls used={calls.get(name)} />,
  },
  {
    key: 'tokens',
    head: 'Tokens',
    align: 'right',
    hideBelow: 'md',
    cell: (tool) => tokensOf(tool).toLocaleString('en'),
  },
  {
    key: 'on',
    head: 'On',
    align: 'right',
    className: 'w-14',
    cell: (tool) =>
      flip ? (
        <span className="inline-flex h-6 items-center">
          <Switch
            hideLabel
            label={tool.title ?? tool.name}
            checked={tool.enabled}
            onChange={(enabled) => flip(tool, enabled)}
          />
        </span>
      ) : (
        <Badge look={tool.enabled ? 'good' : 'neutral'}>{tool.enabled ? 'On' : 'Off'}</Badge>
      ),
  },
]

const whoColumn = (tenant: string, connector: string): Column<Tool> => ({
  key: 'who',
  head: 'Who may use it',
  hideBelow: 'md',
  cell: (tool) => <Who tool={tool} to={`/tenants/${tenant}/people/access?connector=${connector}&tool=${tool.name}`} />,
})

const Calls = ({ used }: { used: ConnectorUsage['tools'][number] | undefined }) => (
  <span title={used && used.errors > 0 ? `${count(used.errors, 'call')} failed` : undefined}>
    {(used?.calls ?? 0).toLocaleString('en')}
  </span>
)

function Who({ tool: { allowedFor, name }, to }: { tool: Tool; to: string }) {
  if (allowedFor === null) return null
  return (
    <Link to={to} className="text-13 underline decoration-control underline-offset-2 hover:decoration-ink">
      {whoMay(allowedFor)}
      <span className="sr-only"> may use {name}</span>
    </Link>
  )
}

const CLOSED = {
  tenant: 'Nobody: tenant off',
  type: 'Nobody: not allowed',
  connector: 'Nobody: connector off',
  tool: 'Nobody',
  read_only: 'Nobody: read-only',
} as const

function whoMay({ closedBy, everyone, roles, people }: NonNullable<Tool['allowedFor']>): string {
  if (closedBy !== null) return CLOSED[closedBy]
  if (everyone) return 'Everybody'
  if (people === 0) return 'Nobody'
  // All roles and not everyone: rules about people say otherwise.
  if (roles.length === 0 || roles.length === 3) return count(people, 'person', 'people')
  return roles.map((role, i) => `${i === 0 ? role.charAt(0).toUpperCase() + role.slice(1) : role}s`).join(', ')
}
