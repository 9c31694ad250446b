import { CircleX } from 'lucide-react'
import { isObject } from '../../../mcp/schema'
import { Button } from '../../../ui/button'
import { OutLink, safeAddress } from './links'

/** The error in a tool's answer, as this server writes it. Undefined where it is written otherwise. */
export function toolError(value: unknown): ToolProblem | undefined {
  return isObject(value) && typeof value.message === 'string' ? (value as unknown as ToolProblem) : undefined
}

export interface ToolProblem {
  readonly message: string
  readonly code?: unknown
  readonly hint?: unknown
  readonly fields?: unknown
  readonly connect_url?: unknown
  readonly retry_after_s?: unknown
}

/** What went wrong, and the next step as something to press. */
export function ToolErrorNotice({ problem, again }: { problem: ToolProblem; again: (() => void) | undefined }) {
  const connect = safeAddress(problem.connect_url)
  const { message, code, hint, retry_after_s: wait } = problem
  return (
    <div role="alert" className="flex gap-2.5 rounded-control border border-bad bg-bad-soft p-3">
      <CircleX aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-bad" />
      <div className="grid min-w-0 flex-1 justify-items-start gap-1.5 wrap-anywhere">
        <p className="font-medium">{message}</p>
        {typeof hint === 'string' && <p className="text-13">{hint}</p>}
        {typeof wait === 'number' && <p className="text-13">It may work again in {wait} s.</p>}
        {connect !== undefined && (
          <p className="text-13 font-medium">
            <OutLink href={connect}>Connect the account</OutLink>
          </p>
        )}
        {typeof code === 'string' && <p className="font-mono text-12 text-muted">{code}</p>}
        {again && (
          <Button size="small" onClick={again}>
            Run again
          </Button>
        )}
      </div>
    </div>
  )
}
