import { declareTool, detail, page, z } from '../../sdk'
import {
  archived,
  body,
  changes,
  count,
  day,
  issue,
  labels,
  maybe,
  name,
  names,
  NO_CHANGE,
  order,
  paging,
  person,
  priority,
  project,
  since,
  team,
  text,
  title,
} from './common'

const IssueItem = z.object({
  id: text,
  title: text,
  state: maybe,
  priority: maybe,
  assignee: maybe,
  project: maybe,
  cycle: count,
  labels: names,
  due_date: maybe,
  updated_at: maybe,
  url: maybe,
  description: maybe,
  more: maybe,
})

const Issue = IssueItem.extend({
  milestone: maybe,
  estimate: count,
  creator: maybe,
  created_at: maybe,
  closed_at: maybe,
  archived_at: maybe,
  branch: maybe,
  related: names,
  links: z.array(z.object({ title: maybe, url: maybe })).optional(),
  comments: z.array(z.object({ author: maybe, created_at: maybe, body: maybe })).optional(),
})

const cycle = name.describe('Number, name, "current" or "next".')

export const listIssues = declareTool({
  description:
    'Issues by team, person, state, project, parent, cycle, labels or time, newest first; filters add up. Use search_issues for words in the text. Returns summaries by identifier (ENG-123); get_issue has the rest.',
  input: z.strictObject({
    team: team.optional(),
    assignee: person.optional().describe('"me", "none", name or e-mail.'),
    state: name.optional().describe('Name, or a kind: open, triage, backlog, unstarted, started, completed, canceled.'),
    project: project.optional(),
    parent: issue.optional().describe('Sub-issues of this one.'),
    cycle: name.optional().describe('Number or name; "current", "next", "previous", "none". Give the team, too.'),
    labels: labels.optional().describe('Issues with all of these.'),
    priority: priority.optional(),
    updated_since: since('Changed since').optional(),
    created_since: since('Made since').optional(),
    include_archived: archived,
    order_by: order,
    detail: detail(),
    ...paging(),
  }),
  output: page(IssueItem),
  effect: 'read',
  scopes: ['read'],
})

export const getIssue = declareTool({
  description:
    'One issue: text as Markdown, people, project, cycle, links, parent, sub-issues, relations; with comments also the newest 10. more names what was cut: list_issues with parent has all sub-issues, list_comments all comments.',
  input: z.strictObject({ issue, comments: z.boolean().default(false) }),
  output: Issue,
  effect: 'read',
  scopes: ['read'],
})

export const searchIssues = declareTool({
  description:
    'Full-text search in titles and descriptions of issues, best match first. Use list_issues to browse by team, person, state or time. Returns summaries.',
  input: z.strictObject({
    query: z.string().min(1).max(500).describe('Words.'),
    team: team.optional(),
    include_comments: z.boolean().default(false).describe('Search comments, too.'),
    include_archived: archived,
    ...paging(),
  }),
  output: page(IssueItem),
  effect: 'read',
  scopes: ['read'],
})

export const createIssue = declareTool({
  description:
    'Opens an issue in a team. Search first (search_issues) so as not to repeat one. Without a state it gets the default one of the team. Returns the issue with its identifier and URL.',
  input: z.strictObject({
    team,
    title,
    description: body.optional().describe('Markdown.'),
    state: name.optional().describe('Name, as in list_workflow_states.'),
    priority: priority.optional(),
    assignee: person.optional().describe('"me", name or e-mail.'),
    labels: labels.optional().describe('Names.'),
    project: project.optional(),
    milestone: name.optional().describe('Name; of the project.'),
    cycle: cycle.optional(),
    estimate: z.int().min(0).max(100).optional(),
    due_date: day.optional().describe('2026-01-31'),
    parent: issue.optional().describe('Makes it a sub-issue of this one.'),
  }),
  output: IssueItem,
  effect: 'write',
  scopes: ['issues:create'],
})

export const updateIssue = declareTool({
  description:
    'Changes an issue; only the fields given change, and null clears one that allows it. Labels are added and removed one by one. Use add_comment to answer, link_issues to relate, archive_issue to put away. Returns the issue.',
  input: z
    .strictObject({
      issue,
      title: title.optional(),
      description: body.optional().describe('Markdown; replaces all of it.'),
      state: name.optional().describe('Name, as in list_workflow_states.'),
      priority: priority.optional(),
      assignee: person.nullable().optional().describe('"me", name or e-mail; null for nobody.'),
      add_labels: labels.optional(),
      remove_labels: labels.optional(),
      project: project.nullable().optional(),
      milestone: name.nullable().optional().describe('Name.'),
      cycle: cycle.nullable().optional(),
      estimate: z.int().min(0).max(100).nullable().optional(),
      due_date: day.nullable().optional().describe('2026-01-31'),
      parent: issue.nullable().optional(),
      team: team.optional().describe('Moves it to this team (key or name); its identifier changes.'),
    })
    .refine(changes, NO_CHANGE),
  output: IssueItem,
  effect: 'update',
  scopes: ['write'],
})

export const archiveIssue = declareTool({
  description:
    'Archives an issue: it leaves lists and boards, and is not deleted. To close one, set its state with update_issue instead.',
  input: z.strictObject({ issue }),
  output: z.object({ id: text, archived: z.boolean() }),
  effect: 'destroy',
  scopes: ['write'],
})

export const linkIssues = declareTool({
  description:
    'Relates two issues: the first blocks, is blocked by, duplicates or is related to the other. duplicate_of also closes the first. For sub-issues set parent with update_issue.',
  input: z.strictObject({
    issue,
    relation: z.enum(['blocks', 'blocked_by', 'duplicate_of', 'related']),
    other: issue.describe('The other issue.'),
  }),
  output: z.object({ id: text, relation: text, other: text }),
  effect: 'write',
  scopes: ['write'],
})

export const attachUrl = declareTool({
  description:
    'Attaches a link to an issue: a page, document, pull request or thread. The same URL again changes its title only.',
  input: z.strictObject({
    issue,
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    title: title.optional().describe('Default: what Linear finds.'),
  }),
  output: z.object({ id: text, title: text, url: text }),
  effect: 'update',
  scopes: ['write'],
})
