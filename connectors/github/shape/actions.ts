import { compact } from '../../sdk'
import type { Detail } from './issues'
import { firstLine, login, type Maybe, type RawUser } from './common'

interface RawWorkflow {
  id: number
  name: string
  path: string
  state?: string
  html_url?: string
}

export const toWorkflow = (raw: RawWorkflow) =>
  compact({ id: raw.id, name: raw.name, path: raw.path, state: raw.state, url: raw.html_url })

export interface RawRun {
  id: number
  name?: Maybe<string>
  display_title?: string
  event?: string
  status?: Maybe<string>
  conclusion?: Maybe<string>
  head_branch?: Maybe<string>
  head_sha?: string
  head_commit?: Maybe<{ message: string }>
  actor?: Maybe<RawUser>
  workflow_id?: number
  run_number?: number
  run_attempt?: number
  pull_requests?: Maybe<readonly { number: number }[]>
  created_at?: string
  run_started_at?: string
  updated_at?: string
  html_url: string
}

export const toRunItem = (raw: RawRun) =>
  compact({
    id: raw.id,
    workflow: raw.name,
    title: raw.display_title,
    event: raw.event,
    status: raw.status,
    conclusion: raw.conclusion,
    branch: raw.head_branch,
    sha: raw.head_sha?.slice(0, 10),
    actor: login(raw.actor),
    created_at: raw.created_at,
    url: raw.html_url,
  })

export const toRun = (raw: RawRun) =>
  compact({
    ...toRunItem(raw),
    sha: raw.head_sha,
    workflow_id: raw.workflow_id,
    number: raw.run_number,
    attempt: raw.run_attempt,
    commit_message: firstLine(raw.head_commit?.message),
    pull_requests: (raw.pull_requests ?? []).map((pull) => pull.number),
    started_at: raw.run_started_at,
    updated_at: raw.updated_at,
  })

export interface RawJob {
  id: number
  name: string
  status?: string
  conclusion?: Maybe<string>
  run_attempt?: number
  started_at?: Maybe<string>
  completed_at?: Maybe<string>
  html_url?: Maybe<string>
  steps?: readonly { number: number; name: string; status?: string; conclusion?: Maybe<string> }[]
}

const FAILED = new Set(['failure', 'timed_out', 'startup_failure', 'action_required'])
const FINE = new Set(['success', 'skipped'])

export const jobFailed = (raw: RawJob): boolean => FAILED.has(raw.conclusion ?? '')

export const toJob = (raw: RawJob, detail: Detail) =>
  compact({
    id: raw.id,
    name: raw.name,
    status: raw.status,
    conclusion: raw.conclusion,
    attempt: raw.run_attempt,
    started_at: raw.started_at,
    completed_at: raw.completed_at,
    steps: (raw.steps ?? [])
      .filter((step) => detail === 'full' || !FINE.has(step.conclusion ?? ''))
      .map((step) => compact({ number: step.number, name: step.name, result: step.conclusion ?? step.status })),
    url: raw.html_url,
  })

export interface RawDispatch {
  workflow_run_id?: number
  html_url?: string
}

/** Newer versions of the API name the run; older ones answer with nothing. */
export const toStarted = (raw: Maybe<RawDispatch>) =>
  compact({
    started: true,
    run_id: raw?.workflow_run_id,
    url: raw?.html_url,
    hint: raw?.workflow_run_id ? undefined : 'list_workflow_runs with event workflow_dispatch shows it soon.',
  })

export const MAX_LOG = 20_000_000
/** Colours and cursor moves that runners write for terminals. */
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g')
const TIMESTAMP = /^\d{4}-\d\d-\d\dT[\d:.]+Z ?/
const LONGEST_LINE = 2_000

/** The last lines of a log, readable: no terminal colours, and no time in front of each line unless asked for. */
export function toLogTail(bytes: Uint8Array, tailLines: number, timestamps: boolean) {
  const lines = new TextDecoder().decode(bytes).replace(ANSI, '').split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const tail = lines.slice(-tailLines)
  return compact({
    log: tail.map((line) => (timestamps ? line : line.replace(TIMESTAMP, '')).slice(0, LONGEST_LINE)).join('\n'),
    start_line: lines.length - tail.length + 1,
    total_lines: lines.length,
    truncated: tail.length < lines.length ? true : undefined,
  })
}
