import { Play } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState, type FormEvent } from 'react'
import type { Connection } from '../../../mcp/connect'
import { isObject } from '../../../mcp/schema'
import { EffectBadge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/dialog'
import { Markdown } from '../result/markdown'
import { jsonIn } from '../result/blocks'
import { check, type FormErrors } from '../schema-form/check'
import { useJsonDraft } from '../schema-form/use-json-draft'
import { Arguments } from './arguments'
import { CallView } from './call-view'
import { CopyCall } from './copy-call'
import { effectOf, inputOf, type Tool, titleOf } from './tool'
import { type CallState, useCall } from './use-call'

interface ToolPanelProps {
  tool: Tool
  /** Absent while there is none. */
  connection: Connection | undefined
  begin: { readonly args: unknown; readonly isRun: boolean }
  onArgs: (args: unknown) => void
  onEnded: (tool: Tool, args: unknown, state: CallState) => void
}

/** One tool: what it does, its form, and what it answered. */
export function ToolPanel({ tool, connection, begin, onArgs, onEnded }: ToolPanelProps) {
  const schema = inputOf(tool)
  const [args, setArgs] = useState(begin.args)
  const form = useRef<HTMLFormElement>(null)
  const [tries, setTries] = useState(0)
  const [isAsking, setAsking] = useState(false)
  const call = useCall(tool, (used, state) => onEnded(tool, used, state))
  const change = (next: unknown) => {
    const given = next ?? {}
    setArgs(given)
    onArgs(given)
  }
  const json = useJsonDraft(args, change)
  const effect = effectOf(tool)
  const errors = tries > 0 ? { ...refusedFields(call.state), ...check(schema, args) } : {}

  const go = async () => {
    if (connection) await call.run(connection, args)
  }
  const tryNow = () => {
    setTries((n) => n + 1)
    if (json.wrong !== undefined || Object.keys(check(schema, args)).length > 0 || !connection) return
    if (effect === 'destroy') setAsking(true)
    else void go()
  }
  // Where something is wrong, the focus goes there.
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [tries])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    tryNow()
  }
  const runBegun = useEffectEvent(() => {
    // Once: who comes back to this tool later only finds it filled in.
    onArgs(args)
    tryNow()
  })
  const isDue = begin.isRun && connection !== undefined
  useEffect(() => {
    const timer = isDue ? setTimeout(runBegun) : undefined
    return () => clearTimeout(timer)
  }, [isDue])

  const isRunning = call.state.status === 'running'
  return (
    <div className="grid min-w-0 gap-6">
      <form
        ref={form}
        noValidate
        onSubmit={submit}
        className="grid min-w-0 gap-4 rounded-control border border-line bg-surface p-4"
      >
        <header className="grid min-w-0 gap-1">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="min-w-0 wrap-anywhere">{titleOf(tool)}</h2>
            <EffectBadge effect={effect} />
          </div>
          {titleOf(tool) !== tool.name && <p className="font-mono text-12 wrap-anywhere text-muted">{tool.name}</p>}
          <div className="max-w-3xl text-13 text-muted">
            <Markdown text={tool.description ?? ''} />
          </div>
        </header>
        <Arguments schema={schema} value={args} onChange={change} errors={errors} json={json} />
        <div className="flex flex-wrap items-center gap-2 border-t border-line pt-4">
          <Button type="submit" look="primary" icon={<Play />} busy={isRunning} disabled={!connection}>
            Run
          </Button>
          {isRunning && <Button onClick={call.cancel}>Cancel</Button>}
          {connection && <CopyCall url={connection.url} tool={tool.name} args={args} schema={schema} />}
          {json.wrong !== undefined && tries > 0 && <p className="text-13 text-bad">The JSON is not finished yet.</p>}
        </div>
      </form>
      <CallView state={call.state} again={connection && tryNow} />
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Run ${titleOf(tool)}?`}
        description="It may change or delete things for good, in the real account."
        confirm={{ label: 'Run it', look: 'danger' }}
        onConfirm={() => {
          void go()
          return Promise.resolve()
        }}
      />
    </div>
  )
}

/** What the server said about single fields, where they are. */
function refusedFields(state: CallState): FormErrors {
  if (state.status !== 'answered' || state.result.isError !== true) return {}
  const [first] = state.result.content
  const body = first?.type === 'text' ? jsonIn(first.text) : undefined
  if (!isObject(body) || !isObject(body.fields)) return {}
  return Object.fromEntries(Object.entries(body.fields).map(([name, words]) => [name, String(words)]))
}
