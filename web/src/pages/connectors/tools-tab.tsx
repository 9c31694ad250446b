import { Wrench } from 'lucide-react'
import { useParams, useSearchParams } from 'react-router-dom'
import type { Tool } from '../../../../server/contracts/connectors'
import { Problem } from '../../api/client'
import { useTools, useToolsUsage } from '../../api/connectors'
import { useMay } from '../../api/me'
import { useSwitchTool } from '../../api/tools'
import { Empty } from '../../ui/empty'
import { ProblemNotice } from '../../ui/problem'
import { SearchBox } from '../../ui/search-box'
import { Select } from '../../ui/select'
import { Table } from '../../ui/table'
import { useToast } from '../../ui/toast'
import { toolColumns } from './tool-columns'
import { contextWords, EFFECT_WORDS, EFFECTS, matchesTool } from './tool-words'
import { ToolsBulk } from './tools-bulk'

const STATES = [
  { value: '', label: 'On and off' },
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
]
const KINDS = [{ value: '', label: 'Any effect' }, ...EFFECTS.map((value) => ({ value, label: EFFECT_WORDS[value] }))]

export function ToolsTab() {
  const { tenant = '', connector = '' } = useParams()
  const [params, setParams] = useSearchParams()
  const { data, error, refetch } = useTools(tenant, connector)
  const usage = useToolsUsage(tenant, connector)
  const mayWrite = useMay('connectors:write', tenant)
  const seesCalls = useMay('activity:read', tenant)
  const seesWho = useMay('access:read', tenant)
  const flip = useFlip(tenant, connector)
  const [q, effect, state] = ['q', 'effect', 'state'].map((name) => params.get(name) ?? '') as [string, string, string]
  const set = (name: string, value: string) =>
    setParams(
      (now) => {
        if (value === '') now.delete(name)
        else now.set(name, value)
        return now
      },
      { replace: true },
    )
  if (error !== null && !data) return <ProblemNotice error={error} retry={() => void refetch()} />
  const shown = data?.items.filter(
    (tool) =>
      matchesTool(tool, q) &&
      (effect === '' || tool.effect === effect) &&
      (state === '' || tool.enabled === (state === 'on')),
  )
  const calls = usage.data && new Map(usage.data.tools.map((each) => [each.tool, each]))
  return (
    <div className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <SearchBox label="Search tools" value={q} onChange={(value) => set('q', value)} />
        <div className="w-48 max-sm:flex-1">
          <Select hideLabel label="Effect" value={effect} onChange={(value) => set('effect', value)} options={KINDS} />
        </div>
        <div className="w-32 max-sm:flex-1">
          <Select hideLabel label="State" value={state} onChange={(value) => set('state', value)} options={STATES} />
        </div>
      </div>
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-2">
        <p className="text-13 text-muted">{data && summary(data.items)}</p>
        {mayWrite && data && <ToolsBulk tenant={tenant} connector={connector} tools={data.items} />}
      </div>
      <Table
        label="Tools"
        columns={toolColumns({
          tenant,
          connector,
          calls: seesCalls ? calls : undefined,
          seesWho,
          flip: mayWrite ? flip : undefined,
        })}
        rows={shown}
        rowKey={({ name }) => name}
        empty={
          <Empty title="No tool is like that" icon={<Wrench />}>
            Search for other words, or take a filter away.
          </Empty>
        }
      />
    </div>
  )
}

const summary = (tools: readonly Tool[]): string => {
  const on = tools.filter(({ enabled }) => enabled)
  return `${on.length} of ${tools.length} are on. ${contextWords(on)}`
}

/** Saves at once; a slip is taken back. */
function useFlip(tenant: string, connector: string) {
  const { mutateAsync } = useSwitchTool(tenant, connector)
  const { say } = useToast()
  return ({ name, tool, title }: Tool, enabled: boolean): void => {
    mutateAsync({ name, enabled }).then(
      () =>
        say({
          title: `${title ?? tool} is ${enabled ? 'on' : 'off'}.`,
          undo: () => mutateAsync({ name, enabled: !enabled }),
        }),
      (error: unknown) =>
        say({ look: 'bad', title: `${title ?? tool} stays as it was.`, description: Problem.from(error).message }),
    )
  }
}
