import { declareTool, detail, page, z } from '../../sdk'
import { count, flag, id, maybe, paging, repository, text } from './common'

const workflow = z.string().min(1).max(255).describe('File name, e.g. ci.yml, or id.')
const runId = id('From list_workflow_runs.')

const RunItem = z.object({
  id: z.number(),
  workflow: maybe,
  title: maybe,
  event: maybe,
  status: maybe,
  conclusion: maybe,
  branch: maybe,
  sha: maybe,
  actor: maybe,
  created_at: maybe,
  url: text,
})

export const listWorkflows = declareTool({
  description:
    'GitHub Actions workflows of a repository: id, file and state. Use list_workflow_runs for what they did.',
  input: z.strictObject({ repository, ...paging() }),
  output: page(z.object({ id: z.number(), name: text, path: text, state: maybe, url: maybe })),
  effect: 'read',
  scopes: ['repo'],
})

export const listWorkflowRuns = declareTool({
  description:
    'Runs of GitHub Actions, newest first, of one workflow or all, by status, branch, event or person. For the checks of a pull request use get_pull_request_checks.',
  input: z.strictObject({
    repository,
    workflow: workflow.optional(),
    status: z
      .enum([
        'completed',
        'action_required',
        'cancelled',
        'failure',
        'neutral',
        'skipped',
        'stale',
        'success',
        'timed_out',
        'in_progress',
        'queued',
        'requested',
        'waiting',
        'pending',
      ])
      .optional(),
    branch: z.string().optional(),
    event: z.string().optional().describe('E.g. push, pull_request.'),
    actor: z.string().optional().describe('Login.'),
    head_sha: z.string().optional(),
    ...paging(),
  }),
  output: page(RunItem),
  effect: 'read',
  scopes: ['repo'],
})

export const getWorkflowRun = declareTool({
  description: 'One run of GitHub Actions: status, conclusion, attempt, commit. Its jobs: list_workflow_jobs.',
  input: z.strictObject({ repository, run_id: runId }),
  output: RunItem.extend({
    workflow_id: count,
    number: count,
    attempt: count,
    commit_message: maybe,
    pull_requests: z.array(z.number()).optional(),
    started_at: maybe,
    updated_at: maybe,
  }),
  effect: 'read',
  scopes: ['repo'],
})

export const listWorkflowJobs = declareTool({
  description:
    'Jobs of a run with the steps that did not succeed (all steps with detail full). Pass a failed job to get_job_logs.',
  input: z.strictObject({
    repository,
    run_id: runId,
    failed_only: z.boolean().default(false).describe('A page may then hold fewer items than limit.'),
    filter: z.enum(['latest', 'all']).default('latest').describe('Of the latest attempt, or of all.'),
    detail: detail(),
    ...paging(),
  }),
  output: page(
    z.object({
      id: z.number(),
      name: text,
      status: maybe,
      conclusion: maybe,
      attempt: count,
      started_at: maybe,
      completed_at: maybe,
      steps: z.array(z.object({ number: count, name: text, result: maybe })).optional(),
      url: maybe,
    }),
  ),
  effect: 'read',
  scopes: ['repo'],
})

export const getJobLogs = declareTool({
  description:
    'The last lines of the log of one job, which is where failures show. Find the job with list_workflow_jobs. Logs of running jobs are not there yet; old ones are deleted. At most 20 MB are read.',
  input: z.strictObject({
    repository,
    job_id: id('From list_workflow_jobs.'),
    tail_lines: z.int().min(1).max(2_000).default(200),
    timestamps: z.boolean().default(false),
  }),
  output: z.object({ log: text, start_line: z.number(), total_lines: z.number(), truncated: flag }),
  effect: 'read',
  scopes: ['repo'],
})

export const runWorkflow = declareTool({
  description:
    'Starts a workflow that has a workflow_dispatch trigger. To repeat what failed use rerun_failed_jobs. The run appears in list_workflow_runs after some seconds.',
  input: z.strictObject({
    repository,
    workflow,
    ref: z.string().min(1).describe('Branch or tag that holds the workflow.'),
    inputs: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe("The workflow's inputs, at most 25."),
  }),
  output: z.object({ started: z.boolean(), run_id: count, url: maybe, hint: maybe }),
  effect: 'write',
  scopes: ['workflow'],
})

export const rerunFailedJobs = declareTool({
  description:
    'Runs the failed jobs of a finished run again, with the jobs that depend on them. Watch it with get_workflow_run.',
  input: z.strictObject({
    repository,
    run_id: runId,
    enable_debug_logging: z.boolean().optional(),
  }),
  output: z.object({ started: z.boolean(), run_id: z.number() }),
  effect: 'write',
  scopes: ['repo'],
})
