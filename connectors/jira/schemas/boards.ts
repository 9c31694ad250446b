import { declareTool, detail, page, z } from '../../sdk'
import { board, issue, maybe, moreFields, paging, project, READ, sprint, text } from './common'
import { IssueItem } from './items'

const Board = z.object({ id: text, name: text, type: maybe, project: maybe, project_name: maybe })

const Sprint = z.object({
  id: text,
  name: text,
  state: maybe,
  start_at: maybe,
  end_at: maybe,
  completed_at: maybe,
  goal: maybe,
  board: maybe,
})

export const listBoards = declareTool({
  description:
    'Scrum and kanban boards, by project, kind or name. Their sprints: list_sprints; issues: get_board_issues.',
  input: z.strictObject({
    project: project().optional(),
    type: z.enum(['scrum', 'kanban', 'simple']).optional().describe('simple: of a team-managed project.'),
    name: z.string().min(1).max(255).optional().describe('Part of the name.'),
    ...paging(),
  }),
  output: page(Board),
  effect: 'read',
  scopes: ['read:board-scope:jira-software', 'read:project:jira'],
})

export const getBoard = declareTool({
  description: 'One board: name, kind, project.',
  input: z.strictObject({ board }),
  output: Board,
  effect: 'read',
  scopes: ['read:board-scope:jira-software', 'read:issue-details:jira'],
})

export const listSprints = declareTool({
  description:
    'Sprints of a scrum board with dates and goal; those that are active or planned, unless state says otherwise. Their issues: get_sprint_issues.',
  input: z.strictObject({
    board,
    state: z
      .array(z.enum(['active', 'future', 'closed']))
      .min(1)
      .max(3)
      .default(['active', 'future']),
    ...paging(),
  }),
  output: page(Sprint),
  effect: 'read',
  scopes: ['read:sprint:jira-software'],
})

export const getSprint = declareTool({
  description: 'One sprint: state, dates, goal, board.',
  input: z.strictObject({ sprint }),
  output: Sprint,
  effect: 'read',
  scopes: ['read:sprint:jira-software'],
})

// Further fields by name are looked up, which wants `read:jira-work`.
const list = {
  jql: z.string().max(10_000).optional().describe('JQL that restricts further, e.g. statusCategory != Done.'),
  fields: moreFields,
  detail: detail(),
  ...paging(),
}

export const getSprintIssues = declareTool({
  description: 'Issues of a sprint, by rank. detail full adds the description and more. Over sprints: search_issues.',
  input: z.strictObject({ sprint, ...list }),
  output: page(IssueItem),
  effect: 'read',
  scopes: ['read:sprint:jira-software', 'read:issue-details:jira', 'read:jql:jira'],
  optionalScopes: READ,
})

export const getBoardIssues = declareTool({
  description:
    'All issues of a board, by rank, those of its sprints and backlog, too. Only the backlog: get_backlog; one sprint: get_sprint_issues.',
  input: z.strictObject({ board, ...list }),
  output: page(IssueItem),
  effect: 'read',
  scopes: ['read:board-scope:jira-software', 'read:issue-details:jira'],
  optionalScopes: READ,
})

export const getBacklog = declareTool({
  description: 'The backlog of a board, by rank: open issues that are in no active or planned sprint.',
  input: z.strictObject({ board, ...list }),
  output: page(IssueItem),
  effect: 'read',
  scopes: ['read:board-scope:jira-software', 'read:issue-details:jira'],
  optionalScopes: READ,
})

export const addIssuesToSprint = declareTool({
  description:
    'Moves up to 50 issues into an active or planned sprint, out of any other. Their order: before or after a given issue.',
  input: z
    .strictObject({
      sprint,
      issues: z.array(issue('Keys or addresses')).min(1).max(50),
      before: issue('Rank them before this one').optional(),
      after: issue('Rank them after this one').optional(),
    })
    .refine((input) => input.before === undefined || input.after === undefined, {
      path: ['before'],
      message: 'Give before or after, not both.',
    }),
  output: z.object({ sprint: text, added: z.array(text) }),
  effect: 'update',
  scopes: ['write:sprint:jira-software'],
})
