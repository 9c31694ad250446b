import type { Progress } from '@modelcontextprotocol/client'
import { ProblemNotice } from '../../../ui/problem'
import { Duration } from '../../../ui/time'
import { Section } from '../../../ui/page'
import { inBytes } from '../bytes'
import { ToolResult } from '../result/tool-result'
import type { CallState } from './use-call'

/** How the call goes, then what came of it. */
export function CallView({ state, again }: { state: CallState; again: (() => void) | undefined }) {
  if (state.status === 'none') return null
  return (
    <Section title="Result" description={<Line state={state} />}>
      {state.status === 'answered' && <ToolResult result={state.result} again={again} />}
      {state.status === 'failed' && <ProblemNotice error={state.problem} {...(again && { retry: again })} />}
    </Section>
  )
}

function Line({ state }: { state: CallState }) {
  return (
    <div role="status">
      {state.status === 'running' && <Running progress={state.progress} />}
      {state.status === 'answered' && (
        <>
          {state.result.isError === true ? 'Failed after ' : 'Answered after '}
          <Duration ms={state.ms} />, {inBytes(JSON.stringify(state.result).length)}
        </>
      )}
      {state.status === 'failed' && (
        <>
          Failed after <Duration ms={state.ms} />
        </>
      )}
      {state.status === 'cancelled' && (
        <>
          Cancelled after <Duration ms={state.ms} />. What was done by then stays done.
        </>
      )}
    </div>
  )
}

/** What the SDK itself says while the server waits for the person. */
const OWN = /^Fulfilling input required/

function Running({ progress }: { progress: Progress | undefined }) {
  if (!progress) return 'Running'
  const { progress: done, total, message } = progress
  return (
    <span className="flex flex-wrap items-center gap-2">
      {total !== undefined && <progress value={done} max={total} aria-label="Progress" className="h-2 w-40" />}
      {total === undefined ? 'Running' : `${Math.round((done / total) * 100)} %`}
      {message !== undefined && `: ${OWN.test(message) ? 'waiting for your answer' : message}`}
    </span>
  )
}
