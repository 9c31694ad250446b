import { Problem } from '../api/client'
import { Button } from './button'

/** What went wrong, what to do next, and the request's id for whoever looks into it. */
export function ProblemNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = Problem.from(error)
  return (
    <div role="alert" className="grid gap-2 rounded-control border border-bad bg-bad-soft p-4">
      <p className="font-medium">
        <span aria-hidden="true" className="mr-2 text-bad">
          ✕
        </span>
        {problem.message}
      </p>
      {problem.hint && <p className="text-13">{problem.hint}</p>}
      {problem.requestId && (
        <p className="text-12 text-muted">
          Request <code className="font-mono select-all">{problem.requestId}</code>
        </p>
      )}
      {retry && (
        <div>
          <Button onClick={retry}>Try again</Button>
        </div>
      )}
    </div>
  )
}
