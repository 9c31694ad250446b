import { ArrowLeft, Wrench } from 'lucide-react'
import { Button } from '../../../ui/button'
import { Empty } from '../../../ui/empty'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import type { LinkState } from '../../../mcp/link'
import type { Tool } from './tool'
import { ToolList } from './tool-list'
import { ToolPanel } from './tool-panel'
import type { CallState } from './use-call'

export interface Begun {
  readonly args: unknown
  readonly isRun: boolean
  /** Another number begins anew. */
  readonly turn: number
}

interface ToolsViewProps {
  tools: readonly Tool[] | undefined
  error: unknown
  retry: () => unknown
  state: LinkState
  chosen: string | undefined
  onChoose: (tool: string | undefined) => void
  begunOf: (tool: string) => Begun
  onArgs: (tool: string, args: unknown) => void
  onEnded: (tool: Tool, args: unknown, state: CallState) => void
}

/** The tools of the endpoint beside the one that is being tried; in a narrow window one after the other. */
export function ToolsView({ tools, error, retry, state, chosen, onChoose, begunOf, onArgs, onEnded }: ToolsViewProps) {
  if (tools === undefined) {
    if (error !== null) return <ProblemNotice error={error} retry={retry} />
    return state.status === 'connecting' || state.status === 'open' ? <Skeleton rows={8} label="Loading tools" /> : null
  }
  if (tools.length === 0 && chosen === undefined) return <NoTools />
  const tool = tools.find(({ name }) => name === chosen)
  const begun = begunOf(chosen ?? '')
  return (
    <div className="grid min-w-0 grid-cols-1 gap-6 lg:grid-cols-[minmax(240px,300px)_minmax(0,1fr)]">
      <div className={chosen === undefined ? 'min-w-0' : 'min-w-0 max-lg:hidden'}>
        <ToolList tools={tools} chosen={chosen} onChoose={onChoose} />
      </div>
      <div className={chosen === undefined ? 'min-w-0 max-lg:hidden' : 'min-w-0'}>
        {chosen !== undefined && (
          <div className="pb-3 lg:hidden">
            <Button size="small" icon={<ArrowLeft />} onClick={() => onChoose(undefined)}>
              All tools
            </Button>
          </div>
        )}
        {tool === undefined ? (
          <Absent chosen={chosen} />
        ) : (
          <ToolPanel
            key={`${tool.name} ${begun.turn}`}
            tool={tool}
            connection={state.status === 'open' ? state.connection : undefined}
            begin={begun}
            onArgs={(args) => onArgs(tool.name, args)}
            onEnded={onEnded}
          />
        )}
      </div>
    </div>
  )
}

const NoTools = () => (
  <Empty title="There is nothing to try here yet" icon={<Wrench />}>
    This endpoint offers you no tool. Add a connector, switch some of its tools on, or ask an admin what the access
    rules allow you.
  </Empty>
)

/** A tool may go while somebody looks at it: an admin switched it off, or its connector. */
const Absent = ({ chosen }: { chosen: string | undefined }) => (
  <div role="status">
    {chosen === undefined ? (
      <p className="rounded-control border border-dashed border-line p-8 text-center text-muted">
        Choose a tool to try it.
      </p>
    ) : (
      <Empty title={`${chosen} is not offered here`}>
        It may have been switched off just now, or the access rules do not allow you this tool. What you filled in is
        kept in case it comes back.
      </Empty>
    )}
  </div>
)
