import type { ConnectorType } from '../../../../../server/contracts/connectors'
import { useConnectorType } from '../../../api/connectors'
import { EffectBadge } from '../../../ui/badge'
import { Disclosure } from '../../../ui/disclosure'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import { count } from '../../../ui/words'

/** The tools of a type, for whoever wants to know before. */
export const WhatItCanDo = ({ type }: { type: ConnectorType }) => (
  <Disclosure summary={`What ${type.title} can do: ${count(type.toolCount, 'tool')}`}>
    <ToolList type={type.type} />
  </Disclosure>
)

function ToolList({ type }: { type: string }) {
  const { data, error, refetch } = useConnectorType(type)
  if (error !== null) return <ProblemNotice error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton rows={5} label="Loading the tools" />
  return (
    <ul aria-label="Tools" className="divide-y divide-line rounded-control border border-line bg-surface">
      {data.tools.map(({ tool, description, effect }) => (
        <li key={tool} className="flex items-start justify-between gap-3 px-3 py-2">
          <div className="grid min-w-0 gap-0.5">
            <code className="font-mono text-13 wrap-anywhere">{tool}</code>
            <p className="line-clamp-2 text-13 text-muted">{description}</p>
          </div>
          <EffectBadge effect={effect} />
        </li>
      ))}
    </ul>
  )
}
