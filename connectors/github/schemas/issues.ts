import { declareTool, detail, page, z } from '../../sdk'
import {
  count,
  direction,
  flag,
  id,
  issueNumber,
  maybe,
  names,
  paging,
  repository,
  text,
  time,
  searchPage,
} from './common'

const IssueItem = z.object({
  number: z.number(),
  title: text,
  state: text,
  author: maybe,
  labels: names,
  assignees: names,
  comments: count,
  updated_at: maybe,
  url: text,
  body: maybe,
})

const Issue = IssueItem.extend({
  state_reason: maybe,
  type: maybe,
  milestone: maybe,
  is_pull_request: flag,
  locked: flag,
  created_at: maybe,
  closed_at: maybe,
  closed_by: maybe,
})

const labels = z.array(z.string().min(1)).max(100).optional()
const assignees = z.array(z.string().min(1)).max(10).optional()
const body = z.string().max(65_536)

export const listIssues = declareTool({
  description:
    'Issues of one repository by state, label, person or time, newest first; pull requests are left out (list_pull_requests). Use search_issues for words or several repositories. Returns summaries; a page may hold fewer items than limit and still have a next one.',
  input: z.strictObject({
    repository,
    state: z.enum(['open', 'closed', 'all']).default('open'),
    labels: labels.describe('Issues that carry all of these.'),
    assignee: z.string().optional().describe('Login; "none", or "*" for anybody.'),
    creator: z.string().optional().describe('Login.'),
    milestone: z.string().optional().describe('Milestone number; "none", or "*" for any.'),
    since: time('Changed at or after').optional(),
    sort: z.enum(['created', 'updated', 'comments']).default('created'),
    direction,
    detail: detail(),
    ...paging(),
  }),
  output: page(IssueItem),
  effect: 'read',
  scopes: ['repo'],
})

export const getIssue = declareTool({
  description:
    'One issue with its whole text as Markdown. Comments come from list_issue_comments; for a pull request get_pull_request says more.',
  input: z.strictObject({ repository, number: issueNumber }),
  output: Issue,
  effect: 'read',
  scopes: ['repo'],
})

export const listIssueComments = declareTool({
  description:
    'The conversation of an issue or pull request, oldest first. Comments on lines of a diff are in list_pull_request_reviews. Long comments are cut unless detail is full.',
  input: z.strictObject({
    repository,
    number: issueNumber,
    since: time('Changed at or after').optional(),
    detail: detail(),
    ...paging(),
  }),
  output: page(z.object({ id: z.number(), author: maybe, created_at: maybe, body: maybe })),
  effect: 'read',
  scopes: ['repo'],
})

export const searchIssues = declareTool({
  description:
    'Search issues or pull requests by words and qualifiers, in one repository or all over GitHub. Use list_issues or list_pull_requests to browse one repository. Returns summaries, whose url names the repository; at most 1,000 results.',
  input: z.strictObject({
    query: z.string().min(1).max(256).describe('E.g. "memory leak is:open label:bug author:octocat".'),
    repository: repository.optional(),
    kind: z.enum(['issue', 'pr']).optional().describe('Default: what the query says, else issue.'),
    mode: z
      .enum(['lexical', 'semantic', 'hybrid'])
      .default('lexical')
      .describe('By words, by meaning (issues only, 10 a minute), or both.'),
    sort: z
      .enum(['comments', 'reactions', 'interactions', 'created', 'updated'])
      .optional()
      .describe('Default: best match.'),
    order: direction,
    ...paging(),
  }),
  output: searchPage(IssueItem),
  effect: 'read',
  scopes: ['repo'],
})

export const createIssue = declareTool({
  description:
    'Opens an issue. Search first (search_issues) so as not to repeat one. Labels, assignees and milestone need push access; without it they are dropped silently. Returns the issue.',
  input: z.strictObject({
    repository,
    title: z.string().min(1).max(256),
    body: body.optional().describe('Markdown.'),
    labels,
    assignees: assignees.describe('Logins.'),
    milestone: id('Milestone number.').optional(),
    type: z.string().optional().describe('Issue type of the organisation, e.g. Bug.'),
  }),
  output: Issue,
  effect: 'write',
  scopes: ['repo'],
})

export const updateIssue = declareTool({
  description:
    'Changes an issue: title, text, state, labels, assignees or milestone. Only the fields sent change; a list replaces the whole list. Use add_issue_comment to answer. Returns the issue.',
  input: z
    .strictObject({
      repository,
      number: issueNumber,
      title: z.string().min(1).max(256).optional(),
      body: body.optional().describe('Markdown.'),
      state: z.enum(['open', 'closed']).optional(),
      state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).optional().describe('With state.'),
      labels,
      assignees: assignees.describe('Logins.'),
      milestone: id('Milestone number; null removes it.').nullable().optional(),
      type: z.string().nullable().optional().describe('Issue type; null removes it.'),
    })
    .refine((input) => Object.keys(input).length > 2, 'Give at least one field to change.'),
  output: Issue,
  effect: 'update',
  scopes: ['repo'],
})

export const addIssueComment = declareTool({
  description:
    'Writes a comment into the conversation of an issue or pull request. For comments on lines of a diff use create_pull_request_review. Returns the comment with its address.',
  input: z.strictObject({ repository, number: issueNumber, body: body.min(1).describe('Markdown.') }),
  output: z.object({ id: z.number(), author: maybe, created_at: maybe, url: maybe }),
  effect: 'write',
  scopes: ['repo'],
})

export const listLabels = declareTool({
  description: 'Labels that a repository has, with their meaning: names to use in issues and searches.',
  input: z.strictObject({ repository, ...paging(50) }),
  output: page(z.object({ name: text, description: maybe })),
  effect: 'read',
  scopes: ['repo'],
})
