import { declareTool, detail, page, z } from '../../sdk'
import { reference } from '../identifiers'
import { count, flag, maybe, names, paging, project, READ, text } from './common'

const ProjectItem = z.object({
  key: text,
  name: text,
  type: maybe,
  lead: maybe,
  archived: flag,
  category: maybe,
  description: maybe,
})

const query = (what: string) => z.string().max(255).optional().describe(what)

export const listProjects = declareTool({
  description:
    'Projects that the account sees, with key, name, type and lead. One with its components and issue types: get_project.',
  input: z.strictObject({
    query: query('Part of the name or key.'),
    type: z.enum(['software', 'business', 'service_desk']).optional(),
    sort: z.enum(['key', 'name', 'recent_activity', 'issue_count']).default('key'),
    detail: detail(),
    ...paging(),
  }),
  output: page(ProjectItem),
  effect: 'read',
  scopes: READ,
})

export const getProject = declareTool({
  description: 'One project: lead, description, components, issue types. Versions: list_versions; boards: list_boards.',
  input: z.strictObject({ project: project() }),
  output: ProjectItem.extend({ id: maybe, managed_by: maybe, components: names, issue_types: names }),
  effect: 'read',
  scopes: READ,
})

export const listIssueTypes = declareTool({
  description: 'Issue types that can be created in a project. Then get_create_fields, or create_issue.',
  input: z.strictObject({ project: project(), ...paging(50) }),
  output: page(z.object({ id: text, name: text, subtask: flag, description: maybe })),
  effect: 'read',
  scopes: READ,
})

export const getCreateFields = declareTool({
  description:
    'Fields of a new issue of one type in one project: id, name, kind, whether required, allowed values (the first 8; all with detail full). Call it when create_issue is refused. To find a field of the whole site use search_fields.',
  input: z.strictObject({
    project: project(),
    type: z.string().min(1).max(255).describe('Issue type, by name or id.'),
    detail: detail(),
    ...paging(50),
  }),
  output: page(z.object({ id: text, name: text, required: flag, type: maybe, allowed: names, allowed_count: count })),
  effect: 'read',
  scopes: READ,
})

export const searchFields = declareTool({
  description:
    'Fields of the site by name: id (customfield_…) and kind. Tools take names as well; use this when a name is not found or fits several. For what a project wants of a new issue use get_create_fields.',
  input: z.strictObject({
    query: query('Part of the name or description.'),
    type: z.enum(['custom', 'system']).optional(),
    detail: detail(),
    ...paging(),
  }),
  output: page(z.object({ id: text, name: text, type: maybe, description: maybe })),
  effect: 'read',
  scopes: READ,
})

const Version = z.object({
  id: text,
  name: text,
  released: z.boolean(),
  archived: flag,
  overdue: flag,
  start_date: maybe,
  release_date: maybe,
  description: maybe,
  issues: z.object({ to_do: count, in_progress: count, done: count, other: count }).optional(),
})

export const listVersions = declareTool({
  description:
    'Versions (releases) of a project. detail full adds the description and how many issues are to do, in progress and done.',
  input: z.strictObject({
    project: project(),
    query: query('Part of the name or description.'),
    status: z
      .array(z.enum(['released', 'unreleased', 'archived']))
      .min(1)
      .max(3)
      .optional()
      .describe('Default: all.'),
    sort: z.enum(['sequence', 'name', 'start_date', 'release_date']).default('sequence'),
    order: z.enum(['asc', 'desc']).default('asc'),
    detail: detail(),
    ...paging(),
  }),
  output: page(Version),
  effect: 'read',
  scopes: READ,
})

export const getVersion = declareTool({
  description: 'One version with its dates, description and how many issues are to do, in progress and done.',
  input: z.strictObject({ version: reference('version', 'Version id (list_versions), or its address.') }),
  output: Version,
  effect: 'read',
  scopes: READ,
})
