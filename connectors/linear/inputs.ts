import type { Input, VendorHttp } from '../sdk'
import { read } from './calls'
import { ofOneTeam } from './cycle-team'
import { ISSUE_PLACE } from './documents'
import { cycleRef, isUuid } from './identifiers'
import { type Names, want } from './names'
import type { createIssue, createProject, updateIssue, updateProject } from './schemas'
import { priorityOf, RawPlace } from './shape'

/*
 * What is to be set, in Linear's fields and ids. Undefined stays as it is, null clears.
 */
type Fields = Readonly<Record<string, unknown>>

const cycleOf = (cycle: string | null | undefined): { team?: string; cycle: string | null | undefined } =>
  typeof cycle === 'string' ? cycleRef(cycle) : { cycle }

export async function newIssue(names: Names, input: Input<typeof createIssue.input>): Promise<Fields> {
  const { team, state, assignee, labels, project, milestone } = input
  const { cycle, team: linked } = cycleOf(input.cycle)
  await ofOneTeam(names, linked, team)
  const found = await names.find(
    [
      ...want('team', team),
      ...want('state', state),
      ...want('user', assignee, 'assignee'),
      ...want('label', labels, 'labels'),
      ...want('project', project),
      ...want('milestone', milestone),
      ...want('cycle', cycle),
    ],
    { team, project },
  )
  return {
    teamId: found.id('team', team),
    title: input.title,
    description: input.description,
    stateId: found.id('state', state),
    priority: priorityOf(input.priority),
    assigneeId: found.id('user', assignee),
    labelIds: found.ids('label', labels),
    projectId: found.id('project', project),
    projectMilestoneId: found.id('milestone', milestone),
    cycleId: found.id('cycle', cycle),
    estimate: input.estimate,
    dueDate: input.due_date,
    parentId: input.parent,
  }
}

const placeOf = (http: VendorHttp, issue: string) => read(http, 'issue', RawPlace, ISSUE_PLACE, { id: issue })

/** Where Linear promises to take a UUID only. An identifier that an issue had before it was moved will do. */
export const issueUuid = async (http: VendorHttp, issue: string): Promise<string> =>
  isUuid(issue) ? issue : (await placeOf(http, issue)).id

/** The variables of an update. */
export async function changedIssue(
  http: VendorHttp,
  names: Names,
  input: Input<typeof updateIssue.input>,
): Promise<{ id: string; input: Fields }> {
  const { state, assignee, add_labels, remove_labels, project, milestone, team } = input
  const { cycle, team: linked } = cycleOf(input.cycle)
  const ofTeam = [
    ...want('state', state),
    ...want('label', add_labels, 'add_labels'),
    ...want('label', remove_labels, 'remove_labels'),
    ...want('cycle', cycle),
  ]
  const ofProject = want('milestone', milestone)
  // States, labels and cycles are of the issue's team, milestones of its project; an identifier does not tell which.
  const needsTeam = ofTeam.length > 0 || linked !== undefined
  const needsPlace = (needsTeam && team === undefined) || (ofProject.length > 0 && project === undefined)
  const place = needsPlace || !isUuid(input.issue) ? await placeOf(http, input.issue) : undefined
  await ofOneTeam(names, linked, team ?? place?.team.key ?? place?.team.id)
  const found = await names.find(
    [
      ...want('team', team),
      ...ofTeam,
      ...want('user', assignee, 'assignee'),
      ...want('project', project),
      ...ofProject,
    ],
    { team: team ?? place?.team.id, project: project ?? place?.project?.id },
  )
  const fields = {
    teamId: found.id('team', team),
    title: input.title,
    description: input.description,
    stateId: found.id('state', state),
    priority: priorityOf(input.priority),
    assigneeId: found.id('user', assignee),
    addedLabelIds: found.ids('label', add_labels),
    removedLabelIds: found.ids('label', remove_labels),
    projectId: found.id('project', project),
    projectMilestoneId: found.id('milestone', milestone),
    cycleId: found.id('cycle', cycle),
    estimate: input.estimate,
    dueDate: input.due_date,
    parentId: input.parent,
  }
  return { id: place?.id ?? input.issue, input: fields }
}

type ProjectFields = Input<typeof createProject.input> | Omit<Input<typeof updateProject.input>, 'project'>

/** The fields of a project, new or changed. */
export async function projectFields(names: Names, input: ProjectFields): Promise<Fields> {
  const { teams, lead, members, status } = input
  const found = await names.find([
    ...want('team', teams, 'teams'),
    ...want('user', lead, 'lead'),
    ...want('user', members, 'members'),
    ...want('status', status),
  ])
  return {
    name: input.name,
    description: input.description,
    content: input.content,
    teamIds: found.ids('team', teams),
    leadId: found.id('user', lead),
    memberIds: found.ids('user', members),
    statusId: found.id('status', status),
    priority: priorityOf(input.priority),
    startDate: input.start_date,
    targetDate: input.target_date,
  }
}

/** A project or document goes by its slug id, too: only other names have to be looked up. */
export async function idBySlug(names: Names, kind: 'project' | 'document', text: string): Promise<string> {
  if (isUuid(text) || /^[0-9a-f]{12}$/.test(text)) return text
  return (await names.find(want(kind, text))).id(kind, text)
}
