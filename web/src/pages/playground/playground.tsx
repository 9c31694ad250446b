import { useState, useSyncExternalStore } from 'react'
import type { Frame } from '../../mcp/log'
import { Page } from '../../ui/page'
import { count } from '../../ui/words'
import { Asks } from './ask/asks'
import { AskDialog } from './ask/ask-dialog'
import { EndpointBar } from './endpoint-bar'
import { HistoryList } from './history-list'
import type { HistoryEntry } from './history'
import { LinkLine } from './link-line'
import { MessageLog } from './log/message-log'
import { OtherViews } from './others/other-views'
import { usePlace } from './place'
import { type Begun, ToolsView } from './tools/tools-view'
import { useHistory } from './use-history'
import { useLink } from './use-link'
import { useList } from './use-lists'
import { ViewTabs } from './view-tabs'

interface PlaygroundProps {
  tenant: string
  tenantName: string
  person: string
}

export function Playground({ tenant, tenantName, person }: PlaygroundProps) {
  const [place, go] = usePlace()
  const [asks] = useState(() => new Asks())
  const endpoint = { tenant, connector: place.connector, transport: place.transport }
  const { log, state, start } = useLink(endpoint, asks)
  const frames = useSyncExternalStore(log.subscribe, log.frames)
  const tools = useList(endpoint, state, 'tools')
  const history = useHistory(tenant, person)
  const begun = useBegun()
  const open = ({ connector, tool, args }: HistoryEntry, isRun: boolean) => {
    begun.set(tool, args, isRun)
    go({ connector, tool, view: 'tools' })
  }
  return (
    <Page wide title={titleOf(tools.data?.length, tenantName)}>
      <div className="grid min-w-0 gap-3">
        <EndpointBar tenant={tenant} tenantName={tenantName} place={place} go={go} />
        <LinkLine state={state} start={start} />
      </div>
      <ViewTabs
        label="What the endpoint offers"
        name="view"
        value={place.view}
        tabs={[
          { value: 'tools', label: 'Tools', count: tools.data?.length },
          { value: 'resources', label: 'Resources' },
          { value: 'prompts', label: 'Prompts' },
        ]}
      />
      {place.view === 'tools' ? (
        <ToolsView
          tools={tools.data}
          error={tools.error}
          retry={tools.refetch}
          state={state}
          chosen={place.tool}
          onChoose={(tool) => go({ tool })}
          begunOf={begun.of}
          onArgs={begun.keep}
          onEnded={(tool, args, ended) => history.add(place.connector, tool, args, ended)}
        />
      ) : (
        <OtherViews view={place.view} endpoint={endpoint} state={state} />
      )}
      <Below frames={frames} onClear={() => log.clear()} entries={history.entries} onOpen={open} />
      <AskDialog asks={asks} />
    </Page>
  )
}

const titleOf = (tools: number | undefined, tenantName: string): string =>
  tools === undefined || tools === 0 ? `Try the tools of ${tenantName}` : `Try ${count(tools, 'tool')} as yourself`

interface BelowProps {
  frames: readonly Frame[]
  onClear: () => void
  entries: readonly HistoryEntry[]
  onOpen: (entry: HistoryEntry, isRun: boolean) => void
}

const PANELS = [
  { value: 'messages', label: 'Messages' },
  { value: 'history', label: 'History' },
] as const

function Below({ frames, onClear, entries, onOpen }: BelowProps) {
  const [{ panel }] = usePlace()
  const counts = { messages: frames.length, history: entries.length }
  return (
    <div className="grid min-w-0 gap-3">
      <ViewTabs
        label="What happened"
        name="panel"
        value={panel}
        tabs={PANELS.map((each) => ({ ...each, count: counts[each.value] }))}
      />
      {panel === 'messages' ? (
        <MessageLog frames={frames} onClear={onClear} />
      ) : (
        <HistoryList entries={entries} onOpen={onOpen} />
      )}
    </div>
  )
}

/** What was filled in for each tool, for when somebody comes back to it. */
function useBegun() {
  const [kept] = useState(() => new Map<string, Begun>())
  const of = (tool: string): Begun => kept.get(tool) ?? { args: {}, isRun: false, turn: 0 }
  return {
    of,
    keep: (tool: string, args: unknown) => void kept.set(tool, { ...of(tool), args, isRun: false }),
    set: (tool: string, args: unknown, isRun: boolean) => void kept.set(tool, { args, isRun, turn: of(tool).turn + 1 }),
  }
}
