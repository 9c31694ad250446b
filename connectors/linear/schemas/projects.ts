import { declareTool, detail, page, z } from '../../sdk'
import {
  archived,
  body,
  changes,
  count,
  day,
  issue,
  maybe,
  name,
  names,
  NO_CHANGE,
  order,
  paging,
  person,
  priority,
  project,
  query,
  since,
  team,
  text,
} from './common'

const ProjectItem = z.object({
  name: text,
  status: maybe,
  health: maybe,
  lead: maybe,
  teams: names,
  priority: maybe,
  progress_percent: count,
  target_date: maybe,
  url: maybe,
  description: maybe,
  more: maybe,
})

const Milestone = z.object({
  name: text,
  status: maybe,
  target_date: maybe,
  progress_percent: count,
  description: maybe,
})

const Project = ProjectItem.extend({
  content: maybe,
  members: names,
  milestones: z.array(Milestone.partial()).optional(),
  start_date: maybe,
  created_at: maybe,
  updated_at: maybe,
  completed_at: maybe,
  canceled_at: maybe,
  last_update: z.object({ author: maybe, health: maybe, created_at: maybe, body: maybe }).optional(),
})

const Document = z.object({
  title: text,
  project: maybe,
  issue: maybe,
  team: maybe,
  creator: maybe,
  updated_at: maybe,
  url: maybe,
})

export const listProjects = declareTool({
  description:
    'Projects by team, status, lead, name or time, newest first. Returns summaries; get_project has text and milestones, list_issues with project its issues.',
  input: z.strictObject({
    team: team.optional(),
    status: name.optional().describe('Name, or a kind: backlog, planned, started, paused, completed, canceled.'),
    lead: person.optional().describe('"me", name or e-mail.'),
    query: query('name').optional(),
    updated_since: since('Changed since').optional(),
    include_archived: archived,
    order_by: order,
    detail: detail(),
    ...paging(),
  }),
  output: page(ProjectItem),
  effect: 'read',
  scopes: ['read'],
})

export const getProject = declareTool({
  description:
    'One project: summary and content as Markdown, lead, dates, progress, latest update, and up to 10 each of members and milestones; more names what was cut (list_milestones has all).',
  input: z.strictObject({ project }),
  output: Project,
  effect: 'read',
  scopes: ['read'],
})

const fields = {
  description: z.string().max(255).optional().describe('Summary, one line.'),
  content: body.optional().describe('Markdown.'),
  status: name.optional().describe('Name, or kind if only one status has it.'),
  priority: priority.optional(),
}

export const createProject = declareTool({
  description: 'Makes a project for one or more teams. Look for an existing one first (list_projects). Returns it.',
  input: z.strictObject({
    name: z.string().min(1).max(80),
    teams: z.array(team).min(1).max(10),
    ...fields,
    lead: person.optional().describe('"me", name or e-mail.'),
    members: z.array(person).min(1).max(20).optional(),
    start_date: day.optional().describe('2026-01-31'),
    target_date: day.optional(),
  }),
  output: ProjectItem,
  effect: 'write',
  scopes: ['write'],
})

export const updateProject = declareTool({
  description:
    'Changes a project; only the fields given change, null clears, a list replaces the whole list. Returns the project.',
  input: z
    .strictObject({
      project,
      name: z.string().min(1).max(80).optional(),
      teams: z.array(team).min(1).max(10).optional(),
      ...fields,
      lead: person.nullable().optional().describe('"me", name or e-mail; null for nobody.'),
      members: z.array(person).max(20).optional(),
      start_date: day.nullable().optional().describe('2026-01-31'),
      target_date: day.nullable().optional(),
    })
    .refine(changes, NO_CHANGE),
  output: ProjectItem,
  effect: 'update',
  scopes: ['write'],
})

export const listMilestones = declareTool({
  description:
    'Milestones of a project, with dates and progress. Their names serve create_issue and update_issue. Returns descriptions with detail full.',
  input: z.strictObject({ project, detail: detail(), ...paging() }),
  output: page(Milestone),
  effect: 'read',
  scopes: ['read'],
})

export const listDocuments = declareTool({
  description:
    'Documents by project, team, issue, title or time, newest first. Returns titles and URLs; get_document has the text.',
  input: z.strictObject({
    project: project.optional(),
    team: team.optional(),
    issue: issue.optional(),
    query: query('title').optional(),
    updated_since: since('Changed since').optional(),
    order_by: order,
    ...paging(),
  }),
  output: page(Document),
  effect: 'read',
  scopes: ['read'],
})

export const getDocument = declareTool({
  description: 'One document with its whole text as Markdown. Find it with list_documents.',
  input: z.strictObject({ document: project.describe('URL, UUID or exact title.') }),
  output: Document.extend({ content: maybe, created_at: maybe, updated_by: maybe }),
  effect: 'read',
  scopes: ['read'],
})
