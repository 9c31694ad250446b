import { z } from '../../sdk'
import { isUuid } from '../identifiers'

/** What people have names for. */
export type Kind = 'team' | 'state' | 'label' | 'user' | 'project' | 'status' | 'milestone' | 'cycle' | 'document'

type Comparison = 'eqIgnoreCase' | 'containsIgnoreCase'
type Filter = Readonly<Record<string, unknown>>

/** Where names are looked for: those of states, labels and cycles in a team, those of milestones in a project. */
export interface Scope {
  readonly team?: string | undefined
  readonly project?: string | undefined
}

/** One thing that a name may stand for. */
export const Node = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  title: z.string().nullish(),
  key: z.string().nullish(),
  type: z.string().nullish(),
  slugId: z.string().nullish(),
  displayName: z.string().nullish(),
  email: z.string().nullish(),
  number: z.number().nullish(),
  isActive: z.boolean().nullish(),
  isNext: z.boolean().nullish(),
  isPrevious: z.boolean().nullish(),
  parent: z.object({ name: z.string() }).nullish(),
  team: z.object({ key: z.string() }).nullish(),
  project: z.object({ name: z.string() }).nullish(),
})
export type Node = z.output<typeof Node>

type Names = readonly (string | null | undefined | false)[]

interface KindOf {
  /** Root field of the document, and its two variables. */
  readonly field: string
  readonly filter?: string
  readonly flag: string
  readonly match: (text: string, how: Comparison, scope: Scope) => Filter
  /** What a node answers to: the surest first. */
  readonly names: (node: Node) => readonly Names[]
  /** What names this node alone. */
  readonly sure: (node: Node) => string
  /** The tool that lists what there is. */
  readonly tool: string
}

const any = (text: string, how: Comparison, ...fields: readonly string[]): readonly Filter[] =>
  fields.map((field) => ({ [field]: { [how]: text } }))

const inTeam = (team: string): Filter =>
  isUuid(team) ? { id: { eq: team } } : { or: any(team, 'eqIgnoreCase', 'key', 'name') }

const inProject = (project: string): Filter =>
  isUuid(project) ? { id: { eq: project } } : { or: slugOr(project, 'eqIgnoreCase', 'name') }

const slugOr = (text: string, how: Comparison, field: string): readonly Filter[] => [
  { slugId: { eq: text } },
  ...any(text, how, field),
]

/** The labels that the issues of a team can have: its own and those of the workspace. */
export const usableIn = (team: string): Filter => ({ or: [{ null: true }, inTeam(team)] })

/** `Group/Name` is a label in a group, unless one is called so. */
function labelIs(text: string, how: Comparison): readonly Filter[] {
  const [, group, name] = /^([^/]+)\/(.+)$/.exec(text) ?? []
  const grouped = group && name ? [{ name: { [how]: name.trim() }, parent: { name: { [how]: group.trim() } } }] : []
  return [{ name: { [how]: text } }, ...grouped]
}

/** What a label is called, for filters: teams have labels of the same name, and each of them will do. */
export const called = (label: string): Filter =>
  isUuid(label) ? { id: { eq: label } } : { or: labelIs(label, 'eqIgnoreCase') }

function cycleIs(text: string): Filter {
  if (/^\d{1,6}$/.test(text)) return { number: { eq: Number(text) } }
  return RELATIVE_CYCLES[text.toLowerCase()] ?? { name: { eqIgnoreCase: text } }
}

/** Filters for the cycles that are named by their time. */
export const RELATIVE_CYCLES: Readonly<Record<string, Filter>> = {
  current: { isActive: { eq: true } },
  next: { isNext: { eq: true } },
  previous: { isPrevious: { eq: true } },
}

export const KINDS: Readonly<Record<Kind, KindOf>> = {
  team: {
    field: 'teams',
    filter: 'teams',
    flag: 'withTeams',
    match: (text, how) => ({ or: any(text, how, 'key', 'name') }),
    names: ({ key, name }) => [[key], [name]],
    sure: ({ key, id }) => key ?? id,
    tool: 'list_teams',
  },
  state: {
    field: 'workflowStates',
    filter: 'states',
    flag: 'withStates',
    // A team has few: all of them come, so that a wrong name is answered with the right ones.
    match: (text, how, { team }) => (team ? { team: inTeam(team) } : { or: any(text, how, 'name', 'type') }),
    names: ({ name, type }) => [[name], [type]],
    sure: ({ id }) => id,
    tool: 'list_workflow_states',
  },
  label: {
    field: 'issueLabels',
    filter: 'labels',
    flag: 'withLabels',
    match: (text, how, { team }) => ({ or: labelIs(text, how), ...(team ? { team: usableIn(team) } : {}) }),
    names: ({ name, parent }) => [[parent && `${parent.name}/${name}`], [name]],
    sure: ({ id }) => id,
    tool: 'list_labels',
  },
  user: {
    field: 'users',
    filter: 'users',
    flag: 'withUsers',
    match: (text, how) => ({ or: any(text, how, 'email', 'displayName', 'name') }),
    names: ({ email, displayName, name }) => [[email], [displayName, name]],
    sure: ({ email, id }) => email ?? id,
    tool: 'list_users',
  },
  project: {
    field: 'projects',
    filter: 'projects',
    flag: 'withProjects',
    match: (text, how) => ({ or: slugOr(text, how, 'name') }),
    names: ({ slugId, name }) => [[slugId], [name]],
    sure: ({ slugId, id }) => slugId ?? id,
    tool: 'list_projects',
  },
  status: {
    field: 'projectStatuses',
    flag: 'withStatuses',
    match: () => ({}),
    names: ({ name, type }) => [[name], [type]],
    sure: ({ id }) => id,
    tool: 'list_projects',
  },
  milestone: {
    field: 'projectMilestones',
    filter: 'milestones',
    flag: 'withMilestones',
    match: (text, how, { project }) => ({
      name: { [how]: text },
      ...(project ? { project: inProject(project) } : {}),
    }),
    names: ({ name }) => [[name]],
    sure: ({ id }) => id,
    tool: 'list_milestones',
  },
  cycle: {
    field: 'cycles',
    filter: 'cycles',
    flag: 'withCycles',
    match: (text, how, { team }) => ({
      ...(how === 'eqIgnoreCase' ? cycleIs(text) : {}),
      ...(team ? { team: inTeam(team) } : {}),
    }),
    names: ({ number, name, isActive, isNext, isPrevious }) => [
      [String(number), isActive && 'current', isNext && 'next', isPrevious && 'previous'],
      [name],
    ],
    sure: ({ id }) => id,
    tool: 'list_cycles',
  },
  document: {
    field: 'documents',
    filter: 'documents',
    flag: 'withDocuments',
    match: (text, how) => ({ or: slugOr(text, how, 'title') }),
    names: ({ slugId, title }) => [[slugId], [title]],
    sure: ({ slugId, id }) => slugId ?? id,
    tool: 'list_documents',
  },
}
