import { declareTool, page, z } from '../../sdk'
import { ChangedFile, count, direction, flag, issueNumber, maybe, names, paging, repository, text } from './common'

const PullItem = z.object({
  number: z.number(),
  title: text,
  state: text,
  draft: flag,
  author: maybe,
  labels: names,
  assignees: names,
  head: maybe,
  base: maybe,
  updated_at: maybe,
  url: text,
  body: maybe,
})

const Pull = PullItem.extend({
  merged: flag,
  mergeable: flag,
  mergeable_state: maybe,
  head_sha: maybe,
  base_sha: maybe,
  reviewers: names,
  commits: count,
  additions: count,
  deletions: count,
  changed_files: count,
  created_at: maybe,
  merged_at: maybe,
  merged_by: maybe,
})

const pull = { repository, number: issueNumber }
const body = z.string().max(65_536)

export const listPullRequests = declareTool({
  description:
    'Pull requests of one repository by state and branch, newest first. Use search_issues with kind pr for words, people or several repositories. Returns summaries; get_pull_request has the rest.',
  input: z.strictObject({
    repository,
    state: z.enum(['open', 'closed', 'all']).default('open'),
    head: z.string().optional().describe('Source as owner:branch.'),
    base: z.string().optional().describe('Target branch.'),
    sort: z.enum(['created', 'updated', 'popularity', 'long-running']).default('created'),
    direction,
    detail: z.enum(['summary', 'full']).default('summary').describe('full adds the text and the branches.'),
    ...paging(),
  }),
  output: page(PullItem),
  effect: 'read',
  scopes: ['repo'],
})

export const getPullRequest = declareTool({
  description:
    'One pull request with its whole text, branches, size and whether it can be merged (absent while GitHub works it out). Changes: list_pull_request_files or get_pull_request_diff; CI: get_pull_request_checks.',
  input: z.strictObject(pull),
  output: Pull,
  effect: 'read',
  scopes: ['repo'],
})

export const getPullRequestDiff = declareTool({
  description:
    'The unified diff of a pull request as one text, cut after max_bytes. For large ones page through list_pull_request_files with patches instead.',
  input: z.strictObject({ ...pull, max_bytes: z.int().min(1_000).max(90_000).default(60_000) }),
  output: z.object({ diff: text, bytes: z.number(), truncated: flag, hint: maybe }),
  effect: 'read',
  scopes: ['repo'],
})

export const listPullRequestFiles = declareTool({
  description:
    'Files that a pull request changes, with lines added and removed, and their patches on request; 3,000 files at most. get_pull_request_diff gives all in one text.',
  input: z.strictObject({ ...pull, patches: z.boolean().default(false), ...paging() }),
  output: page(ChangedFile),
  effect: 'read',
  scopes: ['repo'],
})

export const listPullRequestReviews = declareTool({
  description:
    'Reviews of a pull request and their comments on lines, oldest first; a page holds up to limit of each. The plain conversation is in list_issue_comments.',
  input: z.strictObject({ ...pull, ...paging() }),
  output: page(
    z.object({
      kind: z.enum(['review', 'comment']),
      id: z.number(),
      author: maybe,
      state: maybe,
      path: maybe,
      line: count,
      review_id: count,
      in_reply_to: count,
      at: maybe,
      body: maybe,
    }),
  ),
  effect: 'read',
  scopes: ['repo'],
})

export const getPullRequestChecks = declareTool({
  description:
    'Whether CI passes on the head commit of a pull request: check runs and commit statuses with an overall state, failures first. For the log of a failed Actions job use list_workflow_jobs and get_job_logs.',
  input: z.strictObject(pull),
  output: z.object({
    head_sha: text,
    state: z.enum(['success', 'failure', 'pending', 'none']),
    checks: z.array(z.object({ name: text, state: text, result: maybe, url: maybe })).optional(),
    total: z.number(),
    truncated: flag,
  }),
  effect: 'read',
  scopes: ['repo'],
})

export const createPullRequest = declareTool({
  description:
    'Opens a pull request from a branch that already exists (create_branch, create_or_update_file make one). Returns the pull request.',
  input: z.strictObject({
    repository,
    title: z.string().min(1).max(256),
    head: z.string().min(1).describe('Branch with the changes; owner:branch for a fork.'),
    base: z.string().min(1).describe('Branch to merge into.'),
    body: body.optional().describe('Markdown.'),
    draft: z.boolean().default(false),
    maintainer_can_modify: z.boolean().optional().describe('For forks.'),
  }),
  output: Pull,
  effect: 'write',
  scopes: ['repo'],
})

export const updatePullRequest = declareTool({
  description:
    'Changes title, text, target branch or state of a pull request; only the fields sent change. Use update_issue for its labels and assignees, merge_pull_request to merge. Returns the pull request.',
  input: z
    .strictObject({
      ...pull,
      title: z.string().min(1).max(256).optional(),
      body: body.optional().describe('Markdown.'),
      state: z.enum(['open', 'closed']).optional(),
      base: z.string().min(1).optional(),
      maintainer_can_modify: z.boolean().optional(),
    })
    .refine((input) => Object.keys(input).length > 2, 'Give at least one field to change.'),
  output: Pull,
  effect: 'update',
  scopes: ['repo'],
})

export const createPullRequestReview = declareTool({
  description:
    'Reviews a pull request: approve, request changes or comment, with comments on lines of the diff, all sent at once. For a plain remark use add_issue_comment. Nobody can approve their own.',
  input: z
    .strictObject({
      ...pull,
      event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).default('COMMENT'),
      body: body.optional().describe('Markdown; needed unless approving.'),
      commit_id: z.string().optional().describe('Commit the lines refer to; default: the head.'),
      comments: z
        .array(
          z.strictObject({
            path: z.string().min(1),
            line: z.int().min(1).describe('Line of the file; the last one of a range.'),
            side: z.enum(['LEFT', 'RIGHT']).default('RIGHT').describe('LEFT: the old file.'),
            start_line: z.int().min(1).optional(),
            start_side: z.enum(['LEFT', 'RIGHT']).optional(),
            body: body.min(1),
          }),
        )
        .max(50)
        .optional(),
    })
    .refine((input) => input.event === 'APPROVE' || Boolean(input.body) || Boolean(input.comments?.length), {
      path: ['body'],
      message: 'Say something: body, or comments.',
    }),
  output: z.object({ id: z.number(), state: maybe, url: maybe }),
  effect: 'write',
  scopes: ['repo'],
})

export const mergePullRequest = declareTool({
  description:
    'Merges a pull request into its target branch; this cannot be undone here. Look at get_pull_request and get_pull_request_checks first, and pass sha so that nothing unseen is merged. Returns the commit.',
  input: z.strictObject({
    ...pull,
    method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
    sha: z.string().optional().describe('Head that you reviewed; a newer one gives a conflict.'),
    commit_title: z.string().optional(),
    commit_message: z.string().optional(),
  }),
  output: z.object({ merged: z.boolean(), sha: maybe }),
  effect: 'destroy',
  scopes: ['repo'],
})
