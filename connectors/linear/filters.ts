import type { Input } from '../sdk'
import { ofOneTeam } from './cycle-team'
import { cycleRef, isUuid } from './identifiers'
import { called, type Names, RELATIVE_CYCLES, want } from './names'
import type { listDocuments, listIssues, listProjects } from './schemas'
import { priorityOf } from './shape'

/*
 * What a list is narrowed to. Fields that nobody asked for are undefined and so not sent: to Linear, null would be a value.
 * States, labels and statuses go by name, for every team may have its own of that name; that there is one is looked up.
 */
type Filter = Readonly<Record<string, unknown>>

/** Nothing rather than an empty filter. */
export const some = (filter: Filter): Filter | undefined =>
  Object.values(filter).some((value) => value !== undefined) ? filter : undefined

export const byId = (id: string | undefined): Filter | undefined => (id === undefined ? undefined : { id: { eq: id } })
export const from = (since: string | undefined): Filter | undefined =>
  since === undefined ? undefined : { gte: since }
export const containing = (query: string | undefined, ...fields: readonly string[]): Filter | undefined =>
  query === undefined ? undefined : { or: fields.map((field) => ({ [field]: { containsIgnoreCase: query } })) }

const ME = { isMe: { eq: true } }
const NONE = { null: true }
const isMe = (person: string | undefined): boolean => person?.toLowerCase() === 'me'
const isNone = (text: string | undefined): boolean => text?.toLowerCase() === 'none'

const OVER = ['completed', 'canceled', 'duplicate']
const STATE_TYPES = ['triage', 'backlog', 'unstarted', 'started', ...OVER]
const STATUS_TYPES = ['backlog', 'planned', 'started', 'paused', 'completed', 'canceled']

/** What a word means without being looked up. */
function stateKind(state: string | undefined): Filter | undefined {
  const word = state?.toLowerCase()
  if (word === 'open') return { type: { nin: OVER } }
  return word !== undefined && STATE_TYPES.includes(word) ? { type: { eq: word } } : undefined
}

const named = (text: string): Filter => (isUuid(text) ? { id: { eq: text } } : { name: { eqIgnoreCase: text } })

function cycleFilter(cycle: string): Filter {
  if (isNone(cycle)) return NONE
  if (/^\d{1,6}$/.test(cycle)) return { number: { eq: Number(cycle) } }
  return RELATIVE_CYCLES[cycle.toLowerCase()] ?? named(cycle)
}

export async function issueFilter(
  names: Names,
  input: Omit<Input<typeof listIssues.input>, 'parent'> & { parent: string | undefined },
): Promise<Filter | undefined> {
  const { assignee, state, project, labels } = input
  const linked = input.cycle === undefined ? undefined : cycleRef(input.cycle)
  await ofOneTeam(names, linked?.team, input.team)
  const team = input.team ?? linked?.team
  const kind = stateKind(state)
  const found = await names.find(
    [
      ...want('team', team),
      ...(kind ? [] : want('state', state)),
      ...(isMe(assignee) || isNone(assignee) ? [] : want('user', assignee, 'assignee')),
      ...want('project', project),
      ...want('label', labels, 'labels'),
    ],
    { team },
  )
  const person = isMe(assignee) ? ME : isNone(assignee) ? NONE : byId(found.id('user', assignee))
  const priority = priorityOf(input.priority)
  return some({
    team: byId(found.id('team', team)),
    assignee: assignee === undefined ? undefined : person,
    state: kind ?? (state === undefined ? undefined : named(state)),
    project: byId(found.id('project', project)),
    cycle: linked && cycleFilter(linked.cycle),
    parent: byId(input.parent),
    and: labels?.map((label) => ({ labels: { some: called(label) } })),
    priority: priority === undefined ? undefined : { eq: priority },
    updatedAt: from(input.updated_since),
    createdAt: from(input.created_since),
  })
}

export async function projectFilter(
  names: Names,
  input: Input<typeof listProjects.input>,
): Promise<Filter | undefined> {
  const { team, lead, status, query } = input
  const kind = status !== undefined && STATUS_TYPES.includes(status.toLowerCase())
  const found = await names.find([
    ...want('team', team),
    ...(isMe(lead) ? [] : want('user', lead, 'lead')),
    ...(kind ? [] : want('status', status)),
  ])
  const teamIs = byId(found.id('team', team))
  return some({
    accessibleTeams: teamIs && { some: teamIs },
    lead: isMe(lead) ? ME : byId(found.id('user', lead)),
    status: kind ? { type: { eq: status.toLowerCase() } } : status === undefined ? undefined : named(status),
    name: query === undefined ? undefined : { containsIgnoreCase: query },
    updatedAt: from(input.updated_since),
  })
}

export async function documentFilter(
  names: Names,
  input: Input<typeof listDocuments.input>,
): Promise<Filter | undefined> {
  const { project, team, issue, query } = input
  const found = await names.find([...want('project', project), ...want('team', team)])
  return some({
    project: byId(found.id('project', project)),
    team: byId(found.id('team', team)),
    issue: byId(issue),
    title: query === undefined ? undefined : { containsIgnoreCase: query },
    updatedAt: from(input.updated_since),
  })
}
