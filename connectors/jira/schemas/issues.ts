import { declareTool, detail, page, z } from '../../sdk'
import { date } from '../dates'
import {
  count,
  fieldValues,
  issue,
  jql,
  markdown,
  maybe,
  moreFields,
  names,
  paging,
  person,
  project,
  READ,
  text,
  WRITE,
} from './common'
import { IssueItem } from './items'

const Issue = IssueItem.extend({
  components: names,
  fix_versions: names,
  time: z.object({ estimate: maybe, remaining: maybe, spent: maybe }).optional(),
  links: names,
  subtasks: names,
  attachments: names,
})

export const searchIssues = declareTool({
  description:
    'Search issues with JQL, over all projects. Use get_board_issues, get_sprint_issues or get_backlog for what a board shows, count_issues for numbers. Returns key, summary, status, priority, assignee; detail full adds the description and more. There is no total, and changes of the last seconds may be missing (get_issue has them).',
  input: z.strictObject({
    jql: jql(
      'Must restrict, e.g. project = HARBOR AND statusCategory != Done AND assignee = currentUser() ORDER BY updated DESC. Words: text ~ "lamp".',
    ).min(1),
    fields: moreFields,
    detail: detail(),
    ...paging(),
  }),
  output: page(IssueItem),
  effect: 'read',
  scopes: READ,
})

export const countIssues = declareTool({
  description: 'About how many issues a JQL query finds, without reading them. Use search_issues for the issues.',
  input: z.strictObject({ jql: jql('Must restrict, e.g. project = HARBOR AND created >= -7d.').min(1) }),
  output: z.object({ count: z.number(), approximate: z.boolean() }),
  effect: 'read',
  scopes: READ,
})

export const getIssue = declareTool({
  description:
    'One issue with its description as Markdown, links, subtasks and names of attachments. Comments: get_comments; history: get_issue_changelog; next statuses: get_transitions.',
  input: z.strictObject({
    issue: issue(),
    fields: moreFields.describe('Further fields, by name or id; "*all" for every one that is filled.'),
  }),
  output: Issue,
  effect: 'read',
  scopes: READ,
})

const summary = z.string().min(1).max(255).describe('One line.')
const name = z.string().min(1).max(255)
const label = z
  .string()
  .min(1)
  .max(255)
  .refine((each) => !/\s/.test(each), 'A label has no spaces.')
const labels = z.array(label).max(100)

export const createIssue = declareTool({
  description:
    'Creates an issue. Search first (search_issues) so as not to repeat one; list_issue_types and get_create_fields say what the project wants. Returns the key.',
  input: z.strictObject({
    project: project(),
    type: name.describe('Issue type, e.g. Bug (list_issue_types).'),
    summary,
    description: markdown().optional(),
    priority: name.optional().describe('E.g. High.'),
    assignee: person('Who does it').optional(),
    reporter: person('Default: the connected account. Else').optional(),
    labels: labels.optional(),
    components: z.array(name).max(50).optional(),
    fix_versions: z.array(name).max(50).optional(),
    due_date: date('Day').optional(),
    parent: issue('Epic, or parent of a subtask').optional(),
    fields: fieldValues,
  }),
  output: z.object({ key: text, id: text }),
  effect: 'write',
  scopes: WRITE,
  // Fields by name are looked up.
  optionalScopes: READ,
})

export const updateIssue = declareTool({
  description:
    'Changes fields of an issue. Only what is given changes; null clears; a list replaces the whole list. Refuses to replace a text that holds pictures, panels, macros or the like, unless lose_rich_content is set. Status: transition_issue; sprint: add_issues_to_sprint; comment: add_comment. Returns the names of the changed fields.',
  input: z
    .strictObject({
      issue: issue(),
      summary: summary.optional(),
      description: markdown('Markdown; replaces the whole text.').nullable().optional(),
      type: name.optional().describe('Issue type.'),
      priority: name.optional(),
      assignee: person('Who').nullable().optional(),
      labels: labels.optional().describe('All labels.'),
      add_labels: labels.optional(),
      remove_labels: labels.optional(),
      components: z.array(name).max(50).optional(),
      fix_versions: z.array(name).max(50).optional(),
      due_date: date('Day').nullable().optional(),
      parent: issue('Epic or parent').nullable().optional(),
      fields: fieldValues,
      lose_rich_content: z.boolean().optional().describe('Only after the person agreed.'),
    })
    .refine(
      (input) => Object.keys(input).some((name) => name !== 'issue' && name !== 'lose_rich_content'),
      'Give at least one field to change.',
    )
    .refine((input) => !(input.labels && (input.add_labels ?? input.remove_labels)), {
      path: ['labels'],
      message: 'Give either all labels, or those to add and remove.',
    }),
  output: z.object({ key: text, changed: z.array(text) }),
  effect: 'update',
  scopes: WRITE,
  // Fields by name are looked up, and texts that are replaced.
  optionalScopes: READ,
})

export const assignIssue = declareTool({
  description:
    'Gives an issue to somebody, or to nobody. Needs less permission than update_issue. search_assignable_users lists who may have it. Returns the new assignee.',
  input: z.strictObject({ issue: issue(), assignee: person('Null unassigns. Else').nullable() }),
  output: z.object({ key: text, assignee: z.string().nullable(), account_id: maybe }),
  effect: 'update',
  scopes: WRITE,
})

const Needed = z.object({ id: text, name: maybe, allowed: names, allowed_count: count })

export const getTransitions = declareTool({
  description:
    'The steps that the workflow of an issue allows now: id, name, status it leads to, and the fields that it requires or offers. Then call transition_issue.',
  input: z.strictObject({ issue: issue() }),
  output: page(
    z.object({
      id: text,
      name: maybe,
      to: maybe,
      category: maybe,
      unavailable: z.boolean().optional(),
      required: z.array(Needed).optional(),
      optional: names,
    }),
  ),
  effect: 'read',
  scopes: READ,
})

export const transitionIssue = declareTool({
  description:
    'Moves an issue to another status. If no step leads there, the error lists those that are open; get_transitions says which fields a step requires. Returns the new status.',
  input: z.strictObject({
    issue: issue(),
    to: name.describe('Status such as Done, or id or name of a transition.'),
    comment: markdown('Markdown; only where the step has a comment on its screen.').optional(),
    resolution: name.optional().describe('E.g. Fixed, where the step asks for it.'),
    fields: fieldValues,
  }),
  output: z.object({ key: text, status: text, transition: text }),
  effect: 'write',
  // The steps that are open are read first.
  scopes: [...READ, ...WRITE],
})
