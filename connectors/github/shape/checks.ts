import { compact } from '../../sdk'
import type { Maybe } from './common'

export interface RawCheckRuns {
  total_count: number
  check_runs: readonly {
    name: string
    status: string
    conclusion?: Maybe<string>
    html_url?: Maybe<string>
    output?: Maybe<{ title?: Maybe<string> }>
  }[]
}

export interface RawStatuses {
  total_count: number
  statuses: readonly { context: string; state: string; description?: Maybe<string>; target_url?: Maybe<string> }[]
}

type State = 'success' | 'failure' | 'pending'

const PASSED = new Set(['success', 'neutral', 'skipped'])
const ORDER: readonly State[] = ['failure', 'pending', 'success']

const runState = (status: string, conclusion: Maybe<string>): State => {
  if (status !== 'completed') return 'pending'
  return PASSED.has(conclusion ?? '') ? 'success' : 'failure'
}
const statusState = (state: string): State =>
  state === 'success' ? 'success' : state === 'pending' ? 'pending' : 'failure'

/** GitHub has two systems, check runs and commit statuses; whoever asks "does it pass" means both. */
export function toChecks(sha: string, runs: RawCheckRuns, combined: RawStatuses) {
  const checks = [
    ...runs.check_runs.map((run) =>
      compact({
        name: run.name,
        state: runState(run.status, run.conclusion),
        result: run.conclusion ?? run.status,
        url: run.html_url,
      }),
    ),
    ...combined.statuses.map((status) =>
      compact({
        name: status.context,
        state: statusState(status.state),
        result: status.state,
        url: status.target_url,
      }),
    ),
  ].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  const total = runs.total_count + combined.total_count
  return compact({
    head_sha: sha,
    state: checks[0]?.state ?? 'none',
    checks,
    total,
    truncated: total > checks.length ? true : undefined,
  })
}
