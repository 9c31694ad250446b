import { CircleX } from 'lucide-react'
import { Problem } from '../api/client'
import { Button } from './button'
import { CopyButton } from './copy'

/** What went wrong, what to do next, and the request's id for whoever looks into it. */
export function ProblemNotice({ error, retry }: { error: unknown; retry?: () => unknown }) {
  const problem = Problem.from(error)
  return (
    <div role="alert" className="flex gap-2.5 rounded-control border border-bad bg-bad-soft p-3">
      <CircleX aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-bad" />
      <div className="grid min-w-0 flex-1 justify-items-start gap-1.5">
        <p className="font-medium">{problem.message}</p>
        {problem.hint && <p className="text-13">{problem.hint}</p>}
        {problem.requestId && (
          <div className="flex max-w-full items-center gap-1 text-12 text-muted">
            <p className="min-w-0 break-words">
              Request <code className="font-mono select-all">{problem.requestId}</code>
            </p>
            <CopyButton text={problem.requestId} label="request id" />
          </div>
        )}
        {retry && (
          <Button size="small" onClick={() => void retry()}>
            Try again
          </Button>
        )}
      </div>
    </div>
  )
}
